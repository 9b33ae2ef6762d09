"""Adverse events as bars: two arms mirrored, or one arm; any grade light, grade 3 or more dark."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import plotly.graph_objects as go

from outcomes.figures.base.arms import place_of
from outcomes.figures.base.look import Look, arm_color, word_color
from outcomes.figures.base.style import Spec, axis, explanation, figure, note
from outcomes.figures.base.text import plain, text_width
from outcomes.figures.row_plot.adverse_event_rows import WHOLE, EventRow, event_rows, row_name
from outcomes.figures.row_plot.rows import WIDEST_NAME, _Named, _rows_frame
from outcomes.results.result import Estimate, Result
from outcomes.wording import format_count, format_estimate

HALF = 0.36  # rows, half the height of a bar
PALE = 0.4


def adverse_events_figure(
    result: Result,
    *,
    labels: Mapping[str, str],
    arms: Sequence[str] = (),
    most: int | None = None,
    language: str = "en",
    theme: str = "light",
    size: str = "screen",
    width: float = 900,
    caption: Sequence[str] = (),
) -> go.Figure:
    """Draw patients with each event: the first arm to the left, the second to the right.

    Parameters
    ----------
    result
        Analysis ``adverse_events``.
    labels
        Label by group in protocol order.
    arms
        Which one or two arms; the first two by default. One arm is drawn to the right.
    most
        How many terms, those of most patients.
    """
    look = Look(language, theme, size, width)
    shown = list(arms or labels)[:2]
    rows, n_more = event_rows(result, most)
    if not any(e is not None and e.value is not None for r in rows for e in _shown(r, shown)):
        return explanation(look.say("ae.none"), look)
    names = [_Named(row_name(row, look), look.ink, row.bold) for row in rows]
    below = (look.say("ae.more", n=n_more),) if n_more else ()
    spec = _rows_frame(look, names, above=(look.say("ae.key"),), key=_key(rows[0], shown, labels,
                       look), caption=(*below, *caption), x_title=look.say("axis.percent"),
                       right=14)  # fmt: skip
    sides = (-1, 1) if len(shown) == 2 else (1,)
    reach = _reach(rows, shown, look, names)
    spec["xaxis"] = _percent_axis(look, reach, two=len(shown) == 2)
    zero = {"type": "line", "xref": "x", "yref": "y domain", "x0": 0, "x1": 0, "y0": 0, "y1": 1,
            "line": {"color": look.muted, "width": 1}}  # fmt: skip
    n_whole = sum(row.name == WHOLE for row in rows)
    rule = {"type": "line", "xref": "x domain", "yref": "y", "x0": 0, "x1": 1,
            "y0": n_whole - 0.5, "y1": n_whole - 0.5, "layer": "below",
            "line": {"color": look.grid, "width": 1.5}}  # fmt: skip
    spec["shapes"] = [rule, zero]
    traces: list[Spec] = []
    for side, group in zip(sides, shown, strict=True):
        color = arm_color(place_of(group, labels), theme)
        traces.append(_bars(rows, group, side, "", _pale(color, look)))
        traces.append(_bars(rows, group, side, ">=3", color))
        traces.append(_hover(rows, (group, labels.get(group, group)), side, look))
        spec["annotations"] += _counts(rows, group, side, look)
    return figure(traces, spec)


def _pale(color: str, look: Look) -> str:
    """Return the color thinned with the paper's: opaque, so that no grid shines through."""
    parts = [[int(c[i : i + 2], 16) for i in (1, 3, 5)] for c in (color, look.paper)]
    mixed = (round(PALE * a + (1 - PALE) * b) for a, b in zip(*parts, strict=True))
    return "#" + "".join(f"{part:02X}" for part in mixed)


def _shown(row: EventRow, arms: Sequence[str]) -> list[Estimate | None]:
    return [row.of(arm) for arm in arms]


def _key(
    row: EventRow, arms: Sequence[str], labels: Mapping[str, str], look: Look
) -> tuple[tuple[str, str], ...]:
    sized = []
    for arm in arms:
        found = row.of(arm)
        n = format_count(found.n or 0) if found else "0"
        name = look.say("ae.arm", arm=labels.get(arm, arm), size=n)
        sized.append((name, word_color(place_of(arm, labels), look.theme)))
    return tuple(sized)


def _reach(
    rows: Sequence[EventRow], arms: Sequence[str], look: Look, names: Sequence[_Named]
) -> float:
    """Return where the axis ends so that every bar and the counts beyond it fit."""
    widest = max(text_width(n.name, look.em, bold=n.bold) for n in names)
    left = min(widest, look.room(0.36, WIDEST_NAME)) + 12
    half = max((look.width - left - 40) / len(arms), 120)
    reach = 0.05
    for row in rows:
        for arm in arms:
            e = row.of(arm)
            room = min(text_width(_count(row, arm, look), look.em) + 8, 0.75 * half)
            reach = max(reach, (e.value or 0.0 if e else 0.0) * half / (half - room))
    return reach


def _percent_axis(look: Look, reach: float, *, two: bool) -> Spec:
    step = next(s for s in (0.05, 0.1, 0.25, 0.5) if reach / s <= (4.5 if two else 8) or s == 0.5)
    ticks = [i * step for i in range(int(min(reach, 1.0) / step + 1e-9) + 1)]
    places = [-t for t in ticks[:0:-1]] + ticks if two else ticks
    spec = axis(look, range=[-reach if two else 0, reach], tickvals=places,
                ticktext=[f"{round(100 * abs(t))}%" for t in places])  # fmt: skip
    return spec | {"showgrid": True, "gridcolor": look.grid}


def _bars(rows: Sequence[EventRow], group: str, side: int, band: str, color: str) -> Spec:
    x: list[float | None] = []
    y: list[float | None] = []
    for at, row in enumerate(rows):
        e = row.of(group, band) if not band or row.band == "any" else None
        if e is not None and e.value:
            end = side * e.value
            x += [0, end, end, 0, 0, None]
            y += [at - HALF, at - HALF, at + HALF, at + HALF, at - HALF, None]
    return {"type": "scatter", "mode": "lines", "x": x, "y": y, "fill": "toself",
            "fillcolor": color, "line": {"width": 0, "color": color}, "hoverinfo": "skip",
            "meta": {"group": group, "band": band or "any"}}  # fmt: skip


def _hover(rows: Sequence[EventRow], arm: tuple[str, str], side: int, look: Look) -> Spec:
    group, label = arm
    found = [(at, row, e) for at, row in enumerate(rows) if (e := row.of(group)) is not None]
    return {"type": "scatter", "mode": "markers", "opacity": 0, "name": plain(label),
            "x": [side * (e.value or 0.0) / 2 for _, _, e in found],
            "y": [at for at, _, _ in found],
            "marker": {"size": 1.4 * look.em, "color": look.muted},
            "text": [_told(row, group, look) for _, row, _ in found],
            "hovertemplate": "%{text}"}  # fmt: skip


def _told(row: EventRow, group: str, look: Look) -> str:
    lines = [f"<b>{plain(row_name(row, look))}</b>"]
    for band in ("any", ">=3") if row.band == "any" else (row.band,):
        e = row.of(group, band)
        if e is None:
            continue
        value = format_estimate(e.value, e.interval, "percent", n=e.n, language=look.language)
        named = look.say(f"ae.band.{band}") if row.band == "any" else ""
        lines.append(f"{named} {format_count(e.n_events or 0)}/{format_count(e.n or 0)} · {value}")
    return "<br>".join(line.strip() for line in lines)


def _count(row: EventRow, group: str, look: Look) -> str:
    e, severe = row.of(group), row.of(group, ">=3")
    if e is None:
        return ""
    words = f"{format_count(e.n_events or 0)}/{format_count(e.n or 0)}"
    if row.band != "any" or severe is None or not severe.n_events:
        return words
    return f"{words} · ≥3: {format_count(severe.n_events)}/{format_count(e.n or 0)}"


def _counts(rows: Sequence[EventRow], group: str, side: int, look: Look) -> list[Spec]:
    anchor = "left" if side > 0 else "right"
    return [
        note(_count(row, group, look), color=look.ink, size=look.em - 1, xref="x", yref="y",
             x=side * ((e.value or 0.0) if (e := row.of(group)) else 0.0), y=at, xanchor=anchor,
             yanchor="middle", xshift=5 * side)
        for at, row in enumerate(rows)
    ]  # fmt: skip


def adverse_events_alt(
    result: Result, labels: Mapping[str, str], language: str = "en", most: int = 5
) -> str:
    """Return the figure in words: overall counts and the most frequent terms, by arm."""
    look = Look(language)
    rows, _ = event_rows(result, most)
    said = []
    for row in rows:
        counts = [
            f"{labels.get(g, g)} {_count(row, g, look)}" for g in labels if row.of(g) is not None
        ]
        said.append(look.say("alt.named", name=row_name(row, look), words=", ".join(counts)))
    return look.say("alt.stop").join(said) if said else look.say("ae.none")
