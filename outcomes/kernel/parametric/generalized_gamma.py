"""The generalized gamma model of survival: Weibull, log-normal and exponential within it."""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, inf, log

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import gammainc, gammaincc, gammainccinv, gammaincinv, gammaln, log_ndtr, ndtr

Floats = NDArray[np.float64]
NORMAL = 1e-3
"""A shape this near 0 is the log-normal model: the gamma function loses its digits there."""
_STARTS = (1.0, 0.3, -0.3)


@dataclass(frozen=True, slots=True)
class GeneralizedGamma:
    """A fitted model: location and log scale of log time, and the shape (1 is Weibull)."""

    location: float
    log_scale: float
    shape: float
    log_likelihood: float

    def survival(self, time: Floats) -> Floats:
        """Return survival at times, 1 at time 0."""
        z = (np.log(np.maximum(time, 1e-300)) - self.location) / exp(self.log_scale)
        if abs(self.shape) < NORMAL:
            later = ndtr(-z)
        else:
            k = self.shape**-2
            with np.errstate(over="ignore"):
                u = k * np.exp(self.shape * z)
            later = gammaincc(k, u) if self.shape > 0 else gammainc(k, u)
        return np.where(time > 0, later, 1.0)

    def median(self) -> float:
        """Return the time at which survival is one half."""
        if abs(self.shape) < NORMAL:
            return exp(self.location)
        k = self.shape**-2
        u = float((gammainccinv if self.shape > 0 else gammaincinv)(k, 0.5))
        x = self.location + exp(self.log_scale) * log(u / k) / self.shape
        return exp(x) if x < 700 else inf


def fit_generalized_gamma(time: Floats, event: Floats) -> GeneralizedGamma | None:
    """Return the maximum likelihood fit, or None where the search fails.

    Parameters
    ----------
    time, event
        Positive follow-up and 1 = event, 0 = censored, shape (n,).

    Notes
    -----
    BFGS from several shapes on the mean log-likelihood, polished by the simplex method; the best
    is kept. Parameters as R's ``flexsurv::dgengamma``.

    References
    ----------
    Prentice (1974) Biometrika 61:539.
    """
    x, happened = np.log(time), event == 1
    n = len(x)
    entries, counts = np.unique(np.column_stack((x, happened)), axis=0, return_counts=True)

    def loss(at: Floats) -> float:
        value = -log_likelihood(at, entries[:, 0], entries[:, 1] == 1, counts) / n
        return value if np.isfinite(value) else 1e10

    middle = float(np.log(time.sum() / max(event.sum(), 1.0)))
    spread = float(np.log(max(x[happened].std(), 0.1)))
    found = []
    for shape in _STARTS:
        first = minimize(loss, np.array([middle, spread, shape]), method="BFGS")
        polish = {"xatol": 1e-9, "fatol": 1e-13, "maxiter": 2000}
        found.append(minimize(loss, first.x, method="Nelder-Mead", options=polish))
    best = min(found, key=lambda f: float(f.fun))
    if not best.success or best.fun >= 1e9:
        return None
    location, log_scale, shape = (float(v) for v in best.x)
    return GeneralizedGamma(location, log_scale, shape, -float(best.fun) * n)


def log_likelihood(
    at: Floats, x: Floats, happened: NDArray[np.bool_], counts: NDArray[np.intp] | None = None
) -> float:
    """Return the log-likelihood of (location, log scale, shape) at log times, by their counts."""
    n = np.ones(len(x)) if counts is None else counts
    location, log_scale, shape = (float(v) for v in at)
    with np.errstate(all="ignore"):
        z = (x - location) / np.exp(log_scale)
        if abs(shape) < NORMAL:
            density = -0.5 * z[happened] ** 2 - 0.5 * log(2 * np.pi)
            later = log_ndtr(-z[~happened])
        else:
            k = shape**-2
            u = k * np.exp(shape * z)
            inner = k * log(k) + k * shape * z[happened] - u[happened] - gammaln(k)
            density = log(abs(shape)) + inner
            tail = gammaincc if shape > 0 else gammainc
            later = np.log(tail(k, u[~happened]))
        dead, still = n[happened], n[~happened]
        return float((density - x[happened] - log_scale) @ dead + later @ still)
