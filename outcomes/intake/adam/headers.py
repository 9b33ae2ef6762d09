"""Which header of an ADaM table is which column of the dictionary, and what its words mean."""

from collections.abc import Mapping, Sequence

import pandas as pd

from outcomes.dictionary import columns_of
from outcomes.intake.adam.tables import BLANK, first_filled, letter_of, texts
from outcomes.intake.gate.raw import RawSheet
from outcomes.intake.layout import Values
from outcomes.model.file.report import Issue
from outcomes.model.file.told import told

_OTHERS: dict[str, dict[str, tuple[str, ...]]] = {
    "patients": {
        "arm": ("TRT01P", "ARM"), "arm_actual": ("TRT01A", "ACTARM"),
        "randomisation_date": ("RANDDT", "RANDDTM"),
        "first_treatment_date": ("TRTSDT", "TRTSDTM"), "ecog": ("ECOGBL", "BECOG", "ECOG"),
        # Flags are columns of their own name, which the analysis sets name.
        "efficacy": (), "per_protocol": (),
    },
    "adverse_events": {
        "term": ("AEDECOD", "AETERM"), "soc": ("AESOC", "AEBODSYS"),
        "grade": ("ATOXGR", "AETOXGR", "ATOXGRN", "AETOXGRN", "ASEV", "AESEV"),
        "start_datetime": ("ASTDTM", "ASTDT", "AESTDTC"),
        "end_datetime": ("AENDTM", "AENDT", "AEENDTC"), "related": ("AREL", "AEREL"),
        "dose_datetime": ("LDOSEDTM", "LDOSEDT"),
    },
}  # fmt: skip
_SEVERITY = {"1": ("MILD",), "2": ("MODERATE",), "3": ("SEVERE",)}
_CAUSALITY = {
    "Y": ("RELATED", "POSSIBLE", "POSSIBLY RELATED", "PROBABLE", "PROBABLY RELATED", "DEFINITE",
          "DEFINITELY RELATED", "CERTAIN", "HIGHLY PROBABLE"),
    "N": ("NOT RELATED", "UNRELATED", "NONE", "REMOTE", "UNLIKELY", "UNLIKELY RELATED"),
}  # fmt: skip
_GRADED = {"POSSIBLE", "PROBABLE", "REMOTE", "UNLIKELY"}


def header_map(raw: RawSheet, sheet: str) -> dict[str, str]:
    """Return ``[columns]`` of a table: sheet.column of the dictionary to the header that fills it.

    Where the standard gives several, the first that is not blank throughout.
    """
    frame = texts(raw)
    found = {}
    for column in columns_of(sheet).values():
        if column.name.endswith("_day"):
            continue
        names = _OTHERS[sheet].get(column.name, (column.adam,) if column.adam else ())
        header = first_filled(frame, names) or next((n for n in names if n in frame), "")
        if header:
            found[f"{sheet}.{column.name}"] = header
    return found


def event_values(adae: RawSheet, columns: Mapping[str, str]) -> tuple[Values, list[Issue]]:
    """Return what words of severity and causality mean as grades and Y or N; and say so."""
    frame = texts(adae)
    values: dict[str, Mapping[str, tuple[str, ...]]] = {}
    issues = []
    grade, related = (columns.get(f"adverse_events.{c}", "") for c in ("grade", "related"))
    if _holds(frame, grade, _SEVERITY):
        values["adverse_events.grade"] = _SEVERITY
        message = told(
            "{} is a severity: MILD is read as grade 1, MODERATE as 2, SEVERE as 3", grade
        )
        issues.append(_assumed(adae, grade, "severity_as_grade", message, "grade"))
    if _holds(frame, related, _CAUSALITY):
        values["adverse_events.related"] = _CAUSALITY
        if set(frame[related].str.upper()) & _GRADED:
            message = told(
                "{} grades the causality: from POSSIBLE on it is read "
                "as related, NONE, REMOTE and UNLIKELY as not",
                related,
            )
            issues.append(_assumed(adae, related, "causality_as_related", message, "related"))
    if "TRTEMFL" in frame and set(frame["TRTEMFL"]) == {"Y", ""}:
        values["adverse_events.treatment_emergent"] = {"N": BLANK}
    return values, issues


def _holds(frame: pd.DataFrame, header: str, words: Mapping[str, Sequence[str]]) -> bool:
    return bool(header) and bool(
        {w for group in words.values() for w in group} & set(frame[header].str.upper())
    )


def _assumed(raw: RawSheet, header: str, rule: str, message: str, column: str) -> Issue:
    remedy = told('Say otherwise in [values."adverse_events.{}"] of study.toml.', column)
    return Issue("info", raw.name, letter_of(raw, header), rule, message, remedy)
