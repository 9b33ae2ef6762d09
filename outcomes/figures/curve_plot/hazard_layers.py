"""The layers of a figure of effects over time: smoothed curves with bands, ratios by interval."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import exp, isfinite, log

import numpy as np

from outcomes.figures.base.look import Look, arm_color, arm_dash, faded
from outcomes.figures.base.style import Spec
from outcomes.results.result import Curve, Estimate, Interval, Result
from outcomes.wording import format_estimate, format_number


def unit_of(result: Result) -> str:
    """Return the unit of time of a result, months where it says none."""
    found = [c.unit for c in result.curves if c.unit] + [e.unit for e in result.estimates if e.unit]
    return next((u for u in found if u in ("days", "weeks", "months", "years")), "months")


def smooth_traces(
    curve: Curve, place: int, name: str, reach: tuple[float, float], look: Look
) -> list[Spec]:
    """Return the band and the line of a curve of log hazard ratios; ``reach`` ends the axis."""
    color = arm_color(place, look.theme)
    x, y = np.array(curve.time), np.array(curve.value)
    words = [_at(curve, i, look) for i in range(len(x))]
    line = {
        "type": "scatter", "mode": "lines", "x": x, "y": y, "name": name, "text": words,
        "hovertemplate": "%{text}", "meta": {"layer": "line"},
        "line": {"color": color, "width": look.stroke, "dash": arm_dash(place)},
    }  # fmt: skip
    if not curve.ci_low:
        return [line]
    low, high = (np.array(part, dtype=float) for part in (curve.ci_low, curve.ci_high))
    known = np.isfinite(low) & np.isfinite(high)
    low, high = (np.clip(part[known], *reach) for part in (low, high))
    across = x[known]
    band = {
        "type": "scatter", "mode": "lines", "fill": "toself", "line": {"width": 0},
        "x": np.concatenate([across, across[::-1]]), "y": np.concatenate([high, low[::-1]]),
        "fillcolor": faded(color, 0.2 if look.dark else 0.15), "hoverinfo": "skip",
        "meta": {"layer": "band"},
    }  # fmt: skip
    return [band, line]


def _at(curve: Curve, i: int, look: Look) -> str:
    limits = [part[i] if part else None for part in (curve.ci_low, curve.ci_high)]
    low, high = (None if v is None else exp(min(v, 700.0)) for v in limits)
    words = format_estimate(
        exp(curve.value[i]), Interval(low, high), "hazard_ratio", language=look.language
    )
    return f"{format_number(curve.time[i], 1)}: {words}"


def piecewise_traces(
    pieces: Sequence[Estimate],
    place: int,
    across: tuple[float, float],
    reach: tuple[float, float],
    unit: str,
    look: Look,
) -> list[Spec]:
    """Return a segment per interval with its whisker; ``across`` is the axis' end and a shift."""
    if not pieces:
        return []
    end, shift = across
    starts = [piece.at or 0.0 for piece in pieces]
    spans = list(pairwise([*starts, end]))
    color = arm_color(place, look.theme)
    lines: dict[str, list[float | None]] = {"x": [], "y": []}
    whiskers: dict[str, list[float | None]] = {"x": [], "y": []}
    cut: list[tuple[float, float, str]] = []
    middles, said = [], []
    for piece, (start, stop) in zip(pieces, spans, strict=True):
        y = log(piece.value or 1.0)
        middle = (start + min(stop, end)) / 2 + shift
        middles.append((middle, y))
        lines["x"] += [start, stop, None]
        lines["y"] += [y, y, None]
        low, high = (_log(v) for v in (piece.ci_low, piece.ci_high))
        if low is not None and high is not None:
            whiskers["x"] += [middle, middle, None]
            whiskers["y"] += [max(low, reach[0]), min(high, reach[1]), None]
            cut += [(middle, reach[0], "triangle-down")] if low < reach[0] else []
            cut += [(middle, reach[1], "triangle-up")] if high > reach[1] else []
        said.append(_words(piece, (start, stop), last=stop == end, unit=unit, look=look))
    blank: Spec = {"type": "scatter", "mode": "lines", "hoverinfo": "skip"}
    thin = {"color": color, "width": 0.6 * look.stroke}
    marks = {
        "type": "scatter", "mode": "markers", "text": said,
        "hovertemplate": "%{text}<extra></extra>",
        "x": [x for x, _ in middles], "y": [y for _, y in middles], "meta": {"layer": "piece"},
        "marker": {"symbol": "square", "size": 0.6 * look.em, "color": color},
    }  # fmt: skip
    ends = {
        "type": "scatter", "mode": "markers", "hoverinfo": "skip", "cliponaxis": False,
        "x": [x for x, _, _ in cut], "y": [y for _, y, _ in cut],
        "marker": {"symbol": [s for _, _, s in cut], "size": 0.7 * look.em, "color": color},
    }  # fmt: skip
    strong = {"color": color, "width": 1.1 * look.stroke}
    drawn: list[Spec] = [
        {**blank, **whiskers, "line": thin},
        {**blank, **lines, "line": strong},
        marks,
    ]
    return [*drawn, ends] if cut else drawn


def _log(value: float | None) -> float | None:
    """Return the logarithm; 0 and infinity become numbers beyond any axis."""
    if value is None:
        return None
    return log(value) if 0 < value and isfinite(value) else (-99.0 if value <= 0 else 99.0)


def _words(piece: Estimate, span: tuple[float, float], *, last: bool, unit: str, look: Look) -> str:
    key = "hazards.from" if last else "hazards.between"
    when = look.say(key, low=f"{span[0]:g}", high=f"{span[1]:g}", unit=look.say(f"unit.{unit}"))
    value = format_estimate(piece.value, piece.interval, "hazard_ratio", language=look.language)
    return f"{when}: {value}"
