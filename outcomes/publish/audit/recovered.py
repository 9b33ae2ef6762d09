"""Counts that were kept back and can be told all the same, from what they add up with."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from outcomes.publish.audit.finding import Finding
from outcomes.publish.policy import Policy
from outcomes.results.masked import Masked
from outcomes.results.quantities import quantity_named
from outcomes.results.result import Estimate, Result


class Range(NamedTuple):
    """What a reader knows of a count."""

    low: float
    high: float


def recovered(exact: Result, shown: Result, policy: Policy, place: str) -> Iterator[Finding]:
    """Yield families of counts in which one that was kept back is known exactly.

    Levels add up to their denominator; a reader knows the policy, so that a rounded count is an
    interval and one kept back lies between 1 and k-1.
    """
    true = {_key(e): e for e in exact.estimates}
    families: dict[object, list[Estimate]] = defaultdict(list)
    for e in shown.estimates:
        if len(e.covariates) > 1 and quantity_named(e.quantity).kind in ("count", "proportion"):
            families[e.quantity, e.group, e.covariates[:-1], e.at, e.where].append(e)
    for family in families.values():
        counts = [_count(true[_key(e)]) for e in family if _key(e) in true]
        if len(counts) != len(family) or None in counts:
            continue
        total = true[_key(family[0])].n
        if total is None or round(sum(c or 0 for c in counts)) != total:
            continue
        ranges = [_range(e, policy) for e in family]
        whole = known_range(family[0].n, policy)
        if _is_told(ranges, whole, [_hidden(e) for e in family]):
            yield Finding("told", place)


def _is_told(ranges: Sequence[Range], whole: Range, hidden: Sequence[bool]) -> bool:
    """Whether one of those kept back can only have one value."""
    for i, kept_back in enumerate(hidden):
        others = [r for j, r in enumerate(ranges) if j != i]
        low = max(ranges[i].low, whole.low - sum(r.high for r in others))
        high = min(ranges[i].high, whole.high - sum(r.low for r in others))
        if kept_back and low >= high and ranges[i].low < ranges[i].high:
            return True
    return False


def known_range(count: float | None, policy: Policy) -> Range:
    """Return what a published count tells: one kept back is small, a rounded one is near."""
    if count is None:
        return Range(0, float("inf"))
    if isinstance(count, Masked):
        return Range(1, policy.k - 1) if count.below else Range(0, float("inf"))
    unit = max(policy.round_to, 1)
    if count == 0 or count % unit:
        return Range(count, count)
    return Range(max(count - unit // 2, 0), count + unit // 2)


def _range(e: Estimate, policy: Policy) -> Range:
    if quantity_named(e.quantity).kind == "count":
        return known_range(e.value, policy)
    return known_range(e.n_events, policy)


def _hidden(e: Estimate) -> bool:
    count = e.value if quantity_named(e.quantity).kind == "count" else e.n_events
    return isinstance(count, Masked)


def _count(e: Estimate) -> float | None:
    return e.value if quantity_named(e.quantity).kind == "count" else e.n_events


def _key(e: Estimate) -> object:
    return e.quantity, e.group, e.reference, e.covariates, e.at, e.where, e.method
