"""A figure as PNG without a browser: the page of the SVG, painted by Matplotlib's own renderer."""

from __future__ import annotations

import io
import logging
from functools import cache
from math import cos, radians, sin
from typing import Any

from outcomes.export.drawing import Line, Outline, Page, color_of
from outcomes.export.page import page_of

# Matplotlib takes each letter from the first of these that has it.
FONTS = (
    "Source Sans 3", "Source Sans Pro", "Noto Sans", "Liberation Sans", "Arial", "DejaVu Sans",
    "Noto Sans CJK SC", "Noto Sans SC", "PingFang SC", "Microsoft YaHei", "WenQuanYi Micro Hei",
)  # fmt: skip
DPI = 100  # pixels of the page per inch


def to_png(
    figure: Any,
    width: float = 900,
    height: float | None = None,
    *,
    scale: float = 2.0,
    footer: str = "",
) -> bytes:
    """Return a figure as a PNG file on white, ``scale`` pixels per pixel of the page.

    Raises
    ------
    CannotDraw
        Where the figure holds something unknown.
    """
    return png_of(page_of(figure, width, height, footer=footer), scale)


def png_of(page: Page, scale: float = 2.0) -> bytes:
    """Return a page as a PNG file."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    paper = Figure(figsize=(page.width / DPI, page.height / DPI), dpi=DPI * scale)
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
    content = io.BytesIO()
    paper.savefig(content, format="png", facecolor="white")
    return content.getvalue()


def _paint(mark: Outline, area: Any, order: int) -> None:
    from matplotlib.patches import PathPatch, Rectangle
    from matplotlib.path import Path

    path = Path(list(mark.points), closed=False)
    dash = tuple(part / mark.width for part in mark.dash)
    patch = PathPatch(
        path, facecolor=_rgba(mark.fill, mark.opacity), edgecolor=_rgba(mark.stroke, mark.opacity),
        linewidth=mark.width * 72 / DPI if mark.stroke else 0.0, capstyle="butt",
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
    """Write the runs of a line one after the other, the whole anchored where the line is."""
    pieces = [
        area.text(
            0, 0, run.words, color=run.color, fontsize=line.size * 72 / DPI, rotation=-line.angle,
            fontfamily=_families(), fontweight="bold" if run.bold else "normal", zorder=order + 1,
            ha="left", va="baseline", rotation_mode="anchor", parse_math=False, clip_on=False,
        )
        for run in line.runs
    ]  # fmt: skip
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
def _families() -> list[str]:
    from matplotlib import font_manager

    # Few Chinese fonts have a bold face, and saying so at every word helps nobody.
    logging.getLogger("matplotlib.font_manager").setLevel(logging.ERROR)
    there = set(font_manager.get_font_names())
    return [name for name in FONTS if name in there] or ["DejaVu Sans"]
