from __future__ import annotations

from dataclasses import replace
from time import process_time

import numpy as np
import pytest

from outcomes.estimators.adjusted.specification import specification
from outcomes.estimators.adjusted.weighting import weighting
from outcomes.estimators.survival.cox import cox
from outcomes.model.protocol import Covariate
from tests.estimators.adjusted.test_weighting import AB, AGE, AGES, TIMES, arms_of
from tests.said import said
from tests.studies import make_cohort, nobody


def numbers(estimate):
    return estimate.value, estimate.ci_low, estimate.ci_high, estimate.p_value


def row(result, form, *covariates):
    mine = (e for e in result.estimates if e.covariates == covariates)
    return next(e for e in mine if e.made_by(f"form_{form}"))


def test_every_subset_in_every_form():
    found = specification(arms_of(), "os")
    rows = [(e.covariates, e.method[0].id.removeprefix("form_")) for e in found.estimates]
    assert len(rows) == len(set(rows)) == 8 + 4 + 7 + 7
    assert [form for covariates, form in rows if not covariates] == ["cox"]
    assert {form for covariates, form in rows if "cell" not in covariates} == {
        "cox", "iptw", "overlap",
    }  # fmt: skip


def test_each_row_is_what_its_own_estimator_says():
    cohort = arms_of()
    found = specification(cohort, "os")
    for subset in ((), ("karno",), ("cell", "karno"), ("cell", "karno", "age")):
        alone = cox(cohort, "os", covariates=subset).pick("hazard_ratio")
        assert numbers(row(found, "cox", *subset)) == pytest.approx(numbers(alone), rel=1e-10)
    by = cox(cohort, "os", strata=["cell"], covariates=["age"]).pick("hazard_ratio")
    strata = row(found, "stratified", "cell", "age")
    assert numbers(strata) == pytest.approx(numbers(by), rel=1e-10)
    for form, weights in (("iptw", "ate"), ("overlap", "overlap")):
        marginal = weighting(cohort, "os", covariates=["karno", "age"], weights=weights)
        expected = numbers(marginal.pick("hazard_ratio"))
        assert numbers(row(found, form, "karno", "age")) == pytest.approx(expected, rel=1e-10)


# R 4.2.2, survival 3.5-3, v = veteran with celltype relevelled to squamous:
# coxph(Surv(time, status) ~ trt + strata(celltype), v); test_weighting.py for the weighted one
def test_veteran_equals_r():
    found = specification(arms_of(), "os")
    assert row(found, "stratified", "cell").value == pytest.approx(1.1841958, rel=1e-7)
    assert row(found, "iptw", "cell", "karno", "age").value == pytest.approx(1.00679103371)
    assert row(found, "cox").value == pytest.approx(1.0179009, rel=1e-7)


def test_each_subset_has_its_own_complete_cases():
    key = Covariate("fluid", "Ascites", "binary", key=True)
    columns = {"age": [None, None, *AGES[2:]], "fluid": [None, *[1.0, 0.0, 0.0] * 6, 1.0]}
    cohort = make_cohort(TIMES, [1] * 20, AB, columns=columns, covariates=[AGE, key])
    found = specification(cohort, "os")
    assert [e.n for e in found.estimates if e.made_by("form_cox")] == [20, 18, 19, 18]
    same = cox(cohort, "os", strata=["fluid"], covariates=["age"]).pick("hazard_ratio")
    assert numbers(row(found, "stratified", "age", "fluid")) == pytest.approx(numbers(same))


def test_strata_are_the_combinations_of_the_levels():
    rng = np.random.default_rng(7)
    names = ("one", "two")
    columns = {name: rng.choice(["low", "mid", "high"], size=80) for name in names}
    levels = ("low", "mid", "high")
    covariates = [Covariate(n, n, "categorical", levels, adjust=True) for n in names]
    time = rng.integers(1, 30, size=80).astype(float)
    cohort = make_cohort(time, [1] * 80, AB * 4, columns=columns, covariates=covariates)
    alone = cox(cohort, "os", strata=names).pick("hazard_ratio")
    found = specification(cohort, "os")
    assert numbers(row(found, "stratified", *names)) == pytest.approx(numbers(alone), rel=1e-10)


def test_few_events_for_the_parameters_are_said():
    cohort = make_cohort(TIMES, [1, 0] * 5 + [1] * 10, AB, columns={"age": AGES}, covariates=[AGE])
    found = specification(cohort, "os")
    assert said(row(found, "cox").notes) == ()
    assert said(row(found, "cox", "age").notes) == ("few events: 15 for 2 parameters",)


def test_a_covariate_that_says_the_same_again_is_no_parameter():
    again = Covariate("again", "Age again", "continuous", adjust=True)
    columns = {"age": AGES, "again": AGES}
    cohort = make_cohort(TIMES, [1] * 20, AB, columns=columns, covariates=[AGE, again])
    assert said(row(specification(cohort, "os"), "cox", "age", "again").notes) == ()


def test_a_row_that_cannot_be_estimated_keeps_its_reason():
    site = Covariate("site", "Site", "categorical", adjust=True)
    sites = [f"s{i // 2}" for i in range(20)]
    cohort = make_cohort(
        TIMES, [1] * 20, AB, columns={"site": sites, "arm_again": [x == "b" for x in AB]},
        covariates=[site, Covariate("arm_again", "Same as arm", "binary", adjust=True)],
    )  # fmt: skip
    found = specification(cohort, "os")
    strata = row(found, "stratified", "site")
    assert (strata.value, strata.n, strata.n_events) == (None, 20, 20)
    assert said(strata.notes) == ("not estimable: 10 strata for 20 events",)
    assert "tell the arms apart" in said(row(found, "iptw", "arm_again").notes)[0]
    few = make_cohort(TIMES, [1, 1] + [0] * 18, AB, columns={"age": AGES}, covariates=[AGE])
    assert {said(e.notes) for e in specification(few, "os").estimates} == {
        ("not estimable: 2 events, fewer than 5",)
    }
    empty = nobody(TIMES, [1] * 20, AB, columns={"age": AGES}, covariates=[AGE])
    assert {said(e.notes) for e in specification(empty, "os").estimates} == {
        ("not estimable: nobody",)
    }


def many(n_covariates, n=200):
    rng = np.random.default_rng(20)
    names = [f"x{i}" for i in range(n_covariates)]
    columns = {name: rng.normal(size=n) for name in names}
    time = rng.exponential(size=n)
    event = (rng.random(n) < 0.7).astype(float)
    covariates = [Covariate(name, name, "continuous", adjust=True) for name in names]
    arm = np.where(rng.random(n) < 0.5, "a", "b")
    return make_cohort(time, event, arm, arms=["a", "b"], columns=columns, covariates=covariates)


def test_the_first_covariates_are_kept_and_a_note_says_so():
    found = specification(many(10, 60), "os", most=9)
    assert said(found.notes) == ("the first 3 of the 10 covariates the protocol names",)
    assert {c for e in found.estimates for c in e.covariates} == {"x0", "x1", "x2"}
    assert said(specification(many(3, 60), "os").notes) == ()


def test_a_curve_of_four_covariates_is_quick():
    cohort = many(4)
    specification(cohort, "os")
    spent = []
    for _ in range(3):
        start = process_time()
        assert len(specification(cohort, "os").estimates) == 46
        spent.append(process_time() - start)
    start = process_time()
    for _ in range(46):  # each of a cohort of its own: of one, a model is fitted once
        cox(replace(cohort), "os", covariates=["x0", "x1"])
    assert min(spent) < 3 * (process_time() - start)


def test_competing_events_are_cause_specific():
    event = [1, 2, 1, 1, 0] * 4
    options = {"columns": {"age": AGES}, "covariates": [AGE]}
    cause = specification(make_cohort(TIMES, event, AB, kind="competing", **options), "os")
    censored = specification(make_cohort(TIMES, [e == 1 for e in event], AB, **options), "os")
    assert cause.estimates == censored.estimates
    assert said(cause.notes) == ("cause-specific: competing events censored",)


def test_a_proportion_has_no_times():
    cohort = make_cohort(arm=AB, success=[1.0, 0.0] * 10)
    with pytest.raises(ValueError, match="has no times"):
        specification(cohort, "response")
