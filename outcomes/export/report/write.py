"""A report in the format that was asked for."""

from __future__ import annotations

from typing import Any, Literal

from outcomes.export.report.document import Document, document_of
from outcomes.export.report.sections import Source

Form = Literal["html", "docx", "pdf"]
FORMS: tuple[Form, ...] = ("html", "docx", "pdf")
MIMES = {
    "html": "text/html",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}


def to_report(source: Source, *, form: Form = "html", **options: Any) -> bytes:
    """Return a report as a file; ``options`` are those of `document_of`."""
    return written(document_of(source, **options), form)


def written(document: Document, form: Form) -> bytes:
    """Return a document as a file; what writes a format is loaded where it is asked for."""
    if form == "docx":
        from outcomes.export.report.word import to_docx

        return to_docx(document)
    if form == "pdf":
        from outcomes.export.report.paper import to_paper

        return to_paper(document)
    from outcomes.export.report.web import to_html

    return to_html(document)
