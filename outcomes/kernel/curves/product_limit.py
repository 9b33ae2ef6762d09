"""Kaplan–Meier curves, their quantiles, and what is read from them at given times."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtri

from outcomes.kernel.curves.counting import (
    Counts,
    Floats,
    count,
    to_follow_up,
    to_vector,
)

IntervalType = Literal["log-log", "log", "plain"]


@dataclass(frozen=True, slots=True, eq=False)
class ProductLimit:
    """A Kaplan–Meier curve: one value per distinct follow-up time, ascending.

    Attributes
    ----------
    time, n_at_risk, n_events, n_censored
        As in `counting.Counts`; sums of weights when the curve is weighted.
    survival, std_err
        S(t) just after ``time`` and its standard error (Greenwood, or infinitesimal jackknife).
    ci_low, ci_high
        Pointwise limits; nan where they do not exist (log-log at S = 1 and S = 0, log at S = 0).
    n, ci_type, conf_level
        Patients, and how the limits were made.
    """

    time: Floats
    n_at_risk: Floats
    n_events: Floats
    n_censored: Floats
    survival: Floats
    std_err: Floats
    ci_low: Floats
    ci_high: Floats
    n: int
    ci_type: IntervalType
    conf_level: float


def kaplan_meier(
    time: ArrayLike,
    event: ArrayLike,
    *,
    weights: ArrayLike | None = None,
    entry: ArrayLike | None = None,
    conf_level: float = 0.95,
    ci_type: IntervalType = "log-log",
    robust: bool | None = None,
) -> ProductLimit:
    """Estimate survival by the product-limit method.

    Parameters
    ----------
    time, event
        Follow-up and 1 = event, 0 = censored, shape (n,), without missing values.
    weights
        Positive case weights, shape (n,).
    entry
        Delayed entry, shape (n,); at risk on ``(entry, time]``.
    conf_level, ci_type
        Two-sided confidence level, and the scale on which the limits are symmetric.
    robust
        Infinitesimal-jackknife standard error; by default where a weight is not a whole number.

    Raises
    ------
    ValueError
        If lengths differ, values are missing, event is not 0/1, or entry is not before time.

    Notes
    -----
    Events come before censorings at the same time. Equals R's ``survfit``.

    References
    ----------
    Kaplan, Meier (1958) JASA 53:457. Greenwood (1926). Therneau, Grambsch (2000) ch. 2.
    """
    times, events = to_follow_up(time, event)
    weight = None if weights is None else to_vector(weights, times.size, "weights")
    begin = None if entry is None else to_vector(entry, times.size, "entry")
    if begin is not None and (begin >= times).any():
        raise ValueError("entry must come before the end of follow-up of the same patient")
    counts = count(times, events, weights=weight, entry=begin)
    survival = _survival(counts)
    if robust is None:
        robust = weight is not None and bool((weight != np.floor(weight)).any())
    if robust:
        full = np.ones(times.size) if weight is None else weight
        std_err = _jackknife_std_err(counts, survival, (times, events, full, begin))
    else:
        std_err = _greenwood_std_err(counts, survival)
    low, high = interval(survival, std_err, ci_type, conf_level)
    return ProductLimit(
        counts.time,
        counts.n_at_risk,
        counts.n_events,
        counts.n_censored,
        survival,
        std_err,
        low,
        high,
        times.size,
        ci_type,
        conf_level,
    )


def reverse_kaplan_meier(
    time: ArrayLike,
    event: ArrayLike,
    *,
    entry: ArrayLike | None = None,
    conf_level: float = 0.95,
    ci_type: IntervalType = "log-log",
) -> ProductLimit:
    """Estimate the distribution of potential follow-up: censoring is the event (Schemper 1996)."""
    times, events = to_follow_up(time, event)
    return kaplan_meier(times, 1.0 - events, entry=entry, conf_level=conf_level, ci_type=ci_type)


def interval(
    survival: Floats, std_err: Floats, ci_type: IntervalType, conf_level: float
) -> tuple[Floats, Floats]:
    """Return pointwise limits of S(t); nan where the scale has none (see `ProductLimit`)."""
    z = float(ndtri(0.5 + conf_level / 2))
    with np.errstate(divide="ignore", invalid="ignore"):
        if ci_type == "plain":
            low, high = survival - z * std_err, survival + z * std_err
            return np.maximum(low, 0.0), np.minimum(high, 1.0)
        if ci_type == "log":
            log_s, spread = np.log(survival), z * std_err / survival
            return np.exp(log_s - spread), np.minimum(np.exp(log_s + spread), 1.0)
        if ci_type == "log-log":
            inside = (survival > 0) & (survival < 1)
            hazard = np.where(inside, -np.log(survival), np.nan)
            spread = np.exp(z * std_err / survival / hazard)
            return np.exp(-hazard * spread), np.exp(-hazard / spread)
    raise ValueError(f"no interval type {ci_type!r}; there are 'log-log', 'log' and 'plain'")


def _survival(counts: Counts) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        factors = 1.0 - counts.n_events / counts.n_at_risk
    # With weights the last factor may keep a residue although everyone left has the event.
    factors[np.abs(factors) < 1e-14] = 0.0
    survival: Floats = np.cumprod(factors, dtype=np.float64)
    return survival


def _greenwood_std_err(counts: Counts, survival: Floats) -> Floats:
    d, n = counts.n_events, counts.n_at_risk
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(survival * np.sqrt(np.cumsum(d / (n * (n - d)))))


def _jackknife_std_err(
    counts: Counts, survival: Floats, data: tuple[Floats, Floats, Floats, Floats | None]
) -> Floats:
    """Square root of the sum of squared influences of the patients' weights on S(t)."""
    time, event, weight, entry = data
    d, n = counts.n_events, counts.n_at_risk
    alive = survival > 0
    steps = np.zeros(d.size)
    np.divide(d, n * (n - d), out=steps, where=alive)
    slope = np.cumsum(steps)
    last = np.searchsorted(counts.time, time)
    begin: Floats = np.zeros(time.size)
    if entry is not None:
        reached = np.searchsorted(counts.time, entry, side="right")
        begin = np.concatenate(([0.0], slope))[reached]
    final: Floats = slope[last] - begin
    # An event's own step: -1/n(t) in place of d / n / (n - d).
    final -= event * (steps[last] + 1.0 / n[last])
    gone = np.cumsum(np.bincount(last, (weight * final) ** 2, counts.time.size))
    # Those still at risk after each time: influence slope - begin, expanded into three sums.
    moments = np.stack([weight**2, weight**2 * begin, (weight * begin) ** 2], axis=1)
    after = np.stack([np.bincount(last, m, counts.time.size) for m in moments.T], axis=1)
    present: Floats = after.sum(axis=0) - np.cumsum(after, axis=0)
    if entry is not None:
        late = np.stack([np.bincount(reached, m, counts.time.size + 1) for m in moments.T], axis=1)
        present = present - (late.sum(axis=0) - np.cumsum(late, axis=0)[:-1])
    still = slope**2 * present[:, 0] - 2 * slope * present[:, 1] + present[:, 2]
    return np.where(alive, survival * np.sqrt(np.maximum(gone + still, 0.0)), 0.0)
