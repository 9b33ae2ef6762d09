"""What is read from a Kaplan–Meier curve: quantiles, values at given times, the risk table."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from outcomes.kernel.curves.counting import Floats, sums_from, to_follow_up, to_vector
from outcomes.kernel.curves.product_limit import ProductLimit, interval

# R's quantile.survfit: a plateau within this distance of the probability counts as on it.
TOLERANCE = float(np.sqrt(np.finfo(np.float64).eps))


@dataclass(frozen=True, slots=True)
class Quantile:
    """Time by which a fraction of patients had the event; inf = not reached, None = no limit."""

    probability: float
    time: float
    ci_low: float | None
    ci_high: float | None


@dataclass(frozen=True, slots=True)
class SurvivalAt:
    """S(t) at one time; None where a value does not exist.

    ``n_at_risk`` counts just before the time; ``beyond`` says that follow-up ended before it with
    S > 0, so that nothing is known there.
    """

    time: float
    survival: float | None
    std_err: float | None
    ci_low: float | None
    ci_high: float | None
    n_at_risk: float
    beyond: bool


@dataclass(frozen=True, slots=True, eq=False)
class RiskTable:
    """Patients (never weights) at risk just before each tick, and what happened up to it."""

    time: Floats
    n_at_risk: Floats
    n_censored: Floats
    n_events: Floats
    effective_n: Floats


def quantiles(
    curve: ProductLimit, probabilities: tuple[float, ...] = (0.25, 0.5, 0.75)
) -> tuple[Quantile, ...]:
    """Return the times at which 1 - S(t) reaches each probability, with limits.

    Notes
    -----
    Where S(t) lies on the level over an interval, its midpoint is the quantile; float residue
    within 1.5e-8 of the level counts as on it. The limits are where the pointwise limits of S(t)
    cross the level (Brookmeyer, Crowley 1982). inf = never crossed; None = the limits do not
    exist anywhere. Equals R's ``quantile.survfit``, with inf for its NA.
    """
    x = np.concatenate(([0.0], curve.time))
    estimate = _crossings(x, curve.survival, probabilities)
    low = _crossings(x, curve.ci_low, probabilities)
    high = _crossings(x, curve.ci_high, probabilities)
    has_limits = bool(np.isfinite(curve.ci_low).any())
    return tuple(
        Quantile(p, e, lo if has_limits else None, hi if has_limits else None)
        for p, e, lo, hi in zip(probabilities, estimate, low, high, strict=True)
    )


def survival_at(curve: ProductLimit, times: ArrayLike) -> tuple[SurvivalAt, ...]:
    """Read S(t), its limits and the number at risk just before t at each time.

    None after the last follow-up, as R's ``summary(fit, times)`` has no row there, unless the
    curve has reached 0 and stays there.
    """
    at = np.atleast_1d(np.asarray(times, dtype=np.float64))
    if curve.n == 0:
        return tuple(SurvivalAt(float(t), None, None, None, None, 0.0, True) for t in at)
    # R's limits before the first follow-up time: none on the log-log scale, 1 on the others.
    edge = np.nan if curve.ci_type == "log-log" else 1.0
    after = np.searchsorted(curve.time, at, side="right")
    columns: list[Floats] = [
        np.concatenate(([first], values))[after]
        for first, values in (
            (1.0, curve.survival),
            (0.0, curve.std_err),
            (edge, curve.ci_low),
            (edge, curve.ci_high),
        )
    ]
    before = np.searchsorted(curve.time, at, side="left")
    n_at_risk = np.append(curve.n_at_risk, 0.0)[before]
    beyond = (at > curve.time[-1]) & (curve.survival[-1] > 0)
    columns = [np.where(beyond, np.nan, values) for values in columns]
    return tuple(
        SurvivalAt(
            float(t), _or_none(s), _or_none(se), _or_none(low), _or_none(high), float(n), bool(late)
        )
        for t, s, se, low, high, n, late in zip(at, *columns, n_at_risk, beyond, strict=True)
    )


def conditional_survival(curve: ProductLimit, given: float, at: float) -> SurvivalAt:
    """Estimate S(at | alive at given) for ``at >= given``, with limits on the curve's scale.

    Notes
    -----
    The variance is Greenwood's sum over ``(given, at]`` only, so that it is the variance of a
    curve that starts with those alive at ``given``; for unweighted curves.
    """
    reached = survival_at(curve, [given, at])
    if not reached[0].survival or reached[1].survival is None:
        return SurvivalAt(at, None, None, None, None, reached[1].n_at_risk, reached[1].beyond)
    ratio = np.array([reached[1].survival / reached[0].survival])
    inside = (curve.time > given) & (curve.time <= at)
    d, n = curve.n_events[inside], curve.n_at_risk[inside]
    with np.errstate(divide="ignore", invalid="ignore"):
        std_err = ratio * np.sqrt(np.sum(d / (n * (n - d))))
    low, high = interval(ratio, std_err, curve.ci_type, curve.conf_level)
    return SurvivalAt(
        at,
        float(ratio[0]),
        _or_none(std_err[0]),
        _or_none(low[0]),
        _or_none(high[0]),
        reached[1].n_at_risk,
        reached[1].beyond,
    )


def risk_table(
    time: ArrayLike,
    event: ArrayLike,
    ticks: ArrayLike,
    *,
    weights: ArrayLike | None = None,
    entry: ArrayLike | None = None,
) -> RiskTable:
    """Count patients at risk just before each tick, and events and censored up to and with it.

    ``effective_n`` is Kish's (sum of weights)² / (sum of squared weights) of those at risk, equal
    to ``n_at_risk`` without weights.
    """
    times, events = to_follow_up(time, event)
    at = np.atleast_1d(np.asarray(ticks, dtype=np.float64))
    weight = np.ones(times.size) if weights is None else to_vector(weights, times.size, "weights")
    begin = None if entry is None else to_vector(entry, times.size, "entry")

    def at_risk(w: Floats) -> Floats:
        total = sums_from(times, at, w)
        return (
            total if begin is None else total - sums_from(begin, np.maximum(at, _after(begin)), w)
        )

    ended = np.searchsorted(np.sort(times), at, side="right").astype(float)
    happened = np.searchsorted(np.sort(times[events == 1]), at, side="right").astype(float)
    n = at_risk(np.ones(times.size))
    squares = at_risk(weight**2)
    effective = np.divide(at_risk(weight) ** 2, squares, out=np.zeros(at.size), where=n > 0)
    return RiskTable(at, n, ended - happened, happened, effective)


def _after(entry: Floats) -> float:
    # At the origin itself those who enter there are at risk, although (entry, time] is open.
    return float(np.nextafter(entry.min(), np.inf)) if entry.size else 0.0


def _crossings(x: Floats, survival: Floats, probabilities: tuple[float, ...]) -> list[float]:
    """R's findq: where the curve first reaches each level; inf where it never does."""
    y = np.concatenate(([0.0], 1.0 - survival))
    levels, first = np.unique(y, return_index=True)
    final = y[first.max()]
    known = ~np.isnan(levels)
    levels, times = levels[known], x[first[known]]
    padded = np.append(times, np.inf)
    p = np.asarray(probabilities)
    reach = padded[np.searchsorted(levels + TOLERANCE, p)]
    leave = padded[np.searchsorted(levels - TOLERANCE, p)]
    leave = np.where(np.abs(p - final) < TOLERANCE, x[-1], leave)
    return [float(v) for v in (reach + leave) / 2]


def _or_none(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
