"""The odds ratio of two proportions given all sums of their table: likelihood and exact limits."""

from __future__ import annotations

from collections.abc import Callable
from math import exp, inf
from typing import NamedTuple

import numpy as np
from scipy.optimize import brentq
from scipy.special import gammaln

from outcomes.kernel.proportions.difference import CONF_LEVEL, Floats, Tally


class OddsRatio(NamedTuple):
    """A ratio and its limits; 0 or infinite where a cell is empty."""

    value: float
    low: float
    high: float


def conditional_odds_ratio(
    first: Tally, second: Tally, conf_level: float = CONF_LEVEL
) -> OddsRatio:
    """Return the conditional maximum-likelihood odds ratio of ``first`` to ``second``.

    Both must hold patients, some with and some without the success. Equals R's ``fisher.test``.

    Notes
    -----
    The successes of one group given all sums follow Fisher's noncentral hypergeometric law. Its
    support is written out once; each step only tilts it.
    """
    x, sums = first.successes, first.successes + second.successes
    k = np.arange(max(0, sums - second.n), min(first.n, sums) + 1.0)
    shape = -(gammaln(k + 1) + gammaln(first.n - k + 1) + gammaln(sums - k + 1)
              + gammaln(second.n - sums + k + 1))  # fmt: skip
    alpha = (1 - conf_level) / 2

    def tilted(by: float) -> Floats:
        heights = shape + by * (k - x)
        weights = np.exp(heights - heights.max())
        return np.asarray(weights / weights.sum())

    value, low, high = 0.0, 0.0, inf
    if x > k[0]:
        low = _ratio(lambda by: float(tilted(by)[k >= x].sum()) - alpha)
        value = inf
    if x < k[-1]:
        high = _ratio(lambda by: alpha - float(tilted(by)[k <= x].sum()))
    if k[0] < x < k[-1]:
        value = _ratio(lambda by: float(tilted(by) @ (k - x)))
    return OddsRatio(value, low, high)


def _ratio(excess: Callable[[float], float]) -> float:
    """Return the ratio at whose logarithm an increasing function is zero, looking ever further."""
    reach = 1.0
    while excess(-reach) > 0 or excess(reach) < 0:
        reach *= 2
    return exp(brentq(excess, -reach, reach, xtol=1e-15, rtol=1e-15))
