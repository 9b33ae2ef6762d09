"""The data cut-off counts for everything, in every display: as if later rows had never been."""

from __future__ import annotations

import re

import pandas as pd
import pytest

from outcomes.displays.catalogue import run_catalogue
from outcomes.model.cohort import Cohort
from outcomes.results.result import Result
from tests.demos import demo_study
from tests.odd import changed_demo

EARLY = ("data_cutoff = 2025-06-30", "data_cutoff = 2022-06-30")
CUTOFF = pd.Timestamp("2022-06-30")
STUDIES = {"hipec-sox-demo": "randomisation_date", "rmhtnf-demo": "consent_date"}


def enrolled(study_id):
    """Return how many of the whole file were enrolled by then, counted by hand, per arm."""
    patients = demo_study(study_id).patients
    by_then = patients[patients[STUDIES[study_id]] <= CUTOFF]
    arms = by_then["arm"].value_counts().to_dict() if "arm" in by_then else {}
    return {"all": len(by_then), **arms}


@pytest.fixture(scope="module", params=STUDIES)
def early(request):
    return request.param, changed_demo("", EARLY, study=request.param)


def test_whoever_is_enrolled_later_is_in_no_sheet_and_named_by_row(early):
    study_id, study = early
    n = enrolled(study_id)["all"]
    assert 0 < n < len(demo_study(study_id).patients)
    assert len(study.patients) == n
    ids = set(study.patients["patient_id"])
    for sheet, table in study.tables.items():
        if "patient_id" in table:
            assert set(table["patient_id"].dropna()) <= ids, sheet
    (issue,) = (i for i in study.issues if i.rule == "enrolled_after_cutoff")
    assert issue.effect == "left_out"
    assert len(issue.cells) == len(demo_study(study_id).patients) - n


def test_a_dose_after_the_cutoff_has_not_been_given(early):
    study_id, study = early
    assert not (study.patients["first_treatment_date"] > CUTOFF).any()
    assert not (study.tables["treatment"]["datetime"].dt.normalize() > CUTOFF).any()
    whole = demo_study(study_id).patients
    waiting = (whole[STUDIES[study_id]] <= CUTOFF) & (whole["first_treatment_date"] > CUTOFF)
    assert waiting.any() == (study_id == "rmhtnf-demo")  # somebody is asked, and waits for a dose
    named = [cell for i in study.issues if i.rule == "treated_after_cutoff" for cell in i.cells]
    assert len(named) == waiting.sum()


def counts(result: Result):
    yield from ((result.analysis, n) for n in (result.n, result.n_missing) if n is not None)
    yield from ((f"{result.analysis} {e.quantity} {e.group}", e.n) for e in result.estimates if e.n)


def test_no_number_of_any_estimator_counts_more_than_were_enrolled(early):
    study_id, study = early
    n = enrolled(study_id)
    for result in run_catalogue(Cohort(study, study.spec.default_population.id)):
        over = [said for said, count in counts(result) if count > n["all"]]
        assert not over, over[:3]
        if result.analysis == "enrollment":
            told = {e.group: e.n for e in result.estimates}
            assert told == {group: n[group] for group in told}


def test_whose_window_is_not_over_is_neither_success_nor_failure():
    day = "2022-06-30"
    study = changed_demo("", EARLY)
    patients = study.patients
    first = patients["first_treatment_date"]
    waiting = (
        (first + pd.Timedelta(days=35) > pd.Timestamp(day))
        & patients["ascites_control"].isna()
        & (patients["ascites_at_baseline"] == 1)
    )
    assert waiting.sum() > 0
    cohort = Cohort(study, "itt")
    found = {r.analysis: r for r in run_catalogue(cohort) if r.endpoint == "ascites_control"}
    rates = found["proportion"].all("proportion")
    whole = int((patients["ascites_at_baseline"] == 1).sum())
    main = [e for e in rates if not e.method]
    assert sum(e.n for e in main) == whole - waiting.sum()
    early = [e for e in rates if any("early_as_failures" in repr(m) for m in e.method)]
    assert sum(e.n for e in early) == whole
    assert sum(e.n_events for e in early) == sum(e.n_events for e in main)
    assert re.search("not_yet_assessable", repr(found["proportion"].notes))
