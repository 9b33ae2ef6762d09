"""Published values held against the policy, without a look at how they were masked."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise
from math import isfinite
from typing import Any

from outcomes.publish.audit.finding import Finding
from outcomes.publish.disclosure.curves import STEPS
from outcomes.publish.disclosure.estimates import NEVER, NO_PATIENTS, tells_events
from outcomes.publish.disclosure.notes import NOT_PATIENTS, PARAMETERS, TIMES
from outcomes.publish.policy import Policy
from outcomes.results.masked import Masked
from outcomes.results.note import Said
from outcomes.results.quantities import quantity_named
from outcomes.results.result import Curve, Result

STRAIGHT = 1e-9


def flaws_of(exact: Result, shown: Result, policy: Policy, place: str) -> Iterator[Finding]:
    """Yield every value of a published result that the policy does not allow."""
    counts = [shown.n, shown.n_events, shown.n_missing]
    counts += [n for box in shown.flow for n in (box.n, *(n for _, n in box.reasons))]
    for e in shown.estimates:
        counts += [e.n, e.n_events]
        if quantity_named(e.quantity).kind == "count" and e.quantity not in NO_PATIENTS:
            counts.append(e.value)  # type: ignore[arg-type]
        if e.quantity in NEVER:
            yield Finding("extreme", place)
        if quantity_named(e.quantity).kind == "date" and any(
            map(_a_day, (e.value, e.ci_low, e.ci_high))
        ):
            yield Finding("day", place)
        if e.value is not None and isinstance(e.n_events, Masked) and tells_events(e):
            yield Finding("few_events", place)
    notes = [n for e in shown.estimates for n in e.notes] + list(shown.notes)
    counts += [count for note in notes for count in _counts_in(note)]
    if any(small(n, policy) for n in counts):
        yield Finding("small", place)
    by = {(c.group, c.quantity): c for c in exact.curves}
    for curve in shown.curves:
        if curve.quantity in STEPS and curve.n_at_risk:
            yield from _steps(by[curve.group, curve.quantity], curve, policy, place)


def small(count: Any, policy: Policy) -> bool:
    """Whether a number that is shown is a count that must not be."""
    return count is not None and not isinstance(count, Masked) and policy.small(count)


def _a_day(days: float | None) -> bool:
    """Whether it is a day within a month, and not its last."""
    if days is None or not isfinite(days):
        return False
    return (date(1970, 1, 1) + timedelta(days=days + 1)).day != 1


def _counts_in(said: Said) -> Iterator[Any]:
    for name, value in said.values:
        if isinstance(value, Said):
            yield from _counts_in(value)
        elif isinstance(value, int | float):
            counted = (said.id, name) not in NOT_PATIENTS and name not in PARAMETERS | TIMES
            if counted and float(value).is_integer():
                yield value


def _steps(exact: Curve, shown: Curve, policy: Policy, place: str) -> Iterator[Finding]:
    """Yield where a curve tells when single events happened, or goes on with too few."""
    for first, last in pairwise(bends_of(shown)):
        inside = sum(
            n for t, n in zip(exact.time, exact.n_events, strict=True) if first < t <= last
        )
        if 0 < inside < policy.events_per_knot:
            yield Finding("knots", place)
    if any(isinstance(n, Masked) for n in shown.n_events):
        yield Finding("curve_count", place)
    if any(shown.n_censored):
        yield Finding("censored", place)
    if any(policy.small(n) for n in shown.n_at_risk):
        yield Finding("at_risk", place)


def bends_of(curve: Curve) -> list[float]:
    """Return the times at which a curve changes its slope, first and last included."""
    points = list(zip(curve.time, curve.value, strict=True))
    found = [t for t, _ in points[:1]]
    for (t0, v0), (t1, v1), (t2, v2) in zip(points, points[1:], points[2:], strict=False):
        if abs((v1 - v0) * (t2 - t1) - (v2 - v1) * (t1 - t0)) > STRAIGHT:
            found.append(t1)
    return [*found, *(t for t, _ in points[-1:] if len(points) > 1)]
