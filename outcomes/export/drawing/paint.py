"""A page painted by Matplotlib's own renderers, whatever the file: pixels, SVG, PDF."""

from __future__ import annotations

import io
import logging
import warnings
from collections.abc import Mapping
from functools import cache
from math import cos, radians, sin
from threading import Lock
from typing import Any

from outcomes.export.drawing.shapes import Line, Outline, Page, color_of

# Matplotlib takes each letter from the first of these that has it.
FONTS = (
    "Source Sans 3", "Source Sans Pro", "Noto Sans", "Liberation Sans", "Arial", "DejaVu Sans",
    "Noto Sans CJK SC", "Noto Sans SC", "PingFang SC", "Microsoft YaHei", "WenQuanYi Micro Hei",
)  # fmt: skip
DPI = 96  # pixels of the page per inch, as browsers have it
POINT = 72 / DPI
_ONE_AT_A_TIME = Lock()  # its caches of fonts and its settings are the process's


def painted(page: Page, kind: str, about: Mapping[str, str | None], *, scale: float = 1.0) -> bytes:
    """Return a page as a file of Matplotlib's format ``kind``, on white.

    Parameters
    ----------
    about
        What the file says about itself; None leaves out what Matplotlib would say.
    scale
        Pixels of the file per pixel of the page.
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    content = io.BytesIO()
    with _ONE_AT_A_TIME, warnings.catch_warnings():
        # A machine without a Chinese font draws boxes; that is no reason to fail, nor to log.
        warnings.filterwarnings("ignore", "Glyph .* missing from font")
        _settle()
        # A rest of a pixel keeps the division by inches from losing a whole one.
        rest = 1e-6 if kind == "png" else 0.0
        size = ((page.width + rest) / DPI, (page.height + rest) / DPI)
        paper = Figure(figsize=size, dpi=DPI * scale)
        canvas = FigureCanvasAgg(paper)
        area = paper.add_axes((0.0, 0.0, 1.0, 1.0))
        area.set_axis_off()
        area.set_xlim(0, page.width)
        area.set_ylim(page.height, 0)
        for order, mark in enumerate(page.marks):
            if isinstance(mark, Outline):
                _paint(mark, area, order)
            else:
                _write(mark, area, canvas, order)
        paper.savefig(content, format=kind, facecolor="white", metadata=dict(about))
    return content.getvalue()


def _paint(mark: Outline, area: Any, order: int) -> None:
    from matplotlib.patches import PathPatch, Rectangle
    from matplotlib.path import Path

    path = Path(list(mark.points), closed=False)
    dash = tuple(part / mark.width for part in mark.dash)
    patch = PathPatch(
        path, facecolor=_rgba(mark.fill, mark.opacity), edgecolor=_rgba(mark.stroke, mark.opacity),
        linewidth=mark.width * POINT if mark.stroke else 0.0, capstyle="butt", joinstyle="miter",
        linestyle=(0, dash) if dash else "solid", zorder=order + 1,
    )  # fmt: skip
    area.add_patch(patch)
    if mark.clip:
        left, top, right, bottom = mark.clip
        box = Rectangle((left, top), right - left, bottom - top, transform=area.transData)
        patch.set_clip_path(box)
    else:
        patch.set_clip_on(False)


def _rgba(color: str | None, opacity: float) -> Any:
    from matplotlib.colors import to_rgba

    if color is None:
        return "none"
    solid, alpha = color_of(color)
    return to_rgba(solid, alpha * opacity)


def _write(line: Line, area: Any, canvas: Any, order: int) -> None:
    """Write the runs of a line one after the other, the whole anchored where the line is.

    A line of one run is anchored by whoever shows the file, whose letters may be wider than ours.
    """
    side = {"start": "left", "middle": "center", "end": "right"}[line.anchor]
    alone = len(line.runs) == 1
    pieces = [
        area.text(
            line.x, line.y, run.words, color=run.color, fontsize=line.size * POINT,
            rotation=-line.angle, fontfamily=families(), rotation_mode="anchor", clip_on=False,
            fontweight="bold" if run.bold else "normal", zorder=order + 1, parse_math=False,
            ha=side if alone else "left", va="baseline",
        )
        for run in line.runs
    ]  # fmt: skip
    if alone:
        return
    widths = [_width(piece, canvas) for piece in pieces]
    along = {"start": 0.0, "middle": -0.5, "end": -1.0}[line.anchor] * sum(widths)
    turn = radians(line.angle)
    for piece, width in zip(pieces, widths, strict=True):
        piece.set_position((line.x + along * cos(turn), line.y + along * sin(turn)))
        along += width


def _width(piece: Any, canvas: Any) -> float:
    """Return the advance of a text in pixels of the page; spaces at its ends count."""
    renderer = canvas.get_renderer()
    words, font = piece.get_text(), piece.get_fontproperties()
    guard, _, _ = renderer.get_text_width_height_descent("||", font, False)
    width, _, _ = renderer.get_text_width_height_descent(f"|{words}|", font, False)
    return float(width - guard) * DPI / renderer.dpi


@cache
def families() -> list[str]:
    """Return the fonts there are on this machine, the one to start with first."""
    from matplotlib import font_manager

    # Few Chinese fonts have a bold face, and saying so at every word helps nobody.
    logging.getLogger("matplotlib.font_manager").setLevel(logging.ERROR)
    there = set(font_manager.get_font_names())
    return [name for name in FONTS if name in there] or ["DejaVu Sans"]


@cache
def _settle() -> None:
    """Keep words words in every file, and files the same whenever they are made."""
    import matplotlib

    matplotlib.rcParams.update({"svg.fonttype": "none", "pdf.fonttype": 42, "svg.hashsalt": "page"})
