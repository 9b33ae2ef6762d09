"""Survival in both treatment worlds by weighting, and by weighting and a model together (AIPTW).

Three models are fitted: who got the arm (logistic), the event and censoring (Cox). Columns 0 and
1 of what is returned are the worlds in which everybody gets the reference and the arm.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from outcomes.kernel.counting import Floats, Integers
from outcomes.kernel.cox import CoxFit, cox
from outcomes.kernel.logistic import LogisticFit, logistic
from outcomes.kernel.standardization import (
    HazardInfluence,
    Worlds,
    coefficient_influence,
    covariances,
    hazard_influence,
)

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


class _Hazard(NamedTuple):
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


def augmented_survival(models: Nuisance, times: ArrayLike) -> Worlds:
    """Estimate survival at ``times`` by augmented inverse probability weighting (AIPTW).

    Notes
    -----
    Right if either the outcome model, or both the treatment and the censoring model, is right.
    The standard error is that of the efficient influence function, the models taken as known,
    as is right when all three hold. R's ``riskRegression::ate(estimator = "AIPTW")``.

    References
    ----------
    Zhang, Schaubel (2012) Biometrics 68:999. Ozenne et al. (2020) Biometrical Journal 62:751.
    """
    at = np.atleast_1d(np.asarray(times, dtype=np.float64))
    predicted = _predicted(models, at)
    observed = np.where(models.arm[:, None] == 1, predicted[1], predicted[0])
    # What weighting adds to the model: survival known to be lost, and what censoring took.
    first, second = _censoring_integrals(models, at, observed)
    residual = 1.0 - observed - _known_lost(models, at) - first + observed * second
    means, influences = [], []
    for world, weight in enumerate(_treatment_weights(models)):
        # Of survival: the model's, less the weighted excess of risk over the model's.
        value = predicted[world] + weight[:, None] * residual
        mean = value.mean(axis=0)
        means.append(mean)
        influences.append((value - mean) / len(value))
    return Worlds(at, np.stack(means, axis=1), covariances((influences[0], influences[1])))


def weighted_survival(models: Nuisance, times: ArrayLike) -> Worlds:
    """Estimate survival at ``times`` by inverse probability of treatment and censoring (IPTW).

    Notes
    -----
    One minus the mean of known events, each over the chance of its treatment and of staying
    uncensored until it. The influence function holds both models' coefficients and the
    censoring hazard. R's ``riskRegression::ate(estimator = "IPTW")``.

    References
    ----------
    Ozenne et al. (2020) Biometrical Journal 62:751.
    """
    at = np.atleast_1d(np.asarray(times, dtype=np.float64))
    lost = _known_lost(models, at)
    n, chance = len(lost), models.treatment.fitted
    design = np.column_stack([np.ones(n), models.x])
    of_treatment = models.treatment.scores @ models.treatment.covariance
    # Derivatives of log 1/(1 - p) and log 1/p in the linear predictor of p.
    tilts = chance, chance - 1
    means, influences = [], []
    for tilt, weight in zip(tilts, _treatment_weights(models), strict=True):
        part = weight[:, None] * lost / n
        mean = part.sum(axis=0)
        moved = of_treatment @ ((design * tilt[:, None]).T @ part)
        means.append(1.0 - mean)
        influences.append(part - mean / n + moved + _of_censoring(models, part))
    return Worlds(at, np.stack(means, axis=1), covariances((influences[0], influences[1])))


def _treatment_weights(models: Nuisance) -> tuple[Floats, Floats]:
    """One over the chance of the treatment received, in each world; 0 for the other arm's."""
    chance, arm = models.treatment.fitted, models.arm
    return (1 - arm) / (1 - chance), arm / chance


def _predicted(models: Nuisance, at: Floats) -> tuple[Floats, Floats]:
    """Survival of each patient at ``at`` in both worlds, each of shape (n, len(at))."""
    own, base = _risk_and_hazard(models.outcome)
    beta = float(np.nan_to_num(models.outcome.coefficients)[0])
    hazard = base.total[np.searchsorted(base.time, at, side="right")]
    reference, arm = (np.exp(-own * np.exp(beta * (w - models.arm)))[:, None] for w in (0, 1))
    return reference**hazard, arm**hazard


def _risk_and_hazard(model: CoxFit) -> tuple[Floats, _Hazard]:
    """Risk of each patient as treated, and the cumulative hazard it multiplies."""
    if not model.risk_sets.dying.size:
        return np.ones(model.n), _Hazard(np.zeros(0), np.zeros(1))
    found = hazard_influence(model)
    return found.risk, _Hazard(found.time, found.hazard)


def _known_lost(models: Nuisance, at: Floats) -> Floats:
    """Events by ``at`` over the chance of staying uncensored until just before, (n, len(at))."""
    risk, base = _risk_and_hazard(models.censoring)
    uncensored = np.exp(-risk * base.total[np.searchsorted(base.time, models.time, side="left")])
    return (models.event / uncensored)[:, None] * (models.time[:, None] <= at)


def _censoring_integrals(models: Nuisance, at: Floats, observed: Floats) -> tuple[Floats, Floats]:
    """Integrate 1/G and 1/(S G) over the censoring martingale up to ``at``, each (n, len(at)).

    S and G are the chances of being event-free and uncensored as treated.
    """
    risk, base = _risk_and_hazard(models.censoring)
    own, events = _risk_and_hazard(models.outcome)
    hazard = events.total[np.searchsorted(events.time, base.time, side="right")]
    upto = np.searchsorted(base.time, np.minimum(models.time[:, None], at), side="right")
    left = (models.event == 0)[:, None] & (models.time[:, None] <= at)
    first, second = np.zeros(observed.shape), np.zeros(observed.shape)
    if not base.time.size:
        return first, second
    steps = np.diff(base.total)
    jump = np.searchsorted(base.time, models.time, side="left").clip(max=base.time.size - 1)
    for rows in _blocks(len(risk), base.time.size):
        weight = np.exp(risk[rows, None] * base.total[:-1])
        longer = np.exp(own[rows, None] * hazard)
        for total, integrand in ((first, weight), (second, weight * longer)):
            compensator = np.zeros((integrand.shape[0], base.time.size + 1))
            np.cumsum(integrand * (risk[rows, None] * steps), axis=1, out=compensator[:, 1:])
            at_own = np.take_along_axis(integrand, jump[rows, None], axis=1)
            total[rows] = left[rows] * at_own - np.take_along_axis(compensator, upto[rows], axis=1)
    return first, second


def _of_censoring(models: Nuisance, part: Floats) -> Floats:
    """What each patient moves the sums of ``part`` by through the censoring model."""
    if not models.censoring.risk_sets.dying.size:
        return np.zeros(part.shape)
    base = hazard_influence(models.censoring)
    k = np.searchsorted(base.time, models.time, side="left")
    moved = part * base.risk[:, None]
    lean = moved.T @ (base.hazard[k, None] * models.censoring.x - base.drift[k])
    change = coefficient_influence(models.censoring)
    return np.asarray(_direct(base, k, moved) + change @ lean.T)


def _direct(base: HazardInfluence, k: Integers, moved: Floats) -> Floats:
    # As `HazardInfluence.direct`, summed over patients whose k never falls: no n × n array.
    zero = np.zeros((1, moved.shape[1]))
    after = np.concatenate([np.cumsum(moved[::-1], axis=0)[::-1], zero])
    before = np.concatenate([zero, np.cumsum(moved * base.squares[k, None], axis=0)])
    split = np.searchsorted(k, base.passed, side="left")
    return np.asarray(base.final[:, None] * after[split] - base.risk[:, None] * before[split])


def _blocks(n: int, n_times: int) -> Iterator[slice]:
    size = max(1, _BLOCK // max(n_times, 1))
    for start in range(0, n, size):
        yield slice(start, start + size)
