"""The rows of a sensitivity ladder: what stands in them, and how much room their words need."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite

from outcomes.figures.base.look import Look
from outcomes.figures.base.text import text_width
from outcomes.results.result import Estimate
from outcomes.wording import format_count, format_interval, format_value

ROW = 1.72  # em
HEADING = 1.9  # em
WIDEST_NAME = 28.0  # em
GAP = 14  # pixels between columns


@dataclass(frozen=True, slots=True)
class LadderRow:
    """One rung as it is drawn.

    Attributes
    ----------
    name, block
        The rung, and the heading it stands under.
    estimate
        None where there is none.
    marginal
        Whether whole arms are compared (hollow) or patients alike (filled).
    primary
        The prespecified analysis: heavier, and its interval shaded through the ladder.
    why
        Printed where the number would stand.
    assumes, beside
        What the pointer says: the sentence about its assumption, and the unadjusted estimate on
        the same patients.
    elsewhere
        A number of another study: muted, so that nobody takes it for one of this study.
    """

    name: str
    block: str
    estimate: Estimate | None
    marginal: bool = False
    primary: bool = False
    why: str = ""
    assumes: str = ""
    beside: str = ""
    elsewhere: bool = False

    @property
    def drawn(self) -> bool:
        e = self.estimate
        return e is not None and e.value is not None and isfinite(e.value)


@dataclass(frozen=True, slots=True)
class Mark:
    """A value from elsewhere at the edge of the axis: a published trial, or a known truth."""

    name: str
    value: float


@dataclass(frozen=True, slots=True)
class Columns:
    """Pixels the text columns need left and right of the plot."""

    name: float
    count: float
    value: float

    @property
    def left(self) -> float:
        return self.name + self.count + 2 * GAP

    @property
    def right(self) -> float:
        return self.value + 2 * GAP

    @classmethod
    def of(cls, rows: Sequence[LadderRow], look: Look) -> Columns:
        name = max(text_width(r.name, look.em, bold=r.primary) for r in rows) + 0.8 * look.em
        count = max(text_width(c, look.em) for c in (look.say("ladder.n"), *map(count_of, rows)))
        value = max(
            (text_width(printed(r, look), look.em, bold=r.primary) for r in rows if r.drawn),
            default=0,
        )
        return cls(min(name, look.room(0.4, WIDEST_NAME)), count, max(value, 7 * look.em))


def places_of(rows: Sequence[LadderRow]) -> tuple[list[float], float]:
    """Return the middle of each row and the end of the last, in em from the top."""
    places, at, block = [], 0.0, ""
    for row in rows:
        if row.block != block:
            at, block = at + HEADING, row.block
        places.append(at + ROW / 2)
        at += ROW
    return places, at


def count_of(row: LadderRow) -> str:
    """Return n and events as they stand in their column."""
    e = row.estimate
    if e is None or e.n is None:
        return ""
    return format_count(e.n) + (f" / {format_count(e.n_events)}" if e.n_events is not None else "")


def printed(row: LadderRow, look: Look) -> str:
    """Return the number with its interval, or why there is none."""
    e = row.estimate
    if e is None or e.value is None:
        return row.why or look.say("interval.ne")
    value = format_value(e.value, e.quantity, n=e.n, language=look.language)
    limits = format_interval(e.interval, e.quantity, n=e.n, language=look.language, label=False)
    return f"{value} ({limits})" if limits else value
