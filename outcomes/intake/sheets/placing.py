"""Which tab of a file is which sheet, and the date at which its data were cut."""

import datetime as dt

from outcomes.dictionary import Column, find_sheet, fold
from outcomes.intake.cells.days.dates import DateStyle, clean_date
from outcomes.intake.cells.file_facts import FileFacts
from outcomes.intake.gate.raw import RawSheet, RawWorkbook
from outcomes.intake.sheets.reading import mapped_sheets
from outcomes.model.file.report import Issue
from outcomes.model.file.told import told
from outcomes.model.protocol import StudySpec

_README = frozenset(
    map(fold, ("readme", "read me", "说明", "使用说明", "填写说明", "instructions"))
)
_CUTOFF = frozenset(
    map(fold, ("data_cutoff", "data cut-off", "cutoff", "数据截止日期", "截止日期", "数据截止日"))
)


def placed_sheets(workbook: RawWorkbook, spec: StudySpec) -> tuple[dict[str, str], list[Issue]]:
    """Return which sheet of the dictionary each tab is; a lone unknown tab is ``patients``."""
    by_protocol = mapped_sheets(spec)
    placed: dict[str, str] = {}
    issues: list[Issue] = []
    unknown = []
    for raw in workbook.sheets:
        found = find_sheet(raw.name)
        by_layout = workbook.placed.get(raw.name) or (found.name if found else None)
        name = by_protocol.get(fold(raw.name)) or by_layout
        if name is None:
            unknown.append(raw)
        elif name in placed.values():
            issues.append(_ignored(raw, told("a second sheet is {}; only the first is read", name)))
        else:
            placed[raw.name] = name
    unknown = [raw for raw in unknown if raw.rows and fold(raw.name) not in _README]
    if "patients" not in placed.values() and len(unknown) == 1:
        placed[unknown[0].name] = "patients"
        message = "no sheet is named patients; this one is read as patients"
        issues.append(Issue("info", unknown[0].name, "", "sheet_assumed", message))
        return placed, issues
    for raw in unknown:
        issues.append(_ignored(raw, "this sheet has none of the known names and is not read"))
    if "patients" not in placed.values():
        remedy = "Name the sheet with one row per patient 'patients'."
        issues.append(Issue("error", "", "", "no_patients", "no sheet holds the patients", remedy))
    return placed, issues


def _ignored(raw: RawSheet, message: str) -> Issue:
    remedy = 'If it is needed, name its kind in [columns]: treatment = "name of the tab".'
    return Issue("info", raw.name, "", "sheet_not_read", message, remedy)


def data_cutoff(
    raw: RawSheet | None, spec: StudySpec, file: FileFacts
) -> tuple[dt.date | None, list[Issue]]:
    """Return the data cut-off: study.toml wins over the sheet ``meta``."""
    declared = spec.study.data_cutoff
    if raw is None:
        return declared, []
    lines = [(1, tuple(raw.header)), *zip(raw.row_numbers, raw.rows, strict=True)]
    style = DateStyle(file.date_1904, file.latest, spec.study.date_order or "")
    column = Column("data_cutoff", "date", "", "", "")
    for row, cells in lines:
        if len(cells) < 2 or fold(str(cells[0] or "")) not in _CUTOFF:
            continue
        cleaned = clean_date(cells[1], column, style)
        address = f"{raw.columns[1]}{row}"
        if cleaned.value is None:
            found = cleaned.problem
            return declared, [Issue(found.severity, raw.name, address, *found[1:])] if found else []
        given = cleaned.value.date()
        if declared and declared != given:
            message = told("data_cutoff differs from study.toml: {} is used", declared)
            return declared, [Issue("warning", raw.name, address, "cutoff_differs", message,
                                    "Make them agree.")]  # fmt: skip
        return given, []
    return declared, []
