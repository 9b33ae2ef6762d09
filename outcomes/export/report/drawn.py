"""A figure on paper, as lines and words of the page itself."""

from __future__ import annotations

from typing import Any

from reportlab.lib.colors import Color, HexColor
from reportlab.pdfbase import pdfmetrics
from reportlab.platypus import Flowable

from outcomes.displays.base.panel import Picture
from outcomes.export.drawing.page import page_of
from outcomes.export.drawing.shapes import Line, Outline, color_of
from outcomes.export.report.fonts import Fonts, split

ALONG = {"start": 0.0, "middle": 0.5, "end": 1.0}
PIXEL = 0.75  # points


class Drawn(Flowable):
    """A picture, as large as the room allows."""

    def __init__(self, picture: Picture, fonts: Fonts, room: tuple[float, float]) -> None:
        super().__init__()
        self.page, self.fonts = page_of(picture.figure), fonts
        self.scale = min(room[0] / self.page.width, room[1] / self.page.height, PIXEL)
        self.width, self.height = self.page.width * self.scale, self.page.height * self.scale

    def wrap(self, *_: float) -> tuple[float, float]:
        """Return its size in points."""
        return self.width, self.height

    def draw(self) -> None:
        """Draw every mark, the page's origin at the top left."""
        self.canv.scale(self.scale, self.scale)
        for mark in self.page.marks:
            self.canv.saveState()
            if isinstance(mark, Outline):
                self._outline(mark)
            else:
                self._line(mark)
            self.canv.restoreState()

    def _y(self, y: float) -> float:
        return self.page.height - y

    def _path(self, points: Any) -> Any:
        path = self.canv.beginPath()
        first, *others = points
        path.moveTo(first[0], self._y(first[1]))
        for x, y in others:
            path.lineTo(x, self._y(y))
        return path

    def _outline(self, mark: Outline) -> None:
        if mark.clip:
            left, top, right, bottom = mark.clip
            box = self._path(((left, top), (right, top), (right, bottom), (left, bottom)))
            box.close()
            self.canv.clipPath(box, stroke=0, fill=0)
        filled = bool(mark.fill) and mark.fill != "none"
        if filled:
            self.canv.setFillColor(_color(mark.fill or "", mark.opacity))
        if mark.stroke:
            self.canv.setStrokeColor(_color(mark.stroke, mark.opacity))
            self.canv.setLineWidth(mark.width)
            self.canv.setDash(*(([*mark.dash], 0) if mark.dash else ()))
        self.canv.drawPath(self._path(mark.points), stroke=int(bool(mark.stroke)), fill=int(filled))

    def _line(self, mark: Line) -> None:
        fonts = self.fonts
        pieces = [
            (words, font, run.color)
            for run in mark.runs
            for words, font in split(run.words, fonts.bold if run.bold else fonts.plain, fonts.rest)
        ]
        widths = [pdfmetrics.stringWidth(words, font, mark.size) for words, font, _ in pieces]
        self.canv.translate(mark.x, self._y(mark.y))
        self.canv.rotate(-mark.angle)
        x = -ALONG[mark.anchor] * sum(widths)
        for (words, font, color), width in zip(pieces, widths, strict=True):
            self.canv.setFont(font, mark.size)
            self.canv.setFillColor(_color(color, 1.0))
            self.canv.drawString(x, 0, words)
            x += width


def _color(color: str, opacity: float) -> Color:
    solid, alpha = color_of(color)
    shade = HexColor(solid) if solid.startswith("#") else HexColor("#000000")
    return Color(shade.red, shade.green, shade.blue, alpha * opacity)
