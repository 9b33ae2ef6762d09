"""Whose row is it: patient ids that are missing, repeated, nearly alike or unknown."""

import re
from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd

from outcomes.dictionary import fold
from outcomes.intake.gate.raw import RawSheet
from outcomes.model.file.report import Issue
from outcomes.model.file.told import told

_DIGITS = "0123456789"


def keyed_rows(
    frame: pd.DataFrame, key: str, letter: str, raw: RawSheet
) -> tuple[pd.DataFrame, list[Issue]]:
    """Return the rows that say whose they are, and one error per row that does not."""
    missing = frame[key].isna().to_numpy()
    issues = [
        Issue("error", raw.name, f"{letter}{row}", "id_missing",
              told("{} is blank; the row is not read", key), "Give the code of the patient.")
        for row in frame["_row"][missing]
    ]  # fmt: skip
    return frame[~missing].reset_index(drop=True), issues


def without_repeats(
    patients: pd.DataFrame, letter: str, raw: RawSheet
) -> tuple[pd.DataFrame, list[Issue]]:
    """Return the first row of each patient, and one error per further row."""
    repeated = patients["patient_id"].duplicated().to_numpy()
    if not repeated.any():
        return patients, []
    first = dict(zip(patients["patient_id"][~repeated], patients["_row"][~repeated], strict=True))
    issues = [
        Issue("error", raw.name, f"{letter}{row}", "id_repeated",
              told("patient_id is the same as in {}{}; only the first row is used",
                   letter, first[name]),
              "One row per patient: correct the code, or move records to their own sheet.")
        for name, row in zip(
            patients["patient_id"][repeated], patients["_row"][repeated], strict=True
        )
    ]  # fmt: skip
    return patients[~repeated].reset_index(drop=True), issues


def alike(name: str) -> tuple[str, str]:
    """Return what an id and its near-duplicates share: 007, 7 and, in its group, P-7."""
    same = fold(name)
    if same.isascii():  # as the search below would have it, in a fifth of its time
        prefix = same.rstrip(_DIGITS)
        number = same[len(prefix) :]
        return prefix, number.lstrip("0") or number[-1:]
    match = re.match(r"^(.*?)0*(\d+)$", same)
    return (match[1], match[2]) if match else (same, "")


def near_repeats(patients: pd.DataFrame, letter: str, raw: RawSheet) -> Iterator[Issue]:
    """Yield a warning per id that differs from an earlier one only in zeros or punctuation."""
    seen: dict[tuple[str, str], int] = {}
    parts = [alike(name) for name in patients["patient_id"]]
    bare = {number for prefix, number in parts if not prefix}
    if not bare and len(set(parts)) == len(parts):
        return
    for (prefix, number), row in zip(parts, patients["_row"], strict=True):
        # GC-007 beside a bare 7, but 01-003 beside 02-003 is two centers
        key = ("", number) if prefix.isalpha() and number in bare else (prefix, number)
        if key in seen:
            yield Issue(
                "warning", raw.name, f"{letter}{row}", "id_nearly_repeated",
                told("patient_id differs from {}{} only in zeros, letters or marks",
                     letter, seen[key]),
                "Check that these are two patients.",
            )  # fmt: skip
        seen.setdefault(key, row)


def strangers(
    frame: pd.DataFrame, patients: pd.DataFrame, letter: str, raw: RawSheet
) -> Iterator[Issue]:
    """Yield a warning per row whose id is not in ``patients``."""
    unknown = ~frame["patient_id"].isin(patients["patient_id"]) & frame["patient_id"].notna()
    known = {alike(name) for name in patients["patient_id"]}
    for name, row in zip(frame["patient_id"][unknown], frame["_row"][unknown], strict=True):
        close = alike(name) in known
        hint = told("; one differs only in leading zeros or punctuation") if close else ""
        yield Issue(
            "warning", raw.name, f"{letter}{row}", "id_unknown",
            told("patient_id is not among the patients{}; the row is not used", hint),
            "Use the same code in every sheet.",
        )  # fmt: skip


def numbered(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the rows with their numbers as ids, for a file that names no patients."""
    ids = pd.Series(np.arange(1, len(frame) + 1).astype(str), dtype=object)
    return frame.assign(patient_id=ids)


def no_arm(patients: pd.DataFrame, address: Mapping[str, str], name: str) -> Iterator[Issue]:
    """Yield a warning per patient of a randomised study without an arm."""
    for row in patients["_row"][patients["arm"].isna()]:
        yield Issue(
            "warning", name, f"{address['arm']}{row}", "arm_missing",
            "arm is blank; the patient is in no comparison and not in the ITT set",
            "Give the arm, or move a screening failure to the sheet screening.",
        )  # fmt: skip
