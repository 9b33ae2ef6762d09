"""Delayed entry: who is at risk when, by hand and against R 4.2, survival 3.5-3."""

from dataclasses import replace

import numpy as np
import pytest

from outcomes.estimators.survival.contrasts import log_rank, milestone_difference, rmst
from outcomes.estimators.survival.cox import cox, proportional_hazards
from outcomes.estimators.survival.hazards import hazards
from outcomes.estimators.survival.kaplan_meier import follow_up, kaplan_meier
from outcomes.estimators.survival.late_entry import at_risk_before
from outcomes.model.cohort import Cohort
from outcomes.model.question import LateEntry, Request
from tests.studies import make_study

ENTRY = [-1, -1, -1, -1, 2, 3, 5, 1, -1, 4, 6, -1]
STOP = [4, 9, 12, 3, 7, 8, 11, 6, 10, 13, 14, 15]
EVENT = [1, 1, 0, 1, 1, 0, 1, 1, 0, 1, 0, 1]
ARM = ["a", "a", "a", "b", "a", "b", "b", "b", "a", "a", "b", "b"]


def late(entry=ENTRY, **more):
    study = make_study(STOP, EVENT, ARM, **{"landmarks": (5, 10), "tau": 12} | more)
    data = replace(study.endpoints["os"], entry=np.array(entry, dtype=float))
    return Cohort(replace(study, endpoints={"os": data}), "itt")


def read(result, quantity, group=None, at=None):
    return next(
        e
        for e in result.estimates
        if e.quantity == quantity and group in (None, e.group) and at in (None, e.at)
    )


def test_curves_equal_r():
    found = kaplan_meier(late(), "os")
    a = read(found, "median", "a")
    assert (a.value, a.ci_low, a.ci_high) == (9, 4, np.inf)
    b = read(found, "median", "b")
    assert (b.value, b.ci_low, b.ci_high) == (8.5, 6, np.inf)  # of quantile.survfit
    at_five = read(found, "survival", "b", 5)
    assert at_five.value == pytest.approx(2 / 3)
    assert (at_five.ci_low, at_five.ci_high) == pytest.approx((0.054073427, 0.94520639), rel=1e-7)
    assert read(found, "survival", "a", 10).value == pytest.approx(0.48)


def test_at_risk_are_those_who_have_entered_and_not_left():
    # Before 5, arm b: 3-8, 1-6 and the one from the start to 15; 5-11 enters only then.
    found = kaplan_meier(late(), "os")
    assert read(found, "n_at_risk", "b", 5).value == 3
    assert read(found, "n_at_risk", "a", 5).value == 5
    curve = next(c for c in found.curves if c.group == "b")
    counted = dict(zip(curve.time, curve.n_at_risk, strict=True))
    assert (counted[0], counted[1], counted[5], counted[6]) == (2, 2, 3, 4)
    assert sum(curve.n_events) == 4
    assert list(curve.time) == sorted(set(curve.time))


def test_just_before_a_time_nobody_who_enters_at_it_is_at_risk():
    n = at_risk_before(np.array([0.0, 1.0, 1.5, 3.0]), np.array([3.0, 2.0]), np.array([-1.0, 1.0]))
    assert n.tolist() == [1, 1, 2, 1]


def test_ratios_and_tests_equal_r():
    ratio = read(cox(late(), "os"), "hazard_ratio")
    assert np.log(ratio.value) == pytest.approx(-0.201731030893, abs=1e-9)
    assert ratio.std_err == pytest.approx(0.781306282269, abs=1e-9)
    test = read(log_rank(late(), "os"), "statistic")  # without ties the score test of coxph
    assert test.value == pytest.approx(0.0668629210338, abs=1e-12)
    trend = read(proportional_hazards(late(), "os"), "statistic")
    assert (trend.value, trend.p_value) == pytest.approx((1.82688267719, 0.176496192283))


def test_strata_equal_r():
    by = {"columns": {"half": ["n", "y"] * 6}}
    ratio = read(cox(late(**by), "os", strata=["half"]), "hazard_ratio")
    assert np.log(ratio.value) == pytest.approx(-0.18279381119, abs=1e-9)
    test = read(log_rank(late(**by), "os", strata=["half"]), "statistic")
    assert test.value == pytest.approx(0.0458902712625, abs=1e-12)


def test_restricted_means_and_differences_follow_from_the_curves():
    means = rmst(late(), "os")
    assert read(means, "rmst", "a").value == pytest.approx(9.12)
    assert read(means, "rmst", "b").value == pytest.approx(7.83333333333)
    gap = read(milestone_difference(late(), "os"), "survival_difference", at=5)
    assert gap.value == pytest.approx(2 / 3 - 0.8)
    assert [read(follow_up(late(), "os"), "median", g).value for g in "ab"] == [12, 14]


def test_it_is_said_that_patients_enter_late():
    for ask in (kaplan_meier, log_rank, cox, rmst, milestone_difference, proportional_hazards):
        note = next(n for n in ask(late(), "os").notes if n.id == "late_entry")
        assert (note["n"], note["total"]) == (6, 12)


def test_a_curve_that_fell_to_zero_while_patients_still_entered_is_no_curve():
    # In either arm the only one at risk before 4.5 dies; five more enter then.
    entry = [4.5 if stop > 4.5 else -1 for stop in STOP]
    notes = [n for n in kaplan_meier(late(entry), "os").notes if n.id == "zero_while_entering"]
    assert [(note["group"].id, note["n"]) for note in notes] == [("a", 5), ("b", 5)]


def test_an_analysis_that_would_count_them_too_early_gives_no_number():
    with pytest.raises(LateEntry):
        hazards(late(), "os")
    answer = Request("survival.hazards", "os").ask(late())
    assert (answer.estimates, answer.curves) == ((), ())
    assert answer.notes[0]["why"].id == "late_entry_unheeded"
    assert (answer.n, answer.n_events) == (12, 8)


def test_entry_before_the_origin_changes_nothing():
    whole = late([-1.0] * 12)
    plain = Cohort(make_study(STOP, EVENT, ARM, landmarks=(5, 10), tau=12), "itt")
    for ask in (cox, log_rank, rmst):
        one, other = ask(whole, "os").estimates, ask(plain, "os").estimates
        assert [e.value for e in one] == pytest.approx([e.value for e in other])
