"""Direct standardization by hand, by laws, and against R.

R, survival 3.5::

    time <- c(2,4,6,8,3,5,7,9,1,2,10,12); event <- c(1,0,1,0,1,1,0,0,1,1,1,0)
    f <- summary(survfit(Surv(time, event) ~ rep(c("a","b","c"), each = 4)), times = 6, extend = TRUE)
    F <- 1 - f$surv; w <- c(.5, .3, .2); v <- sum(w * F); s <- sqrt(sum((w * f$std.err)^2))
    h <- -log(v); k <- exp(qnorm(.975) * s / v / h)
    c(v, s, exp(-h * k), exp(-h / k))   # 0.5625 0.1692123296 0.2012550997 0.8134329531
    x <- c(3,5,1); n <- c(10,8,6); p <- x / n; v <- sum(w * p); s <- sqrt(sum(w^2 * p * (1 - p) / n))
    # 0.37083333333 0.09387568735 0.19479671447 0.54794343914
"""  # noqa: E501

from __future__ import annotations

import pytest

from outcomes.estimators.adjusted.alone.case_mix import case_mix
from outcomes.model.protocol import Covariate
from tests.studies import make_cohort, nobody

TIME = [2.0, 4, 6, 8, 3, 5, 7, 9, 1, 2, 10, 12]
EVENT = [1.0, 0, 1, 0, 1, 1, 0, 0, 1, 1, 1, 0]
LEVELS = [level for level in "abc" for _ in range(4)]
MIX = ((("a",), 0.5), (("b",), 0.3), (("c",), 0.2))
STAGE = Covariate("stage", "Stage", "categorical", levels=("a", "b", "c"))
TIMED = {"landmarks": (6.0,), "covariates": (STAGE,)}


def numbers(cohort, mix=MIX, endpoint="os"):
    found = case_mix(cohort, endpoint, "stage", mix)
    return {e.method[0].id: e for e in found.estimates if not e.where}


def made(levels=LEVELS, **changed):
    return make_cohort(TIME, EVENT, columns={"stage": levels}, **{**TIMED, **changed})


def test_a_risk_as_in_r():
    other = numbers(made())["other_mix"]
    assert (other.value, other.std_err, other.ci_low, other.ci_high) == pytest.approx(
        (0.5625, 0.1692123296, 0.2012550997, 0.8134329531), rel=1e-9
    )


def test_a_proportion_as_in_r():
    success = [1.0] * 3 + [0.0] * 7 + [1.0] * 5 + [0.0] * 3 + [1.0] + [0.0] * 5
    stage = ["a"] * 10 + ["b"] * 8 + ["c"] * 6
    cohort = make_cohort(success=success, columns={"stage": stage}, covariates=(STAGE,))
    other = numbers(cohort, endpoint="response")["other_mix"]
    assert (other.value, other.std_err, other.ci_low, other.ci_high) == pytest.approx(
        (0.37083333333, 0.09387568735, 0.19479671447, 0.54794343914), rel=1e-9
    )


def test_the_own_mix_of_a_proportion_gives_the_proportion():
    success, stage = [1.0, 0.0, 1.0, 1.0, 0.0, 0.0], ["a", "a", "a", "b", "b", "b"]
    cohort = make_cohort(success=success, columns={"stage": stage}, covariates=(STAGE,))
    found = numbers(cohort, ((("a",), 0.5), (("b",), 0.5)), "response")
    assert found["other_mix"].value == pytest.approx(found["own_mix"].value)


def test_all_of_one_level_is_that_level():
    found = case_mix(made(), "os", "stage", ((("a",), 1.0), (("b", "c"), 0.0)))
    other = next(e for e in found.estimates if e.made_by("other_mix"))
    within = next(e for e in found.estimates if e.where and e.where.levels == ("a",))
    assert (other.value, other.ci_low) == pytest.approx((within.value, within.ci_low))


def test_levels_counted_together_are_one():
    found = case_mix(made(), "os", "stage", ((("a", "b"), 0.5), (("c",), 0.5)))
    within = next(e for e in found.estimates if e.where and e.where.levels == ("a", "b"))
    assert within.n == 8


def test_a_level_with_nobody_here_leaves_no_number():
    other = numbers(made(["a"] * 6 + ["b"] * 6))["other_mix"]
    assert other.value is None
    (note,) = other.notes
    assert note.says("nobody_at_level")
    assert note["why"]["share"] == pytest.approx(0.2)
    no_share = ((("a",), 0.5), (("b",), 0.5), (("c",), 0.0))
    assert numbers(made(["a"] * 6 + ["b"] * 6), no_share)["other_mix"].value is not None


def test_a_level_not_followed_that_far_leaves_no_number():
    late = made(landmarks=(9.5,))
    assert numbers(late)["other_mix"].says("nobody_at_level")  # a and b end at 8 and 9


def test_whose_level_is_not_known_is_left_out_and_counted():
    found = numbers(made([None, *LEVELS[1:]]))
    assert found["own_mix"].n == 11
    assert found["own_mix"].says("level_unknown")
    assert found["other_mix"].says("level_unknown")


def test_a_level_without_spread_says_that_the_limits_are_too_narrow():
    success = [1.0, 1.0, 1.0, 0.0, 1.0, 0.0]
    cohort = make_cohort(
        success=success, columns={"stage": ["a", "a", "a", "b", "b", "b"]}, covariates=(STAGE,)
    )
    other = numbers(cohort, ((("a",), 0.5), (("b",), 0.5)), "response")["other_mix"]
    assert other.value == pytest.approx(0.5 + 0.5 / 3)
    assert other.says("levels_without_spread")


def test_nobody():
    empty = nobody(TIME, EVENT, columns={"stage": LEVELS}, **TIMED)
    assert all(e.value is None and e.notes for e in numbers(empty).values())
