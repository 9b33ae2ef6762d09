"""Legitimate data at the edge: an arm that follows from a covariate, study days, no cut-off."""

import numpy as np
import pandas as pd
import pytest

from outcomes.estimators.adjusted.standardized import standardized
from outcomes.estimators.ascites.courses import courses_of
from outcomes.estimators.surgery.incidence import conversion_incidence, conversion_times
from outcomes.estimators.surgery.outcomes import operation_outcomes
from outcomes.estimators.survival.cox import cox
from outcomes.intake.load import load_study
from outcomes.model.cohort import Cohort
from outcomes.model.further import PARACENTESIS
from outcomes.model.protocol import Covariate
from tests.said import said
from tests.studies import make_cohort


@pytest.fixture
def one_site_per_arm():
    """Forty patients, each arm treated at its own site."""
    site = Covariate("site", "Site", "categorical", levels=("x", "y"), adjust=True)
    return make_cohort(
        list(np.linspace(1, 20, 40)),
        [1.0] * 40,
        ["a", "b"] * 20,
        success=[1.0, 0.0, 0.0, 1.0] * 10,
        columns={"site": ["x", "y"] * 20},
        covariates=[site],
        landmarks=(6,),
    )


@pytest.mark.parametrize("endpoint", ["os", "response"])
def test_arms_that_a_covariate_tells_apart_are_not_standardized(one_site_per_arm, endpoint):
    found = standardized(one_site_per_arm, endpoint)
    assert found.estimates
    assert all(e.value is None and e.says("told_apart") for e in found.estimates)


def test_a_covariate_that_the_arm_implies_is_named_as_left_out(one_site_per_arm):
    adjusted = cox(one_site_per_arm, "os", covariates=("site",)).estimates[0]
    assert said(adjusted.notes)[-1].endswith("said by others: site=y")


TOML = """
[study]
id = "days"
title = "Study days"
design = "randomised"

[[arm]]
id = "a"
label = "A"
reference = true
[[arm]]
id = "b"
label = "B"

[[endpoint]]
id = "os"
label = "Overall survival"
kind = "time_to_event"
origin = "randomisation_date"
event = ["death_date"]
censor = "last_contact_date"
"""


@pytest.fixture
def by_days(tmp_path):
    """Twenty patients in study days: half die, half are operated on on day 31."""
    ids = [f"P{i:02}" for i in range(20)]
    last = [60 + 10 * i for i in range(20)]
    patients = {
        "patient_id": ids,
        "arm": ["A", "B"] * 10,
        "randomisation_day": 1,
        "first_treatment_day": 3,
        "death_day": [d if i % 4 < 2 else None for i, d in enumerate(last)],
        "last_contact_day": last,
        "status": ["dead" if i % 4 < 2 else "alive" for i in range(20)],
    }
    surgery = {
        "patient_id": ids[:10],
        "surgery_day": 31,
        "intent": "conversion",
        "resected": "Y",
        "r_status": "R0",
    }
    ascites = {
        "patient_id": ids * 2,
        "assessment_day": [-2] * 20 + [30] * 20,
        "category": ["massive"] * 20 + ["small"] * 20,
    }
    folder = tmp_path / "days"
    folder.mkdir()
    (folder / "study.toml").write_text(TOML)
    with pd.ExcelWriter(folder / "workbook.xlsx") as book:
        for name, sheet in (("patients", patients), ("surgery", surgery), ("ascites", ascites)):
            pd.DataFrame(sheet).to_excel(book, sheet_name=name, index=False)
    study = load_study(folder)
    return Cohort(study, study.spec.default_population.id)


def test_without_a_cut_off_the_living_are_censored_not_dead_at_infinity(by_days):
    ends = [course.end for course in courses_of(by_days)]
    assert max(day for day, _ in ends) == 250 - 3
    assert [why for _, why in ends].count("death") == 10
    assert cox(by_days, PARACENTESIS).estimates[0].value is not None


def test_study_days_give_the_times_of_conversion(by_days):
    times = conversion_times(by_days)
    operated = times.event == 1
    assert operated.sum() == 10
    assert times.time[operated] * 365.25 / 12 == pytest.approx(np.full(10, 30.0))
    assert conversion_incidence(by_days).curves


def test_operations_of_a_study_in_days_have_outcomes(by_days):
    found = operation_outcomes(by_days)
    r0 = [e for e in found.estimates if e.group == "all" and e.covariates == ("r_status", "R0")]
    assert [e.value for e in r0] == [1.0]
    shares = [e for e in found.estimates if e.group == "all" and e.quantity == "proportion"]
    dead = [e for e in shares if e.covariates == ("death_90",)]
    assert [(e.n, round(e.value * e.n)) for e in dead] == [(7, 4)]
