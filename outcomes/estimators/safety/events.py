"""Which adverse events count: treatment-emergent, of the safety set, within a window."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from outcomes.clinical.onset import days_of, numbers_in, onset_of, within
from outcomes.estimators.base.design import Floats, Mask
from outcomes.model.cohort import Cohort
from outcomes.model.file.unread import unread
from outcomes.model.protocol import SafetyRules
from outcomes.results.note import Note

SERIOUS, RELATED, GRADE = "serious", "related", "grade"
COUNTED = (
    "never_treated", "no_arm", "outside", "before", "late", "unknown", "no_grade", "no_term",
    "no_serious", "no_related", "by_date", "no_time",
)  # fmt: skip
"""What `accounting` counts; a count of 0 is not said."""
UNREAD = {GRADE: "unread_grade", SERIOUS: "unread_serious", RELATED: "unread_related"}
"""What it counts besides where there is any: entries that nobody can read."""


class Occurred(NamedTuple):
    """Treatment-emergent events of the safety set, one entry each.

    ``patient`` is the position within ``cohort.patients``; ``grade`` is 0 where it is blank.
    ``counts`` are those of ``COUNTED``; ``recorded`` tells whether the workbook says anything
    about serious and related; ``unread`` which events hold an entry nobody can read, by column.
    """

    cohort: Cohort
    events: pd.DataFrame
    patient: NDArray[np.intp]
    grade: Floats
    counts: dict[str, int]
    recorded: dict[str, bool]
    unread: dict[str, Mask]


def safety_cohort(cohort: Cohort) -> Cohort:
    """Return the safety set of the cohort's study under the cohort's filters."""
    known = "safety" in cohort.study.populations
    return Cohort(cohort.study, "safety" if known else cohort.population, cohort.filters)


def occurred(cohort: Cohort, window: float | None = None) -> Occurred | None:
    """Return the treatment-emergent events of the safety set; None without the sheet."""
    study, safe = cohort.study, safety_cohort(cohort)
    if not study.has("adverse_events"):
        return None
    table = study.tables["adverse_events"]
    places = pd.Index(safe.patients["patient_id"])
    patient = places.get_indexer(table["patient_id"])
    when = onset_of(study.patients, table, study.tables.get("treatment"))
    late = _after_cutoff(cohort, table)
    inside = patient >= 0
    counted = inside & ~when.before & ~late
    counts = {
        **_patients_left_out(cohort, safe),
        "outside": int((_filtered(cohort, table) & ~inside).sum()),
        "before": int((inside & when.before & ~late).sum()),
        "late": int((inside & late).sum()),
        "unknown": int((counted & when.unknown).sum()),
    }
    if window is not None:
        acute, by_date = within(when, window)
        untimed = np.isnan(when.hours) & np.isnan(when.days)
        counts |= {
            "by_date": int((counted & by_date).sum()), "no_time": int((counted & untimed).sum())
        }  # fmt: skip
        counted &= acute
    events = table[counted]
    grade = numbers_in(events, "grade")
    recorded = {c: c in table and bool(table[c].notna().any()) for c in (SERIOUS, RELATED)}
    open_ = {column: unread(events, column) for column in UNREAD}
    counts |= _blanks(events, grade, recorded, open_)
    grade = np.nan_to_num(grade)
    return Occurred(safe, events, patient[counted], grade, counts, recorded, open_)


def _patients_left_out(cohort: Cohort, safe: Cohort) -> dict[str, int]:
    everybody = cohort.passing
    return {
        "never_treated": int((everybody & ~safe.mask).sum()), "no_arm": int((safe.arm < 0).sum())
    }  # fmt: skip


def _filtered(cohort: Cohort, table: pd.DataFrame) -> Mask:
    kept = cohort.study.patients.loc[cohort.passing, "patient_id"]
    known = table["patient_id"].isin(cohort.study.patients["patient_id"])
    return np.asarray(table["patient_id"].isin(kept) | ~known, dtype=bool)


def _after_cutoff(cohort: Cohort, table: pd.DataFrame) -> Mask:
    cutoff = cohort.study.spec.study.data_cutoff
    if cutoff is None or "start_datetime" not in table:
        return np.zeros(len(table), dtype=bool)
    start = pd.to_datetime(table["start_datetime"], errors="coerce")
    return np.asarray(start.dt.normalize() > pd.Timestamp(cutoff), dtype=bool)


def _blanks(
    events: pd.DataFrame, grade: Floats, recorded: dict[str, bool], unread: dict[str, Mask]
) -> dict[str, int]:
    blank = {GRADE: np.isnan(grade), "term": events["term"].isna()}
    blank |= {column: events[column].isna() for column, known in recorded.items() if known}
    counts = {f"no_{c}": int((rows & ~unread.get(c, False)).sum()) for c, rows in blank.items()}
    lost = {UNREAD[column]: int(rows.sum()) for column, rows in unread.items()}
    return counts | {key: n for key, n in lost.items() if n}


def notes_of(counts: dict[str, int], window: float | None) -> tuple[Note, ...]:
    """Return what is said of the counts above 0."""
    days = days_of(window or 24)
    return tuple(Note(f"ae_{key}", n=int(n), days=int(days)) for key, n in counts.items() if n)


def window_hours(cohort: Cohort) -> float:
    """Return the protocol's window of acute events in hours."""
    return (cohort.study.spec.safety or SafetyRules()).window_hours
