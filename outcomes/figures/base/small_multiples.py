"""Panels side by side that share their axes, or below each other where the place is narrow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from outcomes.figures.base.frame import End, Frame, framed
from outcomes.figures.base.look import Look
from outcomes.figures.base.style import Spec, note
from outcomes.figures.base.text import plain, pushed_apart, shortened, text_width

NARROWEST = 190  # pixels of a panel beside another
WIDEST_END = 13.0  # em


@dataclass(frozen=True, slots=True)
class Panel:
    """One panel: its title and the color of it, and the names at the ends of its lines."""

    title: str
    color: str
    ends: tuple[End, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """Where a panel stands: the number of its axes, and shares of the whole plot."""

    number: int
    across: tuple[float, float]
    up: tuple[float, float]
    last: bool

    def names(self) -> dict[str, str]:
        """Return the axes of its traces."""
        return {"xaxis": f"x{self.number}", "yaxis": f"y{self.number}"}


def panelled(
    frame: Frame, panels: Sequence[Panel], x: Spec, y: Spec, top: float = 1.0
) -> tuple[Spec, list[Place]]:
    """Return the layout of panels with the same axes, and their places.

    Parameters
    ----------
    frame
        Words around all panels; its height is that of one plot.
    x, y
        The axes of every panel, without ticks of y but in the first column.
    top
        Value at the upper end of y, for the names at the ends of lines.
    """
    look, n = frame.look, len(panels)
    room = _ends_room(panels, look)
    ticks = 3.0 * look.em
    inner = look.width - 4.4 * look.em - room - 12
    beside = n == 1 or (inner - (n - 1) * (room + ticks)) / n >= NARROWEST
    title = 1.7 * look.em
    between = 0 if beside else 2.6 * look.em
    rows = 1 if beside else n
    height = rows * (frame.height + title) + (rows - 1) * between
    whole = Frame(look, height, frame.above, frame.below, frame.x_title, frame.y_title,
                  right=room, key=frame.key)  # fmt: skip
    spec = framed(whole, {}, {})
    del spec["xaxis"], spec["yaxis"]
    # Plotly makes no axes where no trace lies: words around all panels refer to the whole plot.
    spec["annotations"] = [{**a, "xref": "paper", "yref": "paper"} for a in spec["annotations"]]
    gap = (room + ticks) / inner if beside else 0.0
    wide = (1 - gap * (n - 1)) / n if beside else 1.0
    places = []
    for i, panel in enumerate(panels):
        left = i * (wide + gap) if beside else 0.0
        row = 0 if beside else i
        upper = 1 - (row * (frame.height + title + between) + title) / height
        lower = max(upper - frame.height / height, 0.0)
        place = Place(i + 2, (left, min(left + wide, 1.0)), (lower, upper), beside or i == n - 1)
        spec[f"xaxis{i + 2}"] = {**x, "domain": list(place.across), "anchor": f"y{i + 2}"}
        spec[f"yaxis{i + 2}"] = {**y, "domain": list(place.up), "anchor": f"x{i + 2}"}
        spec["annotations"] += _panel_words(panel, place, (frame.height, top), look)
        places.append(place)
    return spec, places


def _ends_room(panels: Sequence[Panel], look: Look) -> float:
    names = (text_width(end.name, look.em, bold=True) for p in panels for end in p.ends)
    return min(max(names, default=0.0), look.room(0.24, WIDEST_END)) + 14


def _panel_words(panel: Panel, place: Place, size: tuple[float, float], look: Look) -> list[Spec]:
    """Return the title above a panel and the names at the ends of its lines."""
    refs = {"xref": f"x{place.number} domain", "yref": f"y{place.number} domain"}
    height, top = size
    room = max((place.across[1] - place.across[0]) * look.width - 2 * look.em, 60)
    title = plain(shortened(panel.title, room, look.em, bold=True))
    words = [note(f"<b>{title}</b>", color=panel.color, size=look.em, x=0, y=1, xanchor="left",
                  yanchor="bottom", yshift=4, **refs)]  # fmt: skip
    placed = pushed_apart([e.at / top * height for e in panel.ends], 1.3 * look.em,
                          0.4 * look.em, height)  # fmt: skip
    most = look.room(0.24, WIDEST_END)
    for end, up in zip(panel.ends, placed, strict=True):
        name = plain(shortened(end.name, most, look.em, bold=True))
        words.append(note(f"<b>{name}</b>", color=end.color, size=look.em, x=1, y=0, xshift=8,
                          xanchor="left", yanchor="middle", yshift=up, **refs))  # fmt: skip
    return words
