"""Ascites by hand: every rule on a patient made for it, and one number everywhere."""

from fractions import Fraction
from functools import cache

import pytest

from outcomes.estimators.ascites.courses import courses_of, rules_of
from outcomes.estimators.ascites.over_time import (
    ascites_data,
    ascites_over_time,
    response_categories,
)
from outcomes.estimators.ascites.patients import best_change, swimmers, volume_courses
from outcomes.estimators.ascites.response import (
    ascites_difference,
    ascites_logistic,
    ascites_rate,
    ascites_stratified,
)
from outcomes.estimators.proportions.rates import proportion
from outcomes.intake.derive.derived import derive
from outcomes.intake.derive.endpoints.further.made import with_further_endpoints
from outcomes.model.cohort import Cohort, parse_filter
from outcomes.model.study import Study
from outcomes.results.note import Note
from outcomes.wording import say
from tests.demos import demo_study
from tests.intake.frames import protocol, table
from tests.said import said

START = "2021-01-01"
DEMOS = ("hipec-sox-demo", "rmhtnf-demo")


def day(n):
    import pandas as pd

    return str((pd.Timestamp(START) + pd.Timedelta(days=n)).date())


# id, category at baseline, ml at baseline, (day, category, ml, drained_ml, post_drainage)…, death
PATIENTS = {
    "gone": ("massive", 4000, [(28, "none", 0, None, None), (56, "none", 0, None, None)], None),
    "halved": ("moderate", 1000, [(28, "moderate", 500, None, None)], None),
    "larger": ("moderate", 1000, [(28, "moderate", 1300, None, None)], None),
    "dead": ("massive", 3000, [], 20),
    "drained": ("massive", 3000, [(14, None, None, 2000, None), (28, "small", 400, None, None)],
                None),
    "after": ("massive", 3000, [(28, "none", 0, None, "Y")], None),
    "unseen": ("small", 200, [(60, "small", 100, None, None)], None),
    "few": ("small", 200, [(28, "none", 40, None, None)], None),
    "dry": ("none", 0, [(28, "small", 300, None, None)], None),
    "untreated": ("massive", 3000, [], None),
}  # fmt: skip


@cache
def everybody():
    return made_of()


def made(**changed):
    return made_of(**changed) if changed else everybody()


def made_of(design="observational", criteria="who_effusion", patients=PATIENTS, **columns):
    ids = list(patients)
    arms = {"arm": ["a" if i % 2 else "b" for i in range(len(ids))]}
    rows = [
        (patient, day(n), category, ml, drained, after)
        for patient, (_, _, visits, _) in patients.items()
        for n, category, ml, drained, after in visits
    ]
    names = ("patient_id", "assessment_date", "category", "volume_ml", "drained_ml",
             "post_drainage")  # fmt: skip
    tables = {
        "patients": table(
            patient_id=ids,
            first_treatment_date=[None if p == "untreated" else START for p in ids],
            last_contact_date=[day(90) if d is None else day(d) for *_, d in patients.values()],
            death_date=[None if d is None else day(d) for *_, d in patients.values()],
            ascites_category=[c for c, *_ in patients.values()],
            ascites_ml=[ml for _, ml, *_ in patients.values()],
            **(arms if design == "randomised" else {}),
            **columns,
        ),
        "ascites": table(
            **{n: list(v) for n, v in zip(names, zip(*rows, strict=True), strict=True)}
        ),
    }
    spec = protocol(design, ascites={"criteria": criteria})
    return derived_cohort(spec, tables)


def derived_cohort(spec, tables):
    """Everybody of tables, with all endpoints intake makes of them."""
    derived = derive(spec, tables)
    study = Study(spec, derived.patients, derived.tables, derived.endpoints, derived.populations)
    return Cohort(with_further_endpoints(study, derived.line), spec.default_population.id)


def counted(result, group="all", method=""):
    return next(
        (e.n_events, e.n)
        for e in result.all("proportion")
        if (e.group, say(e.method)) == (group, method)
    )


def test_control_and_response_of_all_with_ascites_and_of_the_treated():
    cohort = made()
    # with ascites 9 (not "dry"); CR gone and few (by category), PR halved, PD larger
    assert counted(ascites_rate(cohort)) == (3, 9)
    assert counted(ascites_rate(cohort, of="response")) == (3, 9)
    treated = ascites_rate(cohort, denominator="ascites_treated")
    assert counted(treated) == (3, 8)
    assert "with ascites at baseline but never treated: 1, left out" in said(treated.notes)
    # left out: after drainage only, unseen, untreated; death and drainage stay failures
    for of in ("control", "response"):
        assert counted(ascites_rate(cohort, of=of, missing="exclude")) == (3, 6)


def test_other_criteria_are_read_from_the_visits():
    for own in ("who_effusion", "category_shift"):
        cohort = made(criteria=own)
        shifted = ascites_rate(cohort, of="response", criteria="category_shift")
        assert counted(shifted) == (2, 9)  # gone and few; the halved stays moderate
        assert counted(ascites_rate(cohort, criteria="category_shift")) == (4, 9)
        assert counted(ascites_rate(cohort, of="response", criteria="who_effusion")) == (3, 9)


def test_outcomes_add_up_and_say_what_was_a_failure():
    (found,) = [response_categories(made())]
    counts = {e.covariates[0]: e.value for e in found.all("n")}
    assert counts == {"CR": 2, "PR": 1, "SD": 0, "PD": 1, "drained": 1, "died": 1, "NE": 2,
                      "not_yet": 0, "untreated": 1}  # fmt: skip
    confirmed = found.pick("n_confirmed")
    assert (confirmed.value, confirmed.n) == (1, 3)


def test_the_difference_and_the_odds_ratio_of_the_arms():
    cohort = made(design="randomised")
    # b: gone, larger, drained, unseen, (dry) · a: halved, dead, after, few, untreated
    assert counted(ascites_rate(cohort), "b") == (1, 4)
    assert counted(ascites_rate(cohort), "a") == (2, 5)
    difference = ascites_difference(cohort).pick("risk_difference")
    assert difference.value == pytest.approx(float(Fraction(1, 4) - Fraction(2, 5)))
    ratios = ascites_difference(cohort).all("odds_ratio")
    sample = next(e for e in ratios if say(e.method).startswith("sample"))
    assert sample.value == pytest.approx(float(Fraction(1, 3) / Fraction(2, 3)))


def test_categories_over_time_hold_the_dead_and_the_missing():
    result = ascites_over_time(made())
    at = {}
    for e in result.all("n"):
        at.setdefault(e.at, {})[e.covariates[0]] = e.value
    assert at[0] == {"massive": 5, "moderate": 2, "small": 2}
    # drained (small on day 28: 14 days later), unseen and after are not assessed, untreated too
    assert at[28] == {"none": 2, "moderate": 2, "dead": 1, "small": 1, "not_assessed": 3}
    assert at[56]["dead"] == 1
    assert all(sum(counts.values()) == 9 for counts in at.values())
    for later in (28, 56, 84):
        moves = [e for e in result.all("transition") if e.at == later]
        assert sum(e.value for e in moves) == 9
    everybody = ascites_over_time(made(), who="everybody")
    assert everybody.pick("n").n == 10


def test_a_visit_not_yet_due_at_the_cutoff_is_not_missing():
    late = {"late": ("massive", 3000, [], None)}
    cohort = made(patients=late | {"x": PATIENTS["gone"]})
    spec = cohort.study.spec
    import dataclasses
    import datetime

    cut = dataclasses.replace(spec.study, data_cutoff=datetime.date(2021, 1, 25))
    study = dataclasses.replace(cohort.study, spec=dataclasses.replace(spec, study=cut))
    found = ascites_over_time(Cohort(study, cohort.population))
    at28 = {e.covariates[0]: e.value for e in found.all("n") if e.at == 28}
    assert at28 == {"not_yet": 2}
    waiting = response_categories(Cohort(study, cohort.population))
    assert {e.covariates[0]: e.value for e in waiting.all("n") if e.value} == {"not_yet": 2}


def test_best_change_is_capped_flags_small_baselines_and_stops_at_a_drainage():
    patients = PATIENTS | {"tripled": ("small", 400, [(28, "moderate", 1600, None, None)], None)}
    series = best_change(made(patients=patients))
    lines = {line.patient_id: line for line in series.lines}
    assert lines["tripled"].value == (1.0,)
    assert lines["tripled"].flags == ("capped",)
    assert lines["few"].value == pytest.approx((-0.8,))
    assert lines["few"].flags == ("small_baseline",)
    assert lines["halved"].value == (-0.5,)
    assert "drained" not in lines
    assert "after" not in lines
    assert dict(series.left_out)["drained"] == 1
    assert len(series.lines) + series.n_missing == series.n
    values = [line.value[0] for line in series.lines]
    assert values == sorted(values, reverse=True)


def test_no_relative_change_from_a_baseline_of_zero():
    zero = {"zero": ("small", 0, [(28, "small", 300, None, None)], None)}
    series = best_change(made(patients=zero))
    assert series.lines == ()
    assert series.left_out == (("baseline_volume_0", 1),)


def test_volumes_mark_what_a_drainage_changed():
    patients = {"p": ("massive", 3000, [(0, "massive", 3000, None, None),
                                        (14, "massive", 3200, 2500, None),
                                        (18, "small", 700, None, None)], None)}  # fmt: skip
    (line,) = volume_courses(made(patients=patients)).lines
    assert line.value == (3000, 3200, 700)
    assert line.category == ("", "", "after_drainage")
    assert [mark.time for mark in line.marks] == [2.0]


def test_swimmers_follow_everybody_treated():
    series = swimmers(made())
    assert (len(series.lines), series.left_out) == (8, (("never_treated", 1),))
    dead = next(line for line in series.lines if line.patient_id == "dead")
    assert (dead.end, dead.ended_by) == (20, "death")
    drained = next(line for line in series.lines if line.patient_id == "drained")
    assert [(m.kind, m.time) for m in drained.marks] == [("drainage", 14)]


def test_counts_of_what_the_numbers_rest_on():
    counts = {e.quantity: e.value for e in ascites_data(made()).estimates}
    assert counts["n_drainages"] == 1
    assert counts["n_after_drainage"] == 1
    assert counts["n_small"] == 2
    assert counts["n_untreated"] == 1


@pytest.fixture(scope="module", params=DEMOS)
def demo(request):
    study = demo_study(request.param)
    return Cohort(study, study.spec.default_population.id)


def test_the_registered_endpoint_and_the_tab_say_the_same(demo):
    assert ascites_rate(demo).estimates == proportion(demo, "ascites_control").estimates


def test_visits_read_again_give_the_derived_columns(demo):
    rules = rules_of(demo)
    for course in courses_of(demo):
        patient, answer = demo.patients.iloc[course.row], course.respond(rules)
        assert answer.response == patient.ascites_response
        assert answer.reason == patient.ascites_response_note


def test_nobody_is_no_error(demo):
    none = Cohort(demo.study, demo.population, (parse_filter("age <= 1", demo.study),))
    for ask in (ascites_rate, ascites_difference, ascites_over_time, response_categories,
                ascites_data, best_change, volume_courses, swimmers):  # fmt: skip
        ask(none)


def test_study_days_in_place_of_dates_give_the_same():
    dated = made()
    patients = dated.study.patients
    days = table(
        patient_id=list(patients["patient_id"]),
        first_treatment_day=[1.0 if p != "untreated" else None for p in patients["patient_id"]],
        last_contact_day=[91.0 if p != "dead" else 21.0 for p in patients["patient_id"]],
        death_day=[21.0 if p == "dead" else None for p in patients["patient_id"]],
        ascites_category=list(patients["ascites_category"]),
        ascites_ml=list(patients["ascites_ml"]),
    )
    import pandas as pd

    visits = dated.study.tables["ascites"]
    elapsed = (visits["assessment_date"] - pd.Timestamp(START)).dt.days + 1.0
    visits = visits.drop(columns="assessment_date").assign(assessment_day=elapsed)
    spec = protocol("observational", ascites={"criteria": "who_effusion"})
    cohort = derived_cohort(spec, {"patients": days, "ascites": visits})
    assert response_categories(cohort).estimates == response_categories(dated).estimates
    assert ascites_over_time(cohort).estimates == ascites_over_time(dated).estimates
    assert counted(ascites_rate(cohort)) == (3, 9)


def test_stratified_and_adjusted_differences_are_those_of_the_registered_endpoint(demo):
    from outcomes.estimators.proportions.adjusted import logistic_adjusted, stratified_difference

    key = ("ascites_category",)
    mine = ascites_stratified(demo, strata=key)
    assert mine.estimates == stratified_difference(demo, "ascites_control", strata=key).estimates
    adjusted = ascites_logistic(demo, covariates=key)
    same = logistic_adjusted(demo, "ascites_control", covariates=key)
    assert adjusted.estimates == same.estimates


def test_who_dies_on_the_day_of_the_assessment_is_a_failure_and_is_counted():
    """Patient 162 of the demo: massive ascites unchanged (SD) on the day of death, day 28."""
    study = demo_study("hipec-sox-demo")
    found = ascites_rate(Cohort(study, "itt"))
    (rate,) = [e for e in found.all("proportion") if e.group == "hipec_sox" and not e.method]
    assert (rate.n_events, rate.n) == (37, 45)
    assert Note("died_when_assessed", n=1) in found.notes
    without = Cohort(study, "itt", (parse_filter("arm in sox", study),))
    assert not any(note.id == "died_when_assessed" for note in ascites_rate(without).notes)
