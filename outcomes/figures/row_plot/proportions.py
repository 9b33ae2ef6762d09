"""Proportions as dots with intervals, with the counts they come from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import plotly.graph_objects as go

from outcomes.figures.base.arms import place_of
from outcomes.figures.base.look import Look, arm_color
from outcomes.figures.base.style import Spec, axis, explanation, figure, note
from outcomes.figures.base.text import text_width
from outcomes.figures.row_plot.rows import _Named, _rows_frame, proportion_rows
from outcomes.results.result import Estimate, Result
from outcomes.wording import format_count, format_estimate


def proportions_figure(
    results: Result | Sequence[tuple[str, Result]],
    *,
    labels: Mapping[str, str],
    language: str = "en",
    theme: str = "light",
    size: str = "screen",
    width: float = 900,
    above: Sequence[str] = (),
    caption: Sequence[str] = (),
) -> go.Figure:
    """Draw one proportion per group, or several blocks of them, from 0 to 100 %.

    Parameters
    ----------
    results
        A result with quantity ``proportion`` (``n_events`` of ``n``), or titles with results. Of
        several intervals of the same group the first is drawn.
    labels
        Label by group in protocol order.
    above
        Lines above the plot: the difference with its interval, for example.
    """
    look = Look(language, theme, size, width)
    blocks = [("", results)] if isinstance(results, Result) else list(results)
    rows = proportion_rows(blocks, labels, theme, look)
    if not any(e is not None and e.value is not None for _, e in rows):
        notes = [n for _, r in blocks for n in r.notes]
        return explanation(next(iter(notes), look.say("proportion.none")), look)
    printed = [_printed(e, look) for _, e in rows]
    room = max(text_width(words, look.em) for words in printed) + 12
    named: list[_Named] = [name for name, _ in rows]
    spec = _rows_frame(look, named, above=above, caption=caption, right=room + 12,
                       x_title=look.say("axis.percent"))  # fmt: skip
    quarters = [0, 0.25, 0.5, 0.75, 1] if look.width >= 640 else [0, 0.5, 1]
    spec["xaxis"] = axis(look, range=[0, 1], tickvals=quarters,
                         ticktext=[f"{round(100 * q)}%" for q in quarters])  # fmt: skip
    spec["xaxis"] |= {"showgrid": True, "gridcolor": look.grid}
    spec["annotations"] += [
        note(words, color=look.ink, size=look.em, xref="x domain", yref="y", x=1, y=row,
             xanchor="left", yanchor="middle", xshift=14)
        for row, words in enumerate(printed) if words
    ]  # fmt: skip
    traces = [
        _dot(row, e, arm_color(place_of(e.group, labels), theme), look)
        for row, (_, e) in enumerate(rows)
        if e is not None and e.value is not None
    ]
    return figure(traces, spec)


def _printed(e: Estimate | None, look: Look) -> str:
    """Return ``12/24 · 50% (95% CI 29–71)``."""
    if e is None:
        return ""
    value = format_estimate(e.value, e.interval, "percent", n=e.n, language=look.language)
    if e.n is None or e.n_events is None:
        return value
    return f"{format_count(e.n_events)}/{format_count(e.n)} · {value}"


def _dot(row: int, e: Estimate, color: str, look: Look) -> Spec:
    value = e.value or 0.0
    low = value if e.ci_low is None else e.ci_low
    high = value if e.ci_high is None else e.ci_high
    return {
        "type": "scatter", "mode": "markers", "x": [value], "y": [row], "hoverinfo": "skip",
        "marker": {"size": 0.85 * look.em, "color": color}, "cliponaxis": False,
        "error_x": {"type": "data", "symmetric": False, "array": [high - value],
                    "arrayminus": [value - low], "color": color, "thickness": look.stroke * 0.8,
                    "width": 0.3 * look.em},
        "meta": {"group": e.group},
    }  # fmt: skip
