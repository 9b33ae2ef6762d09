"""Samples of cytology at the edges: the day of the first dose and the day of the cut-off."""

from dataclasses import replace

import pytest

from outcomes.estimators.proportions.rates import proportion
from outcomes.intake.derive.endpoints.further.made import with_further_endpoints
from outcomes.model.cohort import Cohort
from outcomes.model.further import CYTOLOGY
from tests.estimators.ascites.test_over_time import cut_off, one, visit
from tests.estimators.ascites.test_response import counted, made


def sampled(*samples, stated="CY1", cutoff=100):
    """One patient with samples as (day, result)."""
    cohort = one(*(visit(day) for day, _ in samples))
    study = cohort.study
    rows = study.tables["ascites"].assign(cytology=[result for _, result in samples])
    patients = study.patients.assign(cytology=[stated])
    study = replace(study, tables={**study.tables, "ascites": rows}, patients=patients)
    return cut_off(Cohort(study, cohort.population), cutoff)


def cytology_conversion(cohort, **options):
    return proportion(cohort, CYTOLOGY, **options)


@pytest.mark.parametrize(("day", "converted"), [(0, 0), (1, 1), (100, 1), (101, 0)])
def test_a_sample_counts_after_the_first_dose_up_to_the_day_of_the_cutoff(day, converted):
    cohort = sampled((day, "CY0"))
    assert counted(cytology_conversion(cohort)) == (converted, 1)
    assert counted(cytology_conversion(cohort, missing="exclude")) == (converted, converted)


def test_one_negative_sample_of_several_is_enough():
    assert counted(cytology_conversion(sampled((10, "CY1"), (20, "CY0"), (30, "CY1")))) == (1, 1)
    assert counted(cytology_conversion(sampled((10, "CY1"), (20, "CYX")))) == (0, 1)


@pytest.mark.parametrize(
    ("samples", "n"),
    [
        ([(-5, "CY1")], 1), ([(0, "CY1")], 1), ([(1, "CY1")], 0), ([(-5, "CY1"), (0, "CY0")], 0),
        ([(-5, "CY0"), (-1, "CY1")], 1),
    ],
)  # fmt: skip
def test_where_patients_says_nothing_the_last_sample_up_to_the_first_dose_decides(samples, n):
    assert cytology_conversion(sampled(*samples, stated=None)).pick("proportion").n == n


def test_of_all_with_cy1_and_of_those_sampled_again():
    cohort = made(cytology=["CY1"] * 6 + ["CY0"] * 4)
    study = cohort.study
    rows = study.tables["ascites"].assign(
        cytology=["CY0" if p in ("gone", "halved") else "CY1" if p == "larger" else None
                  for p in study.tables["ascites"]["patient_id"]]
    )  # fmt: skip
    study = with_further_endpoints(replace(study, tables={**study.tables, "ascites": rows}))
    asked = Cohort(study, cohort.population)
    assert counted(cytology_conversion(asked)) == (2, 6)
    assert counted(cytology_conversion(asked, missing="exclude")) == (2, 3)
