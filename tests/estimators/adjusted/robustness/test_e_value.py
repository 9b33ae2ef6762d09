from __future__ import annotations

from dataclasses import replace
from math import exp, log, sqrt

import pytest

from outcomes.estimators.adjusted.robustness.e_value import (
    _risk_ratio_of,
    common_risk_ratio,
    e_value,
    e_value_of,
    limit_nearest_one,
)
from outcomes.estimators.survival.cox import cox
from outcomes.results.result import Estimate, Interval
from outcomes.wording import say
from tests.said import said
from tests.studies import make_cohort, nobody

AB = ["a", "b"] * 5
TEN = (list(range(1, 11)), [1] * 10)


def test_examples_of_the_paper():
    # VanderWeele, Ding (2017): risk ratio 3.9 (1.8 to 8.7) has 7.26 and 3.0.
    assert e_value_of(3.9) == pytest.approx(7.26, abs=0.005)
    assert e_value_of(limit_nearest_one(1.8, 8.7)) == pytest.approx(3.0, abs=0.005)
    # Protective: 0.80 (0.71 to 0.91) has 1.81 and 1.43.
    assert e_value_of(0.80) == pytest.approx(1.81, abs=0.005)
    assert e_value_of(limit_nearest_one(0.71, 0.91)) == pytest.approx(1.43, abs=0.005)


def test_laws_of_the_e_value():
    assert e_value_of(1.0) == 1.0
    assert e_value_of(0.25) == pytest.approx(e_value_of(4.0), rel=1e-14)
    assert limit_nearest_one(0.8, 1.3) == 1.0
    assert common_risk_ratio(1.0) == 1.0
    assert common_risk_ratio(0.5) == pytest.approx(1 / common_risk_ratio(2.0), rel=1e-12)
    # by hand at 4: (1 - 1/4) / (1 - 1/sqrt 2)
    assert common_risk_ratio(4.0) == pytest.approx(0.75 / (1 - 1 / sqrt(2)), rel=1e-14)


def test_a_common_event_is_approximated_and_the_method_says_so():
    cohort = make_cohort(*TEN, AB)
    found, ratio = e_value(cohort, "os"), cox(cohort, "os").pick("hazard_ratio")
    risk = found.pick("risk_ratio")
    assert found.analysis == "e_value"
    assert risk.value == pytest.approx(common_risk_ratio(ratio.value), rel=1e-14)
    assert risk.ci_low == pytest.approx(common_risk_ratio(ratio.ci_low), rel=1e-14)
    assert "more than 15 %" in say(risk.method)
    assert found.pick("e_value").value == pytest.approx(e_value_of(risk.value), rel=1e-14)
    assert found.pick("e_value_limit").value == 1.0
    assert (found.n, found.n_events) == (10, 10)


def test_a_rare_event_leaves_the_hazard_ratio():
    n = 100
    time, event = list(range(1, n + 1)), [i < 8 for i in range(n)]
    arm = ["a" if i in (0, 7) or (i >= 8 and i % 2) else "b" for i in range(n)]
    cohort = make_cohort(time, event, arm, arms=["a", "b"])
    risk = e_value(cohort, "os").pick("risk_ratio")
    assert risk.value == cox(cohort, "os").pick("hazard_ratio").value
    assert "taken for the risk ratio" in say(risk.method)


def test_a_strong_effect_has_a_limit_away_from_one():
    time = [*range(1, 21), *range(12, 32)]
    found = e_value(make_cohort(time, [1] * 40, ["a"] * 20 + ["b"] * 20), "os")
    risk, limit = found.pick("risk_ratio"), found.pick("e_value_limit")
    assert risk.ci_high < 1
    assert limit.value == pytest.approx(e_value_of(risk.ci_high), rel=1e-14)
    assert 1 < limit.value < found.pick("e_value").value


def test_strata_reach_the_model():
    cohort = make_cohort(*TEN, AB, columns={"site": ["x"] * 5 + ["y"] * 5})
    found = e_value(cohort, "os", strata=["site"])
    expected = cox(cohort, "os", strata=["site"]).pick("hazard_ratio")
    assert found.pick("risk_ratio").value == pytest.approx(common_risk_ratio(expected.value))
    assert found.pick("e_value").covariates == ("site",)
    assert "conditional" in say(found.pick("e_value").method)


def test_risk_ratio_of_a_proportion_by_hand():
    # b 3 of 5 against a 1 of 5.
    success = [1, 1, 0, 1, 0, 1, 0, 0, 0, 0]
    found = e_value(make_cohort(arm=AB, success=success), "response")
    risk = found.pick("risk_ratio")
    assert (risk.value, risk.group, risk.n, risk.n_events) == (pytest.approx(3.0), "b", 10, 4)
    assert log(risk.ci_high / risk.value) == pytest.approx(
        1.959963984540054 * sqrt(1 / 3 - 1 / 5 + 1 - 1 / 5), rel=1e-12
    )
    assert found.pick("e_value").value == pytest.approx(3 + sqrt(6), rel=1e-12)
    assert found.pick("e_value_limit").value == 1.0


@pytest.mark.parametrize("success", [[0] * 10, [1] * 10, [1, 0] * 5])
def test_no_risk_ratio_without_success_or_failure(success):
    found = e_value(make_cohort(arm=AB, success=success), "response")
    for estimate in found.estimates:
        assert estimate.value is None
        assert said(estimate.notes)[0].startswith("not estimable")


def test_everybody_successful_in_one_arm_still_has_a_ratio():
    found = e_value(make_cohort(arm=AB, success=[1, 1, 0, 1, 1, 1, 0, 1, 0, 1]), "response")
    risk = found.pick("risk_ratio")
    assert risk.value == pytest.approx(5 / 2, rel=1e-12)
    assert risk.ci_low == pytest.approx(2.5 * exp(-1.959963984540054 * sqrt(1 / 2 - 1 / 5)))


def test_what_the_model_cannot_estimate_has_no_e_value():
    found = e_value(nobody(*TEN, AB), "os")
    assert [e.value for e in found.estimates] == [None] * 3
    assert said(found.pick("e_value").notes)[0] == "not estimable: nobody"
    assert e_value(make_cohort(*TEN), "os").estimates == ()
    assert e_value(make_cohort(success=[1, 0]), "response").estimates == ()


def test_a_proportion_takes_no_model():
    with pytest.raises(ValueError, match="no covariates or strata"):
        e_value(make_cohort(arm=AB, success=[1, 0] * 5), "response", strata=["site"])


@pytest.mark.parametrize(("events", "common"), [(15, False), (16, True)])
def test_an_event_is_common_above_fifteen_in_a_hundred(events, common):
    ratio = Estimate("hazard_ratio", "b", "a", 2.0, Interval(1.5, 3.0), n=100, n_events=events,
                     p_value=0.01, std_err=0.2)  # fmt: skip
    risk = _risk_ratio_of(ratio)
    assert (risk.value != 2.0) is common
    assert (risk.method[0].id, risk.p_value) == ("ratio_common" if common else "ratio_rare", None)
    assert (risk.std_err is None) is common
    bare = _risk_ratio_of(replace(ratio, value=None, interval=None, n=None, n_events=None))
    assert (bare.value, bare.method[0].id) == (None, "ratio_rare")
