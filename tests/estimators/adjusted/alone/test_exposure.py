"""An exposure is compared by the estimators of arms: the same numbers, never a p-value."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from outcomes.estimators.adjusted.alone.exposure import exposure, exposure_balance
from outcomes.estimators.adjusted.balance import balance
from outcomes.estimators.adjusted.standardized import standardized
from outcomes.estimators.adjusted.weighting import weighting
from outcomes.estimators.proportions.rates import proportion_difference
from outcomes.estimators.survival.cox import cox
from outcomes.model.cohort import Cohort, Filter
from outcomes.model.protocol import Covariate
from tests.studies import make_study

RNG = np.random.default_rng(5)
N = 80
TIME, EVENT = RNG.exponential(10, N).round(1) + 0.1, (RNG.random(N) < 0.7).astype(float)
SUCCESS = (RNG.random(N) < 0.4).astype(float)
GROUP = [str(g) for g in RNG.choice(["prevention", "treatment"], N)]
AGE = RNG.normal(60, 9, N).round()
INTENT = Covariate("intent", "Intent", "categorical", levels=("prevention", "treatment"))
YEARS = Covariate("age", "Age", "continuous", adjust=True)


def observed(levels=GROUP, covariates=(INTENT, YEARS), **changed):
    study = make_study(TIME, EVENT, success=SUCCESS, columns={"intent": levels, "age": AGE},
                       covariates=covariates, landmarks=(6.0,), **changed)  # fmt: skip
    block = replace(study.spec.study, exposure="intent", design="observational")
    return replace(study, spec=replace(study.spec, study=block))


def assigned():
    return Cohort(
        make_study(TIME, EVENT, GROUP, success=SUCCESS, columns={"age": AGE}, covariates=(YEARS,),
                   arms=["prevention", "treatment"], landmarks=(6.0,)),
        "itt",
    )  # fmt: skip


def told(found, way):
    return next(e for e in found.estimates if e.made_by(way))


def test_hazard_ratios_are_those_of_arms():
    found, arms = exposure(Cohort(observed(), "itt"), "os"), assigned()
    for way, expected in (
        ("exposure_unadjusted", cox(arms, "os")),
        ("exposure_adjusted", cox(arms, "os", covariates=("age",))),
        ("exposure_weighted", weighting(arms, "os", covariates=("age",))),
    ):
        mine, theirs = told(found, way), expected.pick("hazard_ratio")
        assert (mine.value, mine.ci_low, mine.ci_high) == pytest.approx(
            (theirs.value, theirs.ci_low, theirs.ci_high)
        )
        assert (mine.group, mine.reference) == ("treatment", "prevention")
        assert theirs.p_value is not None
        assert mine.p_value is None


def test_differences_of_a_proportion_are_those_of_arms():
    found, arms = exposure(Cohort(observed(), "itt"), "response"), assigned()
    for way, expected in (
        ("exposure_unadjusted", proportion_difference(arms, "response")),
        ("exposure_standardized", standardized(arms, "response", covariates=("age",))),
    ):
        assert told(found, way).value == pytest.approx(expected.pick("risk_difference").value)


def test_how_alike_the_levels_are_is_how_alike_arms_are():
    mine = exposure_balance(Cohort(observed(), "itt"))
    theirs = balance(assigned(), "", covariates=("age",))
    for quantity in ("smd", "smd_weighted"):
        assert mine.pick(quantity).value == pytest.approx(theirs.pick(quantity).value)


def test_a_filter_narrows_it_and_says_so():
    old = Filter("age", ">=", bound=60.0)
    found = exposure(Cohort(observed(), "itt", (old,)), "os")
    assert found.filters == "age >= 60"
    assert told(found, "exposure_unadjusted").n == int((AGE >= 60).sum())


def test_without_covariates_only_the_unadjusted_row_and_why():
    found = exposure(Cohort(observed(covariates=(INTENT,)), "itt"), "os")
    assert [e.method[0].id for e in found.estimates] == ["exposure_unadjusted"]
    assert "exposure_nothing_to_adjust" in {note.id for note in found.notes}


def test_one_level_only_is_no_number():
    found = exposure(Cohort(observed(["treatment"] * N), "itt"), "os")
    assert all(e.value is None and e.says("one_arm") for e in found.estimates)


def test_whose_level_is_unknown_is_left_out():
    found = exposure(Cohort(observed([None, *GROUP[1:]]), "itt"), "os")
    assert told(found, "exposure_unadjusted").n == N - 1
