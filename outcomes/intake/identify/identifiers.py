"""What must not be in a de-identified file: where it is, never what it is."""

from __future__ import annotations

from collections.abc import Iterator

from outcomes.intake.gate.raw import (
    Finding,
    Place,
    Raw,
    RawSheet,
    RawWorkbook,
    Refused,
    cells_by_column,
)
from outcomes.intake.identify.headings import announces_age, announces_counts, header_rule
from outcomes.intake.identify.patient_ids import id_rules
from outcomes.intake.identify.rules import LONG_TEXT, WHAT, severity_of
from outcomes.intake.identify.texts import text_rules
from outcomes.model.file.told import told

OLDEST_AGE = 89
_NO_AGE = 130  # from here on a number is a slip, and says nothing about who it is
_SOFTER = {"identifier-phone": "possible-phone"}  # digits alone, under a heading of lots or counts

Hits = dict[tuple[str, str], set[tuple[str, int]]]


class Identified(Refused):
    """The file holds what could tell who a patient is; ``findings`` say where, never what."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        direct = [f for f in findings if f.severity == "error"]
        places = ", ".join(dict.fromkeys(_place(f) for f in direct[:5]))
        more = len(direct) - 5
        super().__init__(
            "identifiers",
            told("The file holds direct identifiers at {} and {} more.", places, more)
            if more > 0
            else told("The file holds direct identifiers at {}.", places),
            "Remove them from the file and give each patient a study code.",
        )
        self.findings = findings

    def __reduce__(self) -> tuple[type[Identified], tuple[tuple[Finding, ...]]]:  # type: ignore[override]
        return (Identified, (self.findings,))


def _place(finding: Finding) -> str:
    return f"{finding.sheet}!{finding.cell}" if finding.cell else finding.sheet


def find_identifiers(workbook: RawWorkbook) -> tuple[Finding, ...]:
    """Search a file for whatever could tell who a patient is.

    Parameters
    ----------
    workbook
        The file, as read; its `strings` are those of every part that are `worth_a_look`.

    Returns
    -------
    tuple of Finding
        Direct identifiers with severity "error" and a rule that begins with "identifier-";
        what needs a look as "warning". Hidden parts, comments and document properties as such
        are in `workbook.findings`; their texts are searched here. No finding quotes a value.
    """
    hits = _text_hits(workbook)
    for sheet in workbook.sheets:
        for rule, cell in (*_column_hits(sheet), *id_rules(sheet)):
            hits.setdefault((sheet.name, rule), set()).add(cell)
    headed = {
        (sheet.name, rule, letters)
        for sheet in workbook.sheets
        for letters, text in zip(sheet.columns, sheet.header, strict=True)
        if (rule := header_rule(text) or "")
    }
    findings = [
        _finding(
            sheet,
            letters,
            rule,
            told("the heading of column {} announces {}", letters, told(WHAT[rule][0])),
        )
        for sheet, rule, letters in headed
    ]
    for (name, rule), cells in hits.items():
        findings += _located(name, rule, {c for c in cells if (name, rule, c[0]) not in headed})
    return tuple(sorted(findings, key=lambda f: (f.severity, f.sheet, f.rule, f.cell)))


def _text_hits(workbook: RawWorkbook) -> Hits:
    """Return which texts break which rules, equal texts looked at once."""
    hits: Hits = {}
    rules = {text: text_rules(text) for text in {text for _, text in workbook.strings}}
    counted = {
        (sheet.name, letters)
        for sheet in workbook.sheets
        for letters, text in zip(sheet.columns, sheet.header, strict=True)
        if announces_counts(text)
    }
    for place, text in workbook.strings:
        softer = _SOFTER if (place.sheet, place.letters) in counted and text.isdecimal() else {}
        for rule in rules[text]:
            hits.setdefault((place.sheet, softer.get(rule, rule)), set()).add(_cell(place))
    return hits


def _column_hits(sheet: RawSheet) -> Iterator[tuple[str, tuple[str, int]]]:
    for j, letters in enumerate(sheet.columns):
        entries = sheet.entries[j].distinct
        old = {v for v in entries if _over_age(v)} if announces_age(sheet.header[j]) else set()
        long = {v for v in entries if type(v) is str and len(v) > LONG_TEXT}
        for rule, found in (("age-over-89", old), ("long-text", long)):
            if found:
                numbered = zip(sheet.row_numbers, sheet.rows, strict=True)
                yield from ((rule, (letters, n)) for n, row in numbered if row[j] in found)


def _over_age(value: Raw) -> bool:
    try:
        return not isinstance(value, bool) and OLDEST_AGE < float(str(value)) < _NO_AGE
    except ValueError:
        return False


def _cell(place: Place) -> tuple[str, int]:
    return (place.letters, place.row)


def _located(sheet: str, rule: str, cells: set[tuple[str, int]]) -> list[Finding]:
    what = told(WHAT[rule][0])
    findings = []
    if ("", 0) in cells:
        findings.append(_finding(sheet, "", rule, told("{} outside the cells", what)))
    for cell, rows in cells_by_column(cells - {("", 0)}):
        findings.append(_finding(sheet, cell, rule, told("{} in {}", what, rows)))
    return findings


def _finding(sheet: str, cell: str, rule: str, message: str) -> Finding:
    where = f"{sheet}!{cell}" if cell else sheet
    return Finding(
        severity_of(rule), sheet, cell, rule, told("{}: {}", where, message), WHAT[rule][1]
    )
