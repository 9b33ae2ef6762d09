"""A REDCap export as the sheets of the template: patients, and one per repeated form."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from outcomes.dictionary import find_sheet, fold
from outcomes.intake.cells.cell import is_missing
from outcomes.intake.gate.raw import Raw, RawSheet, RawWorkbook
from outcomes.intake.layout import Layout
from outcomes.intake.redcap.export import Export
from outcomes.intake.redcap.forms import Filled, filled_forms, with_known_boxes
from outcomes.intake.sheets.reading import mapped_sheets
from outcomes.model.file.report import Issue
from outcomes.model.file.told import told
from outcomes.model.protocol import StudySpec

_BASELINE = ("baseline", "基线", "enrol", "入组", "screen", "筛选")
_ARM = re.compile(r"_arm_\w+$|\s*\(Arm \d+[^)]*\)$", re.IGNORECASE)
_CHOICE = re.compile(r"\s*\(choice=(.*)\)$")


def redcap_layout(workbook: RawWorkbook, export: Export, spec: StudySpec | None) -> Layout:
    """Return an export as sheets: a row per record, and a row per filled-in repeated form.

    Parameters
    ----------
    workbook : RawWorkbook
    export : Export
        One of its sheets.
    spec : StudySpec, optional
        The protocol, whose [columns] may say which sheet a form is.

    Notes
    -----
    A form that any record has more than once, over events or as a repeat, is a sheet of its own;
    its values at the baseline event stand in ``patients`` too. Every other form is ``patients``,
    whatever event it belongs to; the row of the file is that of the record's baseline event.
    """
    export, asked = with_known_boxes(export)
    forms = filled_forms(export)
    patients = _patients(export, forms)
    repeated = [f for f in forms if f.repeated]
    names = _names(export, repeated, patients.name)
    records = [_records(export, f, name) for f, name in zip(repeated, names, strict=True)]
    placed = {patients.name: "patients"} | _placed(records, mapped_sheets(spec) if spec else {})
    others = (raw for raw in workbook.sheets if raw.name != export.raw.name)
    return Layout(
        workbook=replace(workbook, sheets=(patients, *records, *others), placed=placed),
        columns=_columns(export, placed.values()),
        blocks={"study": {"format": "redcap"}, "covariate": _box_blocks(export, patients)},
        issues=(_said(patients, records), *asked),
    )


def _placed(records: Sequence[RawSheet], by_protocol: Mapping[str, str]) -> dict[str, str]:
    """Return which sheet of the dictionary each repeated form is, where its name says so."""
    placed: dict[str, str] = {}
    for sheet in records:
        found = find_sheet(sheet.name)
        name = by_protocol.get(fold(sheet.name)) or (found.name if found else "")
        if name and name not in placed.values():
            placed[sheet.name] = name
    return placed


def _columns(export: Export, sheets: Collection[str]) -> dict[str, str]:
    header = export.raw.header
    columns = {f"{name}.patient_id": header[0] for name in sheets}
    if export.site is not None:
        columns["patients.site"] = header[export.site]
    if export.event is not None and "ascites" in sheets:
        columns["ascites.visit"] = header[export.event]
    return columns


def _said(patients: RawSheet, records: Sequence[RawSheet]) -> Issue:
    repeated = ", ".join(f"'{sheet.name}' ({len(sheet.rows)})" for sheet in records) or told("none")
    message = told(
        "a REDCap export of {} records; repeated forms: {}", len(patients.rows), repeated
    )
    return Issue("info", patients.name, "", "redcap_export", message)


def _patients(export: Export, forms: Sequence[Filled]) -> RawSheet:
    """Return one row per record: the baseline event, and forms that are filled in only once."""
    rows = export.raw.rows
    at = _baseline_rows(export)
    once = [f for f in forms if f.rows or not f.repeats]
    front = [0] if export.site is None else [0, export.site]
    cells: dict[str, list[Raw]] = {key: [rows[i][p] for p in front] for key, i in at.items()}
    for filled in once:
        only = {} if filled.repeated else {export.text(rows[i], 0): i for i in filled.rows}
        for key, baseline in at.items():
            row = rows[only.get(key, baseline)]
            mine = not export.text(row, export.form)
            cells[key] += [row[p] if mine else None for p in filled.form.fields]
    positions = [*front, *(p for f in once for p in f.form.fields)]
    raw = export.raw
    return RawSheet(
        name=raw.name,
        header=tuple(raw.header[p] for p in positions),
        columns=tuple(raw.columns[p] for p in positions),
        row_numbers=tuple(raw.row_numbers[i] for i in at.values()),
        rows=tuple(tuple(cells[key]) for key in at),
        separator=raw.separator,
    )


def _baseline_rows(export: Export) -> dict[str, int]:
    """Return the row of each record at the baseline event, else its first one at an event."""
    events = [_ARM.sub("", export.text(row, export.event)).casefold() for row in export.raw.rows]
    baseline = _baseline(list(dict.fromkeys(events)))
    rank: dict[str, tuple[bool, bool, int]] = {}
    for i, row in enumerate(export.raw.rows):
        key = export.text(row, 0)
        mine = (bool(export.text(row, export.form)), events[i] != baseline, i)
        if not is_missing(key):
            rank[key] = min(rank.get(key, mine), mine)
    return {key: i for key, (_, _, i) in rank.items()}


def _baseline(events: Sequence[str]) -> str:
    """Return the event named like a baseline, else the first one of the file."""
    named = (event for word in _BASELINE for event in events if word in event)
    return next(named, events[0] if events else "")


def _names(export: Export, repeated: Sequence[Filled], taken: str) -> list[str]:
    """Return a name per repeated form: its own, else the one of its repeats, else a number."""
    names: list[str] = []
    for number, filled in enumerate(repeated, 1):
        labels = {export.text(export.raw.rows[i], export.form) for i in filled.repeats}
        name = filled.form.name or (labels.pop() if len(labels) == 1 else "")
        if not name or name in (taken, *names):
            name = f"{export.raw.name} form {number}"
        names.append(name)
    return names


def _records(export: Export, filled: Filled, name: str) -> RawSheet:
    """Return one row per filled-in form: at an event, or as a repeat."""
    raw = export.raw
    chosen = sorted((*filled.rows, *filled.repeats))
    front = [0] if export.event is None else [0, export.event]
    positions = [*front, *filled.form.fields]
    return RawSheet(
        name=name,
        header=tuple(raw.header[p] for p in positions),
        columns=tuple(raw.columns[p] for p in positions),
        row_numbers=tuple(raw.row_numbers[i] for i in chosen),
        rows=tuple(tuple(raw.rows[i][p] for p in positions) for i in chosen),
        separator=raw.separator,
    )


def _box_blocks(export: Export, patients: RawSheet) -> list[dict[str, Any]]:
    """Return a covariate block per choice of a checkbox that some have and some have not."""
    boxes = {header for i, header in enumerate(export.raw.header) if export.is_checkbox(i)}
    blocks = []
    for position, header in enumerate(patients.header):
        known = {str(row[position]).casefold() for row in patients.rows} - {"none"}
        if header in boxes and len(known) > 1:
            name = re.sub(r"\W+", "_", header.casefold()).strip("_")
            label = _CHOICE.sub(r": \1", header)
            blocks.append({"id": name, "label": label, "kind": "binary", "subgroup": True})
    return blocks
