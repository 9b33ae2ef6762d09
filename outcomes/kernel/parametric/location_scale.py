"""Weibull, log-normal and log-logistic survival: a law of log time with a location and a scale."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import exp, inf, log, pi
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, log_ndtr

Floats = NDArray[np.float64]
Derivatives = Callable[[Floats], tuple[Floats, Floats, Floats]]
MOST_STEPS, HALVINGS = 100, 40
_TOLERANCE = 1e-12
_LOG_ROOT = 0.5 * log(2 * pi)


class Law(NamedTuple):
    """The standard law: log density and log survival, each with two derivatives, and its median."""

    density: Derivatives
    survival: Derivatives
    median: float


def _extreme(z: Floats) -> tuple[Floats, Floats, Floats]:
    w = np.exp(z)
    return z - w, 1 - w, -w


def _extreme_later(z: Floats) -> tuple[Floats, Floats, Floats]:
    w = np.exp(z)
    return -w, -w, -w


def _normal(z: Floats) -> tuple[Floats, Floats, Floats]:
    return -0.5 * z**2 - _LOG_ROOT, -z, -np.ones_like(z)


def _normal_later(z: Floats) -> tuple[Floats, Floats, Floats]:
    later = log_ndtr(-z)
    hazard = np.exp(-0.5 * z**2 - _LOG_ROOT - later)
    return later, -hazard, -hazard * (hazard - z)


def _logistic(z: Floats) -> tuple[Floats, Floats, Floats]:
    p = expit(z)
    return z - 2 * np.logaddexp(0, z), 1 - 2 * p, -2 * p * (1 - p)


def _logistic_later(z: Floats) -> tuple[Floats, Floats, Floats]:
    p = expit(z)
    return -np.logaddexp(0, z), -p, -p * (1 - p)


LAWS = {
    "weibull": Law(_extreme, _extreme_later, log(log(2))),
    "log_normal": Law(_normal, _normal_later, 0.0),
    "log_logistic": Law(_logistic, _logistic_later, 0.0),
}


@dataclass(frozen=True, slots=True)
class LocationScale:
    """A fitted model: ``slope`` times log time less ``shift`` has the law."""

    law: Law
    shift: float
    slope: float
    log_likelihood: float

    def survival(self, time: Floats) -> Floats:
        """Return survival at times, 1 at time 0."""
        z = self.slope * np.log(np.maximum(time, 1e-300)) - self.shift
        with np.errstate(over="ignore"):
            return np.where(time > 0, np.exp(self.law.survival(z)[0]), 1.0)

    def median(self) -> float:
        """Return the time at which survival is one half."""
        x = (self.law.median + self.shift) / self.slope
        return exp(x) if x < 700 else inf


def fit_location_scale(law: Law, time: Floats, event: Floats) -> LocationScale | None:
    """Return the maximum likelihood fit, or None where the search fails.

    Parameters
    ----------
    law
        One of `LAWS`.
    time, event
        Positive follow-up and 1 = event, 0 = censored, shape (n,).

    Notes
    -----
    With 1/scale and location/scale as parameters the log-likelihood is concave, because the logs of
    the density and of survival are: Newton's method with step halving finds its only maximum.

    References
    ----------
    Burridge (1981) JRSS B 43:41.
    """
    (dead, n_dead), (still, n_still) = of_events(time, event)
    events, sum_x = float(n_dead.sum()), float(dead @ n_dead)

    def at(point: Floats) -> tuple[float, Floats, Floats]:
        """Return the log-likelihood, its gradient and minus its second derivatives."""
        shift, slope = point.tolist()
        if slope <= 0:
            return -inf, point, np.eye(2)
        value, gradient, information = events * log(slope) - sum_x, np.zeros(2), np.zeros((2, 2))
        for x, n, derivatives in ((dead, n_dead, law.density), (still, n_still, law.survival)):
            zero, one, two = derivatives(slope * x - shift)
            value += float(zero @ n)
            gradient += float(-(one @ n)), float((one * x) @ n)
            cross = float((two * x) @ n)
            information -= ((float(two @ n), -cross), (-cross, float((two * x * x) @ n)))
        gradient[1] += events / slope
        information[1, 1] += events / slope**2
        return value, gradient, information

    with np.errstate(all="ignore"):
        found = _climbed(at, np.array([log(float(time.sum()) / events), 1.0]))
    if found is None:
        return None
    (shift, slope), height = found[0].tolist(), found[1]
    return LocationScale(law, shift, slope, height)


def of_events(time: Floats, event: Floats) -> tuple[tuple[Floats, Floats], tuple[Floats, Floats]]:
    """Return the different log times with their counts, of events and of the censored."""
    parts = (np.unique(np.log(time[event == of]), return_counts=True) for of in (1, 0))
    first, second = ((x, n.astype(np.float64)) for x, n in parts)
    return first, second


def _climbed(
    at: Callable[[Floats], tuple[float, Floats, Floats]], point: Floats
) -> tuple[Floats, float] | None:
    """Return the top and its height, by Newton's method."""
    value, gradient, information = at(point)
    for _ in range(MOST_STEPS):
        try:
            step = np.linalg.solve(information, gradient)
        except np.linalg.LinAlgError:
            return None
        if abs(float(gradient @ step)) < _TOLERANCE * (1 + abs(value)):
            return point + step, value
        tried = (point + step * 0.5**k for k in range(HALVINGS))
        better = next(((p, f) for p in tried if (f := at(p))[0] > value), None)
        if better is None:
            return None
        point, (value, gradient, information) = better
    return None
