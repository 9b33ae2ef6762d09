"""A figure as PNG without a browser."""

from __future__ import annotations

from typing import Any

from outcomes.export.drawing.page import page_of
from outcomes.export.drawing.paint import painted
from outcomes.figures.base.page import PAGE


def to_png(
    figure: Any,
    width: float = PAGE,
    *,
    scale: float = 2.0,
    title: str = "",
    footer: str = "",
) -> bytes:
    """Return a figure as a PNG file on white, ``scale`` pixels per pixel of the page.

    The alternative text ``title`` stands in the file's description.

    Raises
    ------
    CannotDraw
        Where the figure holds something unknown.
    """
    page = page_of(figure, width, title=title, footer=footer)
    about = {"Software": None} | ({"Description": page.title} if page.title else {})
    return painted(page, "png", about, scale=scale)
