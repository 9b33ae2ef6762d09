"""Two proportions compared: score limits of their difference and ratio, unconditional tests."""

from __future__ import annotations

from collections.abc import Callable
from math import exp, inf, log, sqrt
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaincinv, chdtrc, ndtri

Floats = NDArray[np.float64]
Limits = tuple[float, float]
CONF_LEVEL = 0.95
_STEP = 1e-6
"""Off the estimate, where the variance under the hypothesis may be exactly 0 (0/n and 0/n)."""
_TOLERANCE = 1e-12


class Tally(NamedTuple):
    """Successes among patients."""

    successes: int
    n: int


def root(f: Callable[[float], float], low: float, high: float, near: float = _TOLERANCE) -> float:
    """Return where a function is zero between two places at which its signs differ."""
    from scipy.optimize import brentq  # no curve needs it, and it takes 17 MB

    return float(brentq(f, low, high, xtol=near))


def wilson(tally: Tally, conf_level: float = CONF_LEVEL) -> Limits:
    """Return Wilson's score limits of a proportion; ``n`` must not be 0.

    References
    ----------
    Wilson (1927) JASA 22:209.
    """
    x, n = tally
    z = float(ndtri(0.5 + conf_level / 2))
    p = x / n
    middle, reach = p + z * z / (2 * n), z * sqrt(p * (1 - p) / n + (z / (2 * n)) ** 2)
    low, high = ((middle + side * reach) / (1 + z * z / n) for side in (-1, 1))
    return (0.0 if x == 0 else low), (1.0 if x == n else high)


def clopper_pearson(tally: Tally, conf_level: float = CONF_LEVEL) -> Limits:
    """Return the exact limits of a proportion; ``n`` must not be 0.

    References
    ----------
    Clopper, Pearson (1934) Biometrika 26:404.
    """
    x, n = tally
    tail = (1 - conf_level) / 2
    low = 0.0 if x == 0 else float(betaincinv(x, n - x + 1, tail))
    high = 1.0 if x == n else float(betaincinv(x + 1, n - x, 1 - tail))
    return low, high


def newcombe(first: Tally, second: Tally, conf_level: float = CONF_LEVEL) -> Limits:
    """Return Newcombe's hybrid score limits of the difference ``first`` minus ``second``.

    References
    ----------
    Newcombe (1998) Stat Med 17:873, method 10.
    """
    p1, p2 = first.successes / first.n, second.successes / second.n
    low1, high1 = wilson(first, conf_level)
    low2, high2 = wilson(second, conf_level)
    d = p1 - p2
    return (
        d - sqrt((p1 - low1) ** 2 + (high2 - p2) ** 2),
        d + sqrt((high1 - p1) ** 2 + (p2 - low2) ** 2),
    )


def miettinen_nurminen(
    first: Tally, second: Tally, conf_level: float = CONF_LEVEL, *, unbiased: bool = True
) -> Limits:
    """Return the score limits of the difference ``first`` minus ``second``.

    Parameters
    ----------
    first, second
        Successes and patients; nobody in neither.
    unbiased
        Whether the variance is multiplied by N / (N − 1); without, these are Mee's limits.

    References
    ----------
    Miettinen, Nurminen (1985) Stat Med 4:213. Mee (1984) Biometrics 40:1175.
    """
    one, two = ([np.array([float(v)]) for v in tally] for tally in (first, second))
    weight = np.ones(1)
    return stratified_score_limits(
        (one[0], one[1], two[0], two[1]), weight, conf_level, unbiased=unbiased
    )


def stratified_score_limits(
    tables: tuple[Floats, Floats, Floats, Floats],
    weight: Floats,
    conf_level: float = CONF_LEVEL,
    *,
    unbiased: bool = True,
) -> Limits:
    """Return score limits of a weighted mean of differences over strata.

    Parameters
    ----------
    tables : successes and patients of the first group, then of the second, each shape (k,)
        One number per stratum; both groups of each stratum hold somebody.
    weight : shape (k,)
        Weights of the strata, adding up to 1.
    unbiased
        Whether each stratum's variance is multiplied by N / (N − 1).

    Notes
    -----
    The limit is where the weighted mean of (observed − δ) equals z standard errors, each
    stratum's variance being that of its likeliest proportions with difference δ.

    References
    ----------
    Miettinen, Nurminen (1985) Stat Med 4:213.
    """
    x1, n1, x2, n2 = tables
    swapped = (x2, n2, x1, n1)
    low = _lowest_difference(tables, weight, conf_level, unbiased)
    return low, -_lowest_difference(swapped, weight, conf_level, unbiased)


def risk_ratio_limits(first: Tally, second: Tally, conf_level: float = CONF_LEVEL) -> Limits:
    """Return Miettinen and Nurminen's score limits of the ratio ``first`` over ``second``.

    0 and infinity without successes in the first and the second.

    References
    ----------
    Miettinen, Nurminen (1985) Stat Med 4:213.
    """
    upper = _lowest_ratio(second, first, conf_level)
    return _lowest_ratio(first, second, conf_level), 1 / upper if upper else inf


def score_p_value(first: Tally, second: Tally) -> float:
    """Return the p-value of the score test that the proportions are equal.

    Pearson's chi-square times (N − 1) / N, which the limits of `miettinen_nurminen` and
    `risk_ratio_limits` belong to; 1 where everybody answered the same.
    """
    n = first.n + second.n
    pooled = (first.successes + second.successes) / n
    variance = pooled * (1 - pooled) * (1 / first.n + 1 / second.n) * n / max(n - 1, 1)
    gap = first.successes / first.n - second.successes / second.n
    return float(chdtrc(1, gap * gap / variance)) if variance > 0 else 1.0


def _lowest_difference(
    tables: tuple[Floats, Floats, Floats, Floats],
    weight: Floats,
    conf_level: float,
    unbiased: bool,
) -> float:
    x1, n1, x2, n2 = tables
    z = float(ndtri(0.5 + conf_level / 2))
    observed = float(weight @ (x1 / n1 - x2 / n2))
    total = n1 + n2
    factor = total / np.maximum(total - 1, 1) if unbiased else np.ones_like(total)

    def excess(delta: float) -> float:
        p1, p2 = likeliest_proportions(tables, delta)
        variance = factor * (p1 * (1 - p1) / n1 + p2 * (1 - p2) / n2)
        return observed - delta - z * sqrt(float(weight**2 @ variance))

    start = observed - _STEP
    if start <= -1 or excess(start) >= 0:
        return max(observed, -1.0) if start > -1 else -1.0
    return root(excess, -1.0, start)


def likeliest_proportions(
    tables: tuple[Floats, Floats, Floats, Floats], delta: float
) -> tuple[Floats, Floats]:
    """Return the likeliest proportions of both groups, their difference being ``delta``.

    Per stratum, from ``tables`` as for `stratified_score_limits`: the root of a cubic.
    """
    x1, n1, x2, n2 = tables
    p1, p2, ratio = x1 / n1, x2 / n2, n2 / n1
    a = 1 + ratio
    b = -(1 + ratio + p1 + ratio * p2 + delta * (ratio + 2))
    c = delta**2 + delta * (2 * p1 + ratio + 1) + p1 + ratio * p2
    d = -p1 * delta * (1 + delta)
    third = b / (3 * a)
    v = third**3 - b * c / (6 * a**2) + d / (2 * a)
    u = np.copysign(np.sqrt(np.maximum(third**2 - c / (3 * a), 0.0)), v)
    cosine = np.divide(v, u**3, out=np.ones_like(v), where=u != 0)
    found = 2 * u * np.cos((np.pi + np.arccos(np.clip(cosine, -1, 1))) / 3) - third
    first = np.clip(found, max(0.0, delta), min(1.0, 1 + delta))
    return first, first - delta


def _lowest_ratio(first: Tally, second: Tally, conf_level: float) -> float:
    if first.successes == 0:
        return 0.0
    z = float(ndtri(0.5 + conf_level / 2))
    p1, p2 = first.successes / first.n, second.successes / second.n
    total = first.n + second.n

    def excess(log_ratio: float) -> float:
        ratio = exp(log_ratio)
        q2 = _likeliest_second(first, second, ratio)
        q1 = min(ratio * q2, 1.0)
        spread = q1 * (1 - q1) / first.n + ratio**2 * q2 * (1 - q2) / second.n
        return p1 - ratio * p2 - z * sqrt(max(spread, 0.0) * total / (total - 1))

    high = log(p1 / p2) - _STEP if p2 else 0.0
    while not p2 and excess(high) > 0:
        high += 2.0
    low = high - 2.0
    while excess(low) < 0:
        low -= 2.0
    return exp(root(excess, low, high))


def _likeliest_second(first: Tally, second: Tally, ratio: float) -> float:
    """Return the likeliest second proportion, the first being ``ratio`` times as large."""
    a = (first.n + second.n) * ratio
    b = first.n * ratio + first.successes + second.n + second.successes * ratio
    c = first.successes + second.successes
    # The smaller root, written so that it does not cancel when the ratio is tiny.
    return 2 * c / (b + sqrt(max(b * b - 4 * a * c, 0.0)))
