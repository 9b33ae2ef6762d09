"""A raw workbook and a protocol to typed tables, with an address for everything that is wrong."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from outcomes.dictionary import sheet_named
from outcomes.intake.cells.file_facts import NOTHING_KNOWN, FileFacts, file_facts
from outcomes.intake.gate.raw import RawSheet, RawWorkbook
from outcomes.intake.sheets import keys
from outcomes.intake.sheets.placing import data_cutoff, placed_sheets
from outcomes.intake.sheets.sheet_table import SheetTable, read_sheet, unread
from outcomes.model.file.report import Issue, SheetReport
from outcomes.model.file.told import told
from outcomes.model.protocol import StudySpec


@dataclass(frozen=True, slots=True, eq=False)
class Tables:
    """Typed tables by sheet of the dictionary, and what the file calls them.

    Attributes
    ----------
    frames
        By sheet, ``patients`` always: columns by canonical name, ``_row`` the row in the file.
        Codes and text are object (None missing; several codes joined by ``;``), Y/N are 1.0, 0.0
        or nan, numbers float64, dates datetime64[ns]. ``meta`` holds the data cut-off alone.
    names
        Sheet to its name in the file.
    letters
        (sheet, column) to the letter of the column in the file.
    data_cutoff
        Of study.toml, else of the sheet ``meta``.
    """

    frames: Mapping[str, pd.DataFrame]
    names: Mapping[str, str] = field(default_factory=dict)
    letters: Mapping[tuple[str, str], str] = field(default_factory=dict)
    issues: tuple[Issue, ...] = ()
    reports: tuple[SheetReport, ...] = ()
    data_cutoff: dt.date | None = None
    sheets: Mapping[str, SheetTable] = field(default_factory=dict)
    file: FileFacts = NOTHING_KNOWN

    @property
    def patients(self) -> pd.DataFrame:
        """The sheet with one row per patient."""
        return self.frames["patients"]

    def cell(self, sheet: str, column: str, row: int) -> str:
        """Return the address of a cell within its sheet: ``C7``, or the row alone."""
        return f"{self.letters.get((sheet, column), '')}{row}"

    def name(self, sheet: str) -> str:
        """Return what the file calls a sheet."""
        return self.names.get(sheet, sheet)


def to_tables(workbook: RawWorkbook, spec: StudySpec, before: Tables | None = None) -> Tables:
    """Return the typed tables of a workbook.

    Only columns of the dictionary and columns the protocol names are read; everything else is
    reported as not read. Every cell that cannot be read is an issue at ``sheet!cell`` and missing
    in the table.

    Parameters
    ----------
    workbook
    spec
    before
        The same workbook as another protocol reads it: what both read alike is read once.
    """
    placed, issues = placed_sheets(workbook, spec)
    known = before.sheets if before else {}
    file = before.file if before else file_facts(workbook, dt.date.today())
    tables: dict[str, SheetTable] = {}
    reports: list[SheetReport] = []
    for raw in workbook.sheets:
        name = placed.get(raw.name)
        if name is None or name == "meta":
            reports.append(unread(raw, name))
            continue
        tables[name] = read_sheet(sheet_named(name), raw, spec, file, known.get(name))
        reports.append(tables[name].report)
        issues += tables[name].issues
    raws = {placed[raw.name]: raw for raw in workbook.sheets if raw.name in placed}
    frames, key_issues = _linked(tables, raws, spec)
    cutoff, cutoff_issues = data_cutoff(raws.get("meta"), spec, file)
    if cutoff and "meta" in raws:
        frames["meta"] = pd.DataFrame({"key": ["data_cutoff"], "value": [cutoff.isoformat()]})
    return Tables(
        frames=frames,
        names={name: raw.name for name, raw in raws.items()},
        letters={(s, c): letter for s, t in tables.items() for c, letter in t.letters.items()},
        issues=(*issues, *key_issues, *cutoff_issues),
        reports=tuple(reports),
        data_cutoff=cutoff,
        sheets=tables,
        file=file,
    )


def _linked(
    tables: Mapping[str, SheetTable], raws: Mapping[str, RawSheet], spec: StudySpec
) -> tuple[dict[str, pd.DataFrame], list[Issue]]:
    """Return the tables with rows that say whose they are, and what is wrong with the keys."""
    if "patients" not in tables:
        return {"patients": pd.DataFrame({"patient_id": pd.Series(dtype=object)})}, []
    issues: list[Issue] = []
    patients, found = _patients(tables["patients"], raws["patients"], spec, len(tables))
    issues += found
    frames = {"patients": patients}
    for name, table in tables.items():
        key = sheet_named(name).key
        if name == "patients":
            continue
        if key not in table.frame:
            issues.append(_no_key(raws[name], name, key))
            continue
        frame, found = keys.keyed_rows(table.frame, key, table.letters[key], raws[name])
        if name != "screening":
            found += keys.strangers(frame, patients, table.letters[key], raws[name])
        frames[name], issues = frame, issues + found
    return frames, issues


def _no_key(raw: RawSheet, sheet: str, key: str) -> Issue:
    return Issue("error", raw.name, "", "no_id",
        told("the sheet has no column {} and is not read", key),
                 told('Add it, or map it in [columns]: "{}.{}".', sheet, key))  # fmt: skip


def _patients(
    table: SheetTable, raw: RawSheet, spec: StudySpec, n_sheets: int
) -> tuple[pd.DataFrame, list[Issue]]:
    frame, letters = table.frame, table.letters
    if "patient_id" not in frame:
        severity = "warning" if n_sheets == 1 else "error"
        message = "patients have no patient_id; their rows are numbered instead"
        issues = [Issue(severity, raw.name, "", "no_id", message, "Add the column patient_id.")]  # type: ignore[arg-type]
        frame = keys.numbered(frame)
    else:
        letter = letters["patient_id"]
        frame, issues = keys.keyed_rows(frame, "patient_id", letter, raw)
        frame, repeated = keys.without_repeats(frame, letter, raw)
        issues += [*repeated, *keys.near_repeats(frame, letter, raw)]
    frame, moved = _alive_until(frame, table, raw)
    issues += moved
    if spec.study.design == "randomised" and "arm" in frame:
        # A cell that names no arm has its own issue, and is not blank.
        named = {issue.cell for issue in table.issues}
        issues += [i for i in keys.no_arm(frame, letters, raw.name) if i.cell not in named]
    first = ["patient_id", *(c for c in frame.columns if c != "patient_id")]
    return frame[first], issues


def _alive_until(
    frame: pd.DataFrame, table: SheetTable, raw: RawSheet
) -> tuple[pd.DataFrame, list[Issue]]:
    """Return patients with no death, known to the month, before a day they were seen alive."""
    if not {"death_date", "last_contact_date"} <= set(frame.columns):
        return frame, []
    death, seen = frame["death_date"], frame["last_contact_date"]
    exact = ~frame["_row"].isin(table.imputed.get("last_contact_date", frozenset()))
    early = frame["_row"].isin(table.imputed.get("death_date", frozenset())) & exact
    early &= (death < seen) & (death.dt.to_period("M") == seen.dt.to_period("M"))
    issues = [
        Issue(
            "warning", raw.name, f"{table.letters['death_date']}{row}", "date_month_moved",
            "death_date gives only the month and is read as the day of the last contact",
            "Give the day of death.",
        )
        for row in frame["_row"][early]
    ]  # fmt: skip
    return frame.assign(death_date=death.where(~early, seen)), issues
