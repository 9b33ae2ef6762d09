"""The sensitivity ladder: the same comparison, one assumption after another, on one axis."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import plotly.graph_objects as go

from outcomes.figures.base.arms import place_of
from outcomes.figures.base.frame import Frame, framed
from outcomes.figures.base.look import Look, arm_color
from outcomes.figures.base.style import Spec, axis, explanation, figure, note
from outcomes.figures.base.text import plain, shortened, wrapped
from outcomes.figures.row_plot.ladder_axis import LadderAxis, ladder_axis
from outcomes.figures.row_plot.ladder_rows import (
    GAP,
    HEADING,
    ROW,
    Columns,
    LadderRow,
    Mark,
    count_of,
    places_of,
    printed,
)
from outcomes.wording import format_estimate, format_value

HOVER = 46.0  # em


def ladder_figure(
    rows: Sequence[LadderRow],
    *,
    labels: Mapping[str, str],
    ratio: bool = True,
    favors: tuple[str, str] | None = None,
    marks: Sequence[Mark] = (),
    x_title: str = "",
    language: str = "en",
    theme: str = "light",
    size: str = "screen",
    width: float = 900,
    caption: Sequence[str] = (),
) -> go.Figure:
    """Draw a row per rung under headings: name, n and events, interval, printed value.

    Parameters
    ----------
    rows
        In order; consecutive rows of one block share a heading.
    labels
        Label by arm in protocol order: the order decides color.
    ratio
        Ratios on a logarithmic axis with a line at 1, else differences with a line at 0.
    favors
        Ids of the arms that are better left and right of that line.
    marks
        Values drawn as labeled ticks above the axis, never as an interval.
    """
    look = Look(language, theme, size, width)
    if not any(row.drawn for row in rows):
        return explanation(next((r.why for r in rows if r.why), look.say("ladder.none")), look)
    places, span = places_of(rows)
    shown = [row.estimate for row in rows if row.drawn and row.estimate]
    scale = ladder_axis(shown, [m.value for m in marks], ratio=ratio)
    columns = Columns.of(rows, look)
    height = span * look.em
    floor = (2.9 if marks else 1.5) * look.em  # the favored arms, the marks
    key = f"■ {look.say('effect.conditional')}   ◇ {look.say('effect.marginal')}"
    frame = Frame(
        look, height + floor, (key,), caption, x_title, left=columns.left, right=columns.right
    )
    y = axis(look, range=[span + floor / look.em, 0], visible=False)
    spec = framed(frame, scale.spec(look), y)
    spec["hovermode"] = "closest"
    spec["shapes"] = _lines(rows, scale, span, look)
    spec["annotations"] += _heads(rows, places, columns, look)
    for row, place in zip(rows, places, strict=True):
        spec["annotations"] += _cells(row, place, columns, look)
    spec["annotations"] += _favors(favors, scale, labels, look)
    for mark in marks:
        spec["annotations"] += _mark(mark, scale, span, look)
    data = [
        trace
        for row, place in zip(rows, places, strict=True)
        for trace in _dot(row, place, scale, labels, look)
    ]
    return figure(data, spec)


def _heads(
    rows: Sequence[LadderRow], places: Sequence[float], columns: Columns, look: Look
) -> list[Spec]:
    """Return the headings of the blocks, and of the columns beside the first of them."""
    where: Spec = {"xref": "x domain", "yref": "y", "yanchor": "middle", "size": look.em}
    heads, block = [], ""
    for row, place in zip(rows, places, strict=True):
        if row.block != block:
            block = row.block
            words = (
                f"<b>{plain(shortened(block, look.width - columns.right, look.em, bold=True))}</b>"
            )
            at = place - ROW / 2 - HEADING * 0.42
            heads.append(note(words, x=0, y=at, xanchor="left", xshift=-columns.left,
                              color=look.ink, **where))  # fmt: skip
    e = next(r.estimate for r in rows if r.drawn and r.estimate)
    # The columns are named on the line of the key: a heading may be as wide as the figure.
    line: Spec = {"xref": "x domain", "yref": "y domain", "y": 1, "yanchor": "middle",
                  "yshift": 0.5 * look.line + 0.6 * look.em, "size": look.em,
                  "color": look.muted, "xanchor": "right"}  # fmt: skip
    heads.append(note(look.say("ladder.n"), x=0, xshift=-GAP, **line))
    heads.append(
        note(look.say(f"ladder.column.{e.quantity}"), x=1, xshift=columns.right - 4, **line)
    )
    return heads


def _cells(row: LadderRow, place: float, columns: Columns, look: Look) -> list[Spec]:
    """Return name, n with events, and the printed value; or why there is none, in their place."""
    where: Spec = {"xref": "x domain", "yref": "y", "yanchor": "middle", "size": look.em}
    color = look.ink if row.drawn and not row.elsewhere else look.muted

    def bold(words: str) -> str:
        return f"<b>{words}</b>" if row.primary else words

    name = plain(shortened(row.name, columns.name, look.em, bold=row.primary))
    cells = [note(bold(name), x=0, y=place, xanchor="left", xshift=-columns.left + 0.8 * look.em,
                  color=color, **where),
             note(bold(count_of(row)), x=0, y=place, xanchor="right", xshift=-GAP, color=look.muted,
                  **where)]  # fmt: skip
    if row.drawn:
        cells.append(note(bold(plain(printed(row, look))), x=1, y=place, xanchor="right",
                          xshift=columns.right - 4, color=color, **where))  # fmt: skip
    else:
        room = look.width - columns.left - 3 * GAP
        why = plain(shortened(printed(row, look), room, look.em))
        cells.append(note(why, x=0, y=place, xanchor="left", xshift=6, color=look.muted, **where))
    return cells


def _lines(rows: Sequence[LadderRow], scale: LadderAxis, span: float, look: Look) -> list[Spec]:
    """Return the line of no difference, and a dotted one where the primary estimate lies."""
    ends: Spec = {"xref": "x", "yref": "y", "y0": HEADING * 0.8, "y1": span, "layer": "below"}

    def upright(value: float, width: float, dash: str) -> Spec:
        at = scale.place(value)
        line = {"color": look.muted, "width": width, "dash": dash}
        return {"type": "line", "x0": at, "x1": at, "line": line, **ends}

    lines = [upright(scale.null, 1.3, "solid")]
    primary = next((r.estimate for r in rows if r.primary and r.drawn), None)
    if primary is not None and primary.value is not None:
        lines.append(upright(primary.value, 1.0, "dot"))
    return lines


def _favors(
    favors: tuple[str, str] | None, scale: LadderAxis, labels: Mapping[str, str], look: Look
) -> list[Spec]:
    """Return which arm is better left and right of the line of no difference."""
    if favors is None:
        return []
    names = [shortened(labels.get(arm, arm), look.room(0.18, 13.0), look.em - 1) for arm in favors]
    where: Spec = {"xref": "x", "yref": "y domain", "x": scale.place(scale.null), "y": 0,
                   "yanchor": "bottom", "yshift": 2, "color": look.muted,
                   "size": look.em - 1}  # fmt: skip
    sides = (("favors.left", "right", -8), ("favors.right", "left", 8))
    return [
        note(plain(look.say(key, arm=name)), xanchor=anchor, xshift=shift, **where)
        for (key, anchor, shift), name in zip(sides, names, strict=True)
    ]


def _mark(mark: Mark, scale: LadderAxis, span: float, look: Look) -> list[Spec]:
    """Return a labeled tick above the axis."""
    words = f"▼ {mark.name} {format_value(mark.value, 'ratio', language=look.language)}"
    return [
        note(plain(words), xref="x", yref="y", x=scale.place(mark.value), y=span + 0.75,
             xanchor="center", yanchor="middle", color=look.muted, size=look.em - 1)
    ]  # fmt: skip


def _dot(
    row: LadderRow, place: float, scale: LadderAxis, labels: Mapping[str, str], look: Look
) -> list[Spec]:
    """Return interval and mark of a row; an interval cut by the axis ends in an arrow."""
    e = row.estimate
    if not row.drawn or e is None or e.value is None:
        return []
    color = look.muted if row.elsewhere else arm_color(place_of(e.group, labels), look.theme)
    low, high = (e.value if v is None else v for v in (e.ci_low, e.ci_high))
    ends = scale.cut(low), scale.cut(high)
    weight = look.stroke * (1.3 if row.primary else 0.8)
    line = {
        "type": "scatter", "mode": "lines", "x": list(ends), "y": [place, place],
        "line": {"color": color, "width": weight}, "hoverinfo": "skip",
    }  # fmt: skip
    arrows = [
        {"type": "scatter", "mode": "markers", "x": [end], "y": [place], "hoverinfo": "skip",
         "marker": {"symbol": symbol, "size": 0.62 * look.em, "color": color}, "cliponaxis": False}
        for end, limit, symbol in zip(
            ends, (low, high), ("triangle-left", "triangle-right"), strict=True
        )
        if scale.beyond(limit)
    ]  # fmt: skip
    size = (0.95 if row.primary else 0.78) * look.em
    fill = {"color": look.paper if row.marginal else color}
    dot = {
        "type": "scatter", "mode": "markers", "x": [scale.cut(e.value)], "y": [place],
        "cliponaxis": False, "text": [_hover(row, look)], "hovertemplate": "%{text}<extra></extra>",
        "meta": {"group": e.group, "rung": row.name},
        "marker": {"symbol": "diamond" if row.marginal else "square", "size": size, **fill,
                   "line": {"color": color, "width": look.stroke * 0.9}},
    }  # fmt: skip
    return [line, *arrows, dot]


def _hover(row: LadderRow, look: Look) -> str:
    """Return the rung in words: name, number with its interval, what it assumes."""
    e = row.estimate
    assert e is not None
    unit = look.say(f"unit.{e.unit}") if e.unit in ("days", "weeks", "months", "years") else ""
    number = format_estimate(
        e.value, e.interval, e.quantity, n=e.n, unit=unit, language=look.language
    )
    kind = look.say("effect.marginal" if row.marginal else "effect.conditional")
    said = [
        part
        for words in (row.assumes, row.beside)
        if words
        for part in wrapped(words, HOVER * look.em, look.em)
    ]
    lines = [f"<b>{plain(row.name)}</b>", plain(f"{number} · {kind}"), *map(plain, said)]
    return "<br>".join(lines)
