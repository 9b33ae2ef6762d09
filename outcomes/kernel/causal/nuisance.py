"""The models behind weighted and doubly robust survival: of treatment, outcome and censoring."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from outcomes.kernel.causal.hazard_influence import (
    coefficient_influence,
    hazard_influence,
)
from outcomes.kernel.causal.logistic import LogisticFit, logistic
from outcomes.kernel.cox.fit import CoxFit, cox
from outcomes.kernel.curves.counting import Floats

# Patients × censoring times held at once.
_BLOCK = 200_000


@dataclass(frozen=True, slots=True, eq=False)
class Nuisance:
    """The three fitted models of patients sorted by time.

    Attributes
    ----------
    time, event, arm : shape (n,)
    x : shape (n, p)
    treatment
        Chance of the arm given x.
    outcome, censoring
        Cox models of arm and x; ``censoring`` has no events where nobody is censored.
    """

    time: Floats
    event: Floats
    arm: Floats
    x: Floats
    treatment: LogisticFit
    outcome: CoxFit
    censoring: CoxFit


class Hazard(NamedTuple):
    """Cumulative hazard of risk 1 after none, one, two … of its times."""

    time: Floats
    total: Floats


def fit_nuisance(time: ArrayLike, event: ArrayLike, arm: ArrayLike, x: ArrayLike) -> Nuisance:
    """Fit the models of treatment, outcome and censoring.

    Parameters
    ----------
    time, event, arm
        Follow-up, 1 = event, 1 = arm (0 = reference), shape (n,).
    x
        Covariates, shape (n, p), p may be 0; no column constant or collinear.

    Raises
    ------
    numpy.linalg.LinAlgError
        If columns of ``x`` are collinear.
    """
    times = np.asarray(time, dtype=np.float64)
    order = np.argsort(times, kind="stable")
    times, events, treated = (np.asarray(v, np.float64)[order] for v in (times, event, arm))
    columns = np.asarray(x, np.float64).reshape(times.size, -1)[order]
    design = np.column_stack([treated, columns])
    return Nuisance(
        times,
        events,
        treated,
        columns,
        logistic(treated, columns),
        cox(times, events, design),
        cox(times, 1.0 - events, design),
    )


def treatment_weights(models: Nuisance) -> tuple[Floats, Floats]:
    """One over the chance of the treatment received, in each world; 0 for the other arm's."""
    chance, arm = models.treatment.fitted, models.arm
    return (1 - arm) / (1 - chance), arm / chance


def predicted(models: Nuisance, at: Floats) -> tuple[Floats, Floats]:
    """Survival of each patient at ``at`` in both worlds, each of shape (n, len(at))."""
    own, base = risk_and_hazard(models.outcome)
    beta = float(np.nan_to_num(models.outcome.coefficients)[0])
    hazard = base.total[np.searchsorted(base.time, at, side="right")]
    reference, arm = (np.exp(-own * np.exp(beta * (w - models.arm)))[:, None] for w in (0, 1))
    return reference**hazard, arm**hazard


def risk_and_hazard(model: CoxFit) -> tuple[Floats, Hazard]:
    """Risk of each patient as treated, and the cumulative hazard it multiplies."""
    if not model.risk_sets.dying.size:
        return np.ones(model.n), Hazard(np.zeros(0), np.zeros(1))
    found = hazard_influence(model)
    return found.risk, Hazard(found.time, found.hazard)


def known_lost(models: Nuisance, at: Floats) -> Floats:
    """Events by ``at`` over the chance of staying uncensored until just before, (n, len(at))."""
    risk, base = risk_and_hazard(models.censoring)
    uncensored = np.exp(-risk * base.total[np.searchsorted(base.time, models.time, side="left")])
    return (models.event / uncensored)[:, None] * (models.time[:, None] <= at)


def through_treatment(models: Nuisance, parts: tuple[Floats, Floats]) -> tuple[Floats, Floats]:
    """What each patient moves the sums of ``parts`` by, which hold the treatment weights.

    ``parts``: of the two worlds, each of shape (n, m).
    """
    chance = models.treatment.fitted
    design = np.column_stack([np.ones(len(chance)), models.x])
    change = models.treatment.scores @ models.treatment.covariance
    # Derivatives of log 1/(1 - p) and log 1/p in the linear predictor of p.
    reference, arm = (
        np.asarray(change @ ((design * tilt[:, None]).T @ part))
        for tilt, part in zip((chance, chance - 1), parts, strict=True)
    )
    return reference, arm


def through_censoring(models: Nuisance, part: Floats) -> Floats:
    """What each patient moves the sums of ``part`` by, which hold one over staying uncensored.

    ``part``, shape (n, m), is a multiple of one over each patient's chance until just before its
    own time.
    """
    if not models.censoring.risk_sets.dying.size:
        return np.zeros(part.shape)
    base = hazard_influence(models.censoring)
    k = np.searchsorted(base.time, models.time, side="left")
    moved = part * base.risk[:, None]
    lean = moved.T @ (base.hazard[k, None] * models.censoring.x - base.drift[k])
    change = coefficient_influence(models.censoring)
    return np.asarray(base.weighted(k, moved) + change @ lean.T)


def blocks(n: int, n_times: int) -> Iterator[slice]:
    """Yield slices of n patients, so few that times of all of them fit the processor's cache."""
    size = max(1, _BLOCK // max(n_times, 1))
    for start in range(0, n, size):
        yield slice(start, start + size)
