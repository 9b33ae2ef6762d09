"""Ascites from visit to visit at the edges: windows, the day of the cut-off, 300 ml."""

from dataclasses import replace

import pandas as pd
import pytest

from outcomes.estimators.ascites.courses import courses_of
from outcomes.estimators.ascites.over_time import UNITLESS, ascites_data, ascites_over_time
from outcomes.intake.derive.endpoints.further.made import with_further_endpoints
from outcomes.model.cohort import Cohort
from outcomes.model.file.report import Issue
from outcomes.results.note import Note
from tests.estimators.ascites.test_response import START, made


def cut_off(cohort, day):
    """The same study, its data cut-off so many days after the first dose."""
    study, when = cohort.study, (pd.Timestamp(START) + pd.Timedelta(days=day)).date()
    spec = replace(study.spec, study=replace(study.spec.study, data_cutoff=when))
    return Cohort(with_further_endpoints(replace(study, spec=spec)), cohort.population)


def one(*visits, death=None, category="massive", ml=3000):
    return made(patients={"p": (category, ml, list(visits), death)})


def visit(day, category="none", ml=0, drained=None, after=None):
    return (day, category, ml, drained, after)


def at_day_28(cohort):
    found = ascites_over_time(cohort).all("n")
    return {e.covariates[0] for e in found if e.at == 28}


@pytest.mark.parametrize(
    ("day", "category"), [(20, "not_assessed"), (21, "none"), (35, "none"), (36, "not_assessed")]
)
def test_the_window_is_from_day_21_to_day_35(day, category):
    assert at_day_28(one(visit(day))) == {category}


@pytest.mark.parametrize(("day", "category"), [(29, "none"), (30, "not_yet")])
def test_a_visit_counts_up_to_the_day_of_the_cutoff(day, category):
    assert at_day_28(cut_off(one(visit(day)), 29)) == {category}


@pytest.mark.parametrize(("cutoff", "category"), [(34, "not_yet"), (35, "not_assessed")])
def test_a_window_is_over_on_the_day_of_the_cutoff_that_is_its_last(cutoff, category):
    assert at_day_28(cut_off(one(visit(60)), cutoff)) == {category}


@pytest.mark.parametrize(("death", "category"), [(35, "dead"), (36, "not_assessed")])
def test_who_dies_on_the_last_day_of_the_window_is_dead_in_it(death, category):
    assert at_day_28(one(visit(3), death=death)) == {category}


@pytest.mark.parametrize(("death", "end"), [(100, (100, "death")), (101, (100, "censored"))])
def test_a_death_on_the_day_of_the_cutoff_ends_the_course(death, end):
    (course,) = courses_of(cut_off(one(visit(3), death=death), 100))
    assert course.end == end


@pytest.mark.parametrize(("day", "first"), [(0, float("inf")), (1, 1)])
def test_a_drainage_on_the_day_of_the_first_dose_is_before_it(day, first):
    cohort = one(visit(day, "massive", 3000, drained=2000))
    (course,) = courses_of(cohort)
    assert course.first_drainage == first
    assert ascites_data(cohort).pick("n_drainages").value == (day > 0)


@pytest.mark.parametrize(("ml", "small"), [(299, 1), (300, 0)])
def test_a_small_volume_is_below_300(ml, small):
    cohort = one(visit(28), category="small", ml=ml)
    assert ascites_data(cohort).pick("n_small").value == small


def test_amounts_after_a_drainage_are_told():
    found = ascites_over_time(one(visit(28, after="Y")))
    assert found.notes == (Note("after_drainage", n=1),)
    assert ascites_over_time(one(visit(28))).notes == ()


def test_what_the_numbers_rest_on_is_counted():
    cohort = one(visit(7, None, 900), visit(28, "none", None), visit(35, None, None, drained=500))
    told = [Issue("warning", "ascites", "C2", rule, "") for rule in (*UNITLESS, "not_a_date")]
    five = cohort.study.tables["ascites"].assign(five_point_ml=[900.0, None, None])
    study = replace(cohort.study, issues=tuple(told), tables={"ascites": five})
    found = ascites_data(Cohort(study, cohort.population))
    counts = {e.quantity: e.value for e in found.estimates}
    assert counts == {"n_assessments": 2, "n_five_point": 1, "n_after_drainage": 0,
                      "n_drainages": 1, "n_small": 0, "n_untreated": 0,
                      "n_unitless": 2}  # fmt: skip
    nobody_saw = ascites_data(Cohort(replace(study, tables={}), cohort.population))
    assert (nobody_saw.pick("n_assessments").value, nobody_saw.pick("n_five_point").value) == (0, 0)


def test_who_was_never_treated_is_assessed_at_no_visit():
    cohort = made(patients={"untreated": ("massive", 3000, [(28, "none", 0, None, None)], None)})
    for who in ("ascites", "everybody"):
        found = ascites_over_time(cohort, who=who)
        assert {e.covariates[0] for e in found.all("n") if e.at} == {"not_assessed"}
        assert found.notes == (Note("never_treated", n=1),)
