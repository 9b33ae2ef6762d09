"""Which rows of an interval figure share an axis, and from where to where it goes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite

from outcomes.results.result import Estimate
from outcomes.wording import KINDS


@dataclass(frozen=True, slots=True)
class Panel:
    """Rows that share an axis: which rows, from where to where, and the line to compare with."""

    rows: tuple[int, ...]
    low: float
    high: float
    percent: bool
    reference: float | None


def panels_of(estimates: Sequence[Estimate], reference: float | None) -> list[Panel]:
    """Return the levels and the differences, as far as there are any."""
    found = []
    for difference in (False, True):
        rows = tuple(i for i, e in enumerate(estimates) if (e.reference is not None) == difference)
        if rows:
            found.append(_panel(rows, [estimates[i] for i in rows], difference, reference))
    return found


def _panel(
    rows: tuple[int, ...], mine: Sequence[Estimate], difference: bool, reference: float | None
) -> Panel:
    percent = KINDS.get(mine[0].quantity, KINDS["number"]).scale in ("percent", "points")
    known = [v for e in mine for v in (e.value, e.ci_low, e.ci_high) if v is not None]
    known = [v for v in known if isfinite(v)]
    line = reference if difference else None
    if percent and not difference:
        return Panel(rows, 0.0, 1.0, percent, line)
    if not difference:
        return Panel(rows, min(0.0, *known), max(known, default=1.0) * 1.05, percent, line)
    reach = max((abs(v - (line or 0.0)) for v in known), default=1.0) * 1.1 or 1.0
    return Panel(rows, (line or 0.0) - reach, (line or 0.0) + reach, percent, line)


def middles_of(n: int, panels: Sequence[Panel]) -> list[float]:
    """Return the height of each row in rows from the top; panels are 1.6 rows apart."""
    first = len(panels[0].rows)
    return [i + (1.6 if i >= first else 0.0) for i in range(n)]
