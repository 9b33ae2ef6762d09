from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from outcomes.estimators.surgery.landmark import (
    _one_sided,
    _same_day,
    landmark_cox,
    surgery_times,
    time_dependent_cox,
    with_known_surgery,
)
from outcomes.estimators.surgery.survival import base_columns
from outcomes.model.cohort import Cohort
from outcomes.model.file.unread import with_unread
from outcomes.model.protocol import ConversionRules
from outcomes.model.question import request
from tests.said import said
from tests.studies import make_study

DAY = pd.Timestamp("2024-01-01")


def operated(time, event, surgery, *, nobody_in=False, **options):
    """A cohort in days, operated on at ``surgery`` (None = never) days after randomisation."""
    dates = [None if s is None or np.isnan(s) else DAY + pd.Timedelta(days=s) for s in surgery]
    study = make_study(
        time,
        event,
        time_unit="days",
        columns={
            "randomisation_date": [DAY] * len(dates),
            "surgery_date": pd.to_datetime(pd.Series(dates)),
        },
        **options,
    )
    spec = replace(study.spec, conversion=ConversionRules(landmarks=(30 / 30.4375,)))
    everybody = np.full(len(dates), not nobody_in)
    return Cohort(replace(study, spec=spec, populations={"itt": everybody}), "itt")


# R 4.2.2, survival 3.5-3: heart (Stanford): coxph(Surv(start, stop, event) ~ transplant)
# gives 1.1355773 (0.62933939-2.0490307); jasa, landmark at day 30:
# d <- subset(jasa, futime > 30); coxph(Surv(futime - 30, fustat) ~ (wait.time <= 30))
def test_stanford_equals_r(gold):
    d = pd.read_csv(gold / "real" / "stanford_heart" / "stanford_heart.csv")
    days = {c: pd.to_datetime(d[c]) for c in ("accept.dt", "tx.date", "fu.date")}
    wait = (days["tx.date"] - days["accept.dt"]).dt.days.to_numpy(float)
    cohort = operated((days["fu.date"] - days["accept.dt"]).dt.days, d["fustat"], wait)
    ratio = time_dependent_cox(cohort, "os").pick("hazard_ratio", "conversion")
    assert (ratio.n, ratio.n_events) == (103, 75)
    actual = (ratio.value, ratio.ci_low, ratio.ci_high, ratio.p_value)
    assert actual == pytest.approx((1.1355773, 0.62933939, 2.0490307, 0.67288061), rel=1e-7)
    late = landmark_cox(cohort, "os").pick("hazard_ratio")
    assert (late.n, late.n_events, late.at) == (78, 52, 30.0)
    actual = (late.value, late.ci_low, late.ci_high)
    assert actual == pytest.approx((0.91504587, 0.52698912, 1.5888543), rel=1e-7)


TIMES = [10, 20, 35, 40, 50, 60, 70, 80, 90, 100]
EVENTS = [1, 1, 1, 1, 1, 1, 1, 1, 0, 1]
SURGERY = [None, None, 15, None, 20, None, 25, 45, None, 30]


def test_landmark_counts_who_is_excluded_and_who_comes_later():
    found = landmark_cox(operated(TIMES, EVENTS, SURGERY), "os").pick("hazard_ratio")
    assert (found.n, found.n_events) == (8, 7)
    assert "excluded, follow-up ended by the landmark: 2 (2 with the event)" in said(found.notes)
    assert "operated on later, counted as not operated on: 1" in said(found.notes)
    assert any(note.startswith("observational") for note in said(found.notes))


def test_a_landmark_before_all_surgery_or_after_it_for_everybody_says_so():
    early, late = landmark_cox(
        operated(TIMES, EVENTS, [None, *[30] * 9]), "os", landmarks=(0.5, 1.0)
    ).estimates
    assert said(early.notes)[0] == "not estimable: nobody was operated on"
    assert said(late.notes)[0] == "not estimable: everybody was operated on"


def test_curves_start_together_and_move_patients_between_them():
    without, with_surgery = time_dependent_cox(operated(TIMES, EVENTS, SURGERY), "os").curves
    assert (without.group, with_surgery.group) == ("no_conversion", "conversion")
    assert without.value[0] == with_surgery.value[0] == 1.0
    assert (without.n_at_risk[0], with_surgery.n_at_risk[0]) == (10, 0)
    # The first event after surgery is at 35: by then 15, 20, 25 and 30 have been operated on.
    assert with_surgery.n_at_risk[with_surgery.time.index(35.0)] == 4


def test_a_death_on_the_day_of_surgery_is_a_death_after_surgery():
    surgery = [None, None, 15, None, 20, None, 25, 45, 90, 100]
    _, after = time_dependent_cox(operated(TIMES, EVENTS, surgery), "os").curves
    assert after.n_events[after.time.index(100.0)] == 1


def test_surgery_times_are_in_the_unit_of_the_study():
    cohort = operated(TIMES, EVENTS, SURGERY)
    found = surgery_times(cohort, "os", cohort.timed("os"))
    assert found[2] == 15.0
    assert np.isnan(found[0])


def test_conversion_operations_go_before_other_surgery():
    cohort = operated(TIMES, EVENTS, SURGERY)
    study = cohort.study
    converted = study.patients["surgery_date"].where(np.arange(10) == 2)
    patients = study.patients.assign(conversion_date=converted)
    found = surgery_times(
        Cohort(replace(study, patients=patients), "itt"), "os", cohort.timed("os")
    )
    assert np.flatnonzero(~np.isnan(found)).tolist() == [2]


@pytest.mark.parametrize(
    ("cohort", "words"),
    [
        (operated(TIMES, [0] * 10, SURGERY), "no events after surgery"),
        (operated(TIMES, [0, 0, 1, 0, 1, 0, 1, 1, 0, 1], SURGERY), "no events without surgery"),
        (operated(TIMES[:4], [1, 1, 1, 0], [None, None, 15, None]), "3 events, fewer than 5"),
    ],
)
def test_too_few_events_give_no_ratio(cohort, words):
    ratio = time_dependent_cox(cohort, "os").pick("hazard_ratio")
    assert ratio.value is None
    assert words in said(ratio.notes)[0]


def test_without_surgery_after_the_origin_there_are_no_rows():
    for cohort in (
        operated(TIMES, EVENTS, [None] * 10),
        operated(TIMES, EVENTS, [0] * 10),
        operated(TIMES, EVENTS, SURGERY, nobody_in=True),
        Cohort(make_study(TIMES, EVENTS), "itt"),
    ):
        for found in (time_dependent_cox(cohort, "os"), landmark_cox(cohort, "os")):
            assert found.estimates == ()
            assert said(found.notes)[0].startswith("not estimated: no surgery dates")


def test_a_date_of_surgery_nobody_can_read_is_not_never():
    cohort = operated(TIMES, EVENTS, SURGERY)
    marked = with_unread(cohort.study.patients, {"surgery_date": np.arange(10) == 8})
    unsure = Cohort(replace(cohort.study, patients=marked), "itt")
    found = time_dependent_cox(unsure, "os").pick("hazard_ratio", "conversion")
    assert found.n == time_dependent_cox(cohort, "os").pick("hazard_ratio", "conversion").n - 1
    assert with_known_surgery(unsure, unsure.timed("os")).n_missing == 1


def with_rules(cohort, rules):
    return Cohort(replace(cohort.study, spec=replace(cohort.study.spec, conversion=rules)), "itt")


def test_landmarks_are_those_asked_for_before_those_of_the_protocol():
    cohort = operated(TIMES, EVENTS, SURGERY)
    assert [e.at for e in landmark_cox(cohort, "os").estimates] == [30.0]
    asked = landmark_cox(cohort, "os", landmarks=(1.0, 2.0)).estimates
    assert [e.at for e in asked] == pytest.approx([30.4375, 60.875])
    for none in (
        landmark_cox(cohort, "os", landmarks=()),
        landmark_cox(with_rules(cohort, None), "os"),
    ):
        assert none.estimates == ()
        assert [note.id for note in none.notes] == ["no_landmarks"]


def test_time_that_starts_at_surgery_cannot_tell_surgery():
    cohort = operated(TIMES, EVENTS, SURGERY)
    rules = with_rules(cohort, ConversionRules(origin="surgery_date"))
    assert surgery_times(rules, "os", cohort.timed("os")) is None
    assert surgery_times(with_rules(cohort, None), "os", cohort.timed("os"))[2] == 15.0


def test_surgery_on_the_first_day_comes_half_a_day_after_it_and_at_the_end_half_a_day_before():
    found = _same_day(np.array([10.0, 10.0, 0.0, 10.0]), np.array([0.0, 10.0, 0.0, 4.0]), "days")
    assert found.tolist() == [0.5, 9.5, -0.5, 4.0]
    weeks = _same_day(np.array([10.0, 10.0]), np.array([0.0, np.nan]), "weeks")
    assert weeks[0] == pytest.approx(0.5 / 7)
    assert np.isnan(weeks[1])


@pytest.mark.parametrize(
    ("event", "exposed", "why"),
    [
        ([], [], "nobody"),
        ([1, 1], [0, 0], "nobody_operated"),
        ([1, 1], [1, 1], "everybody_operated"),
        ([0, 1], [1, 0], "no_events_after_surgery"),
        ([1, 0], [1, 0], "no_events_without_surgery"),
        ([1, 1], [1, 0], None),
    ],
)
def test_both_sides_need_patients_and_events(event, exposed, why):
    found = _one_sided(np.array(event, dtype=float), np.array(exposed, dtype=float))
    assert (found and dict(found.values)["why"].id) == why


def test_a_script_is_told_when_each_was_operated_on_and_of_whom_it_is_known():
    cohort = operated(TIMES, EVENTS, SURGERY)
    told = base_columns(cohort, request("surgery.survival:naive_comparison", "os"))
    assert list(told) == ["os_surgery", "os_surgery_known"]
    assert told["os_surgery"][[2, 9]].tolist() == [15, 30]
    assert np.isnan(told["os_surgery"][0])
    assert told["os_surgery_known"].tolist() == [1] * 10
    marked = with_unread(cohort.study.patients, {"surgery_date": np.arange(10) == 8})
    unsure = Cohort(replace(cohort.study, patients=marked), "itt")
    told = base_columns(unsure, request("surgery.survival:naive_comparison", "os"))
    assert told["os_surgery_known"].tolist() == [1] * 8 + [0, 1]
    never = operated(TIMES, EVENTS, [None] * 10)
    assert base_columns(never, request("surgery.survival:naive_comparison", "os")) == {}
