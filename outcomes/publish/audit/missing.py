"""How few of a group are missing somewhere: told where the number of the others is told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from outcomes.model.question import Request
from outcomes.publish.audit.finding import Finding
from outcomes.publish.audit.recovered import Range, known_range
from outcomes.publish.policy import Policy
from outcomes.results.masked import Masked
from outcomes.results.result import Result


def missing_told(
    exact: Mapping[Request, Result], shown: Mapping[Request, Result], policy: Policy, place: str
) -> Iterator[Finding]:
    """Yield answers that say of how many of a group they are, where all but few is one number.

    A reader knows how many a group has, and the policy: 85 of 84 are 83.
    """
    totals: dict[str, float] = defaultdict(float)
    for curve in (c for result in exact.values() for c in result.curves if c.n_at_risk):
        totals[curve.group] = max(totals[curve.group], curve.n_at_risk[0])
    for question, result in shown.items():
        if any(_told(Range(n, n + reach), totals[group], policy)
               for group, n, reach in _risks(result, policy)) or any(
            _told(known_range(n, policy), totals[group], policy)
            for group, n in _sizes(result) if n != totals[group]
        ):  # fmt: skip
            rule = "how few are missing can be told"
            yield Finding(rule, f"{place}, {question.estimator}")


def _told(others: Range, total: float, policy: Policy) -> bool:
    """Whether only one number of the others leaves somebody of the total, and few."""
    high = min(others.high, total - 1)
    return others.low == high and policy.small(total - high)


def _sizes(result: Result) -> Iterator[tuple[str, float]]:
    """Yield the groups of a result, and how many each says it is of."""
    for e in result.estimates:
        if e.n and not e.reference and not isinstance(e.n, Masked):
            yield e.group, e.n
    for curve in result.curves:
        yield from ((curve.group, n) for n in curve.n_at_risk[:1])
    yield from ((box.group, box.n) for box in result.flow if not isinstance(box.n, Masked))


def _risks(result: Result, policy: Policy) -> Iterator[tuple[str, float, int]]:
    """Yield the numbers at risk after the start, and by how much each is rounded down."""
    for curve in result.curves:
        for n in curve.n_at_risk[1:]:
            yield curve.group, n, 0 if n % policy.round_to else policy.round_to - 1
