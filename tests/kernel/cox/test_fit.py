from __future__ import annotations

from math import log, sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from outcomes.kernel.cox.fit import cox, profile_interval, solve
from outcomes.kernel.cox.partial_likelihood import evaluate
from outcomes.kernel.cox.risk_sets import risk_sets
from tests.kernel.conftest import assert_close

LUNG = ["grp", "age", "ph.ecog"]
COLON = ["grp", "age", "nodes", "sex", "obstruct"]
VETERAN = ["grp", "karno", "age", "diagtime"]
GBSG = ["grp", "age", "size", "nodes", "pgr"]
# name in ref_A: data, covariates, options by column
MODELS = {
    "lung_efron": ("lung_cc", LUNG, {}),
    "lung_breslow": ("lung_cc", LUNG, {"ties": "breslow"}),
    "lung_strata": ("lung_cc", ["grp", "age"], {"strata": "ph.ecog"}),
    "lung_w": ("lung_cc", LUNG, {"weights": "w"}),
    "colon_efron": ("colon_cc", COLON, {}),
    "colon_breslow": ("colon_cc", COLON, {"ties": "breslow"}),
    "colon_strata": ("colon_cc", ["grp", "age", "nodes"], {"strata": "extent"}),
    "colon_w": ("colon_cc", COLON, {"weights": "w"}),
    "vet_efron": ("vet", VETERAN, {}),
    "vet_strata": ("vet", ["grp", "karno"], {"strata": "celltype"}),
    "gbsg_efron": ("gb", GBSG, {}),
    "gbsg_breslow": ("gb", GBSG, {"ties": "breslow"}),
}
PATIENTS = st.lists(
    st.tuples(st.integers(1, 12), st.booleans(), st.integers(0, 1)), min_size=4, max_size=40
)


def model_of(r_data, name):
    data_name, covariates, options = MODELS[name]
    data = r_data(data_name)
    columns = {k: v if k == "ties" else data[v] for k, v in options.items()}
    return cox(data["time"], data["ev"], data[covariates], **columns)


def test_four_patients_by_hand():
    # Events at 1 (x=1), 2 (x=0), 3 (x=1), 4 (x=0). With r = exp(beta) the partial likelihood is
    # r / (2 + 2r) * 1 / (2 + r) * r / (1 + r): maximal where 2 - 2r/(1+r) - r/(2+r) = 0,
    # that is r² - r - 4 = 0.
    fit = cox([1, 2, 3, 4], [1, 1, 1, 1], [1, 0, 1, 0])
    r = (1 + sqrt(17)) / 2
    assert fit.coefficients[0] == pytest.approx(log(r), rel=1e-12)
    information = 2 * r / (1 + r) ** 2 + 2 * r / (2 + r) ** 2
    assert fit.std_err[0] == pytest.approx(1 / sqrt(information), rel=1e-12)
    assert fit.log_likelihood_null == pytest.approx(-log(24), rel=1e-14)


def test_ties_by_hand():
    # Both events at 1. Efron: r² over (2r + 2)(2r + 2 - r) … Breslow: r² over (2r + 2)².
    efron = cox([1, 1, 2, 2], [1, 1, 0, 0], [1, 0, 1, 0])
    breslow = cox([1, 1, 2, 2], [1, 1, 0, 0], [1, 0, 1, 0], ties="breslow")
    assert efron.log_likelihood_null == pytest.approx(-log(4 * 3), rel=1e-14)
    assert breslow.log_likelihood_null == pytest.approx(-log(4 * 4), rel=1e-14)
    assert efron.coefficients[0] == pytest.approx(0, abs=1e-12)


def test_veteran_equals_r(veteran):
    # f <- coxph(Surv(time, status) ~ grp + karno, veteran); w <- rep(c(.5, 1.25, 2), 46)[1:137]
    # en <- pmin(veteran$time - 1, rep(c(0, 5, 10), 46)[1:137])
    # coxph(Surv(en, time, status) ~ grp + karno + strata(celltype), veteran, weights = w, …)
    x = veteran[["grp", "Karnofsky_score"]]
    fit = cox(veteran["time"], veteran["ev"], x)
    assert_close(fit.coefficients, [0.177322256692181, -0.033953564351846])
    assert_close(fit.std_err, [0.18314851832604984, 0.00508355497411916])
    assert_close(fit.log_likelihood_null, -505.449054918058)
    assert_close(fit.log_likelihood, -483.965694110110)
    assert_close(fit.likelihood_ratio_test.statistic, 2 * (505.449054918058 - 483.965694110110))
    time = veteran["time"].to_numpy()
    late = cox(
        time,
        veteran["ev"],
        x,
        entry=np.minimum(time - 1, np.tile([0, 5, 10], 46)[:137]),
        strata=veteran["Celltype"],
        weights=np.tile([0.5, 1.25, 2], 46)[:137],
    )
    assert_close(late.coefficients, [0.1750775407530696, -0.0356566651273722])
    assert_close(late.std_err, [0.17980445068297279, 0.00517323103336598])


def test_without_strata_entry_or_ties_the_same_answer_by_other_ways(veteran):
    time, event, x = veteran["time"], veteran["ev"], veteran[["grp", "Karnofsky_score"]]
    plain = cox(time, event, x)
    for same in (
        cox(time, event, x, strata=np.zeros(137)),
        cox(time, event, x, entry=np.full(137, -1.0)),
        cox(time, event, x, weights=np.ones(137)),
    ):
        assert_close(same.coefficients, plain.coefficients, rel=1e-10)
        assert_close(same.std_err, plain.std_err, rel=1e-10)


def test_splitting_follow_up_changes_nothing(veteran):
    time, event = veteran["time"].to_numpy(), veteran["ev"].to_numpy()
    x = veteran["Karnofsky_score"].to_numpy()
    middle = time / 2
    split = cox(
        np.concatenate((middle, time)),
        np.concatenate((np.zeros(137), event)),
        np.concatenate((x, x)),
        entry=np.concatenate((np.zeros(137), middle)),
    )
    assert_close(split.coefficients, cox(time, event, x).coefficients, rel=1e-10)


def test_trouble_is_data():
    assert cox([], [], []).status == "no events"
    assert cox([3], [1], [1]).status == "empty"
    assert cox([1, 2], [0, 0], [0, 1]).status == "no events"
    assert cox([1, 2], [0, 0], [0, 1]).log_likelihood == 0  # that nothing happens is certain
    assert cox([1, 2, 3], [1, 1, 0], [1, 1, 1]).status == "empty"
    # The only event comes when one arm is left; centering must not leave a residue of it.
    late = cox([1, 1, 1, 2, 2, 2], [0, 0, 0, 0, 0, 1], [0, 0, 1, 1, 1, 1])
    assert late.status == "empty"
    apart = cox([1, 2, 3, 4], [1, 1, 1, 1], [1, 1, 0, 0])
    assert apart.status == "separation"
    assert apart.infinite == (True,)
    assert profile_interval(apart, 0) == (None, None)
    empty = cox([1, 2], [0, 0], [0, 1])
    assert empty.likelihood_ratio_test.statistic is None
    assert np.isnan(empty.coefficients).all()
    assert profile_interval(empty, 0) == (None, None)


def test_arm_without_events_is_separation_of_that_column_only():
    rng = np.random.default_rng(5)
    arm, age = np.repeat([0, 1], 30), rng.normal(60, 9, 60)
    fit = cox(rng.exponential(size=60), 1 - arm, np.column_stack((arm, age)))
    assert fit.infinite == (True, False)
    assert fit.status == "separation"


def blanks():
    time = [253, 154, 658, 818, 453, 96, 258, 65, 203, 325, 268, 187, 276, 58, 137, 30]
    event = [1, 1, 0, 0, 0, 0, 1, 1, 1, 0, 0, 0, 1, 0, 0, 1]
    arm = [1, 1, 1, 1, 1, 0, 1, 1, 1, 1, 0, 1, 0, 1, 1, 0]
    ascites = [2, 1, 0, 0, 0, 1, 2, 0, 2, 1, 2, 0, 0, 0, 1, 2]
    ecog = [0, 0, 0, 0, 1, 0, 0, 1, 0, 0, 0, 1, 1, 0, 0, 1]
    age = [15, -6, -9, 11, 11, -7, -1, -8, -7, 11, 10, 13, -7, -10, -8, 4]
    levels = np.array(ascites)[:, None] == [1, 2]
    return time, event, np.column_stack((arm, levels, ecog, age))


def no_maximum_along(time, event, x, strata, way):
    """Whether nobody of a risk set lies beyond its event that way, and somebody behind it."""
    value, strict = np.dot(x, way), False
    for i in np.flatnonzero(event):
        there = value[(np.array(time) >= time[i]) & (np.array(strata) == strata[i])]
        assert (there <= value[i]).all()
        strict = strict or (there < value[i]).any()
    return strict


def test_a_maximum_at_infinity_reached_in_one_stride_is_none():
    # 12 patients; columns: arm, small ascites, moderate ascites, age; two strata.
    time = [0.1, 1.3, 0.3, 20.6, 19.2, 15.6, 1.5, 3.3, 7.5, 12.5, 0.6, 1.6]
    event = [1, 1, 1, 0, 0, 1, 1, 1, 0, 1, 1, 1]
    arm = [0, 0, 0, 1, 1, 1, 0, 0, 1, 0, 0, 1]
    small, moderate = np.eye(12)[9], np.isin(np.arange(12), [0, 2, 11])
    age = [52, 53, 50, 61, 52, 43, 56, 59, 58, 75, 58, 53]
    strata = [0, 0, 1, 0, 0, 1, 0, 1, 1, 0, 0, 0]
    x = np.column_stack((arm, small, moderate, age))
    assert no_maximum_along(time, event, x, strata, [-2, -1, 1, 0])
    fit = cox(time, event, x, strata=strata)
    # R: coxph(Surv(time, event) ~ arm + small + moderate + age + strata(s)) has -57 (6268).
    assert fit.infinite == (True, True, True, False)
    assert fit.status == "separation"


def test_columns_that_say_the_same_but_for_rounding_are_no_error():
    first, second = np.array([1, 1, 0, 1, 1, 1, 1]), np.array([1, 0, 0, 1, 1, 1, 1])
    x = np.column_stack((first, second, 1e4 * first + 0.1 * second))
    fit = cox([26.1, 4.3, 2.9, 6.2, 3.8, 3.1, 5.7], [1, 0, 0, 0, 1, 1, 0], x)
    assert fit.status == "separation"


def test_a_coefficient_no_risk_set_tells_any_more_is_no_number():
    # 10 patients; columns: arm, small ascites, moderate ascites, age - 60.
    time = [11.4, 4.1, 3.6, 5.6, 18.4, 4.4, 0.7, 15.5, 8.8, 0.4]
    event = [0, 1, 0, 1, 0, 1, 1, 0, 0, 1]
    arm = [0, 0, 0, 0, 0, 1, 0, 1, 0, 1]
    small, moderate = np.isin(np.arange(10), [1, 2, 4, 8]), np.eye(10)[5]
    x = np.column_stack((arm, small, moderate, [5, -13, 10, 4, 17, -8, -1, 7, -6, -2]))
    for ways in ([-1, -12, -8, -1], [0, -12, -10, -1], [1, -12, -12, -1]):
        assert no_maximum_along(time, event, x, [0] * 10, ways)  # the arm may go either way
    assert cox(time, event, x).infinite == (True, True, True, True)


def test_standard_errors_beside_infinite_covariates_are_those_of_the_limit():
    # 16 patients; columns: arm, small, moderate, ECOG, age - 60; the middle three run away.
    # Newton's method in 80 digits: 3.06381 (2.1519695), -0.19711685 (0.10613891); R prints 1.229.
    fit = cox(*blanks())
    assert fit.infinite == (False, True, True, True, False)
    assert_close(fit.coefficients[[0, 4]], [3.06381, -0.19711685], rel=1e-6)
    assert_close(fit.std_err[[0, 4]], [2.1519695, 0.10613891], rel=1e-6)


def test_aliased_columns_are_left_out_like_in_r(veteran):
    arm, karno = veteran["grp"], veteran["Karnofsky_score"]
    x = np.column_stack((arm, 1 - arm, karno, np.ones(137)))
    fit = cox(veteran["time"], veteran["ev"], x)
    assert fit.aliased == (False, True, False, True)
    assert_close(fit.coefficients[[0, 2]], [0.177322256692181, -0.033953564351846])
    assert fit.likelihood_ratio_test.df == 2


def test_time_zero_counts():
    fit = cox([0, 0, 1, 2], [1, 0, 1, 1], [1, 0, 0, 1])
    assert fit.log_likelihood_null == pytest.approx(-log(4) - log(2))


def test_refuses_what_it_cannot_fit():
    with pytest.raises(ValueError, match="missing values"):
        cox([1, 2], [1, 1], [np.nan, 1])
    with pytest.raises(ValueError, match="x has 1 rows"):
        cox([1, 2], [1, 1], [[1.0, 2.0]])
    with pytest.raises(ValueError, match="entry must come before"):
        cox([1, 2], [1, 1], [0, 1], entry=[1, 0])


@given(PATIENTS, st.randoms())
def test_swapping_arms_inverts_the_ratio_and_order_and_scale_are_irrelevant(patients, random):
    time, event, arm = np.array(patients, dtype=float).T
    fit = cox(time, event, arm)
    shuffled = list(patients)
    random.shuffle(shuffled)
    swapped = cox(time / 4, event, 1 - arm)
    again = cox(*np.array(shuffled, dtype=float).T)
    assert fit.status == swapped.status == again.status
    if fit.status == "converged":
        assert swapped.coefficients[0] == pytest.approx(-fit.coefficients[0], rel=1e-6, abs=1e-9)
        assert again.coefficients[0] == pytest.approx(fit.coefficients[0], rel=1e-6, abs=1e-9)
        low, high = profile_interval(fit, 0)
        assert low is None or low < fit.coefficients[0]
        assert high is None or high > fit.coefficients[0]


@pytest.mark.parametrize("name", sorted(MODELS))
def test_gold_models(r_values, r_data, name):
    want, fit = r_values["cox"][name], model_of(r_data, name)
    assert fit.status == "converged"
    assert_close(fit.coefficients, want["coef"])
    assert_close(fit.std_err, want["se"])
    assert_close([fit.log_likelihood_null, fit.log_likelihood], want["loglik"])
    assert_close(fit.likelihood_ratio_test.statistic, want["lr"])


def test_gold_start_stop(r_values, r_data):
    want, data = r_values["cox"]["heart_tv"], r_data("heart")
    x = data[["age", "year", "surgery", "transplant"]]
    fit = cox(data["stop"], data["event"], x, entry=data["start"])
    assert_close(fit.coefficients, want["coef"])
    assert_close(fit.std_err, want["se"])
    assert_close(fit.log_likelihood, want["loglik"][1])


@pytest.mark.parametrize("name", ["lung", "colon"])
def test_gold_profile(r_values, r_data, name):
    found = profile_interval(model_of(r_data, f"{name}_efron"), 0)
    assert_close(found, r_values["cox"]["prof"][name])


def test_a_patient_far_from_all_others_is_within_the_range_of_numbers():
    # Beside a risk of e^800 the others are nothing; beside risks of 1 one of e^-800 is.
    sets = risk_sets([1.0, 2.0, 3.0], [1, 1, 0])
    for x, value in (([0.0, 0.0, 800.0], -1600.0), ([-800.0, 0.0, 0.0], -800 - 2 * log(2))):
        step = evaluate(sets, np.array(x)[:, None], np.ones(1))
        assert step.log_likelihood == pytest.approx(value, rel=1e-12)


def test_what_is_left_out_does_not_count_wherever_the_climb_begins():
    x = np.column_stack([[1.0, 0, 1, 0, 0, 1], [1.0, 0, 1, 0, 0, 1]])
    sets = risk_sets(np.arange(1.0, 7.0), [1, 1, 1, 0, 1, 1])
    at_zero, near = solve(sets, x), solve(sets, x, np.array([0.5, 3.0]))
    assert at_zero.kept.tolist() == [True, False]
    assert near.start.log_likelihood == at_zero.start.log_likelihood == -log(6 * 5 * 4 * 2)
    assert near.coefficients[0] == at_zero.coefficients[0]


def test_a_step_beyond_the_range_of_numbers_is_taken_back():
    # Separated: a Newton step went so far that all risks of a risk set were 0, which looked
    # infinitely likely, and no step back was ever better: it did not end.
    x = [
        [8, 0, 0], [5, 1, 0], [1, 0, 0], [5, 0, 1], [1, 1, 0],
        [1, 1, 0], [1, 0, 1], [1, 1, 1], [0, 1, 0],
    ]  # fmt: skip
    found = cox(np.arange(1, 10), [1, 1, 1, 1, 1, 1, 1, 0, 1], x)
    assert any(found.infinite)
    assert np.isfinite(found.log_likelihood)
