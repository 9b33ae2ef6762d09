"""How few of a group are missing somewhere: told where the number of the others is told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from outcomes.publish.audit.finding import Finding
from outcomes.publish.audit.recovered import Range, known_range
from outcomes.publish.policy import Policy
from outcomes.publish.publisher import Answered
from outcomes.results.masked import Masked
from outcomes.results.result import Result


def missing_told(part: Answered, policy: Policy) -> Iterator[Finding]:
    """Yield answers that say of how many of a group they are, where all but few is one number.

    A reader knows how many a group has, and the policy: 85 of 84 are 83.
    """
    totals: dict[str, float] = defaultdict(float)
    shown, scene, place = part.answers, part.scene, part.cohort.id
    if any(_told(known_range(n, policy), scene.n, policy)
           for n in scene.known.values() if n != scene.n):  # fmt: skip
        yield Finding("missing", place)
    for curve in (c for result in shown.values() for c in result.curves if c.n_at_risk):
        totals[curve.group] = max(totals[curve.group], curve.n_at_risk[0])
    for question, result in shown.items():
        others = [
            (totals[group], known_range(n, policy))
            for group, n in _sizes(result)
            if n != totals[group]
        ]
        others += [(totals[group], range_) for group, range_ in _risks(result, policy)]
        if any(_told(range_, total, policy) for total, range_ in others):
            yield Finding("missing", f"{place}, {question.estimator}")


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


def _risks(result: Result, policy: Policy) -> Iterator[tuple[str, Range]]:
    """Yield the numbers at risk after the start, which are rounded down."""
    unit = max(policy.round_to, 1)
    for curve in result.curves:
        for n in curve.n_at_risk[1:]:
            exact = n % unit and n != policy.k
            yield curve.group, Range(n, n if exact else n - n % unit + unit - 1)
