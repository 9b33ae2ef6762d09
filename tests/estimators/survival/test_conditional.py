from __future__ import annotations

from math import inf

import numpy as np
import pytest

from outcomes.estimators.survival.conditional import conditional_survival, landmark
from outcomes.estimators.survival.cox import cox
from outcomes.wording import say
from tests.kernel.conftest import load_veteran
from tests.said import said
from tests.studies import make_cohort, nobody

SIX = ([1, 2, 3, 4, 5, 6], [1, 0, 1, 1, 0, 0])


@pytest.fixture(scope="module")
def veteran():
    v = load_veteran()
    return make_cohort(
        v["time"],
        v["ev"],
        np.where(v["grp"] == 1, "test", "standard"),
        arms=["standard", "test"],
        time_unit="days",
    )


# R 4.2.2, survival 3.5-3: l <- veteran[veteran$time > 60, ]; l$t <- l$time - 60
# coxph(Surv(t, status) ~ trt, l); survfit(Surv(t, status) ~ trt, l, conf.type = "log-log")
def test_landmark_of_veteran_equals_r(veteran):
    found = landmark(veteran, "os", at=60.0)
    ratio = found.pick("hazard_ratio")
    got = (ratio.value, ratio.ci_low, ratio.ci_high)
    assert got == pytest.approx((0.761961657407, 0.455610717617, 1.274301821507), rel=1e-9)
    assert (ratio.n, ratio.n_events, ratio.at) == (73, 65, 60.0)
    medians = [(e.value, e.ci_low, e.ci_high) for e in found.all("median")]
    assert medians == [(151.0, 122.0, 200.0), (164.0, 99.0, 283.0)]
    assert [c.n_at_risk[0] for c in found.curves] == [40, 33]
    assert found.n == 137


def test_excluded_and_kept_add_up(veteran):
    found = landmark(veteran, "os", at=60.0)
    for curve in found.curves:
        gone = [e for e in found.all("n_excluded") if e.group == curve.group]
        assert sum(e.value for e in gone) + curve.n_at_risk[0] == gone[0].n
    assert sum(e.value for e in found.all("n_excluded")) == 137 - 73


# summary(survfit(Surv(t, status) ~ trt, l, conf.type = "log-log"), times = 120)
def test_conditional_survival_of_veteran_equals_r(veteran):
    found = conditional_survival(veteran, "os", given=60.0, at=180.0).all("conditional_survival")
    got = [(e.value, e.ci_low, e.ci_high) for e in found]
    want = [
        (0.359389361213, 0.210119915054, 0.511055788005),
        (0.479818181818, 0.295733566394, 0.642338226668),
    ]
    assert got == [pytest.approx(row, rel=1e-9) for row in want]
    assert [e.n for e in found] == [40, 33]


def test_conditional_survival_by_hand():
    # Beyond 2: four at risk at 3, three at 4: 3/4 × 2/3.
    (found,) = conditional_survival(make_cohort(*SIX), "os", given=2.0, at=4.5).estimates
    assert found.value == pytest.approx(0.5, rel=1e-12)
    assert (found.n, found.n_events, say(found.method)) == (4, 2, "given event-free at 2")


def test_landmark_at_the_origin_without_times_zero_is_the_whole_comparison(veteran):
    whole = cox(veteran, "os").pick("hazard_ratio")
    found = landmark(veteran, "os", at=0.0).pick("hazard_ratio")
    assert (found.value, found.interval) == (whole.value, whole.interval)


def test_who_ends_at_the_landmark_is_excluded():
    found = landmark(make_cohort(*SIX), "os", at=3.0)
    events, censored = found.all("n_excluded")
    assert (events.value, say(events.method)) == (2.0, "event by the landmark")
    assert (censored.value, say(censored.method)) == (1.0, "follow-up ended by the landmark")
    assert found.curves[0].time == (0.0, 4.0, 5.0, 6.0)
    assert found.curves[0].value[1] == pytest.approx(2 / 3, rel=1e-12)
    assert found.pick("median").value == inf


def test_times_of_zero_are_excluded_at_zero():
    found = landmark(make_cohort([0, 0, 2, 3], [1, 0, 1, 1]), "os", at=0.0)
    assert [e.value for e in found.all("n_excluded")] == [1.0, 1.0]


@pytest.mark.parametrize(
    ("cohort", "words"),
    [
        (nobody(*SIX, ["a", "b"] * 3, arms=["a", "b"]), "nobody"),
        (make_cohort(*SIX, ["a"] * 6, arms=["a", "b"]), "one arm only"),
        (make_cohort(SIX[0], [0] * 6, ["a", "b"] * 3), "an arm without events"),
        (make_cohort([9] * 6, [1, 1, 1, 1, 0, 0], ["a", "b"] * 3), "4 events, fewer than 5"),
    ],
)
def test_no_hazard_ratio_says_why(cohort, words):
    found = landmark(cohort, "os", at=2.0).pick("hazard_ratio")
    assert (found.value, words in said(found.notes)[0]) == (None, True)


def test_nobody_left_says_so():
    found = landmark(make_cohort(*SIX), "os", at=6.0)
    assert said(found.pick("median").notes) == ("not estimable: nobody",)
    (late,) = conditional_survival(make_cohort(*SIX), "os", given=7.0, at=8.0).estimates
    assert (late.value, said(late.notes)) == (None, ("not estimable: nobody is followed beyond 7",))
    (empty,) = conditional_survival(nobody(*SIX), "os", given=1.0, at=2.0).estimates
    assert (empty.value, said(empty.notes)) == (None, ("not estimable: nobody",))


def test_beyond_follow_up_nothing_is_estimated():
    (found,) = conditional_survival(make_cohort(*SIX), "os", given=2.0, at=9.0).estimates
    assert (found.value, found.interval) == (None, None)
    assert said(found.notes) == ("not estimable: follow-up of all ends at 6, before 9",)


def test_competing_events_have_no_kaplan_meier():
    cohort = make_cohort([1, 2, 3], [1, 2, 0], kind="competing")
    for found in (
        landmark(cohort, "os", at=1.0),
        conditional_survival(cohort, "os", given=1.0, at=2.0),
    ):
        assert found.estimates == ()
        assert "competing events" in said(found.notes)[0]


def test_times_in_the_wrong_order_are_refused():
    with pytest.raises(ValueError, match="given <= at"):
        conditional_survival(make_cohort(*SIX), "os", given=3.0, at=2.0)
    with pytest.raises(ValueError, match="before the origin"):
        landmark(make_cohort(*SIX), "os", at=-1.0)
