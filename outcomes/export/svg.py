"""A figure as SVG without a browser: a vector file for slides and manuscripts."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import Any

from outcomes.export.drawing import Box, Line, Outline, Page, color_of
from outcomes.export.page import page_of

FONT = (
    "'Source Sans 3', 'Source Sans Pro', 'Segoe UI', 'Helvetica Neue', Arial, "
    "'Noto Sans SC', 'PingFang SC', 'Microsoft YaHei', 'WenQuanYi Micro Hei', sans-serif"
)


def to_svg(
    figure: Any,
    width: float = 900,
    height: float | None = None,
    *,
    title: str = "",
    footer: str = "",
) -> bytes:
    """Return a figure as an SVG file on white.

    Parameters
    ----------
    figure
        A finished figure in its light theme.
    width, height
        Size in pixels; the height is the figure's own by default.
    title
        Alternative text.
    footer
        Words under the figure.

    Raises
    ------
    CannotDraw
        Where the figure holds something unknown.
    """
    return svg_of(page_of(figure, width, height, title=title, footer=footer))


def svg_of(page: Page) -> bytes:
    """Return a page as an SVG file."""
    boxes = list(dict.fromkeys(m.clip for m in page.marks if isinstance(m, Outline) and m.clip))
    size = f'width="{page.width:g}" height="{page.height:g}"'
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} viewBox="0 0 {page.width:g} '
        f'{page.height:g}" role="img" font-family="{escape(FONT)}">',
        f"<title>{escape(page.title)}</title>" if page.title else "",
        *_clips(boxes),
        f'<rect {size} fill="#ffffff"/>',
    ]
    for mark in page.marks:
        parts.append(_outline(mark, boxes) if isinstance(mark, Outline) else _line(mark))
    return "\n".join([*(part for part in parts if part), "</svg>"]).encode()


def _clips(boxes: list[Box]) -> Iterator[str]:
    for number, (left, top, right, bottom) in enumerate(boxes):
        yield (
            f'<clipPath id="plot{number}"><rect x="{left:g}" y="{top:g}" '
            f'width="{right - left:g}" height="{bottom - top:g}"/></clipPath>'
        )


def _outline(mark: Outline, boxes: list[Box]) -> str:
    points = " ".join(f"{x:.2f},{y:.2f}" for x, y in mark.points)
    parts = [f'd="M{points}{"Z" if mark.fill else ""}"', *_paint("fill", mark.fill)]
    if mark.stroke:
        parts += [*_paint("stroke", mark.stroke), f'stroke-width="{mark.width:g}"']
        if mark.dash:
            parts.append(f'stroke-dasharray="{" ".join(f"{part:g}" for part in mark.dash)}"')
    if mark.opacity < 1:
        parts.append(f'opacity="{mark.opacity:g}"')
    if mark.clip:
        parts.append(f'clip-path="url(#plot{boxes.index(mark.clip)})"')
    return f"<path {' '.join(parts)}/>"


def _paint(what: str, color: str | None) -> Iterator[str]:
    if color is None:
        yield f'{what}="none"'
        return
    solid, alpha = color_of(color)
    yield f'{what}="{escape(solid)}"'
    if alpha < 1:
        yield f'{what}-opacity="{alpha:g}"'


def _line(line: Line) -> str:
    turn = f' transform="rotate({line.angle:g} {line.x:.2f} {line.y:.2f})"' if line.angle else ""
    runs = "".join(
        f'<tspan fill="{escape(run.color)}" font-weight="{700 if run.bold else 400}">'
        f"{escape(run.words)}</tspan>"
        for run in line.runs
    )
    return (
        f'<text x="{line.x:.2f}" y="{line.y:.2f}" font-size="{line.size:g}" '
        f'text-anchor="{line.anchor}" xml:space="preserve"{turn}>{runs}</text>'
    )
