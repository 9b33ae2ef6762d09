"""Survival with a log cumulative hazard that bends: a restricted cubic spline in log time."""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, inf, log

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq

Floats = NDArray[np.float64]
MOST_STEPS, HALVINGS = 200, 40
SLOPES_CHECKED = 400
_TOLERANCE = 1e-10
_MEDIAN = log(log(2))


@dataclass(frozen=True, slots=True, eq=False)
class SplineFit:
    """A fitted model; ``knots`` on the log time scale, ``coefficients`` of `basis`."""

    knots: Floats
    coefficients: Floats
    log_likelihood: float

    def log_cumulative_hazard(self, log_time: Floats) -> Floats:
        found: Floats = basis(log_time, self.knots) @ self.coefficients
        return found

    def slope(self, log_time: Floats) -> Floats:
        """Return the derivative by log time; the model is a survival curve where it is positive."""
        found: Floats = _derivative(log_time, self.knots) @ self.coefficients
        return found

    @property
    def is_survival(self) -> bool:
        """Whether the cumulative hazard rises everywhere, beyond the knots too."""
        inside = np.linspace(self.knots[0], self.knots[-1], SLOPES_CHECKED)
        return bool((self.slope(inside) > 0).all())

    def survival(self, time: Floats) -> Floats:
        """Return survival at times, 1 at time 0."""
        with np.errstate(divide="ignore", over="ignore"):
            eta = self.log_cumulative_hazard(np.log(np.maximum(time, 1e-300)))
            return np.where(time > 0, np.exp(-np.exp(eta)), 1.0)

    def median(self) -> float:
        """Return the time at which survival is one half; inf where no time can hold it."""
        outer = self.knots[[0, -1]]
        first, last = self.log_cumulative_hazard(outer).tolist()
        if first < _MEDIAN < last:
            at = brentq(lambda x: self._excess(float(x)), *outer.tolist(), xtol=1e-12)
            return exp(float(at))
        edge, value = (0, first) if first >= _MEDIAN else (-1, last)
        slope = float(self.slope(outer)[edge])
        x = float(outer[edge]) + (_MEDIAN - value) / slope if slope > 0 else inf
        return exp(x) if x < 700 else inf

    def _excess(self, log_time: float) -> float:
        return float(self.log_cumulative_hazard(np.array([log_time]))[0]) - _MEDIAN


def knots_of_events(time: Floats, event: Floats, inner: int) -> Floats | None:
    """Return log times of the first and last event and the quantiles between; None with ties."""
    x = np.log(time[event == 1])
    if not x.size:
        return None
    knots = np.quantile(x, np.linspace(0, 1, inner + 2))
    return np.asarray(knots, np.float64) if (np.diff(knots) > 1e-9).all() else None


def fit_spline(time: Floats, event: Floats, knots: Floats) -> SplineFit | None:
    """Return the maximum likelihood fit, or None where the search fails.

    Parameters
    ----------
    time, event
        Positive follow-up and 1 = event, 0 = censored, shape (n,).
    knots
        On the log time scale, increasing, 2 (Weibull) or more.

    Notes
    -----
    The log-likelihood is concave where it exists: Newton's method with step halving, started from
    the exponential model, finds its only maximum.

    References
    ----------
    Royston, Parmar (2002) Stat Med 21:2175.
    """
    x = np.log(time)
    by_time, by_slope = basis(x, knots), _derivative(x, knots)
    happened = event == 1
    g = np.zeros(by_time.shape[1])
    g[:2] = log(float(event.sum()) / float(time.sum())), 1.0

    def likelihood(at: Floats) -> float:
        slope = by_slope[happened] @ at
        if (slope <= 0).any():
            return -inf
        with np.errstate(over="ignore"):
            eta = by_time @ at
            return float((eta - x)[happened].sum() + np.log(slope).sum() - np.exp(eta).sum())

    value = likelihood(g)
    for _ in range(MOST_STEPS):
        step = _newton_step(g, by_time, by_slope, happened)
        if step is None:
            return None
        taken = (g + step * 0.5**k for k in range(HALVINGS))
        better = next(((h, v) for h in taken if (v := likelihood(h)) >= value), None)
        if better is None:
            return None
        gain, (g, value) = better[1] - value, better
        if gain < _TOLERANCE * (1 + abs(value)):
            return SplineFit(knots, g, value)
    return None


def _newton_step(
    g: Floats, by_time: Floats, by_slope: Floats, happened: NDArray[np.bool_]
) -> Floats | None:
    hazard = np.exp(by_time @ g)
    per_slope = by_slope[happened] / (by_slope[happened] @ g)[:, None]
    score = by_time[happened].sum(axis=0) + per_slope.sum(axis=0) - hazard @ by_time
    information = (by_time * hazard[:, None]).T @ by_time + per_slope.T @ per_slope
    try:
        step: Floats = np.linalg.solve(information, score)
    except np.linalg.LinAlgError:
        return None
    return step if np.isfinite(step).all() else None


def basis(log_time: Floats, knots: Floats) -> Floats:
    """Return 1, log time and one cubic term per inner knot, shape (n, knots)."""
    return _columns(log_time, knots, 3, np.column_stack([np.ones_like(log_time), log_time]))


def _derivative(log_time: Floats, knots: Floats) -> Floats:
    straight = np.column_stack([np.zeros_like(log_time), np.ones_like(log_time)])
    return _columns(log_time, knots, 2, straight)


def _columns(log_time: Floats, knots: Floats, power: int, straight: Floats) -> Floats:
    """Return the straight columns and the truncated powers, in the unit of log time."""
    first, last = knots[0], knots[-1]
    scale = (1.0 if power == 3 else 3.0) / (last - first) ** 2

    def above(knot: float) -> Floats:
        return np.maximum(log_time - knot, 0.0) ** power

    columns = [straight]
    for knot in knots[1:-1]:
        share = (last - knot) / (last - first)
        columns.append((above(knot) - share * above(first) - (1 - share) * above(last)) * scale)
    return np.column_stack(columns)
