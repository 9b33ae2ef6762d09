"""Competing risks: cumulative incidence by Aalen and Johansen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from outcomes.kernel.curves.counting import (
    Floats,
    Integers,
    suffix_sums,
    to_vector,
)
from outcomes.kernel.curves.product_limit import IntervalType, interval

Variance = Literal["jackknife", "delta"]


@dataclass(frozen=True, slots=True, eq=False)
class CumulativeIncidence:
    """Probability of one cause up to each distinct follow-up time (Aalen–Johansen).

    ``event_free`` is the share without any event just after it.
    Limits are nan where the scale has none (log-log at 0 and 1, log at 0).
    """

    cause: int
    time: Floats
    n_at_risk: Floats
    n_events: Floats
    incidence: Floats
    std_err: Floats
    ci_low: Floats
    ci_high: Floats
    n: int
    event_free: Floats


@dataclass(frozen=True, slots=True)
class IncidenceAt:
    """Cumulative incidence at one time; None where a value does not exist.

    ``beyond`` says that follow-up ended before it with patients still free of any event.
    """

    time: float
    incidence: float | None
    std_err: float | None
    ci_low: float | None
    ci_high: float | None
    n_at_risk: float
    beyond: bool


@dataclass(frozen=True, slots=True, eq=False)
class _Causes:
    """Sorted data and sums of weights at the distinct times; ``place`` is each patient's time."""

    time: Floats
    at_risk: Floats
    events: Floats
    total: Floats
    before: Floats
    after: Floats
    place: Integers
    cause: Floats
    weight: Floats


def cumulative_incidence(
    time: ArrayLike,
    cause: ArrayLike,
    *,
    of: int = 1,
    weights: ArrayLike | None = None,
    variance: Variance = "jackknife",
    conf_level: float = 0.95,
    ci_type: IntervalType = "log-log",
) -> CumulativeIncidence:
    """Estimate the cumulative incidence of one cause in the presence of the others.

    Parameters
    ----------
    time, cause
        Follow-up, and 0 = censored or the number of the cause that ended it, shape (n,).
    of
        The cause asked about.
    weights
        Case weights, shape (n,); with the jackknife only.
    variance
        "jackknife": infinitesimal jackknife, as R's multi-state ``survfit``. "delta": Aalen's
        delta method with a correction for ties, as ``cmprsk::cuminc``.
    conf_level, ci_type
        Level, and scale on which the limits of the *incidence* are symmetric, as R's ``survfit``.

    References
    ----------
    Aalen, Johansen (1978). Therneau, Crowson, Atkinson: survival vignette "compete".
    """
    causes = _causes(time, cause, of, weights)
    n_at_risk, events = causes.at_risk, causes.events
    incidence = np.cumsum(causes.before * quotient(events, n_at_risk))
    if variance == "delta" and weights is not None:
        raise ValueError("the delta variance is for unweighted patients; use 'jackknife'")
    std_err = (
        _delta_std_err(causes, incidence)
        if variance == "delta"
        else _jackknife_std_err(causes, incidence, of)
    )
    low, high = interval(incidence, std_err, ci_type, conf_level)
    return CumulativeIncidence(
        of, causes.time, n_at_risk, events, incidence, std_err, low, high, causes.cause.size,
        causes.after,
    )  # fmt: skip


def incidence_at(curve: CumulativeIncidence, times: ArrayLike) -> tuple[IncidenceAt, ...]:
    """Read the incidence and the number at risk just before at each time; before events it is 0.

    None after the last follow-up, unless everybody has had an event by then.
    """
    found = []
    for at in np.atleast_1d(np.asarray(times, dtype=np.float64)).tolist():
        i = int(np.searchsorted(curve.time, at, side="right")) - 1
        j = int(np.searchsorted(curve.time, at, side="left"))
        n_at_risk = float(curve.n_at_risk[j]) if j < curve.time.size else 0.0
        late = curve.n == 0 or bool(at > curve.time[-1] and curve.event_free[-1] > 0)
        if late:
            found.append(IncidenceAt(at, None, None, None, None, 0.0, True))
        elif i < 0:
            found.append(IncidenceAt(at, 0.0, 0.0, None, None, n_at_risk, False))
        else:
            row = (v[i] for v in (curve.incidence, curve.std_err, curve.ci_low, curve.ci_high))
            value, std_err, low, high = (None if np.isnan(v) else float(v) for v in row)
            found.append(IncidenceAt(at, value, std_err, low, high, n_at_risk, False))
    return tuple(found)


def _causes(time: ArrayLike, cause: ArrayLike, of: int, weights: ArrayLike | None) -> _Causes:
    times = np.asarray(time, dtype=np.float64)
    times = to_vector(times, times.size, "time")
    causes = to_vector(cause, times.size, "cause")
    weight = np.ones(times.size) if weights is None else to_vector(weights, times.size, "weights")
    distinct, place = np.unique(times, return_inverse=True)
    size = distinct.size
    at_risk = suffix_sums(np.bincount(place, weight, size).astype(np.float64))[:-1]
    events = np.bincount(place, weight * (causes == of), size).astype(np.float64)
    total = np.bincount(place, weight * (causes != 0), size).astype(np.float64)
    kept = 1.0 - quotient(total, at_risk)
    kept[np.abs(kept) < 1e-14] = 0.0
    after = np.cumprod(kept, dtype=np.float64)
    before = np.concatenate(([1.0], after[:-1]))[:size]
    return _Causes(distinct, at_risk, events, total, before, after, place, causes, weight)


def _jackknife_std_err(causes: _Causes, incidence: Floats, of: int) -> Floats:
    """Square root of the sum of squared influences of the patients on the incidence."""
    n, d, before = causes.at_risk, causes.events, causes.before
    step = quotient(causes.total, n * (n - causes.total))
    slope = np.concatenate(([0.0], np.cumsum(step)))[:-1]
    # Influence on the incidence of anybody still at risk after each time.
    drift = before * (slope * quotient(d, n) - quotient(d, n**2))
    still = np.cumsum(drift)
    i, weight = causes.place, causes.weight
    ended = still[i] + (causes.cause == of) * before[i] / n[i]
    alive = n - causes.total > 1e-12
    final = slope[i] + step[i] - (causes.cause != 0) * (step[i] + 1.0 / n[i])
    final = np.where(alive[i], final, 0.0)
    # After leaving: ended + final × what the incidence still gains, expanded into three sums.
    base = ended - final * incidence[i]
    size = causes.time.size
    sums = [
        np.cumsum(np.bincount(i, weight**2 * v, size)) for v in (base**2, base * final, final**2)
    ]
    squares = np.bincount(i, weight**2, size)
    present = suffix_sums(squares.astype(np.float64))[1:]
    total = sums[0] + 2 * incidence * sums[1] + incidence**2 * sums[2] + present * still**2
    # Three large sums may cancel to a residue where the variance is zero.
    return np.asarray(np.sqrt(np.where(total > 1e-15, total, 0.0)))


def _delta_std_err(causes: _Causes, incidence: Floats) -> Floats:
    """Sum over earlier times of squared slopes × binomial variances (Gray's tie correction)."""
    own, other = causes.events, causes.total - causes.events
    spread = [
        causes.before**2 * tie_correction(d, causes.at_risk) * quotient(d, causes.at_risk**2)
        for d in (own, other)
    ]
    inverse = quotient(np.ones(own.size), causes.after)
    own_slope, other_slope = 1 + incidence * inverse, incidence * inverse
    # No slope of the other causes once nobody is left.
    spread[1] = np.where(causes.after > 0, spread[1], 0.0)
    constant = np.cumsum(own_slope**2 * spread[0] + other_slope**2 * spread[1])
    linear = np.cumsum(inverse * (own_slope * spread[0] + other_slope * spread[1]))
    square = np.cumsum(inverse**2 * (spread[0] + spread[1]))
    variance = constant - 2 * incidence * linear + incidence**2 * square
    # cuminc's curve, and its variance, move at the times of this cause only.
    moved = np.maximum.accumulate(np.where(own > 0, np.arange(own.size), -1))
    return np.where(moved >= 0, np.sqrt(np.maximum(variance[moved], 0.0)), 0.0)


def tie_correction(events: Floats, at_risk: Floats) -> Floats:
    """Finite-population factor of the variance of tied events."""
    return 1.0 - quotient(np.maximum(events - 1, 0), at_risk - 1)


def quotient(numerator: Floats, denominator: Floats) -> Floats:
    """Quotient, 0 where the denominator is 0."""
    top, bottom = np.broadcast_arrays(numerator, denominator)
    return np.divide(top, bottom, out=np.zeros(top.shape), where=np.abs(bottom) > 1e-13)
