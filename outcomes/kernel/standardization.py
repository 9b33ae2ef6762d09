"""Survival standardized over the covariates of all patients (g-formula), from a Cox model.

Two worlds are compared: everybody gets the reference (column 0 of what is returned), everybody
gets the arm (column 1). The influence function behind every standard error is the derivative of
the estimate in each patient's weight.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import exp, sqrt
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import chdtrc, ndtri

from outcomes.kernel.counting import Floats, Integers
from outcomes.kernel.cox import CoxFit
from outcomes.kernel.cox_residuals import EventMeans, event_means, score_residuals
from outcomes.kernel.risk_sets import RiskSets
from outcomes.kernel.rmst import NOT_ESTIMABLE, Contrast

# Patients × times held at once; small enough for the processor's cache.
_BLOCK = 200_000


@dataclass(frozen=True, slots=True, eq=False)
class Worlds:
    """Means in both worlds at several times.

    Attributes
    ----------
    time : shape (m,)
    mean : shape (m, 2)
        If everybody had the reference, and if everybody had the arm.
    covariance : shape (m, 2, 2)
        Of the two means at the same time.
    """

    time: Floats
    mean: Floats
    covariance: Floats

    @property
    def std_err(self) -> Floats:
        """Standard errors of ``mean``, shape (m, 2)."""
        return np.sqrt(np.stack([self.covariance[:, 0, 0], self.covariance[:, 1, 1]], axis=1))

    def difference(self, at: int, *, conf_level: float = 0.95) -> Contrast:
        """Subtract the reference's mean from the arm's at one position, with normal limits."""
        return subtract(self.mean[at], self.covariance[at], conf_level)

    def ratio(self, at: int, *, conf_level: float = 0.95) -> Contrast:
        """Divide the arm's mean by the reference's, with limits on the log scale."""
        mean, spread = self.mean[at], self.covariance[at]
        if mean.min() <= 0:
            return NOT_ESTIMABLE
        logs = subtract(np.log(mean), spread / np.outer(mean, mean), conf_level)
        if logs.value is None or logs.ci_low is None or logs.ci_high is None:
            return NOT_ESTIMABLE
        limits = exp(logs.ci_low), exp(logs.ci_high)
        return Contrast(exp(logs.value), logs.std_err, *limits, logs.p_value)


@dataclass(frozen=True, slots=True, eq=False)
class Standardized:
    """Standardized survival, and its area up to ``tau`` (None where no tau was asked for)."""

    survival: Worlds
    restricted_mean: Worlds | None


class HazardInfluence(NamedTuple):
    """How a stratum's cumulative hazard moves with each (sorted) patient's weight.

    With coefficients held, patient i moves the hazard after k of the stratum's event times by
    ``-risk[i] * squares[k]`` while at risk (``k < passed[i]``) and by ``final[i]`` afterwards.
    The coefficients move it by ``-drift[k] @ (their influence)``.

    Attributes
    ----------
    time : shape (K,)
        Event times of the stratum.
    hazard, squares : shape (K + 1,)
        Cumulative hazard of risk 1 after none, one, two … event times; and of its variance.
    drift : shape (K + 1, p)
    risk, final, passed : shape (n,)
        Zero, zero and any for patients of another stratum.
    """

    time: Floats
    hazard: Floats
    squares: Floats
    drift: Floats
    risk: Floats
    final: Floats
    passed: Integers

    def direct(self, k: Integers) -> Floats:
        """Return the influences with coefficients held after ``k`` event times, (n, len(k))."""
        at_risk = -self.risk[:, None] * self.squares[k]
        return np.where(k >= self.passed[:, None], self.final[:, None], at_risk)


class _World(NamedTuple):
    """Covariates and risk of each sorted patient in one world, and the hazard they multiply."""

    x: Floats
    risk: Floats
    baseline: HazardInfluence


def standardize(
    model: CoxFit,
    *,
    by_arm: bool = False,
    tau: float | None = None,
    times: ArrayLike | None = None,
) -> Standardized:
    """Average the predicted survival of all patients, had everybody had either treatment.

    Parameters
    ----------
    model
        Unweighted, of right-censored data. The first column of x is the arm (0 or 1).
    by_arm
        The model is stratified by arm instead (labels sorted: reference, arm) and x holds
        covariates only, so that the arms' hazards need not be proportional.
    tau
        Horizon of the restricted mean; by default there is none.
    times
        Times to evaluate at; all event times by default. Not together with ``tau``.

    Raises
    ------
    ValueError
        If the model is weighted, has delayed entry or other strata, or times come with tau.

    Notes
    -----
    Survival is ``exp(-cumulative hazard)``, Breslow's or Efron's as the model's ties. The
    influence function holds the coefficients, the baseline hazard and the sample of covariates:
    R's ``riskRegression::ate(event = fit)``, to rounding where no event times are tied. Past
    the last event the last value is carried forward.

    References
    ----------
    Ozenne et al. (2020) Biometrical Journal 62:751. Chen, Tsiatis (2001) Biometrics 57:1030.
    """
    _check(model, by_arm, tau, times)
    sets = model.risk_sets
    grid = np.unique(sets.group_time) if times is None else np.atleast_1d(np.asarray(times, float))
    if not sets.dying.size:
        return Standardized(_certain(grid), None if tau is None else _certain(np.array([tau]), tau))
    worlds = _worlds(model, by_arm)
    change = coefficient_influence(model)
    widths = np.zeros(grid.size) if tau is None else np.diff(np.append(np.minimum(grid, tau), tau))
    area = np.zeros((sets.n, 2))
    mean, spread = np.empty((grid.size, 2)), np.empty((grid.size, 2, 2))
    for part in _blocks(grid.size, sets.n):
        mean[part], influence = _influences(worlds, change, grid[part])
        spread[part] = covariances(influence)
        if tau is not None:
            area += np.stack([psi @ widths[part] for psi in influence], axis=1)
    survival = Worlds(grid, mean, spread)
    if tau is None:
        return Standardized(survival, None)
    before = min(float(grid[0]), tau)
    value = before + widths @ mean
    return Standardized(survival, Worlds(np.array([tau]), value[None], (area.T @ area)[None]))


def coefficient_influence(model: CoxFit) -> Floats:
    """Return each sorted patient's influence on the coefficients, shape (n, p)."""
    scores = score_residuals(model)[model.risk_sets.order]
    return np.asarray(scores @ np.nan_to_num(model.covariance))


def hazard_influence(model: CoxFit, stratum: int = 0) -> HazardInfluence:
    """Return a stratum's cumulative hazard with its influences; the model must have events."""
    sets = model.risk_sets
    means = event_means(sets, model.x, np.nan_to_num(model.coefficients))
    groups = np.flatnonzero(sets.group_stratum == stratum)
    first = int(groups[0]) if groups.size else 0

    def path(per_event: Floats) -> Floats:
        sums = np.add.reduceat(per_event, sets.group_starts, axis=0)[groups]
        return np.concatenate([np.zeros((1, *sums.shape[1:])), np.cumsum(sums, axis=0)])

    squares = path(means.hazard**2)
    inside = sets.stratum == stratum
    risk = np.where(inside, means.risk, 0.0)
    passed = np.where(inside, sets.last + 1 - first, 0)
    final = np.where(inside, _own_event(sets, means) - risk * squares[passed], 0.0)
    return HazardInfluence(
        time=sets.group_time[groups],
        hazard=path(means.hazard),
        squares=squares,
        drift=path(means.hazard[:, None] * means.mean),
        risk=risk,
        final=final,
        passed=passed,
    )


def covariances(influence: tuple[Floats, Floats]) -> Floats:
    """Return the covariance of two means from influences of shape (n, m), shape (m, 2, 2)."""
    a, b = influence
    cross = np.einsum("ij,ij->j", a, b)
    rows = [np.einsum("ij,ij->j", a, a), cross, cross, np.einsum("ij,ij->j", b, b)]
    return np.stack(rows, axis=1).reshape(-1, 2, 2)


def subtract(mean: Floats, covariance: Floats, conf_level: float = 0.95) -> Contrast:
    """Subtract the first of two correlated means from the second, with normal limits."""
    value = float(mean[1] - mean[0])
    variance = float(covariance[0, 0] + covariance[1, 1] - 2 * covariance[0, 1])
    std_err = sqrt(max(variance, 0.0))
    reach = float(ndtri(0.5 + conf_level / 2)) * std_err
    p_value = float(chdtrc(1, (value / std_err) ** 2)) if std_err > 0 else None
    return Contrast(value, std_err, value - reach, value + reach, p_value)


def _own_event(sets: RiskSets, means: EventMeans) -> Floats:
    """What a patient's own event adds to the hazard: its share of the step, and what it spares."""
    added = np.zeros(sets.n)
    starts, group = sets.group_starts, sets.dying_group
    size = np.diff(np.append(starts, group.size))
    step = np.add.reduceat(means.hazard, starts) / size
    spared = np.add.reduceat(means.hazard**2 * sets.fraction, starts)
    added[sets.dying] = step[group] + means.risk[sets.dying] * spared[group]
    return added


def _worlds(model: CoxFit, by_arm: bool) -> tuple[_World, _World]:
    beta = np.nan_to_num(model.coefficients)
    if by_arm:
        risk = np.exp(model.x @ beta)
        reference, arm = (_World(model.x, risk, hazard_influence(model, s)) for s in (0, 1))
        return reference, arm
    baseline = hazard_influence(model)
    found = []
    for treated in (0.0, 1.0):
        x = model.x.copy()
        x[:, 0] = treated - model.means[0]
        found.append(_World(x, np.exp(x @ beta), baseline))
    return found[0], found[1]


def _influences(
    worlds: tuple[_World, _World], change: Floats, times: Floats
) -> tuple[Floats, tuple[Floats, Floats]]:
    """Return the mean survival at ``times``, shape (m, 2), and the influences on it, (n, m)."""
    means, influences = [], []
    direct: Floats = np.zeros((0, 0))
    n = len(change)
    for index, world in enumerate(worlds):
        base = world.baseline
        k = np.searchsorted(base.time, times, side="right")
        if index == 0 or base is not worlds[0].baseline:
            direct = base.direct(k)
        hazard = base.hazard[k]
        survival = np.exp(-world.risk[:, None] * hazard)
        mean = survival.mean(axis=0)
        slope = world.risk @ survival / n
        # Moving the coefficients moves the baseline (drift) and each patient's own risk.
        moved = (world.risk[:, None] * world.x).T @ survival / n
        lean = slope * base.drift[k].T - hazard * moved
        survival -= mean
        survival /= n
        survival -= slope * direct
        survival += change @ lean
        means.append(mean)
        influences.append(survival)
    return np.stack(means, axis=1), (influences[0], influences[1])


def _blocks(n_times: int, n: int) -> Iterator[slice]:
    size = max(1, _BLOCK // max(n, 1))
    for start in range(0, n_times, size):
        yield slice(start, start + size)


def _certain(grid: Floats, value: float = 1.0) -> Worlds:
    return Worlds(grid, np.full((grid.size, 2), value), np.zeros((grid.size, 2, 2)))


def _check(model: CoxFit, by_arm: bool, tau: float | None, times: ArrayLike | None) -> None:
    sets = model.risk_sets
    if sets.entry is not None or (sets.weight != 1).any():
        raise ValueError("standardization is for unweighted models without delayed entry")
    if by_arm and len(sets.strata) != 2:
        raise ValueError(f"a model stratified by arm has two strata, not {len(sets.strata)}")
    if not by_arm and len(sets.strata) > 1:
        raise ValueError("a model with strata is standardized with by_arm only")
    if tau is not None and times is not None:
        raise ValueError("a restricted mean needs every event time; give tau or times")
