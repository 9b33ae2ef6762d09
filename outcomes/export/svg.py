"""A figure as SVG: a vector file for slides and manuscripts, whose words stay words."""

from __future__ import annotations

from typing import Any

from outcomes.export.drawing.page import page_of
from outcomes.export.drawing.paint import families, painted
from outcomes.figures.base.page import PAGE

# Who shows the file may have other fonts than who made it.
FONT = (
    "'Source Sans 3', 'Source Sans Pro', 'Segoe UI', 'Helvetica Neue', Arial, "
    "'Liberation Sans', 'Noto Sans SC', 'PingFang SC', 'Microsoft YaHei', "
    "'WenQuanYi Micro Hei', sans-serif"
)


def to_svg(figure: Any, width: float = PAGE, *, title: str = "", footer: str = "") -> bytes:
    """Return a figure as an SVG file on white.

    Parameters
    ----------
    figure
        A finished figure in its light theme.
    width
        In pixels; the height is the figure's own.
    title
        Alternative text.
    footer
        Words under the figure.

    Raises
    ------
    CannotDraw
        Where the figure holds something unknown.
    """
    page = page_of(figure, width, title=title, footer=footer)
    about = {"Date": None, "Creator": None} | ({"Title": page.title} if page.title else {})
    drawn = painted(page, "svg", about).decode()
    body = drawn[drawn.index("<svg") :]  # a report holds many of them, without their prologs
    ours = ", ".join(repr(name) for name in families())
    return body.replace("<svg ", '<svg role="img" ', 1).replace(ours, FONT).encode()
