"""By hand: five patients, by time 10 an event at 2, a death at 4, one lost at 6, an event at 8."""

from __future__ import annotations

import numpy as np
import pytest

from outcomes.estimators.survival.definitions import definitions
from tests.studies import make_cohort, nobody

TIMES, CAUSES = [2.0, 4.0, 6.0, 8.0, 12.0], [1.0, 2.0, 0.0, 1.0, 0.0]
COMPETING = {"kind": "competing", "landmarks": (10.0,)}


def risks(cohort):
    return {e.method[0].id: e for e in definitions(cohort, "os").all("cumulative_incidence")}


def test_every_definition_of_the_risk_by_ten():
    found = risks(make_cohort(TIMES, CAUSES, **COMPETING))
    expected = {
        "as_registered": 1 / 5 + 3 / 5 * 1 / 2,  # 3/5 are free before 8, two are at risk
        "naive_incidence": 1 - 4 / 5 * 1 / 2,
        "competing_counted": 1 - 4 / 5 * 3 / 4 * 1 / 2,
        "lost_without_event": 2 / 5,
        "lost_with_event": 3 / 5,
    }
    assert {way: e.value for way, e in found.items()} == pytest.approx(expected, rel=1e-12)
    assert {way: e.n_events for way, e in found.items()} == {
        "as_registered": 2, "naive_incidence": 2, "competing_counted": 3,
        "lost_without_event": 2, "lost_with_event": 3,
    }  # fmt: skip


def test_bounds_have_no_interval_and_say_how_many_are_followed_less():
    found = risks(make_cohort(TIMES, CAUSES, **COMPETING))
    for way in ("lost_without_event", "lost_with_event"):
        (note,) = found[way].notes
        assert found[way].interval is None
        assert dict(note.values) == {"n": 1, "total": 5}


def test_without_competing_events_there_are_no_other_definitions():
    found = risks(make_cohort(TIMES, [1.0, 0.0, 0.0, 1.0, 0.0], landmarks=(10.0,)))
    assert set(found) == {"as_registered", "lost_without_event", "lost_with_event"}


def test_censored_on_the_landmark_is_followed_up_to_it():
    found = risks(make_cohort([10.0, 12.0], [0.0, 0.0], landmarks=(10.0,)))
    assert found["lost_with_event"].value == 0


def test_the_registered_risk_lies_within_the_bounds_and_below_the_naive_one():
    rng = np.random.default_rng(11)
    for _ in range(50):
        times, causes = rng.integers(1, 30, 40) / 2, rng.integers(0, 3, 40)
        cohort = make_cohort(list(map(float, times)), list(map(float, causes)),
                             kind="competing", landmarks=(8.0,))  # fmt: skip
        value = {way: e.value for way, e in risks(cohort).items()}
        slack = 1e-12
        assert value["lost_without_event"] <= value["as_registered"] + slack
        assert value["as_registered"] <= value["lost_with_event"] + slack
        assert value["as_registered"] <= value["naive_incidence"] + slack
        assert value["as_registered"] <= value["competing_counted"] + slack


def test_no_events_and_nobody():
    found = risks(make_cohort([11.0, 12.0], [0.0, 0.0], **COMPETING))
    assert {e.value for e in found.values()} == {0.0}
    alone = risks(nobody(TIMES, CAUSES, **COMPETING))
    assert {e.value for e in alone.values()} == {None}
    assert all(e.notes for e in alone.values())


def test_past_the_last_follow_up_there_are_only_bounds():
    found = risks(make_cohort([1.0, 2.0], [1.0, 0.0], landmarks=(10.0,)))
    assert found["as_registered"].value is None
    assert found["as_registered"].notes
    assert (found["lost_without_event"].value, found["lost_with_event"].value) == (0.5, 1.0)
