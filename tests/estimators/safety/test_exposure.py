"""Exposure by hand: sessions, doses and temperatures as they were given."""

import numpy as np
import pandas as pd
import pytest

from outcomes.estimators.safety.exposure import exposure
from tests.estimators.safety.patients import EVENTS, cohort
from tests.said import said


def test_exposure_by_hand():
    treatment = pd.DataFrame(
        {
            "patient_id": ["A", "A", "B", "D", "D", "D", "E"],
            "type": ["IV", "IV", "IV", "HIPEC", "HIPEC", "IV", "IV"],
            "drug": ["oxaliplatin"] * 3 + ["paclitaxel"] * 2 + ["oxaliplatin"] * 2,
            "dose": [130.0, 100.0, 130.0, 75.0, 75.0, None, 130.0],
            "dose_unit": ["mg/m2"] * 7,
            "temperature_in_c": [None, None, None, 43.5, 43.6, None, None],
        }
    )
    result = exposure(cohort(EVENTS, treatment), target=43.0)
    found = {(e.quantity, e.group, e.covariates, e.at): e for e in result.estimates}
    iv = ("sessions", "IV")
    assert found["median", "sox", iv, None].value == 1.5
    assert found["minimum", "hipec", iv, None].value == 0
    assert found["maximum", "hipec", iv, None].value == 1
    assert found["median", "hipec", iv, None].value == 0.5  # C had none, D one
    assert found["n", "hipec", iv, 0.0].value == 1
    assert ("median", "sox", ("sessions", "HIPEC"), None) not in found
    assert found["median", "hipec", ("sessions", "HIPEC"), None].value == 1  # 0 and 2
    dose = found["median", "sox", ("dose", "IV", "oxaliplatin"), None]
    assert (dose.value, dose.n, dose.n_events, dose.unit) == (130.0, 3, 2, "mg/m2")
    near = found["near_target", "hipec", ("temperature_in_c", "HIPEC"), 43.0]
    assert (near.value, near.n, near.n_events) == (0.5, 2, 1)
    assert said(result.notes) == ("patients of the safety set without a row in treatment: 1",)


def test_many_different_values_are_counted_in_steps():
    treatment = pd.DataFrame(
        {
            "patient_id": ["A"] * 50,
            "type": ["IP"] * 50,
            "perfusate_ml": np.linspace(1000.0, 2000.0, 50),
        }
    )
    found = [
        e for e in exposure(cohort(EVENTS, treatment)).all("n") if e.covariates[0] == "perfusate_ml"
    ]
    # Thirty steps of 33.3 ml, each named by its middle; the last holds the largest value too.
    assert len(found) == 30
    assert [found[i].at for i in (0, 1, -1)] == pytest.approx([1016.667, 1050, 1983.333], abs=0.01)
    assert [found[i].value for i in (0, 1, 2, -1)] == [2, 2, 1, 2]
    assert sum(e.value for e in found) == 50


def test_thirty_different_values_are_counted_one_by_one():
    given = pd.DataFrame({"patient_id": ["A"] * 30, "duration_min": np.arange(30.0)})
    found = exposure(cohort(EVENTS, given)).all("n")
    assert [e.at for e in found if e.covariates == ("duration_min", "")] == list(range(30))


def test_quartiles_extremes_and_a_dose_without_a_drug():
    given = pd.DataFrame({"patient_id": ["A"] * 5, "dose": [1.0, 2.0, 3.0, 4.0, 10.0]})
    result = exposure(cohort(EVENTS, given))
    numbers = {e.quantity: e.value for e in result.estimates
               if e.covariates == ("dose", "") and e.at is None}  # fmt: skip
    assert numbers == {"median": 3, "q1": 2, "q3": 4, "minimum": 1, "maximum": 10}
    assert {e.unit for e in result.estimates} == {""}


def test_a_session_near_the_target_is_within_half_a_degree_on_both_sides():
    given = pd.DataFrame({"patient_id": ["A"] * 4, "temperature_in_c": [42.4, 42.5, 43.5, 43.6]})
    near = exposure(cohort(EVENTS, given), target=43.0).pick("near_target")
    assert (near.value, near.unit) == (0.5, "°C")
    assert exposure(cohort(EVENTS, given)).pick("near_target") is None
