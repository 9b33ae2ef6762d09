from __future__ import annotations

from fractions import Fraction

import numpy as np
import pandas as pd
import pytest

from outcomes.estimators.survival.competing import cumulative_incidence, fine_gray
from outcomes.estimators.survival.kaplan_meier import kaplan_meier
from tests.said import said
from tests.studies import make_cohort, nobody

# Event at 1, competing at 2, censored at 3, event at 4 (alone at risk):
# 1/4; unchanged at 2 (S = 1/2); at 4: 1/4 + 1/2 * 1/1.
FOUR = ([1, 2, 3, 4], [1, 2, 0, 1])


def test_four_patients_by_hand():
    found = cumulative_incidence(make_cohort(*FOUR, kind="competing", landmarks=(2.0, 4.0)), "os")
    (curve,) = found.curves
    expected = [Fraction(0), Fraction(1, 4), Fraction(1, 4), Fraction(1, 4), Fraction(3, 4)]
    assert curve.time == (0, 1, 2, 3, 4)
    assert curve.value == pytest.approx([float(x) for x in expected], rel=1e-12)
    assert curve.n_at_risk == (4, 4, 3, 2, 1)
    assert curve.n_events == (0, 1, 0, 0, 1)
    assert curve.n_censored == (0, 0, 0, 1, 0)
    at_2, at_4 = found.estimates
    assert (at_2.value, at_2.n, at_2.n_events) == (0.25, 4, 2)
    assert at_4.value == pytest.approx(0.75)


# R 4.2.2, survival 3.5-3, cmprsk 2.2-11, MASS::Melanoma (death from melanoma, other death):
# summary(survfit(Surv(time, factor(cause, 0:2)) ~ sex, conf.type = "log-log"), times = tt)
# cuminc(time, cause, sex)$Tests
def test_melanoma_equals_r(gold):
    d = pd.read_csv(gold / "gold" / "data" / "mel_cr.csv")
    found = cumulative_incidence(
        make_cohort(
            d["etime"],
            d["cause"],
            d["grp"].map({0: "female", 1: "male"}),
            arms=["female", "male"],
            kind="competing",
            landmarks=(1267.2, 3204.8),
        ),
        "os",
    )
    women, late = found.pick("cumulative_incidence", "female"), found.estimates[3]
    actual = (women.value, women.ci_low, women.ci_high)
    assert actual == pytest.approx((0.111111111111111, 0.0638643258360854, 0.172919766076675))
    actual = (late.value, late.ci_low, late.ci_high)
    assert actual == pytest.approx((0.424535869211297, 0.297635270674961, 0.545694121427589))
    test = found.pick("statistic", "all")
    assert (test.value, test.p_value) == pytest.approx((5.81402085554769, 0.0158989024333577))


def test_without_competing_events_it_is_one_minus_kaplan_meier():
    cohort = make_cohort([1, 2, 3, 5], [1, 0, 1, 0])
    (risk,), (survival,) = (
        cumulative_incidence(cohort, "os").curves,
        kaplan_meier(cohort, "os").curves,
    )
    assert risk.value == pytest.approx([1 - s for s in survival.value])


def test_an_event_at_time_zero_raises_the_curve_at_zero():
    found = cumulative_incidence(make_cohort([0, 1, 2, 3], [1, 2, 0, 0], kind="competing"), "os")
    assert found.curves[0].time[0] == 0
    assert found.curves[0].value[0] == 0.25
    assert said(found.notes) == ("time 0 in 1 of 4, 1 with an event",)


def test_nobody_one_arm_and_no_events_say_so():
    options = {"kind": "competing", "landmarks": (2.0,)}
    empty = cumulative_incidence(nobody(*FOUR, ["a", "b"] * 2, **options), "os")
    assert [e.value for e in empty.estimates] == [None, None, None]
    assert said(empty.pick("statistic").notes) == ("not estimable: nobody",)
    alone = cumulative_incidence(make_cohort(*FOUR, ["a"] * 4, arms=["a", "b"], **options), "os")
    assert said(alone.pick("statistic").notes) == ("not estimable: one arm only",)
    assert alone.pick("cumulative_incidence", "b").value is None
    calm = cumulative_incidence(make_cohort([1, 3], [2, 0], ["a", "b"], **options), "os")
    assert [e.value for e in calm.all("cumulative_incidence")] == [0.0, 0.0]
    assert calm.pick("statistic").value is None


def test_past_the_last_follow_up_nothing_is_estimated_and_a_note_says_why():
    cohort = make_cohort([1, 2, 3, 4], [1, 2, 1, 0], kind="competing", landmarks=(4.0, 9.0))
    last, beyond = cumulative_incidence(cohort, "os").all("cumulative_incidence")
    assert last.value == pytest.approx(0.5)
    assert (beyond.value, beyond.interval) == (None, None)
    assert said(beyond.notes) == ("not estimable: follow-up of all ends at 4, before 9",)


def test_once_everybody_had_an_event_the_incidence_is_final():
    cohort = make_cohort([1, 2], [1, 2], kind="competing", landmarks=(9.0,))
    assert cumulative_incidence(cohort, "os").pick("cumulative_incidence").value == 0.5


def regular(n=60):
    """Patients whose times, causes and arms follow from their number, so that R can have them."""
    i = np.arange(1, n + 1)
    arm = np.where((i * 7) % 11 > 5, "b", "a")
    return (i * 37) % 101 + i / 100, (i * 5) % 3, list(arm)


# R 4.2.2, survival 3.5-3: i <- 1:60; d <- data.frame(id = i, time = (i*37) %% 101 + i/100,
#   cause = (i*5) %% 3, arm = as.integer((i*7) %% 11 > 5))
# w <- finegray(Surv(time, factor(cause, 0:2)) ~ ., data = d, etype = "1")
# coxph(Surv(fgstart, fgstop, fgstatus) ~ arm, weights = fgwt, cluster = id, data = w)
def test_fine_gray_equals_r():
    time, cause, arm = regular()
    found = fine_gray(make_cohort(time, cause, arm, arms=["a", "b"], kind="competing"), "os")
    ratio = found.pick("subdistribution_hazard_ratio", "b")
    assert ratio.reference == "a"
    assert (ratio.n, ratio.n_events) == (60, 20)
    assert ratio.value == pytest.approx(2.046972076500157, rel=1e-8)
    assert (ratio.ci_low, ratio.ci_high) == pytest.approx(
        (0.829580425500662, 5.050860113342948), rel=1e-8
    )
    assert ratio.p_value == pytest.approx(0.120058992745651, rel=1e-8)


def test_the_competing_event_can_be_asked_about_and_all_add_up_to_one():
    time, cause, arm = regular()
    cohort = make_cohort(time, np.where(cause == 0, 1, cause), arm, kind="competing")
    first, second = (cumulative_incidence(cohort, "os", of=of) for of in (1, 2))
    for own, other in zip(first.curves, second.curves, strict=True):
        assert own.value[-1] + other.value[-1] == pytest.approx(1)


def test_fine_gray_without_enough_events_says_so():
    few = fine_gray(make_cohort([1, 2, 3], [1, 2, 0], ["a", "b", "b"], kind="competing"), "os")
    assert few.estimates[0].value is None
    assert "not estimable" in said(few.estimates[0].notes)[0]
    assert fine_gray(nobody(*FOUR, kind="competing"), "os").estimates == ()
