"""Standardized differences of a covariate between weighted arms."""

from __future__ import annotations

from math import exp, lgamma, sqrt

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def weighted_difference(
    values: Floats, in_arm: Floats, weights: Floats, levels: int | None = None
) -> float | None:
    """Return the standardized difference of one covariate between weighted arms.

    Parameters
    ----------
    values : shape (n,)
        Numbers, or positions 0 … ``levels`` − 1, without missing values.
    in_arm, weights : shape (n,)
        1 = arm, 0 = reference; positive weights.
    levels : int, optional
        Number of levels; None for a continuous covariate.

    Returns
    -------
    float or None
        None when an arm has too few values, or the values vary in neither arm but differ.

    Notes
    -----
    Weighted means or proportions over the spread of the *unweighted* arms, so that weighting
    moves the difference and never the ruler. With equal weights it is the unweighted one: two
    levels by p (1 − p), more by the distance of Yang and Dalton, which has no sign.

    References
    ----------
    Stuart, Lee, Leacy (2013) J Clin Epidemiol 66:S84. Yang, Dalton (2012) SAS Global Forum 335.
    """
    given = in_arm == 1
    parts = [(values[rows], weights[rows]) for rows in (given, ~given)]
    if min(v.size for v, _ in parts) < (2 if levels is None else 1):
        return None
    if levels is None:
        gap = _mean(*parts[0]) - _mean(*parts[1])
        return over_spread(gap, sum(float(v.var(ddof=1)) for v, _ in parts) / 2)
    weighted = [_shares(v, w, levels) for v, w in parts]
    plain = [_shares(v, np.ones(v.size), levels) for v, _ in parts]
    if levels == 2:
        spread = sum(float(p[0] * p[1]) for p in plain) / 2
        return over_spread(float(weighted[0][1] - weighted[1][1]), spread)
    return _distance(weighted[0] - weighted[1], plain)


def expected_difference(n_arm: int, n_reference: int, levels: int | None = None) -> float | None:
    """Return the absolute standardized difference that randomization leaves on average.

    Parameters
    ----------
    n_arm, n_reference : int
        Patients with a value, in each arm.
    levels : int, optional
        Number of levels that occur; None for a continuous covariate.

    Returns
    -------
    float or None
        None where an arm is empty or only one level occurs.

    Notes
    -----
    In large samples the difference is normal with variance 1/n₁ + 1/n₀, the distance of k levels
    the root of a chi-square of k − 1 times it. The mean of chi with d degrees of freedom is
    √2 Γ((d + 1)/2) / Γ(d/2): √(2/π) for d = 1.
    """
    d = 1 if levels is None else levels - 1
    if not (n_arm and n_reference and d):
        return None
    mean = sqrt(2) * exp(lgamma((d + 1) / 2) - lgamma(d / 2))
    return mean * sqrt(1 / n_arm + 1 / n_reference)


def over_spread(gap: float, variance: float) -> float | None:
    """Return a difference over the root of a variance; 0 for none, None where nothing varies."""
    if abs(gap) < 1e-14:
        return 0.0
    return gap / variance**0.5 if variance > 0 else None


def _mean(values: Floats, weights: Floats) -> float:
    return float(values @ weights / weights.sum())


def _shares(values: Floats, weights: Floats, levels: int) -> Floats:
    return np.bincount(values.astype(np.intp), weights, levels) / weights.sum()


def _distance(gap: Floats, plain: list[Floats]) -> float | None:
    present = np.flatnonzero((plain[0] > 0) | (plain[1] > 0))[1:]
    gap, plain = gap[present], [p[present] for p in plain]
    if (np.abs(gap) < 1e-14).all():
        return 0.0
    spread = sum(np.diag(p) - np.outer(p, p) for p in plain) / 2
    if np.linalg.matrix_rank(spread) < present.size:
        return None
    return float(np.sqrt(gap @ np.linalg.solve(spread, gap)))
