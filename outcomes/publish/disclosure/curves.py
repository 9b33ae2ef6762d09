"""Curves with as many events between two points as hide whose they are."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import replace
from itertools import accumulate, pairwise

from outcomes.publish.disclosure.known import Known
from outcomes.results.masked import Masked
from outcomes.results.result import Curve

STEPS = ("survival", "cumulative_incidence", "follow_up")
# Smooth over time or a covariate: no event stands alone in them.
SMOOTH = ("survival", "hazard_ratio", "survival_difference", "log_hazard_ratio")
DATED = ("planned", "projected_accrual_80", "projected_accrual_95", "projected_events_80",
         "projected_events_95")  # fmt: skip
Limits = tuple[float | None, ...]


def masked_curve(curve: Curve, known: Known) -> Curve | None:
    """Return a curve as it may be published; None for one that may not be at all.

    Notes
    -----
    A step function keeps its exact values at month ends that have enough events between them; the
    other month ends lie on the straight lines between those, with the number at risk, up to the
    last with k at risk. The censored are not shown, the events as one number at the end; a curve
    with fewer than k tells how many, and is not published. What is smooth is read at month
    ends. Histograms, residuals and single months are not published.
    """
    if curve.quantity == "accrual":
        return _accrual(curve, known)
    if curve.quantity in STEPS and curve.n_at_risk:
        return _coarse(curve, known)
    if curve.quantity in DATED:
        return curve
    if curve.quantity in SMOOTH and len(curve.time) > 1:
        return _resampled(curve, known)
    return None


def grid_of(known: Known, last: float) -> list[float]:
    """Return the month ends up to a time, in the unit of the study."""
    month = 2 * known.step  # the step is half a month
    return [round(month * i, 6) for i in range(1, int(last / month + 1e-9) + 1)]


def _coarse(curve: Curve, known: Known) -> Curve | None:
    last = max((t for t, n in zip(curve.time, curve.n_at_risk, strict=True)
                if n >= known.policy.k), default=None)  # fmt: skip
    if last is None or curve.n_at_risk[0] < known.policy.k:
        return None
    ends = grid_of(known, last)
    bends = knots(curve.time, curve.n_events, ends, known.policy.events_per_knot)
    if not bends:
        return None
    months = [0.0, *(t for t in ends if t <= bends[-1])]
    risk = [known.count(curve.n_at_risk[0], curve.group)]
    risk += [known.at_risk(_before(curve, t), curve.group) for t in months[1:]]
    happened = known.count(sum(curve.n_events[: bisect_right(curve.time, bends[-1])]))
    if isinstance(happened, Masked):
        return None
    none = (0.0,) * len(months)
    begins = 1.0 if curve.quantity != "cumulative_incidence" else 0.0
    value, low, high = (
        _between(curve.time, part, [0.0, *bends], months, begins, known.policy.decimals)
        for part in (curve.value, curve.ci_low, curve.ci_high)
    )
    return replace(
        curve, time=tuple(months), value=tuple(v or 0.0 for v in value), ci_low=low, ci_high=high,
        n_at_risk=tuple(risk), n_events=(*none[1:], happened), n_censored=none, joined=True,
    )  # fmt: skip


def _between(
    time: Sequence[float], values: Sequence[float | None], bends: Sequence[float],
    months: Sequence[float], begins: float, digits: int,
) -> Limits:  # fmt: skip
    """Return month ends on the straight lines between the points that are kept, rounded."""
    if not values:
        return ()
    at = [max(bisect_right(time, t) - 1, 0) for t in bends[1:]]
    kept = (begins, *_rounded([values[i] for i in at], digits))
    return _line(bends, kept, months)


def knots(
    time: Sequence[float], events: Sequence[float], ends: Sequence[float], least: float
) -> list[float]:
    """Return the month ends with at least so many events since the one before.

    A stretch at the end with fewer becomes part of the one before, up to the month end by which all
    of them have happened: from there on nothing does, and the curve is flat. A curve with fewer
    altogether has no such month end, unless nothing happens at all.
    """
    so_far = [0.0, *accumulate(events)]
    held, found = 0.0, []
    for end in ends:
        count = so_far[bisect_right(time, end)]
        if count - held >= least:
            held = count
            found.append(end)
    total = so_far[bisect_right(time, ends[-1])] if ends else 0.0
    if found:
        over = next(end for end in ends if so_far[bisect_right(time, end)] == total)
        found = [*found[:-1], max(over, found[-1])]
    if ends and (found or not total) and found[-1:] != [ends[-1]]:
        found.append(ends[-1])
    return found


def _before(curve: Curve, time: float) -> float:
    """Return the number at risk just before a time."""
    place = bisect_left(curve.time, time)
    return curve.n_at_risk[place] if place < len(curve.time) else 0.0


def _rounded(values: Sequence[float | None], digits: int) -> Limits:
    return tuple(None if v is None else round(v, digits) for v in values)


def _resampled(curve: Curve, known: Known) -> Curve | None:
    """Return a smooth curve at month ends, or of a covariate at twenty places."""
    over_time = curve.unit == known.unit
    low, high = curve.time[0], curve.time[-1]
    even = [low + (high - low) * i / 20 for i in range(1, 20)]
    places = [t for t in (grid_of(known, high) if over_time else even) if t >= low]
    if len(places) < 2:
        return None
    digits = known.policy.decimals
    read = [_line(curve.time, part, places) for part in (curve.value, curve.ci_low, curve.ci_high)]
    return replace(
        curve, time=tuple(round(t, 2) for t in places),
        value=tuple(round(v or 0.0, digits) for v in read[0]),
        ci_low=_rounded(read[1], digits), ci_high=_rounded(read[2], digits),
        n_at_risk=(), n_events=(), n_censored=(), joined=True,
    )  # fmt: skip


def _line(time: Sequence[float], values: Sequence[float | None], places: Sequence[float]) -> Limits:
    """Return values between those known, on straight lines."""
    if not values:
        return ()
    found: list[float | None] = []
    for t in places:
        after = min(max(bisect_left(time, t), 1), len(time) - 1)
        low, high = values[after - 1], values[after]
        if low is None or high is None:
            found.append(None)
            continue
        share = (t - time[after - 1]) / (time[after] - time[after - 1])
        found.append(low + (high - low) * min(max(share, 0.0), 1.0))
    return tuple(found)


def _accrual(curve: Curve, known: Known) -> Curve | None:
    """Return enrollment at the ends of months with at least k patients between them."""
    if curve.value[-1] < known.policy.k:
        return None
    month = 365.25 / 12
    n_months = int((curve.time[-1] - curve.time[0]) / month)
    ends = [curve.time[0] + month * i for i in range(1, n_months + 1)]
    gained = [b - a for a, b in pairwise([0.0, *curve.value])]
    places = [curve.time[0], *knots(curve.time, gained, ends, known.policy.k)]
    at = [max(bisect_right(curve.time, t) - 1, 0) for t in places]
    value = [0.0, *(float(known.count(curve.value[i])) for i in at[1:])]
    first = 30 * (curve.time[0] // 30)
    return replace(curve, time=tuple(first + t - curve.time[0] for t in places), value=tuple(value),
                   n_events=(), joined=True)  # fmt: skip


def value_at(curve: Curve, time: float) -> tuple[float, float | None, float | None] | None:
    """Return what a published curve says at a time, None where it has ended."""
    if not curve.time or time > curve.time[-1] + 1e-9:
        return None
    if len(curve.time) == 1:
        return curve.value[0], None, None
    parts = (_line(curve.time, p, [time]) for p in (curve.value, curve.ci_low, curve.ci_high))
    value, low, high = (part[0] if part else None for part in parts)
    return (value or 0.0), low, high
