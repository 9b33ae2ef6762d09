from __future__ import annotations

import json
from math import log, sqrt

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from outcomes.kernel.causal.adjusted_log_rank import adjusted_hazard_ratio, adjusted_log_rank
from outcomes.kernel.curves.log_rank import log_rank

PATIENTS = st.lists(
    st.tuples(st.integers(0, 9), st.booleans(), st.booleans(), st.integers(0, 5)),
    min_size=1,
    max_size=30,
)

# Base R 4.2.2 with survival 3.5-3 on veteran, x = cbind(karno, age): per patient, under ratio r,
# O <- e * (a ? Y0 : r Y1)(t) / (r Y1 + Y0)(t) - r * sum over events u <= t of (a ? Y0 : Y1)(u) /
# (r Y1 + Y0)(u)^2; per arm b <- coef(lm(O ~ stratum + x)); taken off: sum over the arm of
# (x - stratum mean) b1 minus over the reference of (x - stratum mean) b0; variance saved:
# p (1 - p) sum over strata of m (b1 + b0)' var(x) (b1 + b0). z: r = 1, survdiff's variance;
# theta: coxph(ties = "breslow"); theta_CL: uniroot(coxph.detail(init = th)$score - taken off).
# z, theta, se, theta_CL, se_CL; strata are celltype
VETERAN = {
    "plain": (
        {},
        (-0.1055767154545, 0.0163278716521, 0.1806516148353, -0.0167144530365, 0.1597106222839),
    ),
    "strata": (
        {"strata": True},
        (0.664439279542, 0.165193737431, 0.198066462843, 0.114506800386, 0.171555844872),
    ),
    "2:1": (
        {"allocation": 1 / 3},
        (-0.1039601994067, 0.0163278716521, 0.1806516148353, -0.0167144530365, 0.1621709896324),
    ),
}


@pytest.mark.parametrize(("options", "expected"), VETERAN.values(), ids=VETERAN)
def test_veteran_equals_r(veteran, options, expected):
    x = veteran[["Karnofsky_score", "Age_in_years"]].to_numpy(float)
    data = veteran["time"], veteran["ev"], veteran["grp"], x
    if "strata" in options:
        options = {"strata": veteran["Celltype"].astype(str)}
    test, ratio = adjusted_log_rank(*data, **options), adjusted_hazard_ratio(*data, **options)
    found = (test.z, ratio.unadjusted, ratio.unadjusted_std_err, ratio.adjusted)
    assert (*found, ratio.adjusted_std_err) == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize(
    ("name", "x", "stratum"),
    [("lung", ["age", "ph.ecog"], "ph.ecog"), ("colon", ["age", "nodes", "obstruct"], "obstruct")],
)
def test_equals_robincar(gold, name, x, stratum):
    expected = json.loads((gold / "gold" / "ref_RC.json").read_text())[name]
    d = pd.read_csv(gold / "gold" / "data" / f"{name}_cc.csv")
    given_ = d["time"], d["ev"], d["grp"]
    others = d[[c for c in x if c != stratum]].to_numpy(float)
    tests = {
        "logrank": adjusted_log_rank(*given_, np.zeros((len(d), 0))),
        "CL": adjusted_log_rank(*given_, d[x].to_numpy(float)),
        "CSL": adjusted_log_rank(*given_, others, strata=d[stratum]),
    }
    for which, found in tests.items():
        r = expected[which]
        assert found.score == pytest.approx(r["U"], rel=1e-9)
        if r["stat"] is not None:  # NA in R for lung: a stratum of one patient
            assert (found.std_err, found.z) == pytest.approx((r["se"], r["stat"]), rel=1e-9)
    ratio, r = adjusted_hazard_ratio(*given_, d[x].to_numpy(float)), expected["covhr"]
    # RobinCar's uniroot stops at 1e-4; the exact root is held by test_veteran_equals_r.
    assert ratio.unadjusted == pytest.approx(r["theta"], abs=1e-4)
    assert ratio.adjusted == pytest.approx(r["theta_CL"], abs=1e-4)
    assert ratio.unadjusted_std_err == pytest.approx(r["se_theta"], rel=1e-5)
    assert ratio.adjusted_std_err == pytest.approx(r["se_theta_CL"], rel=1e-5)


def test_three_patients_by_hand():
    # Arm at 1, reference at 2, arm at 3: share of the arm at risk 2/3, 1/2, 1.
    test = adjusted_log_rank([1, 2, 3], [1, 1, 1], [1, 0, 1], np.zeros((3, 0)))
    score, variance = (1 - 2 / 3) + (0 - 1 / 2), 2 / 9 + 1 / 4
    assert test.score == pytest.approx(score / 3, rel=1e-14)
    assert test.z == pytest.approx(score / sqrt(variance), rel=1e-14)
    # 2 = 2r/(2r + 1) + r/(r + 1) + 1 at 2 r^2 = 1
    ratio = adjusted_hazard_ratio([1, 2, 3], [1, 1, 1], [1, 0, 1], np.zeros((3, 0)))
    assert ratio.unadjusted == pytest.approx(log(1 / sqrt(2)), rel=1e-12)
    assert ratio.adjusted == pytest.approx(ratio.unadjusted, rel=1e-14)


@given(PATIENTS, st.booleans())
def test_without_covariates_it_is_the_log_rank_test(patients, stratified):
    time, event, arm, x = (np.array(c, dtype=float) for c in zip(*patients, strict=True))
    strata = {"strata": x} if stratified else {}
    found = adjusted_log_rank(time, event, arm, np.zeros((len(x), 0)), **strata)
    plain = log_rank(time, event, arm, **strata)
    if plain.z is None:
        assert found.z is None
    else:
        assert found.z == pytest.approx(plain.z, rel=1e-9, abs=1e-9)


@given(PATIENTS)
def test_swapping_arms_turns_the_sign(patients):
    time, event, arm, x = (np.array(c, dtype=float) for c in zip(*patients, strict=True))
    one = adjusted_hazard_ratio(time, event, arm, x)
    two = adjusted_hazard_ratio(time, event, 1 - arm, x)
    assert (one.adjusted is None) == (two.adjusted is None)
    if one.adjusted is not None:
        assert one.unadjusted == pytest.approx(-two.unadjusted, abs=1e-9)
        assert one.adjusted == pytest.approx(-two.adjusted, abs=1e-7)


def test_a_constant_covariate_and_a_change_of_unit_change_nothing(veteran):
    data = veteran["time"], veteran["ev"], veteran["grp"]
    age = veteran["Age_in_years"].to_numpy(float)
    plain = adjusted_log_rank(*data, np.zeros((len(age), 0)))
    assert adjusted_log_rank(*data, np.full(len(age), 7.0)).z == pytest.approx(plain.z, rel=1e-12)
    adjusted = adjusted_log_rank(*data, age)
    assert adjusted_log_rank(*data, 1e6 * age + 3).z == pytest.approx(adjusted.z, rel=1e-9)
    assert adjusted.z != pytest.approx(plain.z, rel=1e-3)


def test_a_column_that_repeats_another_changes_nothing(veteran):
    data = veteran["time"], veteran["ev"], veteran["grp"]
    age = veteran["Age_in_years"].to_numpy(float)
    one = adjusted_log_rank(*data, age)
    assert adjusted_log_rank(*data, np.column_stack((age, 2 * age))).z == pytest.approx(one.z)


@pytest.mark.parametrize(
    ("time", "event", "arm"),
    [([], [], []), ([1, 2], [0, 0], [0, 1]), ([1, 2], [1, 1], [1, 1]), ([0], [1], [1])],
)
def test_without_information_there_is_no_number(time, event, arm):
    x = np.zeros((len(time), 0))
    assert adjusted_log_rank(time, event, arm, x).z is None
    assert adjusted_hazard_ratio(time, event, arm, x).adjusted is None


def test_prognosis_balanced_by_force_narrows_the_interval_and_keeps_the_estimand():
    rng = np.random.default_rng(11)
    n = 4000
    x, arm = rng.normal(size=n), rng.permutation(np.repeat([0, 1], n // 2))
    time = rng.exponential(1 / np.exp(1.2 * x + log(0.6) * arm))
    ratio = adjusted_hazard_ratio(time, np.ones(n), arm, x)
    assert ratio.adjusted_std_err < 0.8 * ratio.unadjusted_std_err
    # Marginal: -0.290 in 3.2 million simulated patients, not the conditional log(0.6) = -0.51.
    assert ratio.adjusted == pytest.approx(-0.290, abs=3 * ratio.adjusted_std_err)
