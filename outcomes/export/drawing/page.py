"""A finished figure as a page of lines, areas and words.

Only what our own figures use is known: lines, dots, error bars, bars, notes and simple shapes on
linear axes and calendar axes with fixed ranges. Anything else is refused, never left out silently.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from html import escape
from typing import Any

from outcomes.export.drawing.axes import axis_marks, grid_marks
from outcomes.export.drawing.marks import shape_marks, trace_marks
from outcomes.export.drawing.scales import plots_of
from outcomes.export.drawing.shapes import CannotDraw, Line, Mark, Page
from outcomes.export.drawing.words import note_marks, runs_of
from outcomes.figures.base.page import PAGE
from outcomes.figures.base.text import wrapped
from outcomes.figures.base.watermark import WATERMARK

TRACES = ("scatter", "bar")
EDGE, SMALL, MUTED = 6.0, 11.5, "#56626E"  # of the footer: margin and size in pixels, color


def page_of(figure: Any, width: float = PAGE, *, title: str = "", footer: str = "") -> Page:
    """Return a figure as a page.

    Parameters
    ----------
    figure
        A Plotly figure, or its specification with ``data`` and ``layout``.
    width
        In pixels; the height is that of the figure.
    title
        The picture in words, for those who do not see it.
    footer
        Words under the figure, which the page grows for.

    Raises
    ------
    CannotDraw
        Where the figure holds traces or axes of another kind.
    """
    spec = figure if isinstance(figure, Mapping) else json.loads(figure.to_json())
    layout = spec["layout"]
    tall = layout.get("height") or 450
    for trace in spec["data"]:
        if trace.get("type", "scatter") not in TRACES:
            raise CannotDraw(f"a trace of type {trace['type']}")
    plot = plots_of(layout, width, tall, spec["data"])
    shapes = [(s.get("layer") == "below", shape_marks(s, plot)) for s in layout.get("shapes") or ()]
    notes = layout.get("annotations") or ()
    marks: list[Mark] = [m for n in notes if _behind(n) for m in note_marks(n, layout, plot)]
    marks += grid_marks(plot)
    marks += [mark for below, found in shapes if below for mark in found]
    marks += trace_marks(spec["data"], layout, plot)
    marks += axis_marks(plot, layout)
    marks += [mark for below, found in shapes if not below for mark in found]
    marks += [m for n in notes if not _behind(n) for m in note_marks(n, layout, plot)]
    lines = wrapped(footer, width - 2 * EDGE, SMALL) if footer else []
    for number, line in enumerate(lines):
        below = tall + (number + 0.8) * 1.5 * SMALL
        marks.append(Line(EDGE, below, runs_of(escape(line, quote=False), MUTED), SMALL))
    tall += (1.5 * SMALL * len(lines) + 0.5 * SMALL) if lines else 0
    return Page(width, tall, tuple(marks), title)


def _behind(note: Mapping[str, Any]) -> bool:
    return bool(note.get("name") == WATERMARK)
