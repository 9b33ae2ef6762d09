"""Two-by-two tables over strata: Mantel–Haenszel estimates and their test."""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, log, sqrt
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import chdtrc, ndtri

from outcomes.kernel.proportions.difference import (
    Limits,
    stratified_score_limits,
)

Floats = NDArray[np.float64]
CONF_LEVEL = 0.95


class Tables(NamedTuple):
    """Successes and patients of the first and of the second group, per stratum, shape (k,)."""

    x1: Floats
    n1: Floats
    x2: Floats
    n2: Floats


@dataclass(frozen=True, slots=True)
class Pooled:
    """An estimate over strata with normal limits; ``std_err`` of a ratio is that of its log.

    All None where no stratum says anything about it.
    """

    value: float | None
    std_err: float | None
    ci_low: float | None
    ci_high: float | None


@dataclass(frozen=True, slots=True)
class Test:
    """A chi-square test; None where it cannot be computed."""

    __test__ = False

    statistic: float | None
    df: int
    p_value: float | None


NO_ESTIMATE = Pooled(None, None, None, None)


def tables_of(success: ArrayLike, first: ArrayLike, stratum: ArrayLike) -> Tables:
    """Count a table per stratum; strata without patients of both groups are left out.

    Parameters
    ----------
    success, first : shape (n,)
        1 = success, and 1 = first group, else 0.
    stratum : shape (n,)
        Labels.
    """
    y, group = (np.asarray(v, dtype=np.float64) for v in (success, first))
    labels, code = np.unique(np.asarray(stratum), return_inverse=True)

    def count(weight: Floats) -> Floats:
        return np.bincount(code, weight, len(labels)).astype(np.float64)

    found = (count(y * group), count(group), count(y * (1 - group)), count(1 - group))
    both = (found[1] > 0) & (found[3] > 0)
    return Tables(*(column[both] for column in found))


def cochran_mantel_haenszel(tables: Tables, *, corrected: bool = False) -> Test:
    """Test that the success proportions are equal in every stratum.

    Parameters
    ----------
    corrected
        Whether 0.5 is taken off, as R's ``mantelhaen.test(correct = TRUE)``; by default not.

    References
    ----------
    Mantel, Haenszel (1959) JNCI 22:719. Cochran (1954) Biometrics 10:417.
    """
    x1, n1, x2, n2 = tables
    n, m = n1 + n2, x1 + x2
    variance = float(np.sum(n1 * n2 * m * (n - m) / (n**2 * np.maximum(n - 1, 1))))
    if variance <= 0:
        return Test(None, 1, None)
    gap = abs(float(np.sum(x1 - n1 * m / n)))
    statistic = (gap - (0.5 if corrected and gap >= 0.5 else 0.0)) ** 2 / variance
    return Test(statistic, 1, float(chdtrc(1, statistic)))


def odds_ratio(tables: Tables, conf_level: float = CONF_LEVEL) -> Pooled:
    """Return Mantel and Haenszel's odds ratio with Robins, Breslow and Greenland's limits.

    References
    ----------
    Robins, Breslow, Greenland (1986) Biometrics 42:311.
    """
    a, n1, c, n2 = tables
    b, d, n = n1 - a, n2 - c, n1 + n2
    r, s = a * d / n, b * c / n
    p, q = (a + d) / n, (b + c) / n
    up, down = float(r.sum()), float(s.sum())
    if not (up and down):
        return NO_ESTIMATE
    variance = (p @ r) / (2 * up**2) + (p @ s + q @ r) / (2 * up * down) + (q @ s) / (2 * down**2)
    return _ratio(up / down, float(variance), conf_level)


def risk_ratio(tables: Tables, conf_level: float = CONF_LEVEL) -> Pooled:
    """Return the Mantel–Haenszel risk ratio with Greenland and Robins' limits.

    References
    ----------
    Greenland, Robins (1985) Biometrics 41:55.
    """
    x1, n1, x2, n2 = tables
    n, m = n1 + n2, x1 + x2
    up, down = float(np.sum(x1 * n2 / n)), float(np.sum(x2 * n1 / n))
    if not (up and down):
        return NO_ESTIMATE
    variance = float(np.sum((m * n1 * n2 - x1 * x2 * n) / n**2)) / (up * down)
    return _ratio(up / down, variance, conf_level)


def risk_difference(
    tables: Tables,
    conf_level: float = CONF_LEVEL,
    *,
    variance: Literal["sato", "greenland"] = "sato",
) -> Pooled:
    """Return the Mantel–Haenszel difference of proportions, first minus second group.

    Parameters
    ----------
    variance
        Sato's, valid for few large and for many small strata, or Greenland and Robins', for
        large strata only.

    References
    ----------
    Sato (1989) Biometrics 45:1323. Greenland, Robins (1985) Biometrics 41:55.
    """
    x1, n1, x2, n2 = tables
    weight = n1 * n2 / (n1 + n2)
    total = float(weight.sum())
    if not total:
        return NO_ESTIMATE
    value = float(weight @ (x1 / n1 - x2 / n2)) / total
    spread = _sato(tables, value) if variance == "sato" else _greenland(tables)
    std_err = sqrt(max(spread, 0.0)) / total
    reach = float(ndtri(0.5 + conf_level / 2)) * std_err
    return Pooled(value, std_err, value - reach, value + reach)


def risk_difference_limits(tables: Tables, conf_level: float = CONF_LEVEL) -> Limits | None:
    """Return stratified Miettinen–Nurminen limits with Mantel–Haenszel weights.

    None without a stratum.

    References
    ----------
    Miettinen, Nurminen (1985) Stat Med 4:213.
    """
    weight = tables.n1 * tables.n2 / (tables.n1 + tables.n2)
    if not len(weight):
        return None
    return stratified_score_limits(
        (tables.x1, tables.n1, tables.x2, tables.n2), weight / weight.sum(), conf_level
    )


def _sato(tables: Tables, value: float) -> float:
    x1, n1, x2, n2 = tables
    n = n1 + n2
    p = (n1**2 * x2 - n2**2 * x1 + n1 * n2 * (n2 - n1) / 2) / n**2
    q = (x1 * (n2 - x2) + x2 * (n1 - x1)) / (2 * n)
    return value * float(p.sum()) + float(q.sum())


def _greenland(tables: Tables) -> float:
    x1, n1, x2, n2 = tables
    up = x1 * (n1 - x1) * n2**3 + x2 * (n2 - x2) * n1**3
    return float(np.sum(up / (n1 * n2 * (n1 + n2) ** 2)))


def _ratio(value: float, variance: float, conf_level: float) -> Pooled:
    std_err = sqrt(variance)
    reach = float(ndtri(0.5 + conf_level / 2)) * std_err
    return Pooled(value, std_err, exp(log(value) - reach), exp(log(value) + reach))
