"""Survival standardized over the covariates of all patients (g-formula), from a Cox model.

Two worlds are compared: everybody gets the reference (column 0 of what is returned), everybody
gets the arm (column 1). The influence function behind every standard error is the derivative of
the estimate in each patient's weight.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, sqrt

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import chdtrc, ndtri

from outcomes.kernel.causal.hazard_influence import coefficient_influence, worlds_of
from outcomes.kernel.causal.world_means import at_every_time, at_many_times
from outcomes.kernel.cox.fit import CoxFit
from outcomes.kernel.curves.counting import Floats
from outcomes.kernel.curves.rmst import NOT_ESTIMABLE, Contrast

# Above so many patients, and so many times, limits between the times are interpolated.
_MANY_PATIENTS, _MANY_TIMES = 2_000, 400


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
        spread = spread / np.outer(mean, mean)
        value, std_err, low, high, p_value = _normal(np.log(mean), spread, conf_level)
        return Contrast(exp(value), std_err, exp(low), exp(high), p_value)


@dataclass(frozen=True, slots=True, eq=False)
class Standardized:
    """Standardized survival, and its area up to ``tau`` (None where no tau was asked for)."""

    survival: Worlds
    restricted_mean: Worlds | None


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
    the last event the last value is carried forward. Above 2 000 patients and 400 event times,
    and without ``times``, covariances are interpolated between 400 of them; everything else, and
    that of the restricted mean, stays exact.

    References
    ----------
    Ozenne et al. (2020) Biometrical Journal 62:751. Chen, Tsiatis (2001) Biometrics 57:1030.
    """
    _check(model, by_arm, tau, times)
    sets = model.risk_sets
    grid = np.unique(sets.group_time) if times is None else np.atleast_1d(np.asarray(times, float))
    if not sets.dying.size:
        return Standardized(_certain(grid), None if tau is None else _certain(np.array([tau]), tau))
    worlds = worlds_of(model, by_arm)
    change = coefficient_influence(model)
    widths = np.zeros(grid.size) if tau is None else np.diff(np.append(np.minimum(grid, tau), tau))
    many = times is None and sets.n > _MANY_PATIENTS and grid.size > _MANY_TIMES
    mean, spread, area = (at_many_times if many else at_every_time)(worlds, change, grid, widths)
    survival = Worlds(grid, mean, spread)
    if tau is None:
        return Standardized(survival, None)
    before = min(float(grid[0]), tau)
    value = before + widths @ mean
    return Standardized(survival, Worlds(np.array([tau]), value[None], (area.T @ area)[None]))


def subtract(mean: Floats, covariance: Floats, conf_level: float = 0.95) -> Contrast:
    """Subtract the first of two correlated means from the second, with normal limits."""
    return Contrast(*_normal(mean, covariance, conf_level))


def _normal(
    mean: Floats, covariance: Floats, conf_level: float
) -> tuple[float, float, float, float, float | None]:
    """Return a difference, its standard error, both limits and the p-value."""
    value = float(mean[1] - mean[0])
    variance = float(covariance[0, 0] + covariance[1, 1] - 2 * covariance[0, 1])
    std_err = sqrt(max(variance, 0.0))
    reach = float(ndtri(0.5 + conf_level / 2)) * std_err
    p_value = float(chdtrc(1, (value / std_err) ** 2)) if std_err > 0 else None
    return value, std_err, value - reach, value + reach, p_value


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
