"""Patients one by one at the edges: caps, small baselines, days of the first dose and cut-off."""

from dataclasses import replace

import pandas as pd
import pytest

from outcomes.estimators.ascites.patients import best_change, swimmers, volume_courses
from outcomes.model.cohort import Cohort
from tests.estimators.ascites.test_over_time import cut_off, one, visit
from tests.estimators.ascites.test_response import START
from tests.intake.frames import table


@pytest.mark.parametrize(
    ("ml", "value", "flags"), [(1999, 0.999, ()), (2000, 1.0, ()), (2001, 1.0, ("capped",))]
)
def test_twice_the_baseline_is_not_yet_capped(ml, value, flags):
    (line,) = best_change(one(visit(28, "massive", ml), ml=1000)).lines
    assert line.value == pytest.approx((value,))
    assert line.flags == flags


@pytest.mark.parametrize(("ml", "flags"), [(299, ("small_baseline",)), (300, ())])
def test_a_baseline_of_300_is_measurable(ml, flags):
    cohort = one(visit(28, "small", 150), visit(56, "small", 100), ml=ml)
    assert best_change(cohort).lines[0].flags == flags
    assert volume_courses(cohort).lines[0].flags == flags


def test_an_amount_on_the_day_of_the_first_drainage_still_counts_and_none_after_it():
    drained = visit(14, "massive", 2000, drained=1500)
    (line,) = best_change(one(drained, visit(30, "small", 100))).lines
    assert line.value == pytest.approx((2000 / 3000 - 1,))


def test_one_volume_is_no_course_and_two_are():
    assert volume_courses(one(visit(28, "small", 100))).lines == ()
    (line,) = volume_courses(one(visit(28, "small", 100), visit(35, "small", 50))).lines
    assert line.time == (4, 5)


def with_surgery(day, cutoff=100):
    cohort = one(visit(3), death=90)
    when = str((pd.Timestamp(START) + pd.Timedelta(days=day)).date())
    surgery = table(patient_id=["p"], surgery_date=[when])
    study = replace(cohort.study, tables={**cohort.study.tables, "surgery": surgery})
    return cut_off(Cohort(study, cohort.population), cutoff)


@pytest.mark.parametrize(
    ("day", "cutoff", "shown"),
    [(0, 100, True), (-1, 100, False), (90, 100, True), (91, 100, False), (90, 90, True),
     (90, 89, False)],
)  # fmt: skip
def test_marks_lie_between_the_first_dose_and_the_end(day, cutoff, shown):
    (line,) = swimmers(with_surgery(day, cutoff)).lines
    assert [m.kind for m in line.marks] == ["surgery"] * shown


@pytest.mark.parametrize(
    ("visits", "death", "reason"),
    [
        ([visit(3, None, None)], 20, "died"),
        ([visit(3, None, None)], None, "no_volume_after"),
        ([visit(3, None, None, drained=500)], 20, "drained"),
    ],
)
def test_who_has_no_volume_is_left_out_with_the_reason(visits, death, reason):
    assert best_change(one(*visits, death=death)).left_out == ((reason, 1),)
