"""ADSL: who was screened, who entered, in which arm and analysis sets."""

import re
from dataclasses import replace
from typing import NamedTuple

import numpy as np
import pandas as pd

from outcomes.intake.adam.tables import BLANK, first_filled, headers_of, kept_rows, letter_of, texts
from outcomes.intake.gate.raw import Raw, RawSheet
from outcomes.intake.layout import Values
from outcomes.model.file.report import Issue
from outcomes.model.file.told import told

SETS = {
    "ITTFL": ("itt", "Intention to treat"), "MITTFL": ("mitt", "Modified intention to treat"),
    "FASFL": ("fas", "Full analysis set"), "EFFFL": ("efficacy", "Efficacy set"),
    "PPROTFL": ("per_protocol", "Per protocol"), "SAFFL": ("safety", "Safety (as treated)"),
    "RANDFL": ("randomised", "Randomized"), "ENRLFL": ("enrolled", "Enrolled"),
}  # fmt: skip
"""Population flags of the standard: id and label of the analysis set."""

_DERIVED = ("itt", "safety")  # sets every study has, read from columns of that name
_FAILURE = re.compile(r"scr(?:ee)?n\w*[\s_-]*fail|not\s*assign|^notassgn$", re.IGNORECASE)
_UNTREATED = re.compile(r"not?\s*treat|no\s*treatment|^nottrt$|^untreated$", re.IGNORECASE)
_PLANNED = ("TRT01P", "ARM", "ARMCD")


class Subjects(NamedTuple):
    """The sheets ``patients`` and ``screening``, and who of ADSL never entered the study."""

    patients: RawSheet
    screening: RawSheet
    left_out: frozenset[str]
    issues: tuple[Issue, ...]


def subjects(adsl: RawSheet) -> Subjects:
    """Return who entered the study apart from who was only screened.

    A screening failure is who is called so by the planned arm, or has neither a date of
    randomization (without that column: an arm) nor any analysis set.
    """
    frame = texts(adsl)
    failed = _failed(frame)
    ids = frozenset(frame["USUBJID"][failed]) - {""}
    issues = []
    if failed.any():
        issues.append(
            Issue("info", adsl.name, "", "screening_failures",
                  told("screening failures, {} of {} subjects, are counted as screened "
                       "and are in no analysis", int(failed.sum()), len(frame)))
        )  # fmt: skip
    patients, untreated = _without_untreated(kept_rows(adsl, ~failed))
    return Subjects(patients, _screening(adsl, frame, failed), ids, (*issues, *untreated))


def _failed(frame: pd.DataFrame) -> np.ndarray:
    named = [frame[c].str.contains(_FAILURE) for c in _PLANNED if c in frame]
    called = np.any([c.to_numpy(bool) for c in named], axis=0)
    planned = first_filled(frame, ("TRT01P", "ARM"))
    no_arm = (frame[planned] == "").to_numpy() if planned else np.ones(len(frame), dtype=bool)
    dated = first_filled(frame, ("RANDDT", "RANDDTM"))
    outside = (frame[dated] == "").to_numpy() if dated else no_arm
    flags = [c for c in SETS if c in frame]
    if flags:
        return called | (outside & ~(frame[flags] == "Y").any(axis=1).to_numpy())
    return called | (outside & no_arm)


def _screening(adsl: RawSheet, frame: pd.DataFrame, failed: np.ndarray) -> RawSheet:
    """Return the sheet ``screening``: one row per subject, with what ADSL says of their way."""
    planned = first_filled(frame, ("TRT01P", "ARM"))
    actual = first_filled(frame, ("TRT01A", "ACTARM"))
    inside = pd.Series(~failed)
    columns: dict[str, tuple[str, pd.Series]] = {
        "screening_no": ("USUBJID", frame["USUBJID"]),
        "patient_id": ("USUBJID", frame["USUBJID"].where(inside, "")),
        "randomised": (planned, inside.map({True: "Y", False: "N"})),
    }
    if planned:
        columns["arm"] = (planned, frame[planned].where(inside, ""))
        reason = first_filled(frame, ("DCSCREEN", "SCRNFRS"))
        given = frame[reason] if reason else frame[planned]
        columns["exclusion_reason"] = (reason or planned, given.where(~inside, ""))
    if planned and actual:
        same = (frame[actual] == frame[planned]).map({True: "Y", False: "N"})
        columns["received_allocated"] = (actual, same.where(inside, ""))
        columns["not_received_reason"] = (actual, frame[actual].where(inside & (same == "N"), ""))
    if first_filled(frame, ("EOTSTT",)):
        stopped = frame["EOTSTT"].map({"DISCONTINUED": "Y", "COMPLETED": "N", "ONGOING": "N"})
        columns["discontinued"] = ("EOTSTT", stopped.fillna(""))
        if "DCTREAS" in frame:
            columns["discontinued_reason"] = ("DCTREAS", frame["DCTREAS"])
    cells = [[_cell(text) for text in series] for _, series in columns.values()]
    return RawSheet(
        name=f"{adsl.name} (screening)",
        header=tuple(columns),
        columns=tuple(letter_of(adsl, source) for source, _ in columns.values()),
        row_numbers=adsl.row_numbers,
        rows=tuple(zip(*cells, strict=True)),
    )


def _cell(text: str) -> Raw:
    return text or None


def arm_order(patients: RawSheet) -> dict[str, float]:
    """Return the number of each planned arm, TRT01PN; empty without that column."""
    frame = texts(patients)
    if not {"TRT01P", "TRT01PN"} <= set(frame.columns):
        return {}
    numbers = pd.to_numeric(frame["TRT01PN"], errors="coerce")
    return numbers.groupby(frame["TRT01P"]).min().dropna().drop("", errors="ignore").to_dict()


def is_randomised(frame: pd.DataFrame) -> bool:
    """Whether subjects were randomized: several planned arms, and a date or a flag that says so."""
    planned = first_filled(frame, ("TRT01P", "ARM"))
    several = bool(planned) and len(set(frame[planned]) - {""}) > 1
    said = any(flag in frame and (frame[flag] == "Y").any() for flag in ("RANDFL", "ITTFL"))
    return several and (said or bool(first_filled(frame, ("RANDDT", "RANDDTM"))))


def population_blocks(patients: RawSheet) -> list[dict[str, str]]:
    """Return an analysis set per population flag; those every study has need no block."""
    frame = texts(patients)
    return [
        {"id": name, "label": label, "column": flag.lower()}
        for flag, (name, label) in SETS.items()
        if first_filled(frame, (flag,)) and name not in _DERIVED
    ]


def flag_values(patients: RawSheet) -> tuple[Values, list[Issue]]:
    """Return, for every population flag that is only ever Y, that a blank means N; and say so."""
    frame = texts(patients)
    values: dict[str, dict[str, tuple[str, ...]]] = {}
    found: list[Issue] = []
    for flag, (name, _) in SETS.items():
        if flag not in frame or set(frame[flag]) != {"Y", ""}:
            continue
        values[f"patients.{name if name in _DERIVED else flag.lower()}"] = {"N": BLANK}
        n = int((frame[flag] == "").sum())
        message = told("{} is Y or blank, never N: its blank cells ({}) are read as N", flag, n)
        letter = letter_of(patients, flag)
        found.append(Issue("info", patients.name, letter, "flag_blank", message))
    return values, found


def _without_untreated(patients: RawSheet) -> tuple[RawSheet, list[Issue]]:
    """Return the sheet without the words that say that nobody was treated in an actual arm."""
    actual = first_filled(frame := texts(patients), ("TRT01A", "ACTARM"))
    untreated = frame[actual].str.contains(_UNTREATED).to_numpy(bool) if actual else np.zeros(0)
    if not untreated.any():
        return patients, []
    at = headers_of(patients).index(actual)
    rows = tuple(
        (*row[:at], None, *row[at + 1 :]) if blank else row
        for row, blank in zip(patients.rows, untreated, strict=True)
    )
    message = told("patients not treated have no actual arm: {}", int(untreated.sum()))
    issue = Issue("info", patients.name, letter_of(patients, actual), "not_treated", message)
    return replace(patients, rows=rows), [issue]
