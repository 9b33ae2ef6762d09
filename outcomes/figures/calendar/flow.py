"""The CONSORT 2025 flow diagram: boxes and arrows, reasons listed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import nan

from outcomes.figures.base.look import Look, faded
from outcomes.figures.base.style import (
    Figure,
    Spec,
    caption_lines,
    caption_size,
    explanation,
    figure,
    layout,
    note,
)
from outcomes.figures.base.text import plain, wrapped
from outcomes.results.result import Flow, Result
from outcomes.wording import format_count

WIDEST = 900.0  # pixels the diagram is laid out for; wider screens only add air
EDGE = 0.116  # em, width of a line: 3 pixels on a projector
LEAST_COLUMN = 150.0  # pixels of an arm beside another
STAGES = (("allocated", "received", "not_received"), ("lost", "discontinued"),
          ("analysed", "not_analysed"))  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Box:
    """A box to draw: lines of text, its sides (0–1 across) and its top in pixels."""

    lines: tuple[tuple[str, bool], ...]
    left: float
    right: float
    color: str
    top: float = nan  # until it has a place

    @property
    def middle(self) -> float:
        return (self.left + self.right) / 2

    def height(self, look: Look) -> float:
        return len(self.lines) * look.line + 1.1 * look.em

    def at(self, top: float) -> _Box:
        return _Box(self.lines, self.left, self.right, self.color, top)


def flow_figure(result: Result, look: Look) -> Figure:
    """Draw the flow of patients from screening to analysis.

    Parameters
    ----------
    result
        Analysis ``flow``: boxes ``screened``, ``excluded`` and ``randomised`` (or ``enrolled``),
        and per arm ``allocated``, ``received``, ``not_received``, ``lost``, ``discontinued``,
        ``analysed``, ``not_analysed``; what was not recorded is absent and not drawn.

    References
    ----------
    Hopewell et al. (2025) CONSORT 2025 statement. BMJ 389:e081123.
    """
    if not result.flow:
        return explanation(look.nothing(result.notes, "flow.none"), look)
    boxes, arrows = _trunk(result, look)
    start = max((box.top + box.height(look) for box in boxes), default=0.0)
    groups = [f.group for f in result.flow if f.id == "allocated"]
    least = LEAST_COLUMN * look.em / 13
    beside = len(groups) if look.width / max(len(groups), 1) >= least else 1
    columns = [_column(result, g, (i % beside, beside), look) for i, g in enumerate(groups)]
    columns = [column for column in columns if column]
    bottom = start
    for column in columns:
        joint = (start if beside > 1 else bottom) + look.line
        level = columns if beside > 1 else [column]
        placed = _stacked(column, level, joint + 1.3 * look.line, look)
        if beside > 1 or column is columns[0]:
            arrows += _branch(start, joint, placed[0])
        arrows += [_down(a, b, look) for a, b in pairwise(placed)]
        boxes += placed
        bottom = max(bottom, placed[-1].top + placed[-1].height(look))
    return _drawn(boxes, arrows, bottom, look)


def _trunk(result: Result, look: Look) -> tuple[list[_Box], list[Spec]]:
    """Return the boxes everybody passes; the last one is that from which the arms branch.

    In a narrow place they take all of it, and the way down runs along their left side.
    """
    found = {box.id: box for box in result.flow if box.group == "all"}
    entered = found.get("randomised") or found.get("enrolled")
    left, right, aside, way = (0.004, 0.996, 0.14, 0.07) if look.narrow else (0.3, 0.7, 0.54, 0.5)
    boxes: list[_Box] = []
    arrows: list[Spec] = []
    top = 2.0
    if "screened" in found:
        screened = _box([found["screened"]], left, right, look).at(top)
        top += screened.height(look) + look.line
        boxes.append(screened)
        if "excluded" in found:
            side = _box([found["excluded"]], aside, 0.996, look).at(top)
            top += side.height(look) + look.line
            boxes.append(side)
            height = side.top + side.height(look) / 2
            arrows.append(_arrow((way, height), (side.left, height)))
    if entered:
        last = _box([entered], left, right, look).at(top)
        if boxes:
            arrows.append(_arrow((way, boxes[0].top + boxes[0].height(look)), (way, last.top)))
        boxes.append(last)
    return boxes, arrows


def _column(result: Result, group: str, place: tuple[int, int], look: Look) -> list[_Box]:
    """Return the boxes of one arm, one per stage, without their heights."""
    number, columns = place
    width = 1 / columns if look.narrow else min(1 / columns, 0.5)
    left = (1 - width * columns) / 2 + number * width
    gap = 0.012 if columns > 1 else 0.004
    known = {box.id: box for box in result.flow if box.group == group}
    name = look.label(group) if group != "all" else ""
    color = look.word_color(group) if name else look.ink
    column = []
    for stage in STAGES:
        present = [known[box] for box in stage if box in known]
        if present:
            heading = name if stage[0] == "allocated" else ""
            sides = (left + gap, left + width - gap)
            column.append(_box(present, *sides, look, heading=heading, color=color))
    return column


def _box(
    flows: Sequence[Flow], left: float, right: float, look: Look, *, heading: str = "",
    color: str = "",
) -> _Box:  # fmt: skip
    """Return a box with a line per count and its reasons under it."""
    room = (right - left) * min(look.width - 12, WIDEST * look.em / 13) - 2 * look.em
    lines = [(part, True) for part in wrapped(heading, room / 1.1, look.em)] if heading else []
    for number, flow in enumerate(flows):
        label = look.say("flow.box", label=look.say(f"flow.{flow.id}"), n=format_count(flow.n))
        main = number == 0 and not heading
        lines += [(part, main) for part in wrapped(label, room / (1.1 if main else 1), look.em)]
        lines += _reasons(flow, room, look)
    return _Box(tuple(lines), left, right, color or look.ink)


def _reasons(flow: Flow, room: float, look: Look) -> list[tuple[str, bool]]:
    lines = []
    for reason, n in flow.reasons:
        said = look.say("flow.box", label=look.tell(reason), n=format_count(n))
        first, *rest = wrapped(said, room - 2.6 * look.em, look.em)
        lines += [(f"  • {first}", False), *((f"     {part}", False) for part in rest)]
    return lines


def _stacked(
    column: Sequence[_Box], columns: Sequence[Sequence[_Box]], top: float, look: Look
) -> list[_Box]:
    """Return the boxes of an arm placed, each level with its like in the other arms."""
    alike = len({len(other) for other in columns}) == 1
    placed = []
    for stage, box in enumerate(column):
        placed.append(box.at(top))
        row = [other[stage] for other in columns] if alike else [box]
        top += max(b.height(look) for b in row) + 1.3 * look.line
    return placed


def _down(above: _Box, below: _Box, look: Look) -> Spec:
    return _arrow((above.middle, above.top + above.height(look)), (below.middle, below.top))


def _branch(start: float, joint: float, box: _Box) -> list[Spec]:
    """Return the way from the trunk to an arm: down, across, and down with an arrowhead."""
    if abs(0.5 - box.middle) < 1e-9:
        return [_arrow((0.5, start), (0.5, box.top))]
    across = [{"line": ((0.5, start), (0.5, joint))},
              {"line": ((0.5, joint), (box.middle, joint))}]  # fmt: skip
    return [*across, _arrow((box.middle, joint), (box.middle, box.top))]


def _arrow(start: tuple[float, float], end: tuple[float, float]) -> Spec:
    return {"arrow": (start, end)}


def _drawn(boxes: Sequence[_Box], arrows: Sequence[Spec], height: float, look: Look) -> Figure:
    """Return the figure: y counts pixels from the top, so that text and boxes fit each other."""
    height += 4
    fine = caption_size(look)
    said = [part for line in look.caption for part in wrapped(line, look.width - 12, fine)]
    small = caption_lines(look, said, below=1.2 * look.em, left=0)
    spec = layout(look, height=height + 12 + 1.6 * look.em * len(small),
                  margin=(6, 6, 4, 8 + 1.6 * look.em * len(small)))  # fmt: skip
    hidden = {"visible": False, "fixedrange": True}
    spec["xaxis"] = hidden | {"range": [0, 1]}
    spec["yaxis"] = hidden | {"range": [height, 0]}
    spec["shapes"] = [_outline(box, look) for box in boxes] + [
        _segment(arrow["line"], look) for arrow in arrows if "line" in arrow
    ]
    spec["annotations"] = [
        *(line for box in boxes for line in _words(box, look)),
        *(_head(arrow["arrow"], look) for arrow in arrows if "arrow" in arrow),
        *small,
    ]
    nothing: Spec = {"type": "scatter", "x": [None], "y": [None], "hoverinfo": "skip"}
    return figure([nothing], spec, look)


def _outline(box: _Box, look: Look) -> Spec:
    fill = faded(box.color, 0.07)
    return {"type": "rect", "xref": "x", "yref": "y", "x0": box.left, "x1": box.right,
            "y0": box.top, "y1": box.top + box.height(look), "layer": "below",
            "line": {"color": box.color, "width": EDGE * look.em}, "fillcolor": fill}  # fmt: skip


def _words(box: _Box, look: Look) -> list[Spec]:
    return [
        note(f"<b>{plain(words)}</b>" if bold else plain(words).replace("  ", "\u2003"),
             color=box.color if bold else look.ink, size=look.em, x=box.left, xref="x", yref="y",
             y=box.top + 0.55 * look.em + (number + 0.5) * look.line, xanchor="left",
             yanchor="middle", xshift=0.6 * look.em)
        for number, (words, bold) in enumerate(box.lines)
    ]  # fmt: skip


def _segment(line: tuple[tuple[float, float], tuple[float, float]], look: Look) -> Spec:
    (x0, y0), (x1, y1) = line
    return {"type": "line", "xref": "x", "yref": "y", "x0": x0, "x1": x1, "y0": y0, "y1": y1,
            "line": {"color": look.muted, "width": EDGE * look.em}}  # fmt: skip


def _head(arrow: tuple[tuple[float, float], tuple[float, float]], look: Look) -> Spec:
    (x0, y0), (x1, y1) = arrow
    return {"text": "", "x": x1, "y": y1, "ax": x0, "ay": y0, "xref": "x", "yref": "y",
            "axref": "x", "ayref": "y", "showarrow": True, "arrowhead": 2, "arrowsize": 1.1,
            "arrowwidth": EDGE * look.em, "arrowcolor": look.muted}  # fmt: skip
