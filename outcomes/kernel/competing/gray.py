"""Gray's test of equal cumulative incidence of one cause."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import chdtrc

from outcomes.kernel.competing.aalen_johansen import quotient, tie_correction
from outcomes.kernel.curves.counting import Floats, Integers, suffix_sums, to_codes, to_vector


@dataclass(frozen=True, slots=True)
class GrayTest:
    """Test of equal cumulative incidence of one cause; None without information."""

    cause: int
    groups: tuple[object, ...]
    score: tuple[float, ...]
    statistic: float | None
    df: int
    p_value: float | None


def gray_test(
    time: ArrayLike,
    cause: ArrayLike,
    group: ArrayLike,
    *,
    of: int = 1,
    strata: ArrayLike | None = None,
) -> GrayTest:
    """Test whether groups have the same cumulative incidence of one cause.

    Notes
    -----
    Gray's weighted log-rank on subdistribution hazards with rho = 0, variance with his
    corrections for ties. Equals ``cmprsk::cuminc(...)$Tests``.

    References
    ----------
    Gray (1988) Ann Stat 16:1141.
    """
    times = np.asarray(time, dtype=np.float64)
    times = to_vector(times, times.size, "time")
    causes = to_vector(cause, times.size, "cause")
    groups, codes = to_codes(group, times.size, "group")
    k = groups.size
    stratum = (
        np.zeros(times.size, dtype=np.intp)
        if strata is None
        else to_codes(strata, times.size, "strata")[1]
    )
    score, variance = np.zeros(k), np.zeros((k, k))
    for one in np.unique(stratum):
        rows = stratum == one
        part, spread = _gray_sums(times[rows], causes[rows], codes[rows], (of, k))
        score, variance = score + part, variance + spread
    df = k - 1
    block = variance[:df, :df]
    # Rounding leaves about 1e-17 where the variance is zero.
    if df < 1 or np.linalg.matrix_rank(block, tol=1e-12) < df:
        return GrayTest(of, tuple(groups.tolist()), tuple(score.tolist()), None, 0, None)
    statistic = float(score[:df] @ np.linalg.solve(block, score[:df]))
    p_value = float(chdtrc(df, statistic))
    return GrayTest(of, tuple(groups.tolist()), tuple(score.tolist()), statistic, df, p_value)


def _gray_sums(
    time: Floats, cause: Floats, codes: Integers, shape: tuple[int, int]
) -> tuple[Floats, Floats]:
    """Score and its covariance of one stratum; arrays are (times, groups)."""
    of, k = shape
    parts = [_grid(time, cause, codes == g, of) for g in range(k)]
    y, own, other, before, after, earlier = (np.stack(p, axis=1) for p in zip(*parts, strict=True))
    open_ = quotient(y, before)  # patients who would be at risk without the other causes
    all_own, all_open = own.sum(axis=1), open_.sum(axis=1)
    steps = quotient(all_own, all_open)
    pooled = np.cumsum(steps)
    left = 1.0 - pooled + steps
    weighted = open_ * (1.0 - earlier)
    score = (own - weighted * quotient(all_own, weighted.sum(axis=1))[:, None]).sum(axis=0)
    share = quotient(open_, all_open[:, None])
    a = open_[:, :, None] * (np.eye(k)[None] - share[:, None, :])
    so_far = np.cumsum(a * quotient(steps, left)[:, None, None], axis=0)
    to_come = so_far[-1:] - so_far
    gone = (1.0 - pooled)[:, None]
    first = np.where(after > 0, 1.0 - quotient(gone, after), 1.0)
    second = np.where(after > 0, quotient(gone, after), 0.0)
    tied = 1.0 - quotient(np.maximum(all_own - 1, 0)[:, None], all_open[:, None] * before - 1)
    own_spread = tied * before * quotient(all_own[:, None], all_open[:, None] * y)
    other_spread = tie_correction(other, y) * before**2 * quotient(other, y**2)
    variance = np.zeros((k, k))
    for slope, spread in (
        (a + first[:, None, :] * to_come, own_spread),
        (second[:, None, :] * to_come, other_spread),
    ):
        variance += np.einsum("tik,tjk,tk->ij", slope, slope, spread)
    return score, variance


def _grid(time: Floats, cause: Floats, member: np.ndarray, of: int) -> tuple[Floats, ...]:
    """One group's counts, and its curves just before and after, at every event time of all."""
    times = np.unique(time[cause != 0])
    last = np.searchsorted(times, time[member], side="right")
    causes = cause[member]
    size = times.size + 1
    y = suffix_sums(np.bincount(last, minlength=size).astype(np.float64)[1:])[:-1]
    own: Floats = np.bincount(last, causes == of, size)[1:].astype(np.float64)
    other: Floats = np.bincount(last, (causes != of) & (causes != 0), size).astype(np.float64)[1:]
    after = np.cumprod(1.0 - quotient(own + other, y), dtype=np.float64)
    before = np.concatenate(([1.0], after))[:-1]
    incidence = np.cumsum(before * quotient(own, y))
    return y, own, other, before, after, np.concatenate(([0.0], incidence))[:-1]
