"""Lines and areas cut to a rectangle, for files that know no clipping."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from outcomes.export.drawing.shapes import Box, Outline, Point


def clipped(mark: Outline) -> Iterator[tuple[list[Point], bool]]:
    """Yield what is left of an outline within its box: points, and whether they are an area."""
    points = list(mark.points)
    if mark.fill and mark.fill != "none":
        area = _area(points, mark.clip) if mark.clip else points
        if len(area) > 2:
            yield area, True
    elif mark.clip:
        yield from ((part, False) for part in _parts(points, mark.clip))
    elif len(points) > 1:
        yield points, False


def _parts(points: list[Point], box: Box) -> Iterator[list[Point]]:
    """Yield the pieces of a line inside a box, by Liang and Barsky (1984) per segment."""
    part: list[Point] = []
    for start, end in pairwise(points):
        inside = _segment(start, end, box)
        if inside is None:
            if len(part) > 1:
                yield part
            part = []
            continue
        first, last = inside
        if part and part[-1] == first:
            part.append(last)
        else:
            if len(part) > 1:
                yield part
            part = [first, last]
    if len(part) > 1:
        yield part


def _segment(start: Point, end: Point, box: Box) -> tuple[Point, Point] | None:
    (x0, y0), (x1, y1) = start, end
    left, top, right, bottom = box
    dx, dy, enter, leave = x1 - x0, y1 - y0, 0.0, 1.0
    for step, room in ((-dx, x0 - left), (dx, right - x0), (-dy, y0 - top), (dy, bottom - y0)):
        if step == 0:
            if room < 0:
                return None
        elif step < 0:
            enter = max(enter, room / step)
        else:
            leave = min(leave, room / step)
    if enter > leave:
        return None
    first = start if enter == 0 else (x0 + enter * dx, y0 + enter * dy)
    last = end if leave == 1 else (x0 + leave * dx, y0 + leave * dy)
    return first, last


def _area(points: list[Point], box: Box) -> list[Point]:
    """Return an area inside a box, by Sutherland and Hodgman (1974)."""
    left, top, right, bottom = box
    for axis, limit, sign in ((0, left, 1), (0, right, -1), (1, top, 1), (1, bottom, -1)):
        points = list(_half(points, axis, limit, sign))
    return points


def _half(points: list[Point], axis: int, limit: float, sign: int) -> Iterator[Point]:
    for previous, point in zip([*points[-1:], *points[:-1]], points, strict=True):
        was, now = (sign * (p[axis] - limit) >= 0 for p in (previous, point))
        if was != now:
            share = (limit - previous[axis]) / (point[axis] - previous[axis])
            other = 1 - axis
            crossing = previous[other] + share * (point[other] - previous[other])
            yield (limit, crossing) if axis == 0 else (crossing, limit)
        if now:
            yield point
