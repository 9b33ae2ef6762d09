"""Adverse events by hand: worst grade, as treated, within a window, and what is left out."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from outcomes.estimators.safety.adverse_events import (
    ANY_TERM,
    accounting,
    adverse_event_differences,
    adverse_events,
)
from outcomes.estimators.safety.events import window_hours
from outcomes.estimators.safety.exposure import exposure
from outcomes.export.table import to_table
from outcomes.model.cohort import Cohort, Filter
from outcomes.model.file.unread import with_unread
from outcomes.model.protocol import Arm, Population, SafetyRules, StudyBlock, StudySpec
from outcomes.model.study import Study
from tests.estimators.safety.patients import (
    ARMS,
    DOSES,
    EVENTS,
    cohort,
    counts,
    sheet,
)
from tests.said import said


def test_a_patient_counts_once_with_the_worst_grade_in_the_arm_received():
    result = adverse_events(cohort())
    assert (result.population, result.n) == ("safety", 4)
    assert counts(result, "Nausea") == {
        ("sox", "any"): (1, 2), ("hipec", "any"): (1, 2),
        ("sox", ">=3"): (1, 2), ("hipec", ">=3"): (0, 2),
    }  # fmt: skip
    assert counts(result, "Pyrexia")["sox", "any"] == (1, 2)
    assert counts(result, "Pyrexia")["sox", ">=3"] == (0, 2)  # without a grade
    assert counts(result, "Anemia") == {}


def test_overall_rows_come_first_and_invent_nothing():
    result = adverse_events(cohort())
    whole = counts(result, ANY_TERM)
    bands = [band for group, band in whole if group == "sox"]
    assert bands == ["any", ">=3", "5", "serious", "related"]
    assert [whole["sox", b][0] for b in bands] == [1, 1, 0, 1, 1]
    assert [whole["hipec", b][0] for b in bands] == [2, 1, 0, 1, 2]
    bare = adverse_events(cohort(EVENTS.drop(columns=["serious", "related"])))
    assert [b for g, b in counts(bare, ANY_TERM) if g == "sox"] == ["any", ">=3", "5"]


def test_the_most_frequent_term_comes_first():
    terms = [e.covariates[0] for e in adverse_events(cohort()).all("proportion")]
    assert list(dict.fromkeys(terms)) == [ANY_TERM, "Nausea", "Pyrexia"]


def test_everything_left_out_is_counted():
    found = {e.quantity: e.value for e in accounting(cohort()).estimates}
    assert found == {
        "never_treated": 1, "no_arm": 0, "outside": 1, "before": 1, "late": 1, "unknown": 1,
        "no_grade": 1, "no_term": 1, "no_serious": 1, "no_related": 0,
    }  # fmt: skip
    notes = " ".join(said(adverse_events(cohort()).notes))
    assert "events not treatment-emergent, not counted: 1" in notes
    assert "never treated), left out: 1" in notes


UNREAD = [("grade", {">=3", "5"}), ("serious", {"serious"}), ("related", {"related"})]


@pytest.mark.parametrize(("column", "bands"), UNREAD)
def test_an_entry_nobody_can_read_is_unknown_for_what_it_decides(column, bands):
    """Of the two treated with SOX, A has one event, and its entry cannot be read."""
    only = EVENTS.iloc[[0, 4]].reset_index(drop=True)
    only.loc[0, column] = np.nan
    marked = with_unread(only, {column: np.array([True, False])})
    result = adverse_events(cohort(marked))
    whole = {band: n for (group, band), n in counts(result, ANY_TERM).items() if group == "sox"}
    read = counts(adverse_events(cohort(only)), ANY_TERM)
    for band, (x, n) in whole.items():
        assert (x, n) == ((0, 1) if band in bands else read["sox", band])
    assert f"{column} cannot be read" in " ".join(said(result.notes))
    found = {e.quantity: e.value for e in accounting(cohort(marked)).estimates}
    assert (found[f"unread_{column}"], found.get(f"no_{column}", 0)) == (1, 0)
    (gap,) = (
        e for e in adverse_event_differences(cohort(marked)).estimates
        if e.covariates[:2] == (ANY_TERM, min(bands))
    )  # fmt: skip
    assert gap.n == 3


def test_a_grade_nobody_can_read_changes_nothing_beside_one_that_counts():
    marked = with_unread(EVENTS, {"grade": np.arange(len(EVENTS)) == 0})
    marked.loc[0, "grade"] = np.nan
    assert counts(adverse_events(cohort(marked)), ANY_TERM)["sox", ">=3"] == (1, 2)


def test_exactly_24_hours_counts_and_a_minute_more_does_not():
    result = adverse_events(cohort(), window=24)
    assert result.analysis == "adverse_events_window"
    assert {e.at for e in result.estimates} == {24.0}
    assert counts(result, "Pyrexia")["sox", "any"] == (1, 2)
    assert counts(result, "Pyrexia")["hipec", "any"] == (1, 2)
    assert counts(result, "Nausea")["hipec", "any"] == (0, 2)
    assert counts(result, "Nausea")["sox", ">=3"] == (0, 2)  # its grade 3 was days later
    assert counts(adverse_events(cohort(), window=25), "Nausea")["hipec", "any"] == (1, 2)
    found = {e.quantity: e.value for e in accounting(cohort(), window=24).estimates}
    assert (found["by_date"], found["no_time"]) == (0, 1)


def test_without_times_of_day_day_0_or_1_counts_and_is_said():
    events = EVENTS.assign(start_datetime=EVENTS["start_datetime"].dt.normalize())
    result = adverse_events(cohort(events), window=24)
    assert counts(result, "Nausea")["hipec", "any"] == (1, 2)  # day 1
    assert counts(result, "Nausea")["sox", ">=3"] == (0, 2)  # day 4
    assert "events placed by date only, counted on days 0 to 1: 4" in said(result.notes)


def test_limits_are_exact_and_differences_newcombe():
    # R: binom.test(1, 2)$conf.int; PropCIs::diffscoreci is another method, so Newcombe by hand:
    # Wilson of 1/2 = (0.0945, 0.9055): 0 ± sqrt((0.5-0.0945)^2 + (0.9055-0.5)^2)
    e = adverse_events(cohort()).pick("proportion", "sox")
    assert (e.ci_low, e.ci_high) == pytest.approx((0.01257912, 0.98742088), abs=1e-8)
    result = adverse_event_differences(cohort())
    nausea = next(e for e in result.estimates if e.covariates == ("Nausea", "any"))
    assert (nausea.group, nausea.reference, nausea.value) == ("hipec", "sox", 0.0)
    assert (nausea.ci_low, nausea.ci_high) == pytest.approx((-0.57345, 0.57345), abs=1e-4)
    assert {e.p_value for e in result.estimates} == {None}
    assert "not adjusted" in said(result.notes)[0]


def test_classes_head_their_terms():
    soc = ["GI", "GI", "General", "GI", "General", "Blood", "GI", "General", "Blood"]
    result = adverse_events(cohort(EVENTS.assign(soc=soc)), by="soc")
    rows = [e.covariates for e in result.all("n_patients") if e.group == "sox"]
    assert [r for r in rows if r[0] != ANY_TERM and r[1] == "any"] == [
        ("General", "any", "General"), ("Pyrexia", "any", "General"),
        ("GI", "any", "GI"), ("Nausea", "any", "GI"),
    ]  # fmt: skip


def test_a_single_arm_is_everybody_treated():
    result = adverse_events(cohort(EVENTS, DOSES, ()))
    assert counts(result, "Nausea")["all", "any"] == (2, 4)
    assert adverse_event_differences(cohort(EVENTS, DOSES, ())).estimates == ()


# Counts of the public pharmaverse ADaM example (pharmaverseadam, Apache-2.0, adsl and adae):
# patients with any treatment-emergent event by TRT01A; safety set = SAFFL, arms as treated.
# R: with(subset(adae, TRTEMFL == "Y"), tapply(USUBJID, TRT01A, function(x) length(unique(x))))
# On the original tables this estimator gives the same by that flag, and 69 in the last arm without
# it: the events of one patient all began 37 days after the last dose. That data set ends the
# treatment-emergent period 30 days after it; here it has no end.
PUBLISHED = {"placebo": (65, 86), "low": (84, 96), "high": (68, 72)}


def test_counts_of_the_size_of_a_public_example():
    """The layout of that example with its counts: any event in k of n, some before the dose."""
    rows, patients = [], []
    for arm, (k, n) in PUBLISHED.items():
        for i in range(n):
            patients.append((f"{arm}{i}", arm))
            if i < k:
                rows += [(f"{arm}{i}", "Pruritus", 1, "2013-02-03")] * 2
            else:
                rows.append((f"{arm}{i}", "Headache", 1, "2012-12-24"))
    frame = pd.DataFrame(patients, columns=["patient_id", "arm"])
    frame["first_treatment_date"] = pd.Timestamp("2013-01-01")
    arms = tuple(Arm(name, name, reference=name == "placebo") for name in PUBLISHED)
    spec = StudySpec(StudyBlock("x", "X", "randomised"), arms=arms,
                     populations=(Population("safety", "Safety"),))  # fmt: skip
    events = sheet(rows, ("patient_id", "term", "grade", "start_datetime"))
    study = Study(spec, frame, {"adverse_events": events},
                  populations={"safety": np.ones(len(frame), dtype=bool)})  # fmt: skip
    result = adverse_events(Cohort(study, "safety"))
    found = {g: c for (g, band), c in counts(result, ANY_TERM).items() if band == "any"}
    assert found == PUBLISHED


def test_of_terms_as_frequent_the_first_by_name_comes_first():
    rows = [("A", "Rash", 1, "2021-03-02"), ("C", "Cough", 1, "2021-03-02"),
            ("D", "cough", 4, "2021-03-02"), ("D", "Anemia", 1, "2021-03-02")]  # fmt: skip
    events = sheet(rows, ("patient_id", "term", "grade", "start_datetime"))
    terms = [e.covariates[0] for e in adverse_events(cohort(events)).all("proportion")]
    assert list(dict.fromkeys(terms)) == [ANY_TERM, "Cough", "Anemia", "Rash"]


def test_differences_are_of_the_same_counts_at_the_same_window_and_compare_arms_with_patients():
    rows = adverse_event_differences(cohort(), window=24).estimates
    assert {e.at for e in rows} == {24.0}
    assert {e.at for e in adverse_event_differences(cohort()).estimates} == {None}
    fever = next(e for e in rows if e.covariates == ("Pyrexia", "any"))
    assert (fever.value, fever.n, fever.n_events) == (0.0, 4, 2)
    alone = adverse_event_differences(cohort(safety="AB")).estimates
    assert {e.value for e in alone} == {None}
    assert "without patients" in said(alone[0].notes)[0]


def test_by_class_the_rows_of_all_events_are_of_no_class():
    soc = ["GI", "GI", "General", "GI", "General", "Blood", "GI", "General", "Blood"]
    result = adverse_events(cohort(EVENTS.assign(soc=soc)), by="soc")
    whole = [e.covariates for e in result.all("n_patients") if e.group == "sox"][:5]
    assert whole == [
        (ANY_TERM, band, ANY_TERM) for band in ("any", ">=3", "5", "serious", "related")
    ]
    plain = adverse_events(cohort(), by="soc")  # the sheet has no classes
    assert plain.estimates == adverse_events(cohort()).estimates


def test_a_fatal_event_is_of_grade_five():
    rows = [("A", "Sepsis", 5, "2021-03-02"), ("B", "Sepsis", 4, "2021-03-02")]
    events = sheet(rows, ("patient_id", "term", "grade", "start_datetime"))
    assert counts(adverse_events(cohort(events)), ANY_TERM)["sox", "5"] == (1, 2)


def test_events_of_who_is_not_in_the_study_are_outside():
    rows = [("A", "Rash", 1, "2021-03-02"), ("Z", "Rash", 1, "2021-03-02")]
    events = sheet(rows, ("patient_id", "term", "grade", "start_datetime"))
    found = {e.quantity: e.value for e in accounting(cohort(events)).estimates}
    assert (found["outside"], found["before"]) == (1, 0)
    assert "no_serious" not in found  # nobody was asked


def test_a_study_without_a_window_of_its_own_has_the_usual_one():
    study = cohort().study
    assert window_hours(cohort()) == SafetyRules().window_hours
    own = replace(study, spec=replace(study.spec, safety=SafetyRules(window_hours=48.0)))
    assert window_hours(Cohort(own, "itt")) == 48
    none = replace(study, spec=replace(study.spec, safety=None))
    assert window_hours(Cohort(none, "itt")) == SafetyRules().window_hours


def test_filters_apply_and_nobody_is_no_error():
    women = adverse_events(cohort(EVENTS, DOSES, ARMS, Filter("sex", "in", ("f",))))
    assert counts(women, "Nausea")["sox", "any"] == (1, 1)
    assert women.filters == "sex in f"
    nobody = cohort(EVENTS, DOSES, ARMS, Filter("sex", "in", ("x",)))
    result = adverse_events(nobody)
    assert {e.value for e in result.all("proportion")} == {None}
    assert {e.n for e in result.estimates} == {0}
    assert {e.value for e in adverse_event_differences(nobody).estimates} == {None}
    assert exposure(nobody).estimates == ()
    to_table([result])


def test_without_the_sheet_there_are_no_rows_and_a_note():
    for estimator in (adverse_events, adverse_event_differences):
        result = estimator(cohort(None))
        assert result.estimates == ()
        assert said(result.notes) == ("no sheet adverse_events",)
    assert accounting(cohort(None)).estimates == ()
    assert said(exposure(cohort(EVENTS, None)).notes) == ("no sheet treatment",)
