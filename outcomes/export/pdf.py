"""A figure as PDF: a vector file for manuscripts, with its fonts in it."""

from __future__ import annotations

from typing import Any

from outcomes.export.drawing.page import page_of
from outcomes.export.drawing.paint import painted
from outcomes.figures.base.page import PAGE


def to_pdf(figure: Any, width: float = PAGE, *, title: str = "", footer: str = "") -> bytes:
    """Return a figure as a PDF file of one page on white; its title is the alternative text.

    Raises
    ------
    CannotDraw
        Where the figure holds something unknown.
    """
    page = page_of(figure, width, title=title, footer=footer)
    unsaid = dict.fromkeys(("Creator", "Producer", "CreationDate"))
    return painted(page, "pdf", {"Title": page.title or None, **unsaid})
