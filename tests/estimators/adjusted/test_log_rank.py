from __future__ import annotations

from dataclasses import replace
from math import log

import numpy as np
import pytest

from outcomes.estimators.adjusted.log_rank import adjusted_log_rank
from outcomes.kernel.causal.adjusted_log_rank import adjusted_log_rank as kernel
from outcomes.model.cohort import Cohort
from outcomes.model.protocol import Covariate, Plan
from outcomes.wording import say
from tests.kernel.conftest import load_veteran
from tests.said import said
from tests.studies import make_cohort, nobody

KARNO = Covariate("karno", "Karnofsky", "continuous", adjust=True)
AGE = Covariate("age", "Age", "continuous", adjust=True)
CELL = Covariate("cell", "Cell type", "categorical", key=True)
TEN = (list(range(1, 11)), [1] * 10)
ABC = ["a", "b", "a", "b", "a", "b", "a", "b", "a", "b"]
AGES = [50.0, 61.0, 47.0, 58.0, 66.0, 52.0, 71.0, 44.0, 63.0, 59.0]


def veteran(covariates=(KARNO, AGE, CELL), arms=("standard", "test")):
    v = load_veteran()
    return make_cohort(
        v["time"],
        v["ev"],
        np.where(v["grp"] == 1, "test", "standard"),
        arms=arms,
        columns={
            "cell": v["Celltype"].astype(str),
            "karno": v["Karnofsky_score"],
            "age": v["Age_in_years"],
        },
        covariates=covariates,
    )


def with_plan(cohort, plan):
    study = cohort.study
    return Cohort(replace(study, spec=replace(study.spec, plan=plan)), cohort.population)


def test_the_prespecified_set_is_taken_and_allocation_comes_from_the_plan():
    # See tests/kernel/test_adjusted_log_rank.py for the R lines.
    found = adjusted_log_rank(with_plan(veteran(), Plan(allocation=(2, 1))), "os")
    test, ratio = found.pick("statistic"), found.pick("hazard_ratio")
    assert found.analysis == "log_rank_adjusted"
    assert test.value == pytest.approx(-0.1039601994067, rel=1e-9)
    assert log(ratio.value) == pytest.approx(-0.0167144530365, rel=1e-9)
    reach = 1.959963984540054 * 0.1621709896324
    assert log(ratio.ci_high) == pytest.approx(-0.0167144530365 + reach, rel=1e-8)
    assert log(found.pick("hazard_ratio_same_patients").value) == pytest.approx(0.0163278716521)
    assert test.covariates == ("karno", "age")
    assert (ratio.n, ratio.n_events, ratio.group, ratio.reference) == (137, 128, "test", "standard")
    assert say(ratio.method).startswith("marginal: covariate-adjusted score, Ye, Shao, Yi")
    assert "0.3333 (planned)" in say(ratio.method)


def test_without_a_plan_the_observed_share_counts():
    test = adjusted_log_rank(veteran(), "os").pick("statistic")
    v = load_veteran()
    x = v[["Karnofsky_score", "Age_in_years"]].to_numpy(float)
    expected = kernel(v["time"], v["ev"], v["grp"], x, allocation=68 / 137)
    assert test.value == pytest.approx(expected.z, rel=1e-12)
    assert "(observed)" in say(test.method)


def test_key_covariates_stand_in_where_nothing_is_prespecified():
    cohort = veteran((replace(KARNO, adjust=False), replace(AGE, adjust=False), CELL))
    assert adjusted_log_rank(cohort, "os").estimates[0].covariates == ("cell",)


def test_stratified_says_within_which_strata():
    found = adjusted_log_rank(with_plan(veteran(), Plan(allocation=(1, 1))), "os", strata=["cell"])
    assert found.pick("statistic").value == pytest.approx(0.664439279542, rel=1e-9)
    assert log(found.pick("hazard_ratio").value) == pytest.approx(0.114506800386, rel=1e-9)
    assert "within strata of cell" in say(found.pick("hazard_ratio").method)
    assert found.pick("hazard_ratio").covariates == ("karno", "age", "cell")


def test_swapping_the_reference_turns_the_sign():
    one, two = (
        adjusted_log_rank(veteran(arms=a), "os")
        for a in (("standard", "test"), ("test", "standard"))
    )
    assert one.pick("statistic").value == pytest.approx(-two.pick("statistic").value, rel=1e-9)
    logs = [log(r.pick("hazard_ratio").value) for r in (one, two)]
    assert logs[0] == pytest.approx(-logs[1], rel=1e-9)


def test_a_constant_covariate_gives_the_unadjusted_comparison():
    cohort = make_cohort(*TEN, ABC, columns={"age": [60.0] * 10}, covariates=[AGE])
    found = adjusted_log_rank(cohort, "os")
    ratio, same = found.pick("hazard_ratio"), found.pick("hazard_ratio_same_patients")
    assert ratio.value == pytest.approx(same.value, rel=1e-12)
    assert ratio.interval == same.interval
    assert "left out, the same for everybody: age" in said(ratio.notes)


def test_incomplete_patients_are_counted():
    ages = [*AGES[:8], None, AGES[9]]
    found = adjusted_log_rank(
        make_cohort(*TEN, ABC, columns={"age": ages}, covariates=[AGE]), "os"
    ).pick("hazard_ratio")
    assert found.n == 9
    assert "1 of 10 patients left out: incomplete covariates or strata" in said(found.notes)
    assert found.value is None
    assert "events: 9, parameters: 2; fewer than 10 events each" in said(found.notes)[0]


@pytest.mark.parametrize(("events", "refused"), [(19, True), (20, False)])
def test_below_ten_events_per_parameter_it_is_refused(events, refused):
    n = 40
    ages = [float(50 + 7 * i % 30) for i in range(n)]
    happened = [1] * events + [0] * (n - events)
    cohort = make_cohort(
        [float(i + 1) for i in range(n)], happened, ["a", "b"] * (n // 2),
        columns={"age": ages}, covariates=[AGE],
    )  # fmt: skip
    found = adjusted_log_rank(cohort, "os").estimates
    assert len(found) == 3
    assert all((e.value is None) is refused for e in found)


@pytest.mark.parametrize(
    ("cohort", "words"),
    [
        (nobody(*TEN, ABC), "nobody"),
        (make_cohort(*TEN, ["a"] * 10, arms=["a", "b"]), "one arm only"),
        (make_cohort(TEN[0], [0] * 10, ABC), "an arm without events"),
        (make_cohort([1, 2, 3], [1, 1, 1], ["b", "a", "b"], arms=["a", "b"]), "fewer than 5"),
        (make_cohort([1] * 5 + [9] * 5, [1] * 10, ["a"] * 5 + ["b"] * 5), "runs to zero"),
    ],
)
def test_what_cannot_be_estimated_is_a_note_not_a_number(cohort, words):
    found = adjusted_log_rank(cohort, "os")
    ratio = found.pick("hazard_ratio")
    assert ratio.value is ratio.interval is ratio.p_value is None
    assert said(ratio.notes)[0].startswith("not estimable")
    assert words in said(ratio.notes)[0]


def test_more_columns_than_patients_is_refused():
    columns = {f"c{i}": np.roll(AGES, i) for i in range(5)}
    several = [Covariate(name, name, "continuous") for name in columns]
    cohort = make_cohort(*TEN, ABC, columns=columns, covariates=several)
    ratio = adjusted_log_rank(cohort, "os", covariates=list(columns)).pick("hazard_ratio")
    assert ratio.value is None
    assert "an arm of 5 for 5 covariate columns" in said(ratio.notes)[0]


def test_ties_and_time_zero_are_kept_and_one_arm_has_no_contrast():
    tied = make_cohort([0, 0, 1, 1, 1, 2, 2, 3, 3, 3], [1] * 10, ABC)
    found = adjusted_log_rank(tied, "os").pick("hazard_ratio")
    assert (found.n, found.n_events) == (10, 10)
    assert found.value is not None
    assert adjusted_log_rank(make_cohort(*TEN), "os").estimates == ()


def test_arms_that_were_not_randomized_have_none():
    cohort = make_cohort(*TEN, ABC)
    block = replace(cohort.study.spec.study, design="observational")
    study = replace(cohort.study, spec=replace(cohort.study.spec, study=block))
    found = adjusted_log_rank(Cohort(study, "itt"), "os").estimates
    assert all(e.value is None and e.p_value is None for e in found)
    assert all("not randomized" in said(e.notes)[0] for e in found)
    assert all(e.value is not None for e in adjusted_log_rank(cohort, "os").estimates)


def test_grouping_as_treated_carries_a_warning():
    made = make_cohort(*TEN, ABC, columns={"arm_actual": ABC}, populations={"safety": [True] * 10})
    found = adjusted_log_rank(Cohort(made.study, "safety"), "os")
    assert "grouped as treated" in said(found.notes)[0]
