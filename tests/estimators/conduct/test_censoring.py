"""How observation ended, counted by hand and compared as R compares it."""

from __future__ import annotations

import numpy as np
import pytest

from outcomes.estimators.conduct.censoring import (
    ANY,
    EARLY,
    NO_REASONS,
    ONLY_STATUS,
    base_columns,
    censoring,
)
from outcomes.model.question import request
from tests.estimators.small_trial import dates, small_cohort
from tests.kernel.conftest import load_veteran
from tests.said import said
from tests.studies import make_cohort, nobody

# Cut-off 2024-07-01, 366 days after 2023-07-01.
PATIENTS = {
    "patient_id": list("abcdefgh"),
    "arm": ["sox"] * 4 + ["hipec"] * 4,
    "randomisation_date": dates(*["2023-07-01"] * 8),
    "status": ["dead", "lost", "alive", "alive", "alive", "withdrawn", "alive", None],
}
#        event, lost, to the cut-off, early | 5 months short, left, early, 366 − 183 = 183 short
TIMES = (
    [100.0, 300.0, 366.0, 150.0, 214.0, 360.0, 10.0, 183.0],
    [1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0],
)


def eight(**spec):
    return censoring(small_cohort(PATIENTS, times=TIMES, unit="days", **spec), "os")


def counts(result, group):
    names = ("n_censored", "n_lost", "n_ended_early", "n_to_cutoff")
    return [result.pick(name, group).value for name in names]


def test_ends_by_hand():
    """More than 6 months of 365.25/12 days is more than 182.6 days: h, 183 short, is early."""
    result = eight()
    assert counts(result, "sox") == [3, 1, 1, 1]
    assert counts(result, "hipec") == [4, 1, 2, 1]
    early = result.pick("proportion", "hipec")
    assert (early.value, early.n, early.n_events) == (0.75, 4, 3)
    # prop.test(3, 4, correct = FALSE)$conf.int
    assert (early.ci_low, early.ci_high) == pytest.approx((0.3006418, 0.9544127), abs=1e-6)
    difference = result.pick("risk_difference")
    assert (difference.group, difference.reference, difference.value) == ("hipec", "sox", 0.25)
    assert said(result.notes) == ()


def test_without_a_cutoff_only_the_status_tells():
    result = eight(cutoff=None)
    assert counts(result, "hipec") == [4, 1, 0, 3]
    assert result.notes == (ONLY_STATUS,)


# R 4.2.2, survival 3.5-3: s <- veteran; s$c <- 1 - s$status
# survdiff(Surv(time, c) ~ trt, s)$chisq
# coxph(Surv(time, c) ~ trt, s), coef and confint on the ratio scale
def test_tests_of_veteran_equal_r():
    v = load_veteran()
    cohort = make_cohort(
        v["time"], v["ev"], np.where(v["grp"] == 1, "test", "standard"),
        arms=["standard", "test"], time_unit="days",
    )  # fmt: skip
    result = censoring(cohort, "os")
    assert {e.method for e in result.all("statistic")} == {ANY}
    test, ratio = result.pick("statistic"), result.pick("hazard_ratio")
    assert (test.n, test.n_events) == (137, 9)
    assert test.value == pytest.approx(0.00030202644466312, rel=1e-8)
    assert test.p_value == pytest.approx(0.98613433556099872, rel=1e-9)
    assert ratio.value == pytest.approx(0.98831856940806, rel=1e-8)
    assert (ratio.ci_low, ratio.ci_high) == pytest.approx(
        (0.26265218357155, 3.71888625236087), rel=1e-7
    )
    assert result.notes == (NO_REASONS,)
    assert result.all("proportion") == ()


def test_early_tests_count_early_ends_only():
    early = [e for e in eight().all("statistic") if e.method == EARLY]
    assert [(e.n, e.n_events) for e in early] == [(8, 5)]
    assert early[0].value is not None


def test_competing_events_end_observation_and_are_not_censoring():
    cohort = make_cohort([1, 2, 3, 4], [1, 2, 0, 0], ["a", "a", "b", "b"], kind="competing")
    result = censoring(cohort, "os")
    assert [e.value for e in result.all("n_censored")] == [0, 2]


@pytest.mark.parametrize(
    ("cohort", "words"),
    [
        (nobody([1, 2], [0, 1], ["a", "b"]), "nobody"),
        (make_cohort([1, 2], [0, 1], ["a", "a"], arms=["a", "b"]), "one arm only"),
        (make_cohort([1, 2, 3], [1, 1, 1], ["a", "b", "b"]), "nobody censored"),
    ],
)
def test_what_cannot_be_tested_says_why(cohort, words):
    result = censoring(cohort, "os")
    (test,) = result.all("statistic")
    assert test.value is None
    assert words in said(test.notes)[0]
    assert said(result.pick("hazard_ratio").notes)


def test_an_empty_arm_has_no_share_and_no_difference():
    patients = {k: v[:4] for k, v in PATIENTS.items()}
    times = (TIMES[0][:4], TIMES[1][:4])
    result = censoring(small_cohort(patients, times=times, unit="days"), "os")
    assert result.pick("proportion", "hipec").value is None
    assert "without patients" in said(result.pick("risk_difference").notes)[0]


def test_a_single_arm_is_counted_and_not_compared():
    result = censoring(make_cohort([1, 2, 3], [0, 1, 0]), "os")
    assert [e.quantity for e in result.estimates] == ["n_censored"]


def test_a_script_is_told_how_each_observation_ended():
    asked = request("conduct.censoring", "os")
    cohort = small_cohort(PATIENTS, times=TIMES, unit="days")
    told = base_columns(cohort, asked)
    assert told["os_ended"].tolist() == [
        "",
        "lost",
        "cutoff",
        "early",
        "cutoff",
        "lost",
        "early",
        "early",
    ]
    assert base_columns(make_cohort([1, 2], [0, 1]), asked) == {}
