"""Figures whose rows are named at the left: reasons, standardized differences, proportions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import plotly.graph_objects as go

from outcomes.figures.base.arms import place_of
from outcomes.figures.base.frame import Frame, framed
from outcomes.figures.base.look import Look, arm_color, word_color
from outcomes.figures.base.style import Spec, axis, explanation, figure, note
from outcomes.figures.base.text import plain, shortened, text_width
from outcomes.results.result import Estimate, Result
from outcomes.wording import format_count, format_number, format_percent

WIDEST_NAME = 22.0  # em
ROW = 1.95  # em
LIMIT = 0.1  # standardized difference that counts as imbalance


class _Named(NamedTuple):
    """A row's name at the left, bold where it heads a block."""

    name: str
    color: str
    bold: bool = False


def reasons_figure(
    result: Result,
    *,
    language: str = "en",
    theme: str = "light",
    size: str = "screen",
    width: float = 900,
    caption: Sequence[str] = (),
) -> go.Figure:
    """Draw why screened persons were not enrolled, most frequent reason first, with n and share."""
    look = Look(language, theme, size, width)
    reasons = [r for box in result.flow if box.id == "excluded" for r in box.reasons]
    if not reasons:
        return explanation(look.say("reasons.none"), look)
    total = sum(n for _, n in reasons)
    names = [_Named(_reason(reason, look), look.ink) for reason, _ in reasons]
    spec = _rows_frame(look, names, caption=caption, right=text_width("000 (000%)", look.em) + 8,
                       ticks=False)  # fmt: skip
    most = max(n for _, n in reasons)
    spec["xaxis"] = axis(look, range=[0, most], visible=False)
    bars = {
        "type": "bar", "orientation": "h", "x": [n for _, n in reasons],
        "y": list(range(len(reasons))), "width": 0.62, "cliponaxis": False,
        "marker": {"color": arm_color(0, theme), "line": {"width": 0}},
        "text": [f"{format_count(n)} ({format_percent(n / total, total)})" for _, n in reasons],
        "textposition": "outside", "textfont": {"color": look.ink, "size": look.em},
        "hoverinfo": "skip",
    }  # fmt: skip
    return figure([bars], spec)


def _reason(reason: str, look: Look) -> str:
    return look.say("flow.unknown_reason") if reason == "no reason given" else reason


def love_plot(
    result: Result,
    *,
    labels: Mapping[str, str],
    covariates: Mapping[str, str],
    weighted: Result | None = None,
    language: str = "en",
    theme: str = "light",
    size: str = "screen",
    width: float = 900,
    caption: Sequence[str] = (),
) -> go.Figure:
    """Draw standardized differences of the arms per covariate, largest first, limits at ±0.1.

    Parameters
    ----------
    result
        Analysis ``baseline``: quantity ``smd``, one per compared arm and covariate.
    labels, covariates
        Labels of the arms and of the covariates by id.
    weighted
        The same after weighting: filled marks, the unweighted ones then hollow.
    """
    look = Look(language, theme, size, width)
    known = [e for e in result.all("smd") if e.value is not None and e.covariates]
    if not known:
        return explanation(next(iter(result.notes), look.say("balance.none")), look)
    worst: dict[str, float] = {}
    for e in known:
        worst[e.covariates[0]] = max(worst.get(e.covariates[0], 0.0), abs(e.value or 0.0))
    order = sorted(worst, key=lambda name: -worst[name])
    names = [_Named(covariates.get(name, name), look.ink) for name in order]
    after = list(weighted.all("smd")) if weighted else []
    pairs = list(dict.fromkeys((e.group, e.reference or "") for e in known))
    above = list(_love_key(look, after))
    if len(pairs) == 1:
        arm, reference = (labels.get(group, group) for group in pairs[0])
        above.insert(0, look.say("balance.pair", arm=arm, reference=reference))
    key = [
        (labels.get(group, group), word_color(place_of(group, labels), theme)) for group, _ in pairs
    ]
    spec = _rows_frame(look, names, caption=caption, x_title=look.say("axis.smd"), above=above,
                       key=key if len(pairs) > 1 else (), share=0.46)  # fmt: skip
    reach = max([0.25, *(abs(e.value or 0) * 1.15 for e in [*known, *after])])
    spec["xaxis"] = axis(
        look, range=[-reach, reach], tickformat=".1f", nticks=9 if look.width >= 640 else 5
    )
    spec["shapes"] = [_upright(x, look, dotted=x != 0) for x in (-LIMIT, 0, LIMIT)]
    traces = []
    for group, _ in pairs:
        color = arm_color(place_of(group, labels), theme)
        arm = labels.get(group, group)
        traces.append(_dots(known, group, order, arm, color, look, hollow=bool(after)))
        if after:
            traces.append(_dots(after, group, order, arm, color, look, hollow=False))
    return figure(traces, spec)


def _love_key(look: Look, after: Sequence[Estimate]) -> tuple[str, ...]:
    if not after:
        return ()
    return (f"○ {look.say('balance.unadjusted')}   ● {look.say('balance.weighted')}",)


def _dots(
    estimates: Sequence[Estimate], group: str, order: Sequence[str], name: str, color: str,
    look: Look, *, hollow: bool,
) -> Spec:  # fmt: skip
    mine = [e for e in estimates if e.group == group and e.value is not None and e.covariates]
    mine = [e for e in mine if e.covariates[0] in order]
    return {
        "type": "scatter", "mode": "markers", "name": plain(name),
        "x": [e.value for e in mine], "y": [order.index(e.covariates[0]) for e in mine],
        "text": [format_number(e.value or 0.0, 2) for e in mine],
        "hovertemplate": "%{text}", "cliponaxis": False,
        "marker": {"symbol": "circle-open" if hollow else "circle", "size": 0.8 * look.em,
                   "color": color, "line": {"width": 2, "color": color}},
    }  # fmt: skip


def rows_height(look: Look, n_rows: int) -> float:
    """Return the height of a plot with that many rows."""
    return ROW * look.em * max(n_rows, 1)


def _upright(x: float, look: Look, *, dotted: bool) -> Spec:
    line = {"color": look.muted, "width": 1, "dash": "dot" if dotted else "solid"}
    return {"type": "line", "xref": "x", "yref": "y domain", "x0": x, "x1": x, "y0": 0, "y1": 1,
            "line": line, "layer": "below"}  # fmt: skip


def _rows_frame(
    look: Look,
    names: Sequence[_Named],
    *,
    above: Sequence[str] = (),
    caption: Sequence[str] = (),
    x_title: str = "",
    right: float = 16.0,
    key: Sequence[tuple[str, str]] = (),
    ticks: bool = True,
    share: float = 0.36,
) -> Spec:
    """Return a layout whose rows are named at the left, the first row on top."""
    widest = max(text_width(n.name, look.em, bold=n.bold) for n in names)
    room = look.room(share, WIDEST_NAME)
    left = min(widest, room) + 12
    frame = Frame(look, rows_height(look, len(names)), above, caption, x_title, left=left,
                  right=right, key=key, ticks=ticks)  # fmt: skip
    y = axis(look, range=[len(names) - 0.5, -0.5], visible=False)
    spec = framed(frame, {}, y)
    spec["annotations"] += [_name(named, row, room, look) for row, named in enumerate(names)]
    return spec


def _name(named: _Named, row: int, room: float, look: Look) -> Spec:
    words = plain(shortened(named.name, room, look.em, bold=named.bold))
    return note(f"<b>{words}</b>" if named.bold else words, color=named.color, size=look.em,
                xref="x domain", yref="y", x=0, y=row, xanchor="right", yanchor="middle",
                xshift=-10)  # fmt: skip


def proportion_rows(
    results: Sequence[tuple[str, Result]], labels: Mapping[str, str], theme: str, look: Look
) -> list[tuple[_Named, Estimate | None]]:
    """Return a heading per result (where there are several) and a row per group."""
    rows: list[tuple[_Named, Estimate | None]] = []
    for title, result in results:
        if len(results) > 1:
            rows.append((_Named(title, look.ink, bold=True), None))
        seen = set()
        for e in result.all("proportion"):
            if e.group in seen:  # later ones are sensitivity intervals of the same group
                continue
            seen.add(e.group)
            name = labels.get(e.group) or look.say("group.all")
            rows.append((_Named(name, word_color(place_of(e.group, labels), theme)), e))
    return rows
