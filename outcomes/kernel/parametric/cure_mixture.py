"""A share that never has the event, and Weibull survival of the rest."""

from __future__ import annotations

from dataclasses import dataclass
from math import exp

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import expit

from outcomes.kernel.parametric.location_scale import LAWS, fit_location_scale, of_events

Floats = NDArray[np.float64]
_STARTS = (0.1, 0.5)
_STEEP = 1e-9


@dataclass(frozen=True, slots=True)
class CureMixture:
    """A fitted model: the cured share and its standard error on the logit scale."""

    cured: float
    std_err_logit: float
    log_likelihood: float


def fit_cure_mixture(time: Floats, event: Floats) -> CureMixture | None:
    """Return the maximum likelihood fit, or None where the search fails.

    Parameters
    ----------
    time, event
        Positive follow-up and 1 = event, 0 = censored, shape (n,).

    Notes
    -----
    Trust regions with exact second derivatives, from the Weibull model of everybody with a small
    and with a large share cured; the better is kept. The standard error is nan where the share ran
    to 0 or 1: the likelihood is flat there.

    References
    ----------
    Boag (1949) JRSS B 11:15.
    """
    everybody = fit_location_scale(LAWS["weibull"], time, event)
    if everybody is None:
        return None
    rows, n = of_events(time, event), float(len(time))

    def loss(at: Floats) -> float:
        value = -_derivatives(at, rows)[0] / n
        return value if np.isfinite(value) else 1e10

    def gradient(at: Floats) -> Floats:
        return -_derivatives(at, rows)[1] / n

    def second(at: Floats) -> Floats:
        return -_derivatives(at, rows)[2] / n

    found = []
    with np.errstate(all="ignore"):
        for share in _STARTS:
            start = [np.log(share / (1 - share)), everybody.shift, np.log(everybody.slope)]
            found.append(
                minimize(loss, start, method="trust-exact", jac=gradient, hess=second,
                         options={"gtol": _STEEP, "maxiter": 500})
            )  # fmt: skip
        best = min(found, key=lambda f: float(f.fun))
        if best.fun >= 1e9 or not np.isfinite(best.x).all():
            return None
        cured = float(expit(best.x[0]))
        try:
            variance = float(np.linalg.inv(second(best.x) * n)[0, 0])
        except np.linalg.LinAlgError:
            variance = float("nan")
        std_err = float(np.sqrt(variance))
    return CureMixture(cured, std_err, -float(best.fun) * n)


def _derivatives(
    at: Floats, rows: tuple[tuple[Floats, Floats], tuple[Floats, Floats]]
) -> tuple[float, Floats, Floats]:
    """Return log-likelihood, gradient and second derivatives at (logit cured, shift, log slope)."""
    eta, shift, log_slope = at.tolist()
    slope, cured = exp(min(log_slope, 50.0)), float(expit(eta))
    (dead, n_dead), (still, n_still) = rows
    events = float(n_dead.sum())
    log_cured, log_rest = -float(np.logaddexp(0, -eta)), -float(np.logaddexp(0, eta))

    z = slope * dead - shift
    w = np.exp(z)
    value = float((log_rest + z - w + log_slope - dead) @ n_dead)
    by_eta, by_eta_eta = -cured * events, -cured * (1 - cured) * events
    x, by_z, by_z_z, by_eta_z = [dead], [(1 - w) * n_dead], [-w * n_dead], [0 * w]

    w = np.exp(slope * still - shift)
    value += float(np.logaddexp(log_cured, log_rest - w) @ n_still)
    q = expit(-eta - w)  # whether one who is censored is not cured
    spread = q * (1 - q)
    by_eta += float((1 - cured - q) @ n_still)
    by_eta_eta += float((spread - cured * (1 - cured)) @ n_still)
    x.append(still)
    by_z.append(-q * w * n_still)
    by_z_z.append((spread * w**2 - q * w) * n_still)
    by_eta_z.append(spread * w * n_still)

    # z by shift, and by log slope.
    design = np.column_stack((-np.ones(sum(map(len, x))), slope * np.concatenate(x)))
    first, both, mixed = (np.nan_to_num(np.concatenate(d)) for d in (by_z, by_z_z, by_eta_z))
    gradient = np.array([by_eta, *(first @ design)])
    gradient[2] += events
    second = np.empty((3, 3))
    second[0, 0] = by_eta_eta
    second[0, 1:] = second[1:, 0] = mixed @ design
    second[1:, 1:] = (design * both[:, None]).T @ design
    second[2, 2] += float(first @ design[:, 1])
    return value, gradient, second
