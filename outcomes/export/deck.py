"""A study as slides: every figure drawn with lines and words that a presenter can change."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.dml import MSO_LINE
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.util import Emu, Pt

from outcomes.displays.base.panel import Picture
from outcomes.displays.base.said.context import extent_of, who_of
from outcomes.displays.base.words import Words
from outcomes.displays.contents import Preset, entries_of
from outcomes.export.drawing.clipping import clipped
from outcomes.export.drawing.page import page_of
from outcomes.export.drawing.shapes import Line, Outline, Page, color_of
from outcomes.export.r_script.script import r_lines
from outcomes.export.report.sections import (
    Progress,
    Section,
    Source,
    no_progress,
    sections_of,
    titled,
)
from outcomes.figures.base.text import text_width

WIDE, TALL = 12_192_000, 6_858_000  # EMU: 16:9
MARGIN, TITLE = 420_000, 640_000  # EMU: around the slide, and for its title
LEAST_PX, MOST_PX = 10_500, 13_500  # EMU a pixel of a figure may measure on the slide
POINT = 12_700  # EMU
INK, MUTED = RGBColor(0x1B, 0x27, 0x33), RGBColor(0x56, 0x62, 0x6E)
ALIGN = {"start": PP_ALIGN.LEFT, "middle": PP_ALIGN.CENTER, "end": PP_ALIGN.RIGHT}
BESIDE = {"start": 0.0, "middle": 0.5, "end": 1.0}
LONG = 36  # em from which a title is set smaller


def to_deck(
    source: Source,
    *,
    language: str = "en",
    preset: Preset = "summary",
    template: Path | None = None,
    progress: Progress = no_progress,
) -> bytes:
    """Return a deck of 16:9 slides, one per figure of the report.

    Parameters
    ----------
    source, language, preset, progress
        As for `outcomes.export.report.document.document_of`.
    template
        A ``.pptx`` whose master, size and fonts the slides take; its own slides are dropped.

    Notes
    -----
    Curves, intervals and bars are freeform shapes, words are text: all can be recolored, moved and
    edited. What a figure says in words, how it was made and what is noted of it stand in the
    speaker notes.
    """
    scene, _ = source("")
    words = Words(scene.spec, language)
    deck = _empty(template)
    who = " · ".join([*who_of(scene, words), *extent_of(scene, words)])
    mark = words.say("status.simulated") if scene.spec.study.simulated else ""
    _first(deck, scene.spec.study.title, who, mark)
    for place, (_, entries) in enumerate(entries_of(scene, words, preset), 1):
        for section in sections_of(source, words, place, entries, preset, progress):
            for picture in _pictures(section):
                _slide(deck, section, picture)
    return _saved(deck)


def to_slides(shown: Iterable[tuple[Section, str]], template: Path | None = None) -> bytes:
    """Return a deck of one slide per picture: its section, and the picture's id in it."""
    deck = _empty(template)
    for section, picture in shown:
        found = section.panel.picture(picture)
        if found.figure is not None:
            _slide(deck, section, found)
    return _saved(deck)


def _empty(template: Path | None) -> Any:
    deck = Presentation(str(template) if template else None)
    if template is None:
        deck.slide_width, deck.slide_height = Emu(WIDE), Emu(TALL)
        return deck
    listed = deck.slides._sldIdLst  # python-pptx cannot take slides out
    for slide in list(listed):
        deck.part.drop_rel(slide.rId)
        listed.remove(slide)
    return deck


def _saved(deck: Any) -> bytes:
    content = io.BytesIO()
    deck.save(content)
    return content.getvalue()


def _pictures(section: Section) -> Iterator[Picture]:
    for block in section.panel.walk():
        if isinstance(block, Picture) and block.drawn:
            yield block


def _blank(deck: Any) -> Any:
    """Add a slide without places for words of its own: those of the layout are taken off it."""
    fewest = min(deck.slide_layouts, key=lambda layout: len(layout.placeholders))
    slide = deck.slides.add_slide(fewest)
    for place in list(slide.placeholders):
        place._element.getparent().remove(place._element)
    slide.shapes.turbo_add_enabled = True  # else every shape looks at all before it for its number
    return slide


def _first(deck: Any, title: str, who: str, mark: str) -> None:
    slide, tall = _blank(deck), deck.slide_height
    for top, text, size, bold in ((0.33, title, 36, True), (0.51, who, 18, False),
                                  (0.63, mark, 18, True)):  # fmt: skip
        if text:
            width = deck.slide_width - 2 * MARGIN
            _words(slide, MARGIN, round(top * tall), width, 900_000, text, size, bold=bold)


def _slide(deck: Any, section: Section, picture: Picture) -> None:
    slide = _blank(deck)
    title = titled(section.title, picture.title)
    size = 24 if text_width(title, 1) < LONG else 17
    size_of_slide = deck.slide_width, deck.slide_height
    _words(slide, MARGIN, MARGIN // 2, deck.slide_width - 2 * MARGIN, TITLE, title, size, bold=True)
    _draw(slide, page_of(picture.figure), size_of_slide)
    said = [picture.alt, section.panel.method, *section.notes, _in_r(section, picture)]
    slide.notes_slide.notes_text_frame.text = "\n".join(part for part in said if part)


def _in_r(section: Section, picture: Picture) -> str:
    """Return how R makes the numbers of a picture; empty where no recipe does."""
    asked = [pair for pair in section.asked if pair[1] in picture.results]
    lines = r_lines(section.scene.spec, asked) if section.scene else ()
    return f"R: {'; '.join(lines)}" if lines else ""


def _words(
    slide: Any, x: int, y: int, width: int, height: int, text: str, size: float, *, bold: bool
) -> None:
    frame = slide.shapes.add_textbox(Emu(x), Emu(y), Emu(width), Emu(height)).text_frame
    frame.word_wrap = True
    run = frame.paragraphs[0].add_run()
    run.text, run.font.size, run.font.bold = text, Pt(size), bold
    run.font.color.rgb = INK


def _draw(slide: Any, page: Page, size: tuple[int, int]) -> None:
    """Draw a page as shapes, as large as the slide allows, in its middle."""
    wide, tall = size
    top = MARGIN // 2 + TITLE
    room = (wide - 2 * MARGIN) / page.width, (tall - top - MARGIN // 2) / page.height
    scale = min(*room, MOST_PX)
    left = (wide - scale * page.width) / 2

    def at(x: float, y: float) -> tuple[int, int]:
        return round(left + scale * x), round(top + scale * y)

    for mark in page.marks:
        if isinstance(mark, Outline):
            within = mark if mark.clip else replace(mark, clip=(0.0, 0.0, page.width, page.height))
            for points, closed in clipped(within):
                _outline(slide, mark, [at(*p) for p in points], scale, closed=closed)
        else:
            _line(slide, mark, at, scale, page.width)


def _outline(
    slide: Any, mark: Outline, points: Sequence[tuple[int, int]], scale: float, *, closed: bool
) -> None:
    first, *others = points
    if not others:
        return
    builder = slide.shapes.build_freeform(*first)
    builder.add_line_segments(others, close=closed)
    shape = builder.convert_to_shape()
    shape._element.remove(shape._element.find(qn("p:style")))  # the theme's shadows
    _fill(shape.fill, mark)
    if not mark.stroke:
        shape.line.fill.background()
        return
    color, opacity = color_of(mark.stroke)
    shape.line.color.rgb = RGBColor.from_string(color.lstrip("#").upper())
    _see_through(shape.line.color, opacity * mark.opacity)
    shape.line.width = Emu(max(round(mark.width * scale), POINT // 2))
    if mark.dash:
        shape.line.dash_style = MSO_LINE.DASH if max(mark.dash) > 4 else MSO_LINE.ROUND_DOT


def _fill(fill: Any, mark: Outline) -> None:
    if not mark.fill or mark.fill == "none":
        fill.background()
        return
    color, opacity = color_of(mark.fill)
    fill.solid()
    fill.fore_color.rgb = RGBColor.from_string(color.lstrip("#").upper())
    _see_through(fill.fore_color, opacity * mark.opacity)


def _see_through(color: Any, opacity: float) -> None:
    if opacity >= 1:
        return
    element = color._color._xClr  # python-pptx has no name for it
    element.append(element.makeelement(qn("a:alpha"), {"val": str(round(100_000 * opacity))}))


def _line(
    slide: Any,
    mark: Line,
    at: Callable[[float, float], tuple[int, int]],
    scale: float,
    most: float,
) -> None:
    text = "".join(run.words for run in mark.runs)
    if not text.strip():
        return
    # Wide enough never to break: without wrapping, other programs than PowerPoint center the words.
    wide = min(text_width(text, mark.size, bold=any(run.bold for run in mark.runs)) * 1.1 + 8, most)
    tall = 1.5 * mark.size
    # A turned line of words is turned around the middle of its box.
    x, y = mark.x - BESIDE[mark.anchor] * wide, mark.y - 1.12 * mark.size
    if mark.angle:
        x, y = mark.x - wide / 2, mark.y - tall / 2
    left, top = at(x, y)
    size = Emu(round(wide * scale)), Emu(round(tall * scale))
    box = slide.shapes.add_textbox(Emu(left), Emu(top), *size)
    box.rotation = mark.angle
    frame = box.text_frame
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    frame.word_wrap, frame.vertical_anchor = True, MSO_ANCHOR.TOP
    paragraph = frame.paragraphs[0]
    paragraph.alignment = PP_ALIGN.CENTER if mark.angle else ALIGN[mark.anchor]
    for piece in mark.runs:
        run = paragraph.add_run()
        run.text, run.font.bold = piece.words, piece.bold
        run.font.size = Pt(max(round(mark.size * scale / POINT, 1), 1))
        color, _ = color_of(piece.color)
        run.font.color.rgb = RGBColor.from_string(color.lstrip("#").upper())
