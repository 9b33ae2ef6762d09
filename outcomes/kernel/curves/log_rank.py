"""Log-rank tests: k samples, strata, Fleming–Harrington weights, and their maximum."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import chdtrc, ndtri

from outcomes.kernel.curves.counting import (
    Floats,
    Integers,
    suffix_sums,
    to_codes,
    to_follow_up,
    to_vector,
)

Weight = tuple[float, float]
MAX_COMBO: tuple[Weight, ...] = ((0.0, 0.0), (1.0, 0.0), (0.0, 1.0), (1.0, 1.0))
DIRECTIONS = 15  # 2**15 quasi-random directions: relative error of the p-value about 1e-5


@dataclass(frozen=True, slots=True)
class LogRank:
    """A k-sample test; per-group tuples follow ``groups`` (sorted labels).

    Attributes
    ----------
    observed, expected
        Weighted numbers of events; plain numbers for the ordinary log-rank test.
    variance
        Covariance of observed - expected, as rows.
    statistic, df, p_value
        Chi-square; statistic and p None where no group can be told from another.
    z
        With two groups, the signed root: positive = more events than expected in the second.
    """

    groups: tuple[object, ...]
    n: tuple[int, ...]
    observed: tuple[float, ...]
    expected: tuple[float, ...]
    variance: tuple[tuple[float, ...], ...]
    statistic: float | None
    df: int
    p_value: float | None
    z: float | None


@dataclass(frozen=True, slots=True)
class MaxCombo:
    """The largest absolute Fleming–Harrington z of two groups, with its p-value.

    ``z`` and ``correlation`` follow ``weights`` (rho, gamma); None without information.
    """

    weights: tuple[Weight, ...]
    z: tuple[float, ...]
    correlation: tuple[tuple[float, ...], ...]
    statistic: float | None
    p_value: float | None


@dataclass(frozen=True, slots=True, eq=False)
class _Tables:
    """One 2-by-k table per event time of one stratum, and S(t-) of all groups together."""

    events: Floats
    at_risk: Floats
    survival: Floats


def log_rank(
    time: ArrayLike,
    event: ArrayLike,
    group: ArrayLike,
    *,
    strata: ArrayLike | None = None,
    weight: Weight = (0.0, 0.0),
    entry: ArrayLike | None = None,
) -> LogRank:
    """Test whether groups have the same hazard.

    Parameters
    ----------
    time, event
        Follow-up and 1 = event, 0 = censored, shape (n,).
    group, strata
        Labels, shape (n,); with strata, patients are compared within their stratum only.
    weight
        Fleming–Harrington (rho, gamma): times weigh ``S(t-)**rho * (1 - S(t-))**gamma`` with the
        Kaplan–Meier estimate of all groups together, within the stratum. (0, 0) is the log-rank
        test, (1, 0) the Peto–Peto test of R's ``survdiff(rho = 1)``.
    entry
        Delayed entry, shape (n,); at risk on ``(entry, time]``.

    Notes
    -----
    Hypergeometric variance, so ties need no correction. Groups in which no event is expected
    take no degree of freedom. Equals R's ``survdiff``.

    References
    ----------
    Mantel (1966). Peto, Peto (1972). Harrington, Fleming (1982) Biometrika 69:553.
    """
    times, events = to_follow_up(time, event)
    groups, codes = to_codes(group, times.size, "group")
    k = groups.size
    observed, expected, variance = np.zeros(k), np.zeros(k), np.zeros((k, k))
    begin = None if entry is None else to_vector(entry, times.size, "entry")
    for tables in _tables(times, events, codes, strata, begin):
        w = _weights(tables.survival, weight)
        share, spread = _share_and_spread(tables)
        observed += w @ tables.events
        expected += (w * tables.events.sum(axis=1)) @ share
        scaled = share * (w**2 * spread)[:, None]
        variance += np.diag(scaled.sum(axis=0)) - scaled.T @ share
    statistic, df = _chi_square(observed - expected, expected, variance)
    return LogRank(
        groups=tuple(groups.tolist()),
        n=tuple(np.bincount(codes, minlength=k).tolist()),
        observed=tuple(observed.tolist()),
        expected=tuple(expected.tolist()),
        variance=tuple(tuple(row) for row in variance.tolist()),
        statistic=statistic,
        df=df,
        p_value=None if statistic is None else float(chdtrc(df, statistic)),
        z=_signed_root(observed - expected, variance) if k == 2 and statistic is not None else None,
    )


def max_combo(
    time: ArrayLike,
    event: ArrayLike,
    group: ArrayLike,
    *,
    strata: ArrayLike | None = None,
    weights: tuple[Weight, ...] = MAX_COMBO,
) -> MaxCombo:
    """Test two groups by the largest of several Fleming–Harrington statistics.

    Notes
    -----
    The statistics are correlated normals; the two-sided p-value is one minus the probability
    that all lie within the largest absolute z, by quasi-random integration with a fixed seed.

    Raises
    ------
    ValueError
        If there are not two groups.

    References
    ----------
    Lin et al. (2020) Stat Biopharm Res 12:187. Karrison (2016) Stata J 16:678.
    """
    times, events = to_follow_up(time, event)
    groups, codes = to_codes(group, times.size, "group")
    if groups.size > 2:
        raise ValueError(f"max-combo compares two groups; there are {groups.size}")
    score, covariance = np.zeros(len(weights)), np.zeros((len(weights), len(weights)))
    for tables in _tables(times, events, codes, strata):
        w = np.array([_weights(tables.survival, pair) for pair in weights])
        share, spread = _share_and_spread(tables)
        second = tables.events[:, -1] - tables.events.sum(axis=1) * share[:, -1]
        score += w @ second
        covariance += (w * (spread * share[:, -1] * (1.0 - share[:, -1]))) @ w.T
    std_err = np.sqrt(np.diag(covariance))
    if groups.size < 2 or (std_err <= 0).any():
        return MaxCombo(weights, (), (), None, None)
    z = score / std_err
    correlation = covariance / np.outer(std_err, std_err)
    largest = float(np.abs(z).max())
    return MaxCombo(
        weights,
        tuple(z.tolist()),
        tuple(tuple(row) for row in correlation.tolist()),
        largest,
        _two_sided(largest, correlation),
    )


def _tables(
    time: Floats,
    event: Floats,
    codes: Integers,
    strata: ArrayLike | None,
    entry: Floats | None = None,
) -> Iterator[_Tables]:
    k = int(codes.max(initial=-1)) + 1
    chosen: list[NDArray[np.bool_] | slice] = [slice(None)]
    if strata is not None:
        levels, stratum = to_codes(strata, time.size, "strata")
        chosen = [stratum == i for i in range(levels.size)]
    for rows in chosen:
        when = np.unique(time[rows][event[rows] == 1])
        if when.size:
            begin = None if entry is None else entry[rows]
            yield _tables_of_one(time[rows], event[rows], codes[rows], (when, k), begin)


def _tables_of_one(
    time: Floats,
    event: Floats,
    codes: Integers,
    found: tuple[Floats, int],
    entry: Floats | None,
) -> _Tables:
    when, k = found
    # Cell 0 holds those who leave before the first event; they are never at risk.
    last = np.searchsorted(when, time, side="right")
    shape = (when.size + 1, k)
    cells = shape[0] * k

    def still_to_come(cell: Integers) -> Floats:
        counted = np.bincount(cell * k + codes, minlength=cells).reshape(shape)
        return suffix_sums(counted[1:].astype(np.float64))[:-1]

    happened = np.bincount(last * k + codes, event, cells).astype(np.float64).reshape(shape)[1:]
    at_risk = still_to_come(last)
    if entry is not None:
        at_risk = at_risk - still_to_come(np.searchsorted(when, entry, side="right"))
    kept = 1.0 - happened.sum(axis=1) / at_risk.sum(axis=1)
    return _Tables(happened, at_risk, np.concatenate(([1.0], np.cumprod(kept)[:-1])))


def _weights(survival: Floats, weight: Weight) -> Floats:
    rho, gamma = weight
    weights: Floats = survival**rho * np.maximum(1.0 - survival, 0.0) ** gamma
    return weights


def _share_and_spread(tables: _Tables) -> tuple[Floats, Floats]:
    """Each group's share of those at risk; d (n - d) / (n - 1), 0 with one patient left."""
    n, d = tables.at_risk.sum(axis=1), tables.events.sum(axis=1)
    return tables.at_risk / n[:, None], d * (n - d) / np.maximum(n - 1.0, 1.0)


def _chi_square(score: Floats, expected: Floats, variance: Floats) -> tuple[float | None, int]:
    used = np.flatnonzero(expected > 0)[:-1]
    if used.size == 0:
        return None, 0
    block = variance[np.ix_(used, used)]
    if np.linalg.matrix_rank(block) < used.size:
        return None, 0
    return float(score[used] @ np.linalg.solve(block, score[used])), int(used.size)


def _signed_root(score: Floats, variance: Floats) -> float | None:
    return float(score[1] / np.sqrt(variance[1, 1])) if variance[1, 1] > 0 else None


def _two_sided(limit: float, correlation: Floats) -> float:
    """P(max |z| > limit): over directions, the chance that a normal radius leaves the slab.

    The default weights are linearly dependent, (1,0) + (0,1) = (0,0), which defeats the usual
    integration of a normal density over a box (4 % of the p-value); directions do not mind.
    """
    values, vectors = np.linalg.eigh(correlation)
    kept = values > 1e-10 * values[-1]
    root = vectors[:, kept] * np.sqrt(values[kept])
    rank = int(kept.sum())
    if rank == 1:
        return float(chdtrc(1, limit**2))
    from scipy.stats.qmc import Sobol  # with it comes a library that no other curve needs

    points = ndtri(Sobol(rank, rng=np.random.default_rng(20240101)).random_base2(DIRECTIONS))
    reach = np.abs(points @ root.T).max(axis=1) / np.linalg.norm(points, axis=1)
    return float(chdtrc(rank, (limit / reach) ** 2).mean())
