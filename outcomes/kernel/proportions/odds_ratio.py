"""The odds ratio of two proportions given all sums of their table: likelihood and exact limits."""

from __future__ import annotations

from collections.abc import Callable
from math import exp, inf
from typing import NamedTuple

import numpy as np
from scipy.special import gammaln

from outcomes.kernel.proportions.difference import CONF_LEVEL, Floats, Tally, root

_EQUAL = 1 + 1e-7


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
    x = first.successes
    k, shape = _law(first, second)
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


def exact_p_value(first: Tally, second: Tally) -> float:
    """Return the two-sided p-value of Fisher's exact test that the proportions are equal.

    The chance of all tables of these sums that are no likelier than the one seen; chances that
    differ by less than 1e-7 of themselves count as equal. As R's ``fisher.test``; 1 where there
    is but one such table.
    """
    k, shape = _law(first, second)
    chances = np.exp(shape - shape.max())
    seen = chances[first.successes - int(k[0])]
    return min(float(chances[chances <= seen * _EQUAL].sum() / chances.sum()), 1.0)


def _law(first: Tally, second: Tally) -> tuple[Floats, Floats]:
    """Return the successes the first can have given all sums, and their log chances but for one."""
    sums = first.successes + second.successes
    k = np.arange(max(0, sums - second.n), min(first.n, sums) + 1.0)
    shape = -(gammaln(k + 1) + gammaln(first.n - k + 1) + gammaln(sums - k + 1)
              + gammaln(second.n - sums + k + 1))  # fmt: skip
    return k, shape


def _ratio(excess: Callable[[float], float]) -> float:
    """Return the ratio at whose logarithm an increasing function is zero, looking ever further."""
    reach = 1.0
    while excess(-reach) > 0 or excess(reach) < 0:
        reach *= 2
    return exp(root(excess, -reach, reach, 1e-15))
