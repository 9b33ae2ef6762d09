"""How far each patient came on the way to resection: what every conversion figure counts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import pandas as pd

from outcomes.clinical.study_days import cutoff_of, dated, days_of
from outcomes.clinical.surgery import Kind, kind_of, origin_of
from outcomes.estimators.base.design import Floats, Mask, groups_of
from outcomes.model.cohort import Cohort

CURATIVE = ("conversion", "radical")
LAPAROSCOPY = "lapar|腹腔镜"


class Course(NamedTuple):
    """Who of the cohort reached what; arrays of shape (n,), None = the data cannot tell.

    Attributes
    ----------
    kind
        What the resection is: conversion surgery, or (where the study has radical operations and
        no conversion at all) radical surgery.
    treated, restaged
        First treatment given; a tumor assessment after the origin other than NE.
    second_look, clear, explored
        Laparoscopy or second look after the origin; P0 and CY0 found at one assessment; second
        look, exploration or any other operation after the origin.
    resected, r0
        1, 0 or nan (blank), as the columns ``conversion_surgery`` and ``r0_resection`` have it.
    """

    kind: Kind
    treated: Mask | None
    restaged: Mask | None
    second_look: Mask | None
    clear: Mask | None
    explored: Mask | None
    resected: Floats | None
    r0: Floats | None


def course_of(cohort: Cohort) -> Course:
    """Return how far each patient of the cohort came."""
    cohort = dated(cohort)
    kind = kind_of(cohort)
    surgery, response = (after_origin(cohort, *sheet) for sheet in _DATED)
    second_look = _second_look(cohort, surgery, response)
    resected = _resected(cohort, kind)
    return Course(
        kind,
        _treated(cohort),
        _restaged(cohort, response),
        second_look,
        _clear(cohort, response),
        _explored(cohort, surgery, second_look, resected),
        resected,
        flag_of(cohort, "r0_resection"),
    )


_DATED = (("surgery", "surgery_date"), ("response", "assessment_date"))


def flag_of(cohort: Cohort, column: str) -> Floats | None:
    """Return a Y/N column as 1, 0 or nan; None where the data do not have it."""
    if column not in cohort.patients:
        return None
    return pd.to_numeric(cohort.patients[column], errors="coerce").to_numpy(np.float64)


def groups_and_all(cohort: Cohort) -> Iterator[tuple[str, Mask]]:
    """Yield each group with its patients, then ``all`` where there are several groups."""
    yield from groups_of(cohort, cohort.arm)
    if len(cohort.groups) > 1:
        yield "all", cohort.arm >= 0


def resections(cohort: Cohort) -> pd.DataFrame | None:
    """Return the resecting operation of each patient, one row per patient, or None without sheet.

    The first that makes ``conversion_surgery`` Y (on ``conversion_date``); in a study of radical
    surgery the first curative resection.
    """
    if not cohort.study.has("surgery"):
        return None
    surgery = _until_cutoff(cohort, "surgery", "surgery_date")
    if "intent" not in surgery:
        return None
    curative = surgery[surgery["intent"].isin(CURATIVE) & _removed(surgery)]
    if kind_of(cohort) == "conversion" and "conversion_date" in cohort.patients:
        day = curative["patient_id"].map(_by_id(cohort, cohort.patients["conversion_date"]))
        curative = curative[pd.to_datetime(curative["surgery_date"]).dt.normalize() == day]
    return curative.sort_values("surgery_date", kind="stable").drop_duplicates("patient_id")


def has(cohort: Cohort, rows: pd.DataFrame) -> Mask:
    """Return who of the cohort has a row in a table."""
    return cohort.patients["patient_id"].isin(rows["patient_id"]).to_numpy(dtype=bool)


def _until_cutoff(cohort: Cohort, sheet: str, date: str) -> pd.DataFrame:
    table = cohort.table(sheet)
    if date not in table:
        return table
    return table[~(days_of(table[date]) > cutoff_of(cohort.study))]


def after_origin(cohort: Cohort, sheet: str, date: str) -> pd.DataFrame | None:
    """Return the rows of a sheet after the origin; an unknown origin rules nothing out."""
    if not cohort.study.has(sheet):
        return None
    table = _until_cutoff(cohort, sheet, date)
    origin = origin_of(cohort)
    if origin is None or date not in table:
        return table
    start = table["patient_id"].map(_by_id(cohort, cohort.patients[origin]))
    return table[~(days_of(table[date]) <= days_of(start))]


def _by_id(cohort: Cohort, values: pd.Series) -> pd.Series:
    by_id = pd.Series(values.to_numpy(), cohort.patients["patient_id"].to_numpy())
    return by_id[~by_id.index.duplicated()]


def _removed(surgery: pd.DataFrame) -> pd.Series:
    """Return which operations removed the tumor: as stated, else as an R status implies."""
    blank = pd.Series(np.nan, surgery.index)
    stated = surgery["resected"].astype(float) if "resected" in surgery else blank
    if "r_status" in surgery:
        stated = stated.mask(stated.isna() & surgery["r_status"].isin(["R0", "R1", "R2"]), 1.0)
    return stated == 1


def _treated(cohort: Cohort) -> Mask | None:
    if "first_treatment_date" not in cohort.study.patients:
        return None
    return cohort.patients["first_treatment_date"].notna().to_numpy(dtype=bool)


def _restaged(cohort: Cohort, response: pd.DataFrame | None) -> Mask | None:
    if response is None or "overall_response" not in response:
        return None
    told = response["overall_response"].notna() & (response["overall_response"] != "NE")
    if "p_status" in response:
        told |= response["p_status"].notna()
    return has(cohort, response[told])


def _second_look(
    cohort: Cohort, surgery: pd.DataFrame | None, response: pd.DataFrame | None
) -> Mask | None:
    found = np.zeros(cohort.n, dtype=bool)
    if surgery is not None and "intent" in surgery:
        found |= has(cohort, surgery[surgery["intent"] == "second_look"])
    if response is not None and "method" in response:
        method = response["method"].astype(str)
        found |= has(cohort, response[method.str.contains(LAPAROSCOPY, case=False)])
    return found if _ever_looked(cohort) else None


def _ever_looked(cohort: Cohort) -> bool:
    """Whether the study records second looks at all: else nobody's absence means anything."""
    tables = cohort.study.tables
    surgery, response = tables.get("surgery"), tables.get("response")
    if surgery is not None and "intent" in surgery and (surgery["intent"] == "second_look").any():
        return True
    if response is None or "method" not in response:
        return False
    return bool(response["method"].astype(str).str.contains(LAPAROSCOPY, case=False).any())


def _clear(cohort: Cohort, response: pd.DataFrame | None) -> Mask | None:
    both = {"p_status", "cytology"}
    whole = cohort.study.tables.get("response")
    if response is None or whole is None or not both <= set(whole.columns):
        return None
    if not whole["p_status"].notna().any():
        return None
    clear = (response["p_status"] == "P0") & (response["cytology"] == "CY0")
    return has(cohort, response[clear])


def _explored(
    cohort: Cohort, surgery: pd.DataFrame | None, second_look: Mask | None, resected: Floats | None
) -> Mask | None:
    if surgery is None:
        return None
    found = has(cohort, surgery)
    if second_look is not None:
        found = found | second_look
    return found if resected is None else found | (resected == 1)


def _resected(cohort: Cohort, kind: Kind) -> Floats | None:
    if kind == "radical":
        rows = resections(cohort)
        return None if rows is None else has(cohort, rows).astype(np.float64)
    given = flag_of(cohort, "conversion_surgery")
    if given is not None:
        return given
    if "surgery_date" not in cohort.patients:
        return None
    return cohort.patients["surgery_date"].notna().to_numpy(np.float64)
