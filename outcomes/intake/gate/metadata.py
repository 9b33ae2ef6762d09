"""What a workbook carries besides its visible values: hidden parts, comments, properties, links."""

from __future__ import annotations

from collections.abc import Sequence

from outcomes.intake.gate.gate import OUTSIDE
from outcomes.intake.gate.package import Package
from outcomes.intake.gate.raw import Finding, Severity, cells_by_column, some_rows
from outcomes.intake.gate.sheetxml import Cell, Marks
from outcomes.intake.sheets.rows.headings import error_findings
from outcomes.model.file.told import told

_INSPECT = "In Excel: File › Info › Inspect Document, remove it, then save."
_SOFTWARE = {"openpyxl", "xlsxwriter", "microsoft excel", "microsoft office user", "apache poi"}
_PROPERTIES = (
    ("docProps/core.xml", "creator", "the author's name"),
    ("docProps/core.xml", "lastModifiedBy", "the name of who saved it last"),
    ("docProps/core.xml", "title", "a title"),
    ("docProps/core.xml", "subject", "a subject"),
    ("docProps/core.xml", "description", "a comment"),
    ("docProps/core.xml", "keywords", "keywords"),
    ("docProps/core.xml", "category", "a category"),
    ("docProps/app.xml", "Company", "a company"),
    ("docProps/app.xml", "Manager", "a manager's name"),
    ("docProps/app.xml", "HyperlinkBase", "a folder or web address"),
)
_PARTS = (
    (
        OUTSIDE,
        "outside-bytes",
        "bytes behind its end, or comments of its archive",
    ),
    ("xl/vbaProject", "macros", "macros (a program)"),
    ("xl/embeddings/", "embedded-file", "embedded files"),
    ("xl/media/", "picture", "pictures, which may show names"),
    ("xl/externalLinks/", "external-link", "links to other files, with copies of their values"),
    ("xl/pivotCache/", "pivot-cache", "a pivot table, with a copy of its source data"),
    ("xl/connections", "connection", "connections to databases or files"),
    ("xl/persons/", "persons", "names of people who commented"),
    ("customXml/", "custom-xml", "custom XML of another program"),
    ("docProps/custom", "custom-properties", "custom document properties"),
    ("xl/revisions/", "revisions", "a history of changes"),
)


def package_findings(package: Package) -> list[Finding]:
    """Warn about document properties, defined names and every other store of hidden content."""
    findings = []
    for part, name, what in _PROPERTIES:
        text = package.properties.get((part, name), "")
        if text and text.lower() not in _SOFTWARE:
            message = told("the document properties contain {}", told(what))
            findings.append(_warn(part, "", "document-property", message, _INSPECT))
    for prefix, rule, what in _PARTS:
        path = next((p for p in package.names if p.startswith(prefix) and "_rels/" not in p), None)
        if path:
            findings.append(
                _warn(path, "", rule, told("the workbook contains {}", told(what)), _INSPECT)
            )
    if package.defined_names:
        words = told("{} defined names", package.defined_names)
        remedy = "In Excel: Formulas › Name Manager; delete what the study does not need."
        findings.append(_warn(package.workbook, "", "defined-name", words, remedy))
    if package.date_1904:
        words = told("the workbook counts days from 1904 (old Mac Excel); its dates were converted")
        remedy = "Compare one date with the source."
        findings.append(_finding("info", "", "", "date-1904", words, remedy))
    return findings


def sheet_findings(
    sheet: str, marks: Marks, comments: Sequence[Cell], hidden: bool
) -> list[Finding]:
    """Warn about hidden, commented, erroneous and never-calculated cells of one sheet."""
    findings = []
    if hidden:
        remedy = "Unhide the sheet and check it, or delete it."
        findings.append(
            _warn(sheet, "", "hidden-sheet", "the sheet is hidden; it was read", remedy)
        )
    if marks.hidden_rows:
        words = told(
            "{} hidden (perhaps by a filter); they were read", some_rows(marks.hidden_rows)
        )
        remedy = "Clear the filter or unhide the rows and check them."
        findings.append(_warn(sheet, str(marks.hidden_rows[0]), "hidden-rows", words, remedy))
    for letters in marks.hidden_columns:
        remedy = "Unhide the column and check it, or delete it."
        words = told("column {} is hidden; it was read", letters)
        findings.append(_warn(sheet, letters, "hidden-column", words, remedy))
    findings += error_findings(sheet, marks.errors)
    for cell, rows in cells_by_column(marks.uncached):
        words = told("a formula without a stored value in {}; read as blank", rows)
        remedy = "Open the workbook in Excel, let it calculate, and save it."
        findings.append(_warn(sheet, cell, "formula-without-value", words, remedy))
    for cell, rows in cells_by_column(comments):
        words = told("a comment in {}; comments are not read", rows)
        findings.append(_warn(sheet, cell, "comment", words, "Delete the comments."))
    return findings


def _warn(sheet: str, cell: str, rule: str, message: str, remedy: str) -> Finding:
    return _finding("warning", sheet, cell, rule, message, remedy)


def _finding(
    severity: Severity, sheet: str, cell: str, rule: str, message: str, remedy: str
) -> Finding:
    return Finding(severity, sheet, cell, rule, message, remedy)
