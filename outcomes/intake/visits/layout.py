"""Rows of visits as the sheets of the template: patients, and what is assessed again and again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import NamedTuple

from outcomes.dictionary import Column, columns_of, find_column, fold
from outcomes.intake.cells.cell import filled
from outcomes.intake.gate.raw import Raw, RawSheet, RawWorkbook
from outcomes.intake.infer.headers import guesses
from outcomes.intake.layout import Layout
from outcomes.intake.sheets.placing import placed_sheets
from outcomes.intake.sheets.reading import mapped_headers
from outcomes.intake.visits.rows import Visits, visits_of
from outcomes.model.file.report import Issue, Severity
from outcomes.model.file.told import told
from outcomes.model.protocol import StudyBlock, StudySpec

_DAYS = {"follow_up": "contact_date", "response": "assessment_date", "ascites": "assessment_date"}
# Columns of patients that a sheet of visits knows by another name, or at all.
_SAME = {
    "ascites_category": ("ascites", "category"), "ascites_ml": ("ascites", "volume_ml"),
    "cytology": ("ascites", "cytology"), "pci": ("response", "pci"),
    "p_status": ("response", "p_status"), "status": ("follow_up", "status"),
    "progression_date": ("follow_up", "progression_date"),
    "death_date": ("follow_up", "death_date"),
}  # fmt: skip
_LATEST = ("last_contact_date", "last_assessment_date", "status")
_GRAVE = ("arm", "arm_actual", "consent_date", "randomisation_date", "first_treatment_date",
          "death_date", "progression_date")  # fmt: skip


class Meaning(NamedTuple):
    """What one column is: of the patients, and of each sheet of visits; both may be."""

    patients: str
    visits: Mapping[str, str]


def visit_layout(workbook: RawWorkbook, spec: StudySpec | None) -> Layout | None:
    """Return a file whose patients stand in a row per visit as sheets; None for any other file.

    Parameters
    ----------
    workbook : RawWorkbook
    spec : StudySpec, optional
        The protocol, whose [columns] say what headers mean.

    Notes
    -----
    What is filled in again at later visits and belongs to an assessment is a row of ``ascites``,
    ``response`` or ``follow_up``; the baseline of it, and all else, is of the patient. The first
    entry that is filled in counts; where one of the patient's entries differs, that of the
    baseline visit does (of a date of last contact: the last), and the others are named.
    """
    rough = spec or StudySpec(StudyBlock("study", "study", "observational"))
    placed, _ = placed_sheets(workbook, rough)
    raw = next((s for s in workbook.sheets if placed.get(s.name) == "patients"), None)
    mapped = mapped_headers(rough, "patients")
    visits = visits_of(raw, mapped) if raw else None
    if raw is None or visits is None:
        return None
    meanings = _meanings(visits, mapped, guess=spec is None)
    free = [s for s in _DAYS if visits.date is not None and s not in placed.values()]
    records = {s: sheet for s in free if (sheet := _records(visits, meanings, s))}
    patients, issues = _patients(visits, meanings)
    others = [sheet for sheet in workbook.sheets if sheet is not raw]
    return Layout(
        workbook=replace(
            workbook, sheets=(patients, *records.values(), *others),
            placed={**placed, **{sheet.name: s for s, sheet in records.items()}},
        ),
        columns=dict(_columns(visits, meanings, records)),
        issues=(_said(visits, records), *issues),
    )  # fmt: skip


def _meanings(visits: Visits, mapped: Mapping[str, str], *, guess: bool) -> dict[int, Meaning]:
    """Return what each column but the code, the day and the name of the visit is."""
    raw = visits.raw
    by_header = {fold(header): name for name, header in mapped.items()}
    one_each = replace(raw, rows=tuple(_firsts(visits)))
    guessed = {g.header: g.column for g in guesses(one_each)[0]} if guess else {}
    found = {}
    for position, header in enumerate(raw.header):
        if not header or position in (visits.key, visits.date, visits.label):
            continue
        listed = find_column("patients", header)
        name = by_header.get(fold(header)) or (listed.name if listed else guessed.get(header, ""))
        found[position] = _meaning(visits, position, name)
    return found


def _firsts(visits: Visits) -> Iterator[tuple[Raw, ...]]:
    raw = visits.raw
    for rows in visits.rows.values():
        yield tuple(
            next((raw.rows[i][p] for i in rows if visits.says(i, p)), None)
            for p in range(len(raw.header))
        )


def _meaning(visits: Visits, position: int, name: str) -> Meaning:
    header = visits.raw.header[position]
    known = {s: c.name for s in _DAYS if (c := _of_visit(s, header))}
    if name in _SAME:
        sheet, column = _SAME[name]
        known.setdefault(sheet, column)
    if "overall_response" in known.values():
        known.pop("ascites", None)  # an ascites response would say so
    if name and not visits.again(position):
        known = {}
    changing = name and not visits.varies(position)
    if changing:
        known.pop("follow_up", None)
    own = name if "follow_up" not in known and (name or not known) else ""
    return Meaning(own, known)


def _of_visit(sheet: str, header: str) -> Column | None:
    column = find_column(sheet, header)
    return None if column is None or column.name in ("patient_id", _DAYS[sheet]) else column


def _records(visits: Visits, meanings: Mapping[int, Meaning], sheet: str) -> RawSheet | None:
    """Return the rows in which something of a sheet was assessed; a contact is every visit."""
    chosen = [p for p, meaning in meanings.items() if sheet in meaning.visits]
    if (not chosen and sheet != "follow_up") or visits.date is None:
        return None
    front = [visits.key, visits.date, *([visits.label] if visits.label is not None else [])]
    rows = [
        i
        for i, row in enumerate(visits.raw.rows)
        if filled(row[visits.key])
        and filled(row[visits.date])
        and (sheet == "follow_up" or any(visits.says(i, p) for p in chosen))
    ]
    name = f"{visits.raw.name} ({sheet})"
    return _part(visits.raw, name, [*front, *chosen], {i: visits.raw.rows[i] for i in rows})


def _patients(visits: Visits, meanings: Mapping[int, Meaning]) -> tuple[RawSheet, list[Issue]]:
    """Return a row per patient, and where the entries of one patient differ."""
    raw = visits.raw
    mine = [p for p, meaning in meanings.items() if meaning.patients or not meaning.visits]
    rows = {at[0]: list(raw.rows[at[0]]) for at in visits.rows.values()}
    issues: list[Issue] = []
    for position in mine:
        meaning = meanings[position]
        varies = visits.varies(position)
        for who, at in visits.rows.items():
            used = _used(visits, who, position, meaning.patients, varies)
            rows[at[0]][position] = None if used is None else raw.rows[used][position]
            if varies and not meaning.visits:
                issues += _differing(visits, who, position, meaning.patients, used)
    rows |= {i: list(raw.rows[i]) for i in visits.nameless}
    return _part(raw, raw.name, [visits.key, *mine], rows), issues


def _used(visits: Visits, who: str, position: int, name: str, varies: bool) -> int | None:
    """Return the row of the entry that counts; None for none."""
    at = [i for i, _ in visits.texts(who, position)]
    if not at:
        return None
    if name in _LATEST:
        return at[-1]
    dated = name.endswith("_date")
    return at[0] if dated or not varies or at[0] == visits.rows[who][0] else None


def _differing(
    visits: Visits, who: str, position: int, name: str, used: int | None
) -> Iterator[Issue]:
    raw = visits.raw
    says = fold(str(raw.rows[used][position])) if used is not None else None
    which = told("last") if name in _LATEST else told("first")
    measured = name in _LATEST or visits.usually_again(position)
    severity: Severity = "error" if name in _GRAVE else "info" if measured else "warning"
    for i, text in visits.texts(who, position):
        if i != used and (used is None or fold(text) != says):
            yield Issue(
                severity, raw.name, f"{raw.columns[position]}{raw.row_numbers[i]}",
                "visits_disagree",
                told("{} differs between the visits of a patient; that of the {} visit is used",
                     name or told("this column"), which),
                "Correct it, if it is not measured anew at every visit.",
            )  # fmt: skip


def _part(
    raw: RawSheet, name: str, positions: list[int], rows: Mapping[int, list[Raw] | tuple[Raw, ...]]
) -> RawSheet:
    return replace(
        raw,
        name=name,
        header=tuple(raw.header[p] for p in positions),
        columns=tuple(raw.columns[p] for p in positions),
        units=tuple(raw.units[p] for p in positions) if raw.units else (),
        row_numbers=tuple(raw.row_numbers[i] for i in rows),
        rows=tuple(tuple(row[p] for p in positions) for row in rows.values()),
    )


def _columns(
    visits: Visits, meanings: Mapping[int, Meaning], records: Mapping[str, RawSheet]
) -> Iterator[tuple[str, str]]:
    header = visits.raw.header
    for sheet in ("patients", *records):
        yield f"{sheet}.patient_id", header[visits.key]
    for sheet in records:
        if visits.date is not None:
            yield f"{sheet}.{_DAYS[sheet]}", header[visits.date]
        if visits.label is not None and "visit" in columns_of(sheet):
            yield f"{sheet}.visit", header[visits.label]
        for position, meaning in meanings.items():
            if sheet in meaning.visits:
                yield f"{sheet}.{meaning.visits[sheet]}", header[position]


def _said(visits: Visits, records: Mapping[str, RawSheet]) -> Issue:
    n = sum(map(len, visits.rows.values()))
    into = ", ".join(f"{sheet} ({len(raw.rows)})" for sheet, raw in records.items()) or told(
        "no sheet"
    )
    message = told(
        "a row per visit: {} patients in {} rows; visits are read as {}", len(visits.rows), n, into
    )
    return Issue("info", visits.raw.name, "", "visit_rows", message)
