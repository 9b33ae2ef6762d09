"""A document for Word: headings, figures and tables a co-author can comment on and edit."""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import Any

import docx
from docx.enum.text import WD_BREAK, WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from outcomes.export.png import to_png
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
from outcomes.export.report.fields import element, field
from outcomes.export.report.layout import cell_size, on_paper, shares_of
from outcomes.export.report.markdown import Piece, paragraphs_of, printable

PAGE, MARGIN, ROOM = (Mm(210), Mm(297)), Mm(20), Mm(170)  # the room is between the margins
TALLEST = Mm(215)  # of a figure, its caption below it on the same page
INK, MUTED = RGBColor(0x1B, 0x27, 0x33), RGBColor(0x56, 0x62, 0x6E)
FONTS = {"en": ("Arial", "Microsoft YaHei"), "zh": ("Arial", "Microsoft YaHei")}
COLORS = {"banner": "7E3FF2", "warning": "B34F00", "answer": "0072B2"}


def to_docx(document: Document) -> bytes:
    """Return a document as a ``.docx`` on A4, its styles those of Word's own headings."""
    file = docx.Document()
    section = file.sections[0]
    section.page_width, section.page_height = PAGE
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = MARGIN
    file.core_properties.title = printable(document.title)
    file.core_properties.author = ""
    _settle(file, document)
    file.add_paragraph(printable(document.title), style="Title")
    file.add_paragraph(document.subtitle, style="Subtitle")
    if document.banner:
        _mark(file.add_paragraph(document.banner), COLORS["banner"])
    _muted(file.add_paragraph(printable(document.who)))
    _muted(file.add_paragraph(document.made))
    _foot(file, document)
    _contents(file, document)
    for place, part in enumerate(document.parts):
        _add(file, part, place)
    content = io.BytesIO()
    file.save(content)
    return content.getvalue()


def _settle(file: Any, document: Document) -> None:
    """Set fonts, sizes and colors of the styles, for both scripts."""
    latin, chinese = FONTS[document.language]
    sizes = {"Normal": 10, "Title": 20, "Subtitle": 12, "Heading 1": 15, "Heading 2": 12,
             "Caption": 9, "List Bullet": 9}  # fmt: skip
    for name, size in sizes.items():
        style = file.styles[name]
        style.font.name, style.font.size = latin, Pt(size)
        style.font.color.rgb = INK
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{theme}"), None)
        fonts.set(qn("w:eastAsia"), chinese)
        style.paragraph_format.space_after = Pt(4)
    file.styles["Caption"].font.bold = True
    file.styles["Caption"].font.italic = False


def _contents(file: Any, document: Document) -> None:
    """Write the headings as links, each with the page it is on.

    The pages are fields of their own: Word and LibreOffice fill them as they open the file, while
    inside a field for the whole table LibreOffice would keep what stands there.
    """
    file.add_paragraph(document.contents, style="Heading 1")
    for heading in document.headings:
        line = file.add_paragraph()
        form = line.paragraph_format
        form.left_indent, form.space_after = Mm(6 * (heading.level - 1)), Pt(1)
        form.tab_stops.add_tab_stop(ROOM, WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS)
        link = element("w:hyperlink", {"w:anchor": heading.anchor})
        run = line.add_run(printable(f"{heading.number} {heading.words}"))
        run.bold = heading.level == 1
        link.append(run._r)
        line._p.append(link)
        line.add_run("\t")
        field(line, f"PAGEREF {heading.anchor} \\h")


def _foot(file: Any, document: Document) -> None:
    """Write on every page what this is, and its number."""
    line = file.sections[0].footer.paragraphs[0]
    line.paragraph_format.tab_stops.add_tab_stop(ROOM, WD_TAB_ALIGNMENT.RIGHT)
    words = " · ".join(filter(None, (document.title, document.banner)))
    line.style = file.styles["Normal"]
    line.add_run(printable(words) + "\t")
    field(line, "PAGE")
    _muted(line)


def _add(file: Any, part: Part, place: int) -> None:
    match part:
        case Heading():
            _heading(file, part, place)
        case Prose():
            _prose(file, part)
        case Figure():
            _figure(file, part)
        case Grid():
            _under(file, part.caption)
            rows, said = on_paper([part.table.columns, *part.table.rows])
            _table(file, rows)
            _lines(file, (*said, *part.notes))
        case Cards():
            _cards(file, part)
        case Items():
            _under(file, part.title)
            _lines(file, part.lines)


def _under(file: Any, title: str) -> None:
    """Add a title that stays with what it is over."""
    line = file.add_paragraph(printable(title), style="Caption")
    line.paragraph_format.keep_with_next = True


def _heading(file: Any, heading: Heading, place: int) -> None:
    line = file.add_paragraph(style=f"Heading {heading.level}")
    line.paragraph_format.page_break_before = heading.level == 1
    start = element("w:bookmarkStart", {"w:id": str(place), "w:name": heading.anchor})
    line._p.append(start)
    line.add_run(printable(f"{heading.number} {heading.words}"))
    line._p.append(element("w:bookmarkEnd", {"w:id": str(place)}))


def _prose(file: Any, prose: Prose) -> None:
    for paragraph in paragraphs_of(prose.words):
        line = file.add_paragraph(style="List Bullet" if paragraph.depth else None)
        if paragraph.depth > 1:
            line.paragraph_format.left_indent = Mm(6 * paragraph.depth)
        _write(line, paragraph.pieces)
        if prose.kind in ("heading", "question", "answer"):
            line.paragraph_format.keep_with_next = True
        if prose.kind in ("question", "caption", "method"):
            _muted(line, italic=prose.kind == "question")
        if prose.kind == "heading":
            for run in line.runs:
                run.bold = True
        if prose.kind in COLORS:
            _mark(line, COLORS[prose.kind])


def _write(line: Any, pieces: Iterable[Piece]) -> None:
    for piece in pieces:
        run = line.add_run()
        run.bold, run.italic = piece.bold or None, piece.italic or None
        for number, words in enumerate(piece.words.split("\n")):
            if number:
                run.add_break(WD_BREAK.LINE)
            run.add_text(words)


def _muted(line: Any, *, italic: bool = False) -> None:
    for run in line.runs:
        run.font.color.rgb, run.font.size = MUTED, Pt(9)
        run.italic = italic or run.italic


def _mark(line: Any, color: str) -> None:
    """Draw a bar beside a paragraph."""
    edges = element("w:pBdr")
    edges.append(element("w:left", {"w:val": "single", "w:sz": "24", "w:space": "8",
                                     "w:color": color}))  # fmt: skip
    line._p.get_or_add_pPr().insert_element_before(
        edges, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )


def _figure(file: Any, figure: Figure) -> None:
    content = to_png(figure.picture.figure, scale=2.5)
    line = file.add_paragraph()
    line.paragraph_format.keep_with_next = True
    shape = line.add_run().add_picture(io.BytesIO(content), width=ROOM)
    if shape.height > TALLEST:
        shape.width = round(shape.width * TALLEST / shape.height)
        shape.height = TALLEST
    shape._inline.docPr.set("descr", printable(figure.picture.alt))
    file.add_paragraph(printable(figure.caption), style="Caption")


def _lines(file: Any, lines: Iterable[str]) -> None:
    for words in lines:
        _muted(file.add_paragraph(printable(words), style="List Bullet"))


def _cards(file: Any, cards: Cards) -> None:
    table = file.add_table(rows=1, cols=len(cards.facts))
    for cell, (label, value, small) in zip(table.rows[0].cells, cards.facts, strict=True):
        line = cell.paragraphs[0]
        for words, size, bold in ((label, 8, False), (value, 13, True), (small, 8, False)):
            run = line.add_run(printable(words))
            run.font.size, run.bold = Pt(size), bold
            if words is not small:
                run.add_break(WD_BREAK.LINE)
    file.add_paragraph()


def _table(file: Any, rows: list[tuple[str, ...]]) -> None:
    """Add a table whose heads come again on every page and whose rows are never cut."""
    size = Pt(cell_size(len(rows[0])))
    shares = shares_of(rows, ROOM / size)
    table = file.add_table(rows=len(rows), cols=len(shares), style="Table Grid")
    table.autofit = False
    widths = [round(share * ROOM) for share in shares]
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    cells = table._cells  # asked once: each row would search the whole table
    for number, row in enumerate(rows):
        for place, words in enumerate(row):
            cell = cells[number * len(shares) + place]
            cell.width = widths[place]
            line = cell.paragraphs[0]
            line.paragraph_format.space_after = Pt(0)
            run = line.add_run(printable(words))
            run.font.size, run.bold = size, number == 0 or None
    for number, row in enumerate(table.rows):
        about = row._tr.get_or_add_trPr()
        about.append(element("w:cantSplit"))
        if number == 0:
            about.append(element("w:tblHeader"))
    _hairlines(table)


def _hairlines(table: Any) -> None:
    """Leave only lines between the rows."""
    edges = element("w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        line = "single" if side in ("top", "bottom", "insideH") else "nil"
        edges.append(element(f"w:{side}", {"w:val": line, "w:sz": "4", "w:color": "D5DBE1"}))
    table._tbl.tblPr.append(edges)
