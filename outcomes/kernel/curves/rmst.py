"""Restricted mean survival time and survival at a milestone, compared between two curves."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

import numpy as np
from scipy.special import chdtrc, ndtri

from outcomes.kernel.curves.curve_values import survival_at
from outcomes.kernel.curves.product_limit import ProductLimit


@dataclass(frozen=True, slots=True)
class RestrictedMean:
    """Area under a survival curve up to ``tau``, in the unit of time.

    None without patients, and where follow-up ended before tau with S > 0.
    """

    tau: float
    value: float | None
    std_err: float | None
    ci_low: float | None
    ci_high: float | None


@dataclass(frozen=True, slots=True)
class Contrast:
    """A difference with normal limits; all None where a value, or its error, does not exist."""

    value: float | None
    std_err: float | None
    ci_low: float | None
    ci_high: float | None
    p_value: float | None


NOT_ESTIMABLE = Contrast(None, None, None, None, None)


def restricted_mean(curve: ProductLimit, tau: float, *, conf_level: float = 0.95) -> RestrictedMean:
    """Integrate S(t) from 0 to ``tau``, with normal limits; not estimable for ``tau`` <= 0.

    Notes
    -----
    Variance: sum over event times of (area still to come)² × Greenwood's term, as R's survRM2;
    a time at which everybody left has the event adds nothing. Not lifelines'
    ``restricted_mean_survival_time(return_variance=True)``, which is the spread of individual
    times and gives a standard error several times too large. For unweighted curves.

    References
    ----------
    Uno et al. (2014) J Clin Oncol 32:2380.
    """
    if curve.n == 0 or tau <= 0 or (tau > curve.time[-1] and curve.survival[-1] > 0):
        return RestrictedMean(tau, None, None, None, None)
    inside = curve.time < tau
    edges = np.concatenate(([0.0], curve.time[inside], [tau]))
    heights = np.concatenate(([1.0], curve.survival[inside]))
    areas = np.diff(edges) * heights
    to_come = np.cumsum(areas[::-1])[::-1][1:]
    d, n = curve.n_events[inside], curve.n_at_risk[inside]
    greenwood = np.divide(d, n * (n - d), out=np.zeros(d.size), where=n - d > 1e-12)
    value, std_err = float(areas.sum()), float(np.sqrt((to_come**2 * greenwood).sum()))
    z = float(ndtri(0.5 + conf_level / 2)) * std_err
    return RestrictedMean(tau, value, std_err, value - z, value + z)


def rmst_difference(
    treated: RestrictedMean, reference: RestrictedMean, *, conf_level: float = 0.95
) -> Contrast:
    """Subtract the reference's restricted mean; both must have the same ``tau``."""
    if treated.tau != reference.tau:
        raise ValueError(f"restricted means to {treated.tau} and {reference.tau} do not compare")
    return difference(
        (treated.value, treated.std_err), (reference.value, reference.std_err), conf_level
    )


def milestone_difference(
    treated: ProductLimit, reference: ProductLimit, at: float, *, conf_level: float = 0.95
) -> Contrast:
    """Subtract the reference's S(at), with normal limits from both Greenwood variances.

    None where a curve has ended before ``at`` with patients still alive.
    """
    values = [survival_at(curve, at)[0] for curve in (treated, reference)]
    # Greenwood's variance is 0 × inf where everybody has had the event; R gives nan, we 0 width.
    pairs = [(v.survival, 0.0 if v.survival == 0.0 else v.std_err) for v in values]
    return difference(pairs[0], pairs[1], conf_level)


Pair = tuple[float | None, float | None]


def difference(treated: Pair, reference: Pair, conf_level: float) -> Contrast:
    """Subtract two independent (value, standard error) pairs."""
    (a, se_a), (b, se_b) = treated, reference
    if a is None or se_a is None or b is None or se_b is None:
        return NOT_ESTIMABLE
    std_err = sqrt(se_a**2 + se_b**2)
    z = float(ndtri(0.5 + conf_level / 2)) * std_err
    return Contrast(a - b, std_err, a - b - z, a - b + z, _p_value(a - b, std_err))


def _p_value(value: float, std_err: float) -> float | None:
    return float(chdtrc(1, (value / std_err) ** 2)) if std_err > 0 else None
