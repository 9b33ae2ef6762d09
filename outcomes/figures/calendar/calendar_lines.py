"""Lines in calendar time: observed, projected with intervals, the data cut-off, a target."""

from __future__ import annotations

from outcomes.figures.base.frame import days, iso
from outcomes.figures.base.look import Look, arm_color, faded
from outcomes.figures.base.style import Spec, note
from outcomes.figures.base.text import plain
from outcomes.results.result import Curve, Result
from outcomes.wording import format_count

FANS = (("95", 0.12), ("80", 0.2))


def most(curve: Curve) -> float:
    """Return the highest value or limit of a curve."""
    limits = [limit for limit in curve.ci_high if limit is not None]
    return max((*curve.value, *limits))


def group_name(group: str, look: Look) -> str:
    """Return the name of a group without a label."""
    return look.say("accrual.actual") if group == "all" else group


def line_of(
    curve: Curve, name: str, color: str, dash: str, look: Look, *, shape: str = "linear"
) -> Spec:
    """Return a curve in calendar time as a line."""
    return {
        "type": "scatter", "mode": "lines", "x": days(curve.time), "y": curve.value,
        "name": plain(name), "hovertemplate": "%{y:,.0f}",
        "line": {"color": color, "dash": dash, "width": look.stroke, "shape": shape},
    }  # fmt: skip


def fans_of(projection: Result | None, name: str) -> list[Curve]:
    """Return the projected curves, the wider interval first."""
    curves = projection.curves if projection else ()
    return [c for level, _ in FANS for c in curves if c.quantity == f"{name}_{level}"]


def fan_traces(fans: list[Curve], look: Look) -> list[Spec]:
    """Return the intervals, the wider one first, and the median with both in its hover."""
    traces: list[Spec] = []
    for curve, (_, alpha) in zip(fans, FANS, strict=False):
        low, high = ([v or 0.0 for v in part] for part in (curve.ci_low, curve.ci_high))
        across = days(curve.time).tolist()
        x, y = across + across[::-1], high + low[::-1]
        traces.append({
            "type": "scatter", "mode": "lines", "x": x, "y": y, "fill": "toself",
            "fillcolor": faded(arm_color(0, look.theme), alpha), "line": {"width": 0},
            "hoverinfo": "skip",
        })  # fmt: skip
    if fans:
        name = look.say("accrual.projection")
        line = line_of(fans[0], name, arm_color(0, look.theme), "2px,3px", look)
        line["text"] = [
            f"{format_count(v)} (95% PI {format_count(a or 0)}–{format_count(b or 0)})"
            for v, a, b in zip(fans[0].value, fans[0].ci_low, fans[0].ci_high, strict=True)
        ]
        traces.append(line | {"hovertemplate": "%{text}"})
    return traces


def cutoff_mark(day: float, look: Look) -> tuple[list[Spec], list[Spec]]:
    """Return the vertical line at the data cut-off and its name."""
    line = {"color": look.muted, "width": 1, "dash": "dot"}
    shape = {"type": "line", "xref": "x", "yref": "y domain", "x0": iso(day), "x1": iso(day),
             "y0": 0, "y1": 1, "line": line, "layer": "below"}  # fmt: skip
    words = f"{look.say('accrual.cutoff')} {iso(day)}"
    name = note(words, color=look.muted, size=look.em - 1, xref="x", yref="y domain", x=iso(day),
                y=0, xanchor="right", yanchor="bottom", xshift=-5, yshift=4)  # fmt: skip
    return [shape], [name]


def level_line(value: float, look: Look) -> Spec:
    """Return a dotted line across at a value."""
    line = {"color": look.muted, "width": 1, "dash": "dot"}
    return {"type": "line", "xref": "x domain", "yref": "y", "x0": 0, "x1": 1, "y0": value,
            "y1": value, "line": line, "layer": "below"}  # fmt: skip


def level_name(words: str, value: float, look: Look) -> Spec:
    """Return the name of a dotted line, above its left end."""
    return note(words, color=look.muted, size=look.em - 1, xref="x domain", yref="y", x=0, y=value,
                xanchor="left", yanchor="bottom", xshift=6, yshift=1)  # fmt: skip
