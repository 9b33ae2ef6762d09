"""Comparisons of arms: the planned one in a line, the others behind it."""

from __future__ import annotations

from collections.abc import Sequence

from outcomes.displays.base.panel import Block, Cells, Folded, Text
from outcomes.displays.base.words import Words, plain
from outcomes.figures.base.table import contrast_table
from outcomes.results.result import Estimate
from outcomes.wording import format_p

FEW = 3  # rows that need no folding


def comparisons(
    words: Words,
    named: Sequence[tuple[str, Estimate]],
    *,
    p_values: bool,
    title: str = "",
    about: str = "",
    apart: Sequence[str] = (),
    awaited: bool = False,
) -> Block:
    """Return named estimates as a table: behind one line that says the first, if they are many.

    ``about`` is what is compared, where the page does not say it; ``apart`` names rows that test
    whether a model fits, not whether arms differ. Where some are ``awaited``, none is shown: a
    p-value does not stand without those it is one of.
    """
    if awaited:
        return Text(words.awaited, "caption")
    table = contrast_table(named, words.labels, words.language, words.marks, p_values=p_values)
    effects = [(name, e) for name, e in named if e.value is not None and e.quantity != "statistic"]
    if len(table.rows) <= FEW or not effects:
        return Cells(table, title)
    name, first = effects[0]
    several = len({e.group for _, e in effects}) > 1
    arms = words.pair(first.group, first.reference) if several else ""
    line = f"{' · '.join(filter(None, (about, name, arms)))}: {words.printed(first)}"
    if p_values and first.p_value is not None:
        line += f", {format_p(first.p_value, symbol=True, language=words.language)}"
    others = words.say("panel.others", n=len(table.rows) - 1)
    tests = sum(e.p_value is not None and name not in apart for name, e in named)
    looks = words.say("panel.one_question", n=tests) if p_values and tests > 1 else ""
    said = (Text(looks, "caption"),) if looks and not title else ()
    return Folded(plain(f"{line} — {others}"), (Cells(table, title), *said))
