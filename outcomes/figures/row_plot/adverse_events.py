"""Adverse events as bars: two arms mirrored, or one arm; any grade light, grade 3 or more dark."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from outcomes.figures.base.look import Look
from outcomes.figures.base.style import Figure, explanation
from outcomes.figures.row_plot.adverse_event_rows import WHOLE, EventRow, event_rows, row_name
from outcomes.figures.row_plot.engine.axis import Axis
from outcomes.figures.row_plot.engine.figure import row_plot
from outcomes.figures.row_plot.engine.plot import Bar, Column, Panel, Row, RowPlot
from outcomes.figures.row_plot.proportions import counted
from outcomes.results.result import Result
from outcomes.wording import format_count

PALE = 0.4
LEAST = 0.05  # share the axis goes to at least


def adverse_events_figure(
    result: Result, look: Look, *, arms: Sequence[str] = (), most: int | None = None
) -> Figure:
    """Draw patients with each event: the first arm to the left, the second to the right.

    Parameters
    ----------
    result
        Analysis ``adverse_events``.
    arms
        Which one or two arms; the first two by default. One arm is drawn to the right.
    most
        How many terms, those of most patients.
    """
    shown = list(arms or look.labels)[:2]
    found, n_more = event_rows(result, most)
    values = [e.value for row in found for arm in shown
              if (e := row.of(arm)) is not None and e.value is not None]  # fmt: skip
    if not values:
        return explanation(look.say("ae.none"), look)
    two, reach = len(shown) == 2, 1.04 * max(LEAST, *values)
    axis = Axis(-reach if two else 0.0, reach, unit="percent", title=look.say("axis.percent"),
                mirrored=True, grid=True, null=0.0)  # fmt: skip
    counts = [Column(value=True, right=arm == shown[-1], color=look.word_color(arm))
              for arm in shown]  # fmt: skip
    n_whole = sum(row.name == WHOLE for row in found)
    rows = tuple(_row(row, shown, look, ruled=i == n_whole > 0) for i, row in enumerate(found))
    plot = RowPlot(
        (Column(), *counts), (Panel(rows, axis),), above=(look.say("ae.key"),),
        below=(look.say("ae.more", n=n_more),) if n_more else (),
        key=tuple(_key(found[0], shown, look)),
    )  # fmt: skip
    return row_plot(plot, look)


def _key(row: EventRow, arms: Sequence[str], look: Look) -> Iterator[tuple[str, str]]:
    for arm in arms:
        n = (e.n or 0) if (e := row.of(arm)) else 0
        name = look.say("ae.arm", arm=look.label(arm), size=format_count(n))
        yield name, look.word_color(arm)


def _row(row: EventRow, arms: Sequence[str], look: Look, *, ruled: bool) -> Row:
    name = row_name(row, look)
    sides = (-1, 1) if len(arms) == 2 else (1,)
    bars = [
        bar for arm, side in zip(arms, sides, strict=True) for bar in _bars(row, arm, side, look)
    ]
    told = [line for arm in arms for line in _told(row, arm, look)]
    return Row((name, *(_count(row, arm) for arm in arms)), bars=tuple(bars), strong=row.bold,
               ruled=ruled, hover=(name, *told))  # fmt: skip


def _bars(row: EventRow, arm: str, side: int, look: Look) -> Iterator[Bar]:
    color = look.color(arm)
    for band, ink in (("", _pale(color, look)), (">=3", color)):
        e = row.of(arm, band) if not band or row.band == "any" else None
        if e is not None and e.value:
            yield Bar(0.0, side * e.value, ink, layer=band or "any")


def _pale(color: str, look: Look) -> str:
    """Return the color thinned with the paper's: opaque, so that no grid shines through."""
    parts = [[int(c[i : i + 2], 16) for i in (1, 3, 5)] for c in (color, look.paper)]
    mixed = (round(PALE * a + (1 - PALE) * b) for a, b in zip(*parts, strict=True))
    return "#" + "".join(f"{part:02X}" for part in mixed)


def _told(row: EventRow, arm: str, look: Look) -> Iterator[str]:
    for band in ("any", ">=3") if row.band == "any" else (row.band,):
        e = row.of(arm, band)
        if e is not None:
            value = look.printed(e, "percent")
            named = f", {look.say(f'ae.band.{band}')}" if row.band == "any" else ""
            yield f"{look.label(arm)}{named}: {counted(e)} · {value}"


def _count(row: EventRow, arm: str) -> str:
    e, severe = row.of(arm), row.of(arm, ">=3")
    if e is None:
        return ""
    if row.band != "any" or severe is None or not severe.n_events:
        return counted(e)
    return f"{counted(e)} · ≥3: {counted(severe)}"


def adverse_events_alt(result: Result, look: Look, *, arms: Sequence[str] = ()) -> str:
    """Return the figure in words: overall counts and the most frequent terms, by arm."""
    said = []
    for row in event_rows(result, 5)[0]:
        known = [arm for arm in arms or look.labels if row.of(arm) is not None]
        counts = (f"{look.label(arm)} {_count(row, arm)}" for arm in known)
        said.append(look.say("alt.named", name=row_name(row, look), words=", ".join(counts)))
    return look.say("alt.stop").join(said) if said else look.say("ae.none")
