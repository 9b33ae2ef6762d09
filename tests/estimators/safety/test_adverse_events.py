"""Adverse events by hand: worst grade, as treated, within a window, and what is left out."""

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest

from outcomes.estimators.safety.adverse_events import (
    ANY_TERM,
    accounting,
    adverse_event_differences,
    adverse_events,
)
from outcomes.estimators.safety.agreement import window_agreement
from outcomes.estimators.safety.events import window_hours
from outcomes.estimators.safety.exposure import exposure
from outcomes.export.table import to_table
from outcomes.model.cohort import Cohort, Filter
from outcomes.model.file.unread import with_unread
from outcomes.model.protocol import Arm, Population, SafetyRules, StudyBlock, StudySpec
from outcomes.model.study import Study
from tests.said import said

ARMS = (Arm("sox", "SOX", reference=True), Arm("hipec", "HIPEC + SOX"))


def stamps(texts):
    return pd.Series(pd.to_datetime(pd.Series(texts, dtype=object), format="ISO8601"))


def sheet(rows, columns):
    frame = pd.DataFrame(rows, columns=list(columns))
    for column in frame:
        if str(column).endswith("datetime"):
            frame[column] = stamps(frame[column].tolist())
        elif column in ("grade", "serious", "related", "hours_after_dose", "dose"):
            frame[column] = frame[column].astype(float)
    return frame


# Five patients: E was never treated; C was allocated to SOX and received HIPEC.
PATIENTS = pd.DataFrame(
    {
        "patient_id": list("ABCDE"),
        "arm": ["sox", "sox", "sox", "hipec", "hipec"],
        "arm_actual": ["sox", "sox", "hipec", "hipec", None],
        "sex": ["f", "m", "f", "m", "f"],
    }
)
DOSES = sheet(
    [(p, "2021-03-01 10:00") for p in "ABCD"] + [("D", "2021-03-21 10:00")],
    ("patient_id", "datetime"),
)
EVENTS = sheet(
    [
        ("A", "Nausea", 1, "2021-03-01 12:00", 0, 1),
        ("A", "nausea ", 3, "2021-03-05 12:00", 1, 1),  # the same term, written otherwise
        ("A", "Pyrexia", None, "2021-03-02 10:00", None, 0),  # exactly 24 h; no grade
        ("C", "Nausea", 2, "2021-03-02 10:01", 0, 1),  # a minute late
        ("D", "Pyrexia", 4, "2021-03-21 11:00", 1, 1),
        ("D", "Anemia", 2, "2021-02-20 11:00", 0, 0),  # before the first dose
        ("E", "Nausea", 5, "2021-03-05 11:00", 1, 1),  # never treated
        ("D", None, 1, None, 0, 0),  # neither a term nor a start
        ("D", "Anemia", 3, "2021-12-05 11:00", 0, 0),  # after the data cut-off
    ],
    ("patient_id", "term", "grade", "start_datetime", "serious", "related"),
)


def cohort(events=EVENTS, treatment=DOSES, arms=ARMS, *filters, safety="ABCD", **columns):
    spec = StudySpec(
        StudyBlock("toy", "Toy", "randomised" if arms else "single_arm",
                   data_cutoff=date(2021, 6, 30)),
        arms=arms, populations=(Population("itt", "All"), Population("safety", "Safety")),
        safety=SafetyRules(),
    )  # fmt: skip
    tables = {"adverse_events": events, "treatment": treatment}
    treated = PATIENTS["patient_id"].isin(list(safety)).to_numpy()
    study = Study(
        spec, PATIENTS.assign(**columns),
        {name: table for name, table in tables.items() if table is not None},
        populations={"itt": np.ones(5, dtype=bool), "safety": treated},
    )  # fmt: skip
    return Cohort(study, "itt", filters)


def counts(result, name):
    """Return {(group, band): (patients, n)} of one term."""
    return {
        (e.group, e.covariates[1]): (e.value, e.n)
        for e in result.all("n_patients")
        if e.covariates[0] == name
    }


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


def test_a_single_arm_is_everybody_treated():
    result = adverse_events(cohort(EVENTS, DOSES, ()))
    assert counts(result, "Nausea")["all", "any"] == (2, 4)
    assert adverse_event_differences(cohort(EVENTS, DOSES, ())).estimates == ()


def test_the_given_answer_is_compared_with_the_events():
    # within 24 h: A and D; C is a minute late
    def compared(*given):
        found = window_agreement(cohort(adverse_event_24h=list(given))).estimates
        return {e.quantity: e.value for e in found}

    same = compared(1.0, 0.0, 0.0, 1.0, None)
    assert (same["given"], same["derived"], same["differ"]) == (2, 2, 0)
    other = compared(0.0, 0.0, 1.0, 1.0, None)
    three = compared(1.0, 1.0, 0.0, 1.0, None)
    assert (three["given"], three["given_only"], three["derived_only"]) == (3, 1, 0)
    assert (other["given_only"], other["derived_only"], other["differ"]) == (1, 1, 2)
    assert window_agreement(cohort()).estimates == ()


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
