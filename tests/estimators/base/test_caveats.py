"""When a number is printed with a warning, and when not at all: every edge by hand."""

from dataclasses import replace

import numpy as np
import pytest

from outcomes.estimators.base.caveats import (
    NOBODY,
    columns,
    ends_before,
    few_events,
    incomplete,
    left_out,
    of_one,
    too_few,
    unusable,
    unused,
    warnings_of,
    with_honest_interval,
)
from outcomes.kernel.cox.fit import cox
from outcomes.results.note import Note, Ref
from outcomes.results.result import Estimate, Interval


def arms(events, patients=(10, 10)):
    """Return who had the event and who is in the experimental arm: reference first."""
    event = [1.0] * events[0] + [0.0] * (patients[0] - events[0])
    event += [1.0] * events[1] + [0.0] * (patients[1] - events[1])
    return np.array(event), np.array([0.0] * patients[0] + [1.0] * patients[1])


def why(events, patients=(10, 10)):
    found = too_few(*arms(events, patients))
    return None if found is None else dict(found.values)["why"].id


@pytest.mark.parametrize(
    ("events", "patients", "expected"),
    [
        ((3, 2), (10, 10), None),
        ((2, 2), (10, 10), "events_fewer"),
        ((5, 0), (10, 10), "arm_without_events"),
        ((0, 5), (10, 10), "arm_without_events"),
        ((5, 0), (10, 0), "one_arm"),
        ((0, 5), (0, 10), "one_arm"),
        ((4, 1), (10, 1), "arm_of_one"),
        ((1, 4), (1, 10), "arm_of_one"),
        ((4, 1), (10, 2), None),
    ],
)
def test_a_comparison_needs_five_events_one_in_each_arm_and_two_patients(
    events, patients, expected
):
    assert why(events, patients) == expected


def test_nobody_is_said():
    assert too_few(np.zeros(0), np.zeros(0)) == NOBODY
    few = dict(too_few(*arms((2, 2))).values)["why"]
    assert dict(few.values) == {"n": 4, "least": 5}


def test_an_arm_of_one_is_no_arm():
    assert of_one(np.array([0, 1, 1])) is not None
    assert of_one(np.array([0, 0, 1])) is not None
    assert of_one(np.array([0, 0, 1, 1])) is None


def test_a_model_wants_ten_events_for_each_parameter():
    assert few_events(20, 2) == ()
    (note,) = few_events(19, 2)
    assert dict(note.values) == {"events": 19, "n": 2}


def test_who_is_left_out_is_counted_and_nobody_is_not():
    assert left_out(0, 9, "incomplete_covariates") == incomplete(0, 9) == ()
    (note,) = incomplete(2, 9)
    assert (dict(note.values)["n"], dict(note.values)["total"]) == (2, 9)
    assert unused(()) == ()
    assert dict(unused(("sex",))[0].values)["covariates"] == (Ref("covariate", "sex"),)
    assert columns(("stage=T4",)) == (Ref("level", "T4", "stage"),)


def test_after_the_last_follow_up_nothing_is_known():
    reason = dict(ends_before("sox", 11, 12).values)["why"]
    assert dict(reason.values) == {"group": Ref("arm", "sox"), "last": 11.0, "at": 12.0}


@pytest.mark.parametrize(
    ("quantity", "low", "high", "note"),
    [
        ("hazard_ratio", 0.1, 5.0, None),  # fifty times as large is still an interval
        ("hazard_ratio", 0.1, 5.01, "interval_too_wide"),
        ("hazard_ratio", 0.0, 5.0, None),
        ("hazard_ratio", 0.1, np.inf, None),
        ("risk_difference", 0.001, 0.9, None),
        ("survival", 0.5, 0.5, "no_limits_no_spread"),
        ("risk_difference", -3e-16, -1e-16, "no_limits_no_spread"),
    ],
)
def test_an_interval_that_tells_nothing_says_so(quantity, low, high, note):
    given = Estimate(quantity, "a", "b", 0.5, Interval(low, high), p_value=0.02)
    found = with_honest_interval(given)
    assert [n.id for n in found.notes] == [note] * (note is not None)
    assert (found.interval is None) == (note == "no_limits_no_spread") == (found.p_value is None)
    if note == "interval_too_wide":
        assert found.notes == (Note("interval_too_wide", factor=50),)


@pytest.mark.parametrize("interval", [None, Interval(None, 2.0), Interval(0.5, None)])
def test_an_interval_with_one_end_stays(interval):
    e = Estimate("hazard_ratio", "a", "b", 0.5, interval)
    assert with_honest_interval(e) == e


def test_a_ratio_is_printed_unless_its_model_has_none():
    good = cox([1, 2, 3, 4], [1, 1, 1, 1], np.array([[1.0, 0], [0, 1], [1, 1], [0, 0]]))

    def why(**changed):
        found = unusable(replace(good, **changed))
        return found and dict(found.values)["why"].id

    assert why() is None
    assert why(aliased=(False, True), infinite=(False, True)) is None  # the other column
    assert why(aliased=(True, False)) == "never_together"
    assert why(infinite=(True, False)) == "ratio_infinite"
    assert why(status="not converged") == "not_converged"


def test_a_fit_warns_of_few_events_for_what_it_estimates_and_of_what_runs_away():
    fit = cox(np.arange(1.0, 31), [1] * 20 + [0] * 10, np.arange(60).reshape(30, 2) % 7)
    assert warnings_of(fit) == ()
    (few,) = warnings_of(replace(fit, n_events=19))
    assert (few["events"], few["n"]) == (19, 2)
    assert warnings_of(replace(fit, n_events=19, aliased=(False, True))) == ()
    assert warnings_of(replace(fit, infinite=(False, True))) == (Note("covariate_infinite"),)
