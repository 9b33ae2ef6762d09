"""Published results beside a study's own: a dot and an interval per arm, one setting per figure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isfinite

import plotly.graph_objects as go

from outcomes.figures.base.arms import place_of
from outcomes.figures.base.frame import Frame, framed
from outcomes.figures.base.look import Look, arm_color
from outcomes.figures.base.style import Spec, axis, explanation, figure, note
from outcomes.figures.base.text import plain, shortened, text_width
from outcomes.figures.row_plot.ladder_axis import LadderAxis, ladder_axis
from outcomes.results.result import Estimate
from outcomes.wording import KINDS, format_interval, format_number, format_value

ROW, HEADING = 1.7, 1.9  # em
WIDEST_NAME = 32.0  # em
RATIOS = ("hazard_ratio", "subdistribution_hazard_ratio")


@dataclass(frozen=True, slots=True)
class PublishedRow:
    """One number as it is drawn.

    Attributes
    ----------
    block, name
        The study it stands under, and the arm.
    estimate
        A percentage as a share of 1; the interval with the level it was printed with.
    own
        Whether it is this study's: filled, in the color of its arm; else hollow and gray.
    level_known
        Whether the level of the interval is known.
    """

    block: str
    name: str
    estimate: Estimate
    own: bool = False
    level_known: bool = True

    @property
    def drawn(self) -> bool:
        """Whether there is a finite number."""
        value = self.estimate.value
        return value is not None and isfinite(value)


def published_figure(
    rows: Sequence[PublishedRow],
    *,
    labels: Mapping[str, str],
    x_title: str = "",
    language: str = "en",
    theme: str = "light",
    size: str = "screen",
    width: float = 900,
    caption: Sequence[str] = (),
) -> go.Figure:
    """Draw the rows under the names of their studies; ratios on a logarithmic axis.

    Parameters
    ----------
    rows
        Of one quantity and one setting; consecutive rows of one block share a heading.
    labels
        Label by arm of this study in protocol order: the order decides color.
    x_title
        The quantity, its unit included.
    """
    look = Look(language, theme, size, width)
    shown = [row.estimate for row in rows if row.drawn]
    if not shown:
        return explanation(look.say("published.none"), look)
    scale = _axis(shown)
    printed = [_printed(row, look) for row in rows]
    names = [text_width(row.name, look.em) + 0.8 * look.em for row in rows]
    heads = [text_width(row.block, look.em, bold=True) for row in rows]
    left = min(max(*names, *heads), look.room(0.46, WIDEST_NAME)) + 14
    right = max(text_width(words, look.em) for words in printed) + 26
    places, span = _places(rows)
    frame = Frame(look, span * look.em, (), caption, x_title, left=left, right=right)
    spec = framed(frame, scale.spec(look), axis(look, range=[span, 0], visible=False))
    spec["shapes"] = _lines(scale, look)
    block = ""
    for row, place, words in zip(rows, places, printed, strict=True):
        if row.block != block:
            block = row.block
            up = place - ROW / 2 - HEADING / 2 + 0.1
            spec["annotations"].append(_left(f"<b>{_cut(block, left, look)}</b>", up, left, look))
        room = left - 0.8 * look.em
        name = plain(shortened(row.name, room - 10, look.em))
        spec["annotations"].append(_left(name, place, room, look))
        spec["annotations"].append(
            note(plain(words), color=look.ink, size=look.em, xref="x domain", yref="y", x=1,
                 y=place, xanchor="left", yanchor="middle", xshift=14)
        )  # fmt: skip
    data = [
        _dot(row, place, scale, labels, look)
        for row, place in zip(rows, places, strict=True)
        if row.drawn
    ]
    return figure(data, spec)


def _axis(shown: Sequence[Estimate]) -> LadderAxis:
    if shown[0].quantity in RATIOS:
        return ladder_axis(shown, ratio=True)
    percent = KINDS.get(shown[0].quantity, KINDS["number"]).scale == "percent"
    known = [v for e in shown for v in (e.value, e.ci_high) if v is not None and isfinite(v)]
    top = 1.0 if percent and max(known) > 0.5 else max(known, default=1.0) * 1.08 or 0.1
    return LadderAxis(0.0, top, False, percent)


def _places(rows: Sequence[PublishedRow]) -> tuple[list[float], float]:
    """Return the middle of each row and the end of the last, in em from the top."""
    places, at, block = [], 0.0, ""
    for row in rows:
        if row.block != block:
            at, block = at + HEADING, row.block
        places.append(at + ROW / 2)
        at += ROW
    return places, at + 0.3


def _printed(row: PublishedRow, look: Look) -> str:
    e = row.estimate
    value = format_value(e.value, e.quantity, n=_n(row), language=look.language)
    if KINDS.get(e.quantity, KINDS["number"]).scale == "percent" and e.n_events is not None:
        value = f"{value} ({e.n_events}/{e.n})" if e.quantity == "proportion" else value
    limits = format_interval(e.interval, e.quantity, n=_n(row), language=look.language, label=False)
    if not limits or e.interval is None or e.value is None:
        return value
    if not row.level_known:
        return f"{value}, {look.say('published.no_level')} {limits}"
    level = format_number(100 * e.interval.level, 0 if e.interval.level == 0.95 else 1)
    return f"{value}, {look.say('number.ci', level=level)} {limits}"


def _n(row: PublishedRow) -> int | None:
    """Return what decides the decimals: of a published percentage those it was printed with."""
    return row.estimate.n if row.own else 200


def _cut(words: str, room: float, look: Look) -> str:
    return plain(shortened(words, room - 10, look.em, bold=True))


def _left(words: str, place: float, shift: float, look: Look) -> Spec:
    return note(words, color=look.ink, size=look.em, xref="x domain", yref="y", x=0, y=place,
                xanchor="left", yanchor="middle", xshift=-shift)  # fmt: skip


def _lines(scale: LadderAxis, look: Look) -> list[Spec]:
    if not scale.ratio:
        return []
    line = {"color": look.muted, "width": 1.2, "dash": "solid"}
    return [{"type": "line", "xref": "x", "yref": "y domain", "x0": 0, "x1": 0, "y0": 0, "y1": 1,
             "line": line, "layer": "below"}]  # fmt: skip


def _dot(
    row: PublishedRow, place: float, scale: LadderAxis, labels: Mapping[str, str], look: Look
) -> Spec:
    e = row.estimate
    color = arm_color(place_of(e.group, labels), look.theme) if row.own else look.muted
    value = e.value or 0.0
    ends = [value if v is None else v for v in (e.ci_low, e.ci_high)]
    at = scale.place(value) if value > 0 or not scale.ratio else scale.low
    low, high = (scale.cut(v) for v in ends)
    dot: Spec = {
        "type": "scatter", "mode": "markers", "x": [at], "y": [place], "cliponaxis": False,
        "hoverinfo": "skip", "meta": {"group": e.group},
        "marker": {"size": 0.75 * look.em, "color": color,
                   "symbol": "circle" if row.own else "diamond-open",
                   "line": {"width": 2, "color": color}},
    }  # fmt: skip
    if e.interval is not None:
        dot["error_x"] = {
            "type": "data", "symmetric": False, "array": [high - at], "arrayminus": [at - low],
            "color": color, "thickness": look.stroke * (0.8 if row.own else 0.6),
            "width": 0.25 * look.em,
        }  # fmt: skip
    return dot
