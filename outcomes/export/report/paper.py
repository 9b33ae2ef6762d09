"""A document on paper: A4 as PDF, figures as drawings, page numbers in the contents."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from typing import Any

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import (
    BaseDocTemplate,
    CondPageBreak,
    Frame,
    KeepTogether,
    LongTable,
    PageBreak,
    PageTemplate,
    Paragraph,
    Spacer,
    TableStyle,
)
from reportlab.platypus.tableofcontents import TableOfContents

from outcomes.export.report.document import (
    Cards,
    Document,
    Figure,
    Grid,
    Heading,
    Items,
    Part,
    Prose,
)
from outcomes.export.report.drawn import Drawn
from outcomes.export.report.fonts import Fonts, fonts_for, split
from outcomes.export.report.layout import Row, cell_size, on_paper, shares_of
from outcomes.export.report.markdown import paragraphs_of, printable

MARGIN, FOOT = 54.0, 12.0  # points
TOGETHER = 330.0  # points that a section needs to begin: what it asks, its answer, its figure
ROOM = A4[0] - 2 * MARGIN, A4[1] - 2 * MARGIN - FOOT
INK, MUTED, LINE = HexColor("#1B2733"), HexColor("#56626E"), HexColor("#D5DBE1")
MARKED = {
    "banner": HexColor("#7E3FF2"),
    "warning": HexColor("#B34F00"),
    "answer": HexColor("#0072B2"),
}
SIZES = {"title": 20, "h1": 15, "h2": 11.5, "caption": 8.5, "cell": 8, "small": 8}


def to_paper(document: Document) -> bytes:
    """Return a document as PDF: contents and bookmarks lead to every section."""
    return _Paper(document, fonts_for(document.language)).content()


class _Paper(BaseDocTemplate):
    """Writes the parts of a document, telling the contents where each heading fell."""

    def __init__(self, document: Document, fonts: Fonts) -> None:
        self.document, self.fonts, self.stream = document, fonts, io.BytesIO()
        super().__init__(
            self.stream, pagesize=A4, title=document.title, lang=document.language, invariant=1,
            leftMargin=MARGIN, rightMargin=MARGIN, topMargin=MARGIN, bottomMargin=MARGIN + FOOT,
        )  # fmt: skip
        frame = Frame(MARGIN, MARGIN + FOOT, *ROOM, 0, 0, 0, 0)
        self.addPageTemplates(PageTemplate("page", [frame], onPage=self._foot))

    def content(self) -> bytes:
        """Return the finished file."""
        self.multiBuild([*self._front(), *(f for p in self.document.parts for f in self._part(p))])
        return self.stream.getvalue()

    def afterFlowable(self, flowable: Any) -> None:
        """Note where a heading fell."""
        heading = getattr(flowable, "heading", None)
        if heading is None:
            return
        self.canv.bookmarkPage(heading.anchor)
        words = f"{heading.number} {heading.words}"
        self.canv.addOutlineEntry(words, heading.anchor, heading.level - 1, closed=True)
        entry = (heading.level - 1, escape(words), self.page, heading.anchor)
        self.notify("TOCEntry", entry)

    def _foot(self, canvas: Any, _: Any) -> None:
        canvas.saveState()
        canvas.setFont(self.fonts.plain, 7.5)
        canvas.setFillColor(MUTED)
        left = " · ".join(filter(None, (self.document.title, self.document.banner)))
        canvas.drawString(MARGIN, MARGIN - 6, printable(left))
        canvas.drawRightString(A4[0] - MARGIN, MARGIN - 6, str(canvas.getPageNumber()))
        canvas.restoreState()

    def _style(self, name: str, **more: Any) -> ParagraphStyle:
        size = SIZES.get(name, 9.5)
        bold = name in ("title", "h1", "h2", "caption")
        given: dict[str, Any] = {
            "fontName": self.fonts.bold if bold else self.fonts.plain, "fontSize": size,
            "leading": 1.35 * size, "textColor": INK, "spaceAfter": 4,
            "wordWrap": "CJK" if self.document.language == "zh" else None,
        }  # fmt: skip
        return ParagraphStyle(name, **{**given, **more})

    def _words(self, words: str, name: str, **more: Any) -> Paragraph:
        return Paragraph(self._run(words), self._style(name, **more))

    def _front(self) -> Iterator[Any]:
        document = self.document
        yield self._words(document.title, "title", spaceAfter=6)
        yield self._words(document.subtitle, "subtitle", spaceAfter=8)
        if document.banner:
            yield from self._prose(Prose(document.banner, "banner"))
        yield self._words(document.who, "small", textColor=MUTED)
        yield self._words(document.made, "small", textColor=MUTED, spaceAfter=14)
        yield self._words(document.contents, "h1")
        contents = TableOfContents()
        contents.levelStyles = [
            self._style("body", fontName=self.fonts.bold, spaceBefore=4, spaceAfter=1),
            self._style("body", leftIndent=14, spaceAfter=1),
        ]
        yield contents

    def _part(self, part: Part) -> Iterator[Any]:
        match part:
            case Heading():
                yield from self._heading(part)
            case Prose():
                yield from self._prose(part)
            case Figure():
                drawing = Drawn(part.picture, self.fonts, (ROOM[0], ROOM[1] - 40))
                yield KeepTogether(
                    [drawing, self._words(part.caption, "caption", spaceBefore=3, spaceAfter=8)]
                )
            case Grid():
                yield CondPageBreak(90)
                yield self._words(part.caption, "caption")
                rows, said = on_paper((part.table.columns, *part.table.rows))
                yield from self._table(rows)
                yield from self._lines((*said, *part.notes))
            case Cards():
                yield from self._cards(part)
            case Items():
                yield CondPageBreak(40)
                yield self._words(part.title, "caption")
                yield from self._lines(part.lines)

    def _heading(self, heading: Heading) -> Iterator[Any]:
        yield PageBreak() if heading.level == 1 else CondPageBreak(TOGETHER)
        line = self._words(f"{heading.number} {heading.words}", f"h{heading.level}",
                           spaceBefore=10)  # fmt: skip
        line.heading = heading
        yield line

    def _prose(self, prose: Prose) -> Iterator[Any]:
        more: dict[str, Any] = {}
        if prose.kind in ("question", "caption", "method"):
            more = {"textColor": MUTED, "fontSize": 8.5, "leading": 11.5}
        if prose.kind in MARKED:
            more = {"borderColor": MARKED[prose.kind], "leftIndent": 8}
        if prose.kind == "heading":
            yield CondPageBreak(80)
        for paragraph in paragraphs_of(prose.words):
            strong = prose.kind == "heading"
            markup = "".join(self._run(p.words, bold=p.bold or strong) for p in paragraph.pieces)
            indent = 12.0 * paragraph.depth + more.get("leftIndent", 0)
            bullet = {"bulletText": "•"} if paragraph.depth else {}
            style = self._style(
                "body", **{**more, "leftIndent": indent, "bulletIndent": indent - 9}
            )
            line = Paragraph(markup, style, **bullet)
            yield _Marked(line, MARKED[prose.kind]) if prose.kind in MARKED else line

    def _run(self, words: str, *, bold: bool = False) -> str:
        """Return words as ReportLab's markup, each letter in a font that has it."""
        base = self.fonts.bold if bold else self.fonts.plain
        return "".join(
            escape(piece).replace("\n", "<br/>")
            if font == self.fonts.plain
            else f'<font face="{font}">{escape(piece)}</font>'
            for piece, font in split(printable(words), base, self.fonts.rest)
        )

    def _lines(self, lines: Iterable[str]) -> Iterator[Any]:
        for words in lines:
            style = self._style(
                "small", textColor=MUTED, leftIndent=10, bulletIndent=1, spaceAfter=2
            )
            yield Paragraph(self._run(words), style, bulletText="•")

    def _cards(self, cards: Cards) -> Iterator[Any]:
        cells = [
            Paragraph(
                f"{self._run(label)}<br/><font size=12>{self._run(value, bold=True)}</font><br/>"
                f"{self._run(small)}",
                self._style("cell", leading=14),
            )
            for label, value, small in cards.facts
        ]
        yield LongTable([cells], [ROOM[0] / len(cells)] * len(cells))
        yield Spacer(1, 6)

    def _table(self, rows: Sequence[Row]) -> Iterator[Any]:
        """Yield a table whose heads come again on every page."""
        size = cell_size(len(rows[0]))
        shares = shares_of(rows, ROOM[0] / size)
        body = self._style("cell", fontSize=size, leading=1.25 * size, spaceAfter=0)
        head = self._style("cell", fontSize=size, leading=1.25 * size, spaceAfter=0,
                           fontName=self.fonts.bold, textColor=MUTED)  # fmt: skip
        cells = [
            [Paragraph(self._run(words), body if n else head) for words in row]
            for n, row in enumerate(rows)
        ]
        widths = [share * ROOM[0] for share in shares]
        yield LongTable(cells, widths, repeatRows=1, spaceAfter=6, style=_RULED)


_PADDED = ("LEFTPADDING", "RIGHTPADDING", "TOPPADDING", "BOTTOMPADDING")
_RULED = TableStyle(
    [
        ("LINEBELOW", (0, 0), (-1, -1), 0.4, LINE),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        *((side, (0, 0), (-1, -1), 2.5) for side in _PADDED),
    ]
)


class _Marked(Paragraph):
    """A paragraph with a bar of a color beside it."""

    def __init__(self, paragraph: Paragraph, color: Any) -> None:
        self.__dict__.update(paragraph.__dict__)
        self.bar = color

    def draw(self) -> None:
        """Draw the bar, then the words."""
        self.canv.saveState()
        self.canv.setFillColor(self.bar)
        self.canv.rect(0, 0, 2.5, self.height, stroke=0, fill=1)
        self.canv.restoreState()
        super().draw()
