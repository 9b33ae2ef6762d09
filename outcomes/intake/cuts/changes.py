"""What has changed between two cuts of a study: patients, entries, endpoints."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import numpy as np
import pandas as pd

from outcomes.dictionary import sheet_named
from outcomes.model.changes import Changes, Entry, Kind, Moved
from outcomes.model.study import Study

_ID = "patient_id"
HISTORY = ("death_date", "progression_date", "recurrence_date", "surgery_date")
"""Columns whose entries may come, but should not go: an event that disappears rewrites history."""


def changes(before: Study, now: Study) -> Changes:
    """Return what changed from one cut to the next.

    Parameters
    ----------
    before, now
        Two readings of the same study. Patients are matched by ``patient_id``; rows of other
        sheets by patient, those that are equal first, the others in their order.
    """
    old, new = set(before.patients[_ID]), set(now.patients[_ID])
    sheets = ["patients", *sorted(set(before.tables) | set(now.tables))]
    rows, entries = {}, []
    for sheet in sheets:
        pairs, came, went = _matched(before, now, sheet)
        entries += [e for pair in pairs for e in _differing(now, sheet, *pair)]
        if (came or went) and sheet != "patients":
            rows[sheet] = came, went
    both = old & new
    return Changes(
        added=_places(now, new - old),
        removed=_places(before, old - new),
        rows=rows,
        entries=tuple(entries),
        moved=tuple(m for e in now.spec.endpoints if (m := _moved(before, now, e.id, both)).any),
    )


def _places(study: Study, patients: set[str]) -> tuple[str, ...]:
    rows = study.patients.loc[study.patients[_ID].isin(patients), "_row"]
    return tuple(f"{_name(study, 'patients')}!{row}" for row in rows)


def _name(study: Study, sheet: str) -> str:
    return next((report.name for report in study.read if report.sheet == sheet), sheet)


def _table(study: Study, sheet: str) -> pd.DataFrame:
    if sheet == "patients":
        return study.patients
    return study.tables.get(sheet, pd.DataFrame(columns=[_ID, "_row"]))


def _columns(sheet: str, *tables: pd.DataFrame) -> list[str]:
    """Return the columns of the workbook that both tables have: what is derived follows them."""
    known = [column.name for column in sheet_named(sheet).columns]
    return [name for name in known if all(name in table for table in tables)]


def _matched(
    before: Study, now: Study, sheet: str
) -> tuple[list[tuple[dict[str, object], dict[str, object]]], int, int]:
    """Return pairs of rows that are the same one but not equal, and how many came and went."""
    old, new = _table(before, sheet), _table(now, sheet)
    columns = _columns(sheet, old, new)
    if _ID not in columns:
        return [], 0, 0
    left, right = _by_patient(old, columns), _by_patient(new, columns)
    pairs, came, went = [], 0, 0
    for patient in {**left, **right}:
        ours, theirs = _unequal(left.get(patient, []), right.get(patient, []), columns)
        pairs += list(zip(ours, theirs, strict=False))
        came += max(len(theirs) - len(ours), 0)
        went += max(len(ours) - len(theirs), 0)
    return pairs, came, went


def _by_patient(table: pd.DataFrame, columns: list[str]) -> dict[object, list[dict[str, object]]]:
    found: dict[object, list[dict[str, object]]] = defaultdict(list)
    for row in table[[*columns, "_row"]].to_dict("records"):
        found[row[_ID]].append({str(k): None if pd.isna(v) else v for k, v in row.items()})
    return found


def _unequal(
    ours: list[dict[str, object]], theirs: list[dict[str, object]], columns: list[str]
) -> tuple[list[dict[str, object]], list[dict[str, object]]]:
    """Return the rows that have no equal one on the other side."""
    left, theirs = [], list(theirs)
    for row in ours:
        equal = next((r for r in theirs if all(r[c] == row[c] for c in columns)), None)
        if equal is None:
            left.append(row)
        else:
            theirs.remove(equal)
    return left, theirs


def _differing(
    now: Study, sheet: str, before: dict[str, object], after: dict[str, object]
) -> Iterator[Entry]:
    report = next((r for r in now.read if r.sheet == sheet), None)
    letters = {c.column: c.letter for c in report.columns} if report else {}
    for column, value in after.items():
        was = before[column]
        if column == "_row" or value == was or column not in letters:
            continue
        kind: Kind = "filled" if was is None else "blanked" if value is None else "changed"
        address = f"{_name(now, sheet)}!{letters[column]}{after['_row']}"
        yield Entry(kind, address, column, kind == "blanked" and column.endswith(HISTORY))


def _moved(before: Study, now: Study, endpoint: str, both: set[str]) -> Moved:
    if endpoint not in before.endpoints:
        return Moved(endpoint)
    old, new = _outcomes(before, endpoint, both), _outcomes(now, endpoint, both)
    happened, happens = old["event"] == 1, new["event"] == 1
    known, knows = old["event"].notna(), new["event"].notna()
    event = happened & happens
    shift = np.where(event, new["time"] - old["time"], 0.0)
    shift = np.where(np.abs(shift) < 1e-9, 0.0, shift)
    return Moved(
        endpoint,
        new=int((known & knows & ~happened & happens).sum()),
        gone=int((known & knows & happened & ~happens).sum()),
        earlier=int((shift < 0).sum()),
        later=int((shift > 0).sum()),
        available=int((~known & knows).sum()),
        lost=int((known & ~knows).sum()),
    )


def _outcomes(study: Study, endpoint: str, patients: set[str]) -> pd.DataFrame:
    data = study.endpoints[endpoint]
    n = len(study.patients)
    time = data.time if len(data.time) == n else np.zeros(n)
    frame = pd.DataFrame({"time": time, "event": data.event}, index=study.patients[_ID])
    return frame.loc[sorted(patients)]
