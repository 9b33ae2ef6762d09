from __future__ import annotations

from fractions import Fraction
from math import inf

import numpy as np
import pytest

from outcomes.estimators.survival.competing import cumulative_incidence
from outcomes.estimators.survival.conditional import conditional_survival
from outcomes.estimators.survival.contrasts import rmst
from outcomes.estimators.survival.kaplan_meier import follow_up, kaplan_meier
from outcomes.model.cohort import Cohort
from tests.kernel.conftest import load_veteran
from tests.said import said
from tests.studies import make_cohort, make_study, nobody

# Six patients by hand: events at 2, 4, 4; censored at 3, 4, 6.
# S = 5/6 after 2; at 4 four are at risk, two events: 5/6 * 1/2 = 5/12; never below.
SIX = ([2, 3, 4, 4, 4, 6], [1, 0, 1, 1, 0, 0])


def test_six_patients_by_hand():
    found = kaplan_meier(make_cohort(*SIX, landmarks=(3.0, 4.0)), "os")
    (curve,) = found.curves
    assert curve.time == (0, 2, 3, 4, 6)
    steps = [Fraction(1), Fraction(5, 6), Fraction(5, 6), Fraction(5, 12), Fraction(5, 12)]
    assert curve.value == pytest.approx([float(s) for s in steps], rel=1e-12)
    assert curve.n_at_risk == (6, 6, 5, 4, 1)
    assert curve.n_events == (0, 1, 0, 2, 0)
    assert curve.n_censored == (0, 0, 1, 1, 1)
    median = found.pick("median", "all")
    assert (median.value, median.unit, median.n, median.n_events) == (4.0, "months", 6, 3)
    assert found.pick("survival", "all", at=3.0).value == pytest.approx(5 / 6, rel=1e-12)
    assert found.pick("n_at_risk", "all", at=4.0).value == 4
    assert (found.n, found.n_events, found.n_missing) == (6, 3, 0)


def test_median_on_a_plateau_is_its_midpoint_and_can_be_not_reached():
    assert kaplan_meier(make_cohort([1, 2, 5, 6], [1, 1, 1, 0]), "os").pick("median").value == 3.5
    late = kaplan_meier(make_cohort([1, 2, 3], [1, 0, 0]), "os").pick("median")
    assert late.value == inf
    assert late.ci_high == inf
    assert said(late.notes) == ("median not reached",)


def test_an_event_at_time_zero_lowers_the_curve_at_zero():
    found = kaplan_meier(make_cohort([0, 0, 3, 5], [1, 0, 1, 0]), "os")
    (curve,) = found.curves
    assert curve.time == (0, 3, 5)
    assert curve.value[0] == 0.75
    assert curve.n_at_risk[0] == 4
    assert said(found.notes) == ("time 0 in 2 of 4, 1 with an event",)


def test_missing_times_are_counted_not_used():
    found = kaplan_meier(make_cohort([1, None, 3], [1, 1, 0]), "os")
    assert (found.n, found.n_missing) == (2, 1)


def test_nobody_no_events_and_an_empty_arm_have_no_number_and_say_so():
    empty = kaplan_meier(nobody(*SIX, landmarks=(3.0,)), "os")
    assert [e.value for e in empty.estimates if e.quantity != "n_at_risk"] == [None, None]
    assert all("nobody" in said(e.notes)[0] for e in empty.estimates if e.quantity != "n_at_risk")
    assert empty.curves[0].time == (0.0,)
    calm = kaplan_meier(make_cohort([1, 2], [0, 0], landmarks=(1.0,)), "os")
    assert calm.pick("median").value == inf
    assert calm.pick("survival").value == 1.0
    assert calm.pick("survival").ci_low is None
    two = kaplan_meier(make_cohort([1, 2], [1, 0], ["a", "a"], arms=["a", "b"]), "os")
    assert [(e.group, e.n, e.value) for e in two.all("median")] == [("a", 2, 1.5), ("b", 0, None)]


def test_past_the_last_follow_up_nothing_is_estimated_and_a_note_says_why():
    found = kaplan_meier(make_cohort(*SIX, landmarks=(6.0, 9.0)), "os")
    assert found.pick("survival", at=6.0).value == pytest.approx(5 / 12)
    beyond = found.pick("survival", at=9.0)
    assert (beyond.value, beyond.interval) == (None, None)
    assert said(beyond.notes) == ("not estimable: follow-up of all ends at 6, before 9",)
    assert found.pick("n_at_risk", at=9.0).value == 0


def test_past_the_last_event_of_everybody_survival_is_0():
    found = kaplan_meier(make_cohort([1, 2], [1, 1], landmarks=(9.0,)), "os")
    assert found.pick("survival", at=9.0).value == 0


# An arm of 20 patients whose last is censored at 7.99 months; the milestone is at 12. R:
# summary(survfit(Surv(t, e) ~ 1), times = 12) has no row.
LOST = [7.79, 6.94, 6.43, 5.57, 6.18, 4.04, 7.99, 7.19, 7.16, 4.64, 6.12, 7.33, 5.84, 5.95, 4.66]
SHORT = ([*LOST, 5.24, 6.07, 4.83, 0.55, 7.17], [0] * 18 + [1, 1])


def test_twelve_months_of_an_arm_followed_for_eight_are_nowhere():
    cohort = make_cohort(*SHORT, landmarks=(6.0, 12.0))
    found = kaplan_meier(cohort, "os")
    # One death among 20 before the first censoring; the other at 7.17.
    assert found.pick("survival", at=6.0).value == pytest.approx(19 / 20)
    assert found.pick("survival", at=12.0).value is None
    given = conditional_survival(cohort, "os", given=6.0, at=12.0)
    assert given.pick("conditional_survival").value is None
    assert rmst(cohort, "os", tau=12.0).pick("rmst").value is None
    competing = make_cohort(*SHORT, kind="competing", landmarks=(6.0, 12.0))
    risks = cumulative_incidence(competing, "os").all("cumulative_incidence")
    assert [e.value for e in risks] == [pytest.approx(1 / 20), None]


def test_competing_endpoints_get_no_kaplan_meier_but_a_follow_up():
    cohort = make_cohort([1, 2, 3, 4], [1, 2, 0, 0], kind="competing")
    found = kaplan_meier(cohort, "os")
    assert found.estimates == found.curves == ()
    assert "cumulative incidence" in said(found.notes)[0]
    # Two of four end with an event at 1 and 2; censorings at 3 and 4: half left on [3, 4).
    assert follow_up(cohort, "os").pick("median").value == 3.5


def test_a_proportion_has_no_curve():
    with pytest.raises(ValueError, match="is a proportion"):
        kaplan_meier(make_cohort(success=[1, 0]), "response")


# R 4.2.2, survival 3.5-3: survfit(Surv(time, ev) ~ grp, veteran, conf.type = "log-log")
# quantile(…, 0.5); summary(…, times = c(90, 180))
def test_veteran_equals_r():
    veteran = load_veteran()
    names = np.where(veteran["grp"] == 1, "test", "standard")
    found = kaplan_meier(
        make_cohort(
            veteran["time"], veteran["ev"], names, arms=["standard", "test"], landmarks=(90.0,)
        ),
        "os",
    )
    medians = {e.group: (e.value, e.ci_low, e.ci_high) for e in found.all("median")}
    assert found.pick("survival", "test").value == pytest.approx(0.38016807, rel=1e-7)
    assert found.pick("survival", "test").ci_low == pytest.approx(0.26567086, rel=1e-7)
    assert medians == {"standard": (103, 54, 126), "test": (52.5, 43, 90)}


def test_the_study_is_not_changed_and_months_scale():
    study = make_study(*SIX)
    before = study.endpoints["os"].time.copy()
    months = kaplan_meier(Cohort(study, "itt"), "os").pick("median").value
    assert (study.endpoints["os"].time == before).all()
    days = kaplan_meier(make_cohort([t * 30.4375 for t in SIX[0]], SIX[1]), "os").pick("median")
    assert days.value == pytest.approx(months * 30.4375)
