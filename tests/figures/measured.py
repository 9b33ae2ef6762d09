"""Where the words of a figure stand on a page, by the widths the figures themselves reckon with."""

import re
from html import unescape
from itertools import combinations
from typing import NamedTuple

import numpy as np

from outcomes.figures.base.text import text_width

HEIGHT = 1.15  # of a line in its own size
SLACK = 1.0  # pixels by which words may touch


class Box(NamedTuple):
    words: str
    left: float
    top: float
    right: float
    bottom: float


def boxes_of(figure, width, *, ticks=True):
    """Return a box around every note and every tick of a figure, in pixels."""
    layout = figure.spec["layout"]
    found = [_note(a, layout, width) for a in layout["annotations"] if a.get("text")]
    for key in layout:
        if ticks and key[1:5] == "axis":
            found += _ticks(key, layout, width)
    return found


def faults(figure, width, *, ticks=True):
    """Return what overlaps and what is cut, in words."""
    height = figure.spec["layout"]["height"]
    boxes = boxes_of(figure, width, ticks=ticks)
    found = [
        f"cut: {b}"
        for b in boxes
        if b.left < -SLACK or b.top < -SLACK or b.right > width + SLACK or b.bottom > height + SLACK
    ]
    for a, b in combinations(boxes, 2):
        across = min(a.right, b.right) - max(a.left, b.left)
        down = min(a.bottom, b.bottom) - max(a.top, b.top)
        if across > SLACK and down > SLACK:
            found.append(f"over each other: {a} {b}")
    return found


def _area(layout, width):
    margin = layout["margin"]
    return margin["l"], margin["t"], width - margin["r"], layout["height"] - margin["b"]


def _ends(axis, layout, width):
    """Return the pixels of both ends of an axis."""
    left, top, right, bottom = _area(layout, width)
    first, last = (left, right) if axis[0] == "x" else (bottom, top)
    low, high = layout.get(axis, {}).get("domain") or (0, 1)
    return first + low * (last - first), first + high * (last - first)


def _number(value):
    if isinstance(value, str):
        return float(np.datetime64(value[:10]).astype(int))
    return float(value)


def _pixel(value, ref, layout, width):
    """Return the pixel of a value of an axis, of a share of it, or of a share of the page."""
    left, top, right, bottom = _area(layout, width)
    if ref in ("paper_x", "paper_y"):
        first, last = (left, right) if ref[-1] == "x" else (bottom, top)
        return first + value * (last - first)
    name, _, domain = ref.partition(" ")
    axis = f"{name[0]}axis{name[1:]}"
    first, last = _ends(axis, layout, width)
    if not domain:
        low, high = map(_number, layout[axis]["range"])
        value = (_number(value) - low) / (high - low)
    return first + value * (last - first)


def _note(a, layout, width):
    refs = {w: f"paper_{w}" if a[f"{w}ref"] == "paper" else a[f"{w}ref"] for w in "xy"}
    x = _pixel(a["x"], refs["x"], layout, width) + (a.get("xshift") or 0)
    y = _pixel(a["y"], refs["y"], layout, width) - (a.get("yshift") or 0)
    lines = [unescape(re.sub(r"<[^>]+>", "", line)) for line in a["text"].split("<br>")]
    size = a["font"]["size"]
    wide = max(text_width(line, size, bold=a["text"].startswith("<b>")) for line in lines)
    tall = HEIGHT * size * len(lines)
    if a.get("textangle"):
        wide, tall = tall, wide
    left = x - wide * {"left": 0, "right": 1}.get(a.get("xanchor"), 0.5)
    top = y - tall * {"top": 0, "bottom": 1}.get(a.get("yanchor"), 0.5)
    return Box(" ".join(lines), left, top, left + wide, top + tall)


def _ticks(key, layout, width):
    spec, across = layout[key], key[0] == "x"
    if spec.get("visible") is False or spec.get("tickvals") is None:
        return []
    low, high = map(_number, spec["range"])
    first, last = _ends(key, layout, width)
    anchor = spec.get("anchor") or ("y" if across else "x")
    side = _ends(f"{anchor[0]}axis{anchor[1:]}", layout, width)[0]
    size, off = spec["tickfont"]["size"], 3 + spec["ticklen"] * (spec.get("ticks") == "outside")
    found = []
    for value, words in zip(spec["tickvals"], spec["ticktext"], strict=True):
        share = (_number(value) - low) / (high - low)
        if not -1e-9 <= share <= 1 + 1e-9:
            continue
        at, wide = first + share * (last - first), text_width(words, size)
        left, top = (at - wide / 2, side + off) if across else (side - off - wide, at - size / 2)
        found.append(Box(words, left, top, left + wide, top + size))
    return found
