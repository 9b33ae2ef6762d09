from __future__ import annotations

from fractions import Fraction
from math import sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from outcomes.kernel.curves.log_rank import log_rank, max_combo
from tests.kernel.conftest import assert_close

STRATA = {"lung": "ph.ecog", "colon": "extent", "gbsg": "grade", "veteran": "celltype"}
PATIENTS = st.lists(
    st.tuples(st.integers(0, 12), st.booleans(), st.integers(0, 1)), min_size=1, max_size=40
)


def by_hand(weights):
    """Five patients, no ties: arm b at 1, 3 and 4+; arm a at 2 and 5. Events 1, 2, 3, 5."""
    at_risk_b = [Fraction(3, 5), Fraction(2, 4), Fraction(2, 3), Fraction(0, 1)]
    happened_b = [1, 0, 1, 0]
    score = sum(w * (o - e) for w, o, e in zip(weights, happened_b, at_risk_b, strict=True))
    variance = sum(w * w * e * (1 - e) for w, e in zip(weights, at_risk_b, strict=True))
    return float(score) / sqrt(variance)


# S(t-) of all five together: 1, 4/5, 3/5, 2/5 (one censored before the last).
SURVIVAL = [Fraction(1), Fraction(4, 5), Fraction(3, 5), Fraction(2, 5)]


@pytest.mark.parametrize(
    ("weight", "weights"),
    [
        ((0, 0), [1, 1, 1, 1]),
        ((1, 0), SURVIVAL),
        ((0, 1), [1 - s for s in SURVIVAL]),
        ((1, 1), [s * (1 - s) for s in SURVIVAL]),
    ],
)
def test_five_patients_by_hand(weight, weights):
    found = log_rank([1, 2, 3, 4, 5], [1, 1, 1, 0, 1], list("babba"), weight=weight)
    assert found.z == pytest.approx(by_hand(weights), rel=1e-14)
    assert found.statistic == pytest.approx(found.z**2, rel=1e-12)
    assert found.groups == ("a", "b")


def test_ties_by_hand():
    # Two of four have the event at 1, one in each arm: variance d p (1 - p) (n - d) / (n - 1).
    found = log_rank([1, 1, 2, 2], [1, 1, 0, 0], [0, 1, 0, 1])
    assert found.variance[0][0] == pytest.approx(float(Fraction(2, 4) * Fraction(2, 3)))
    assert found.expected == (1.0, 1.0)


def test_veteran_equals_r(veteran):
    # survdiff(Surv(time, status) ~ trt, veteran); … ~ trt, rho = 1; … ~ trt + strata(celltype);
    # … ~ trt + strata(celltype), rho = 1; … ~ celltype
    time, event, arm, cell = (veteran[c] for c in ("time", "ev", "grp", "Celltype"))
    assert_close(log_rank(time, event, arm).statistic, 0.00822734320235077)
    assert_close(log_rank(time, event, arm, weight=(1, 0)).statistic, 0.871209492927177)
    assert_close(log_rank(time, event, arm, strata=cell).statistic, 0.701743346844319)
    stratified = log_rank(time, event, arm, strata=cell, weight=(1, 0))
    assert_close(stratified.statistic, 1.00967958007588)
    four = log_rank(time, event, cell)
    assert_close(four.statistic, 25.4037003457854)
    assert four.df == 3


def test_max_combo_of_one_is_that_test(veteran):
    time, event, arm = veteran["time"], veteran["ev"], veteran["grp"]
    one = max_combo(time, event, arm, weights=((1, 0),))
    same = log_rank(time, event, arm, weight=(1, 0))
    assert one.p_value == pytest.approx(same.p_value, rel=1e-12)
    assert one.z[0] == pytest.approx(same.z, rel=1e-12)


def test_max_combo_equals_simulated_normals(veteran):
    found = max_combo(veteran["time"], veteran["ev"], veteran["grp"])
    values, vectors = np.linalg.eigh(np.array(found.correlation))
    root = vectors * np.sqrt(np.maximum(values, 0))
    normals = np.random.default_rng(1).standard_normal((200_000, 4)) @ root.T
    simulated = (np.abs(normals).max(axis=1) > found.statistic).mean()
    assert found.p_value == pytest.approx(simulated, abs=0.004)  # 3.6 Monte Carlo errors
    assert found.p_value == pytest.approx(0.5879187448349, rel=1e-12)  # the same every time


def test_max_combo_is_dearer_than_its_best_and_cheaper_than_bonferroni(lung):
    found = max_combo(lung["time"], lung["ev"], lung["grp"])
    best = min(
        log_rank(lung["time"], lung["ev"], lung["grp"], weight=w).p_value for w in found.weights
    )
    assert best < found.p_value < 4 * best


def test_without_information_there_is_no_test():
    for patients in (
        ([], [], []),
        ([1], [1], [0]),
        ([1, 2], [0, 0], [0, 1]),
        ([1, 1], [1, 1], [0, 1]),
    ):
        found = log_rank(*patients)
        assert found.statistic is None
        assert found.p_value is None
        assert max_combo(*patients).p_value is None


def test_group_without_expected_events_takes_no_degree_of_freedom():
    # Group 2 leaves before anybody has the event.
    found = log_rank([1, 1, 3, 4, 5, 6], [0, 0, 1, 1, 1, 0], [2, 2, 0, 1, 0, 1])
    assert found.df == 1
    assert found.expected[2] == 0


def test_three_groups_have_no_max_combo():
    with pytest.raises(ValueError, match="there are 3"):
        max_combo([1, 2, 3], [1, 1, 1], [0, 1, 2])


@given(PATIENTS, st.randoms())
def test_order_arms_and_scale_change_nothing_else(patients, random):
    time, event, arm = np.array(patients, dtype=float).T
    found = log_rank(time, event, arm)
    swapped = log_rank(time / 4, event, 1 - arm)
    shuffled = list(patients)
    random.shuffle(shuffled)
    again = log_rank(*np.array(shuffled, dtype=float).T)
    if found.statistic is None:
        assert swapped.statistic is None
        assert again.statistic is None
    else:
        assert swapped.z == pytest.approx(-found.z, rel=1e-9, abs=1e-12)
        assert again.z == pytest.approx(found.z, rel=1e-9, abs=1e-12)
        assert sum(found.observed) == pytest.approx(sum(found.expected))


@given(PATIENTS)
def test_one_stratum_is_no_stratum(patients):
    time, event, arm = np.array(patients, dtype=float).T
    assert log_rank(time, event, arm, strata=np.zeros(time.size)) == log_rank(time, event, arm)


@pytest.mark.parametrize("name", sorted(STRATA))
def test_gold(r_values, r_data, name):
    want, data = r_values["lr"][name], r_data(name)
    data = data.assign(stratum=data[STRATA[name]])
    plain = log_rank(data["time"], data["ev"], data["grp"])
    assert_close(plain.statistic, want["chisq"])
    assert_close(plain.observed, want["O"])
    assert_close(plain.expected, want["E"])
    assert_close(plain.variance[0][0], want["V"])
    peto = log_rank(data["time"], data["ev"], data["grp"], weight=(1, 0))
    assert_close(peto.statistic, want["chisq_rho1"])
    data = data.dropna(subset=["stratum"])
    kept = data["time"], data["ev"], data["grp"]
    strata = data["stratum"]
    assert_close(log_rank(*kept, strata=strata).statistic, want["strat"])
    assert_close(log_rank(*kept, strata=strata, weight=(1, 0)).statistic, want["strat_rho1"])


@pytest.mark.parametrize("name", sorted(STRATA))
@pytest.mark.parametrize("weight", [(1, 0), (0, 1), (1, 1), (0.5, 0.5)])
def test_gold_fleming_harrington(r_values, r_data, name, weight):
    # survMisc treats ties otherwise (its ordinary log-rank is 0.01–0.3 % from survdiff's too),
    # so this shows the weights, and survdiff above the exact value.
    data = r_data(name)
    want = r_values["lr"][name]["comp"]["FH_p={}_q={}".format(*weight)]
    found = log_rank(data["time"], data["ev"], data["grp"], weight=weight)
    assert_close(found.statistic, want, rel=5e-3)


def test_gold_many_groups(r_values, r_data):
    colon, vet = r_data("colon"), r_data("veteran")
    want = r_values["lr"]
    assert_close(
        log_rank(colon["time"], colon["ev"], colon["rx"]).statistic, want["colon3"]["chisq"]
    )
    assert_close(log_rank(vet["time"], vet["ev"], vet["celltype"]).statistic, want["vet4"]["chisq"])
