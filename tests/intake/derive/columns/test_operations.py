"""What operations say of a patient, by hand: conversion, its day, R0, and what stays unknown."""

import numpy as np
import pandas as pd
import pytest

from outcomes.intake.derive.columns.operations import _all_of, peritoneal_disease, resected
from outcomes.intake.derive.derived import derive
from tests.intake.frames import protocol, table

START = "2021-01-01"


def operated(*operations, **patient):
    """Return what is derived of one patient operated on: (date, intent, resected, R status)."""
    given = {"first_treatment_date": [START], "p_status": ["P1a"]} | patient
    names = ("surgery_date", "intent", "resected", "r_status")
    columns = dict(zip(names, map(list, zip(*operations, strict=True)), strict=True))
    columns = {name: rows for name, rows in columns.items() if any(r is not None for r in rows)}
    tables = {
        "patients": table(patient_id=["1"], **given),
        "surgery": table(patient_id=["1"] * len(operations), **columns),
    }
    found = derive(protocol(), tables).patients.iloc[0]
    names = ("conversion_surgery", "r0_resection", "conversion_date", "surgery_date")
    return tuple(
        None if pd.isna(value := found[name]) else value if isinstance(value, float)
        else f"{value:%m-%d}" for name in names
    )  # fmt: skip


@pytest.mark.parametrize(
    ("operations", "expected"),
    [
        ([("2021-03-01", "conversion", "Y", "R0")], (1, 1, "03-01", "03-01")),
        ([("2021-03-01", "conversion", "Y", "R1")], (1, 0, "03-01", "03-01")),
        ([("2021-03-01", "conversion", "N", None)], (0, 0, None, "03-01")),
        ([("2021-03-01", "conversion", "Y", None)], (1, None, "03-01", "03-01")),
        ([("2021-03-01", "conversion", None, "R2")], (1, 0, "03-01", "03-01")),  # R2: removed
        ([("2021-03-01", "conversion", None, None)], (None, None, None, "03-01")),
        ([("2021-03-01", "radical", "Y", "R0")], (1, 1, "03-01", "03-01")),
        ([("2021-01-01", "radical", "Y", "R0")], (0, 1, None, "01-01")),  # on the first day
        ([("2021-01-02", "radical", "Y", "R0")], (1, 1, "01-02", "01-02")),
        ([("2021-03-01", "palliative", "Y", "R0")], (0, 0, None, None)),
        ([("2021-04-01", "conversion", "Y", "R1"), ("2021-03-01", "second_look", "N", None),
          ("2021-05-01", "conversion", "Y", "R0")], (1, 1, "04-01", "04-01")),
        ([("2022-01-01", "conversion", "Y", "R0")], (0, 0, None, None)),  # after the cut-off
        ([("2021-12-31", "conversion", "Y", "R0")], (1, 1, "12-31", "12-31")),
    ],
)  # fmt: skip
def test_a_conversion_is_called_so_or_a_radical_operation_after_the_start(operations, expected):
    assert operated(*operations) == expected


def test_a_radical_operation_is_a_conversion_only_where_the_peritoneum_was_diseased():
    radical = ("2021-03-01", "radical", "Y", "R0")
    assert operated(radical, p_status=["P0"])[0] == 0
    assert operated(radical, p_status=["P0"], cytology=["CY1"])[0] == 1
    assert operated(("2021-03-01", "conversion", "Y", "R0"), p_status=["P0"])[0] == 1
    assert operated(radical, first_treatment_date=[None])[0] == 1  # nothing says it was before


def test_peritoneal_disease_is_recorded_in_any_of_three_columns():
    patients = table(
        patient_id=list("abcdefg"), p_status=["P0", "P1", "P1c", "P3", "PX", None, "P0"],
        cytology=["CY0", None, None, None, "CY1", "CYX", None],
        peritoneal_metastasis=["N", None, None, None, None, None, "Y"],
    )  # fmt: skip
    found = [False, True, True, True, True, False, True]
    assert peritoneal_disease(patients).tolist() == found
    assert peritoneal_disease(patients[["p_status"]]).tolist() == [
        False, True, True, True, False, False, False,
    ]  # fmt: skip
    assert not peritoneal_disease(patients[["patient_id"]]).any()


def test_both_is_no_where_either_is_no_and_unknown_where_that_cannot_be_told():
    first = pd.Series([1, 1, 1, 0, 0, np.nan, np.nan])
    second = pd.Series([1, 0, np.nan, 1, np.nan, 0, np.nan])
    found = [None if np.isnan(v) else v for v in _all_of(first, second)]
    assert found == [1, 0, None, 0, 0, 0, None]


def test_a_tumor_is_removed_as_stated_before_what_its_r_status_implies():
    surgery = table(resected=["Y", "N", None, None, None], r_status=[None, "R0", "R1", "RX", None])
    found = [None if np.isnan(v) else v for v in resected(surgery)]
    assert found == [1, 0, 1, None, None]
    assert resected(surgery[["r_status"]]).tolist()[1:3] == [1, 1]
    assert resected(surgery[["resected"]]).tolist()[:2] == [1, 0]
