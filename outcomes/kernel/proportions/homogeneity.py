"""Whether a comparison of two proportions is the same in all strata."""

from __future__ import annotations

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.special import chdtrc, xlogy

from outcomes.kernel.proportions.difference import Floats, likeliest_proportions
from outcomes.kernel.proportions.stratified_tables import Tables, Test, odds_ratio


def breslow_day(tables: Tables, *, tarone: bool = True) -> Test:
    """Test that the odds ratio is the same in every stratum.

    Parameters
    ----------
    tarone
        Whether Tarone's correction is taken off, without which the statistic is too large.

    Notes
    -----
    Strata in which everybody or nobody succeeded say nothing and give no degree of freedom.

    References
    ----------
    Breslow, Day (1980) Statistical Methods in Cancer Research I. Tarone (1985) Biometrika 72:91.
    """
    common = odds_ratio(tables).value
    m = tables.x1 + tables.x2
    informative = (m > 0) & (m < tables.n1 + tables.n2)
    df = int(informative.sum()) - 1
    if common is None or df < 1:
        return Test(None, max(df, 0), None)
    chosen = Tables(*(column[informative] for column in tables))
    expected = _expected(chosen, common)
    m = m[informative]
    cells = (expected, m - expected, chosen.n1 - expected, chosen.n2 - m + expected)
    precision = sum((1 / cell for cell in cells), np.zeros(len(m)))
    gap = chosen.x1 - expected
    statistic = float(gap**2 @ precision)
    if tarone:
        statistic -= float(gap.sum()) ** 2 / float(np.sum(1 / precision))
    return Test(statistic, df, float(chdtrc(df, max(statistic, 0.0))))


def same_difference(tables: Tables) -> Test:
    """Test that the difference of proportions is the same in every stratum (likelihood ratio).

    Notes
    -----
    Twice the log-likelihood of a proportion per group and stratum over that with a common
    difference; a binomial model with identity link. Nothing to test where the likelihood does
    not vary: everybody of every group and stratum answered the same.
    """
    df = len(tables.x1) - 1
    p1, p2 = tables.x1 / tables.n1, tables.x2 / tables.n2
    gap = p1 - p2
    if df < 1 or not np.any((p1 * (1 - p1) > 0) | (p2 * (1 - p2) > 0) | (gap != gap[0])):
        return Test(None, max(df, 0), None)
    best = _log_likelihood(tables, p1, p2)

    def lost(delta: float) -> float:
        return 2 * (best - _log_likelihood(tables, *likeliest_proportions(tables, delta)))

    low, high = float(gap.min()), float(gap.max())
    # The likelihood is concave in the difference, so its top lies between the strata's own.
    found = lost(low)
    if high > low:
        options = {"xatol": 1e-10}
        found = float(
            minimize_scalar(lost, bounds=(low, high), method="bounded", options=options).fun
        )
    statistic = max(found, 0.0)
    return Test(statistic, df, float(chdtrc(df, statistic)))


def _log_likelihood(tables: Tables, p1: Floats, p2: Floats) -> float:
    x1, n1, x2, n2 = tables
    parts = (xlogy(x1, p1), xlogy(n1 - x1, 1 - p1), xlogy(x2, p2), xlogy(n2 - x2, 1 - p2))
    return float(sum(part.sum() for part in parts))


def _expected(tables: Tables, common: float) -> Floats:
    """Return the first group's successes with the margins kept and the common odds ratio."""
    m = tables.x1 + tables.x2
    a = 1 - common
    b = tables.n2 - m + common * (tables.n1 + m)
    c = common * tables.n1 * m
    root = np.sqrt(b**2 + 4 * a * c)
    # a A² + b A = c; where b < 0, a is not 0, and the first form would cancel.
    return np.where(b < 0, (root - b) / (2 * a or 1.0), 2 * c / (np.abs(b) + root))
