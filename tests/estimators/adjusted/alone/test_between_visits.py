"""By hand: progression at the visits of months 2, 4, 6, the visit before looked for and found."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

import outcomes.estimators.adjusted.alone.between_visits as between_visits_module
from outcomes.estimators.adjusted.alone.between_visits import Seen, between_visits
from outcomes.model.cohort import Cohort
from outcomes.results.note import Method
from tests.demos import demo_study
from tests.studies import make_study

START = pd.Timestamp("2024-01-01")


def cohort(times, events, visits, made_of=("progression_date",)):
    """Patients whose times are days; ``visits`` are those of each at which nothing was found."""
    found = [START + pd.Timedelta(days=t) if e == 1 else pd.NaT
             for t, e in zip(times, events, strict=True)]  # fmt: skip
    study = make_study(
        times, events, time_unit="days",
        columns={"first_treatment_date": [START] * len(times), "progression_date": found},
        origin="first_treatment_date", landmarks=(30.0,),
    )  # fmt: skip
    (block,) = study.spec.endpoints
    spec = replace(study.spec, endpoints=(replace(block, event=made_of),))
    rows = [(f"P{i:03}", START + pd.Timedelta(days=day), 0.0)
            for i, days in enumerate(visits) for day in days]  # fmt: skip
    table = pd.DataFrame(rows, columns=["patient_id", "contact_date", "progression"])
    return Cohort(replace(study, spec=spec, tables={"follow_up": table}), "itt")


def risks(found):
    return {e.method[0].id: e for e in found.all("cumulative_incidence")}


def test_an_event_between_two_visits_by_hand():
    # Found at day 40 after a clear visit at day 20; at 30 it may or may not have happened.
    found = between_visits(cohort([40.0, 60.0], [1.0, 0.0], [[10, 20], [30, 60]]), "os")
    (gap,) = found.all("median")
    assert (gap.value, gap.n) == (20.0, 1)
    rows = risks(found)
    assert rows["as_registered"].value == 0.0
    assert rows["event_at_midpoint"].value == 0.5
    assert rows["event_between_visits"].value == pytest.approx(0.25, abs=1e-9)
    (said, *_) = rows["event_between_visits"].notes
    assert dict(said.values) == pytest.approx({"low": 0.0, "high": 0.5}, abs=1e-9)


def test_how_far_off_it_may_be_is_that_of_the_estimate_between_and_the_same_every_time():
    # Drawn k of 2 times, the patient with the event makes it k/4; k has the variance 1/2.
    found = between_visits(cohort([40.0, 60.0], [1.0, 0.0], [[10, 20], [30, 60]]), "os")
    error = risks(found)["event_between_visits"].std_err
    assert error == pytest.approx(0.25 * 0.5**0.5, rel=0.1)
    assert error == pytest.approx(0.1747934890637963, rel=1e-9)


def test_without_a_visit_before_it_may_be_any_time_since_the_origin():
    found = between_visits(cohort([40.0, 60.0], [1.0, 0.0], [[], [60]]), "os")
    assert found.pick("median").value == 40.0
    assert risks(found)["event_at_midpoint"].value == 0.5


def test_a_visit_before_the_origin_says_nothing_of_the_time_after_it():
    found = between_visits(cohort([40.0, 60.0], [1.0, 0.0], [[-5], [60]]), "os")
    assert found.pick("median").value == 40.0


def test_events_found_at_a_visit_are_told_from_all_events():
    found = between_visits(cohort([40.0, 60.0, 60.0], [1.0, 0.0, 0.0], [[20], [60], [60]]), "os")
    e = found.pick("n_events")
    assert (e.value, e.n_events, e.n) == (1, 1, 3)


def test_a_death_happens_on_its_day():
    made = cohort([40.0, 60.0], [1.0, 0.0], [[20], [60]], ("progression_date", "death_date"))
    late = made.study.patients.assign(progression_date=pd.NaT)
    found = between_visits(Cohort(replace(made.study, patients=late), "itt"), "os")
    assert found.pick("n_events").value == 0
    assert {e.value for e in risks(found).values()} == {0.0}


def test_the_estimate_lies_within_what_it_may_be_and_the_interval_around_it():
    whole = Cohort(demo_study("rmhtnf-demo"), "all")
    for name in ("efs", "pmfs"):
        for e in between_visits(whole, name).all("cumulative_incidence"):
            assert e.ci_low < e.value < e.ci_high
            for note in e.notes:
                assert note["low"] <= e.value <= note["high"]


def test_the_demo_has_a_visit_every_three_months():
    found = between_visits(Cohort(demo_study("rmhtnf-demo"), "all"), "efs")
    assert found.pick("median").value == pytest.approx(3, abs=0.1)
    registered, middle, between = (
        [e.value for e in found.all("cumulative_incidence") if e.method[0].id == way]
        for way in ("as_registered", "event_at_midpoint", "event_between_visits")
    )
    assert np.all(np.array(middle) <= registered)
    assert between == pytest.approx(registered, abs=0.01)


def test_nobody_and_no_events():
    found = between_visits(cohort([40.0, 60.0], [0.0, 0.0], [[20], [60]]), "os")
    assert {e.value for e in risks(found).values()} == {0.0}
    assert not found.all("median")
    made = cohort([40.0, 60.0], [1.0, 0.0], [[20], [60]])
    none = replace(made.study, populations={"itt": np.zeros(2, dtype=bool)})
    alone = between_visits(Cohort(none, "itt"), "os")
    assert all(e.value is None and e.notes for e in risks(alone).values())


def test_after_the_last_follow_up_there_is_no_number():
    found = between_visits(cohort([10.0, 20.0], [1.0, 0.0], [[5], [20]]), "os")
    assert all(e.value is None and e.notes for e in risks(found).values())


def test_of_many_patients_it_is_the_mean_over_random_parts(monkeypatch):
    monkeypatch.setattr(between_visits_module, "MOST", 60)
    monkeypatch.setattr(between_visits_module, "PART", 40)
    chance = np.random.default_rng(3)
    at = chance.uniform(0, 12, 200)
    seen = Seen(np.floor(at), np.ceil(at), np.ones(200), np.full(200, True))
    parts = between_visits_module._parts(seen)
    assert [len(p.time) for p in parts] == [40] * 5
    assert sorted(np.concatenate([p.time for p in parts])) == sorted(seen.time)
    *_, row = between_visits_module._risks(seen, (6.0,), "all")
    assert row.method == (Method("event_between_visits"), Method("random_parts", n=5))
    assert row.value == pytest.approx((at <= 6).mean(), abs=1e-6)  # parts of one size
    # the standard error of a proportion of 200, from 40 samples in each part
    assert row.std_err == pytest.approx((0.25 / 200) ** 0.5, rel=0.25)
