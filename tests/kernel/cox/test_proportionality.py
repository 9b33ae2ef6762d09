from __future__ import annotations

import warnings

import numpy as np
import pandas as pd
import pytest

from outcomes.kernel.cox.fit import cox
from outcomes.kernel.cox.proportionality import (
    proportionality,
    schoenfeld,
    smooth_effect,
    transformed_time,
)
from tests.kernel.conftest import assert_close
from tests.kernel.cox.test_fit import COLON, GBSG, LUNG, VETERAN

FITS = {
    "lung": ("lung_cc", LUNG),
    "colon": ("colon_cc", COLON),
    "veteran": ("vet", VETERAN),
    "gbsg": ("gb", GBSG),
}


def statistics(found):
    return [t.statistic for t in (*found.terms, found.overall)]


@pytest.fixture(scope="module")
def fit(veteran):
    x = veteran[["grp", "Karnofsky_score", "Age_in_years"]]
    return cox(veteran["time"], veteran["ev"], x)


def test_veteran_equals_r(fit):
    # z <- cox.zph(coxph(Surv(time, status) ~ grp + karno + age, veteran)); z$table; z$y[1:3, ]
    found = proportionality(fit)
    want = [0.283546926469634, 12.002957449757579, 2.099517624512888, 19.101664786253700]
    assert_close(statistics(found), want, rel=1e-8)
    assert_close(found.terms[2].p_value, 0.147345617299909609, rel=1e-8)
    want = [
        [2.32890593764660, -0.1190094303083684, 0.0145464524056261],
        [2.84236931561279, -0.0547615773351524, -0.2686961058422443],
        [2.76256265549730, -0.0791844175092246, -0.1866366084561125],
    ]
    assert_close(schoenfeld(fit).residuals[:3], want, rel=1e-8)


def test_strata_weights_and_entry_equal_r(veteran):
    # w and en as in test_cox; cox.zph(coxph(Surv(time, status) ~ grp + karno + strata(celltype),
    #   veteran, weights = w), "rank"); cox.zph(coxph(Surv(en, time, status) ~ grp + karno), "log")
    time, x = veteran["time"].to_numpy(), veteran[["grp", "Karnofsky_score"]]
    levels = ["squamous", "smallcell", "adeno", "large"]
    stratified = cox(
        time,
        veteran["ev"],
        x,
        weights=np.tile([0.5, 1.25, 2], 46)[:137],
        strata=[levels.index(c) for c in veteran["Celltype"]],
    )
    want = [7.65248783613535e-04, 1.53405772428977e01, 1.58498585073183e01]
    assert_close(statistics(proportionality(stratified, transform="rank")), want, rel=1e-8)
    want = [
        [1.99108477726238, -0.1182870060804679],
        [1.86819172552683, -0.0123644935583432],
        [-2.04343364044614, -0.0498132676536822],
    ]
    assert_close(schoenfeld(stratified, transform="rank").residuals[:3], want, rel=1e-8)
    late = cox(time, veteran["ev"], x, entry=np.minimum(time - 1, np.tile([0, 5, 10], 46)[:137]))
    want = [0.152168756675022, 7.997584057711078, 8.545520566569550]
    assert_close(statistics(proportionality(late, transform="log")), want, rel=1e-8)


def test_factor_is_one_term_as_in_r(veteran):
    # cox.zph(coxph(Surv(time, status) ~ celltype + karno, veteran))$table
    dummies = pd.get_dummies(veteran["Celltype"], dtype=float).drop(columns="squamous")
    x = np.column_stack((dummies, veteran["Karnofsky_score"]))
    found = proportionality(cox(veteran["time"], veteran["ev"], x), terms=((0, 1, 2), (3,)))
    want = [14.0662320569739, 14.4157537741776, 23.6498655740770]
    assert_close(statistics(found), want, rel=1e-8)
    assert [t.df for t in (*found.terms, found.overall)] == [3, 1, 4]


def test_lifelines_prints_another_test(fit, veteran):
    # lifelines issue 997: the approximate test, with age significant where R's is not.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        from lifelines import CoxPHFitter
        from lifelines.statistics import proportional_hazard_test

        frame = veteran[["time", "ev", "grp", "Karnofsky_score", "Age_in_years"]]
        other = CoxPHFitter().fit(frame, "time", "ev")
        theirs = proportional_hazard_test(other, frame, time_transform="km")
    p_value = dict(zip(theirs.name, theirs.p_value, strict=True))["Age_in_years"]
    assert p_value < 0.05 < proportionality(fit).terms[2].p_value


def test_smooth_effect_equals_r(fit):
    # library(splines); the lines of plot.cox.zph with nsmo = 5, karno, and 1.96 for its 2
    found = smooth_effect(schoenfeld(fit), 1, points=5)
    want = [
        -0.05664557378898858,
        -0.06168722863386442,
        -0.02382341048071289,
        -0.00347544334961381,
        -0.03412238420346586,
    ]
    assert_close(found.value, want, rel=1e-8)
    want = [
        -0.02272174522004594,
        -0.04318184939387090,
        -0.00801721979639907,
        0.01443346902451670,
        0.00230148529514696,
    ]
    assert_close(found.ci_high, want, rel=1e-8)


def test_trouble_is_data():
    empty = cox([1, 2], [0, 0], [0, 1])
    assert proportionality(empty).overall.statistic is None
    assert schoenfeld(empty).residuals.shape == (0, 1)
    apart = cox([1, 2, 3, 4], [1, 1, 1, 1], [1, 1, 0, 0])
    assert proportionality(apart).terms[0].p_value is None
    assert smooth_effect(schoenfeld(apart), 0) is None
    zero = cox([0, 1, 2, 3], [1, 1, 1, 1], [0, 1, 0, 1])
    assert proportionality(zero, transform="log").overall.statistic is None
    assert proportionality(zero).overall.statistic is not None
    with pytest.raises(ValueError, match="no transform 'sqrt'"):
        proportionality(zero, transform="sqrt")


def test_aliased_column_has_no_test(veteran):
    arm = veteran["grp"]
    x = np.column_stack((arm, 1 - arm, veteran["Karnofsky_score"]))
    found = proportionality(cox(veteran["time"], veteran["ev"], x))
    assert found.terms[1].statistic is None
    assert found.overall.df == 2


@pytest.mark.parametrize("transform", ["km", "rank", "identity", "log"])
@pytest.mark.parametrize("name", sorted(FITS))
def test_gold(r_values, r_data, name, transform):
    data_name, covariates = FITS[name]
    data = r_data(data_name)
    found = proportionality(cox(data["time"], data["ev"], data[covariates]), transform=transform)
    want = r_values["cox"]["zph"][f"{name}|{transform}"]
    assert_close(statistics(found), want["chisq"], rel=1e-8)
    assert_close([t.p_value for t in (*found.terms, found.overall)], want["p"], rel=1e-8)


def test_equal_times_share_their_ranks():
    model = cox([5, 2, 2, 9, 2], [1, 1, 0, 1, 1], [[0.0], [1], [0], [1], [1]])
    assert transformed_time(model, "rank").tolist() == [2, 2, 2, 4, 5]


@pytest.mark.parametrize(("times", "drawn"), [(4, False), (5, True)])
def test_an_effect_is_smoothed_from_five_event_times_on(times, drawn):
    fit = cox(
        [*range(1, times + 1), times + 1.0],
        [1] * times + [0],
        [0, 1] * (times // 2) + [1] * (times % 2 + 1),
    )
    assert (smooth_effect(schoenfeld(fit), 0) is not None) is drawn


def test_time_turns_into_the_share_that_has_had_the_event_before():
    model = cox([1, 2, 2, 3, 4], [1, 1, 0, 1, 1], [[0.0], [1], [0], [1], [1]])
    assert transformed_time(model, "km") == pytest.approx([0, 0.2, 0.2, 0.4, 0.7])
    assert transformed_time(model, "identity").tolist() == [1, 2, 2, 3, 4]
    assert transformed_time(model, "log") == pytest.approx(np.log([1, 2, 2, 3, 4]))
