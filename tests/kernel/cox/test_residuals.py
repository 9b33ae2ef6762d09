from __future__ import annotations

import json

import numpy as np
import pytest

from outcomes.kernel.cox.fit import cox
from outcomes.kernel.cox.residuals import (
    dfbeta,
    robust_covariance,
    score_residuals,
)
from tests.kernel.conftest import assert_close
from tests.kernel.cox.test_fit import COLON, GBSG, LUNG, VETERAN
from tests.kernel.curves.test_product_limit import PROPENSITY

ROBUST = {
    "lung_robust": ("lung_cc", LUNG, None),
    "lung_w": ("lung_cc", LUNG, "w"),
    "colon_robust": ("colon_cc", COLON, None),
    "colon_w": ("colon_cc", COLON, "w"),
    "vet_robust": ("vet", VETERAN, None),
    "gbsg_robust": ("gb", GBSG, None),
}


def std_err(covariance):
    return np.sqrt(np.diag(covariance))


@pytest.fixture(scope="module")
def fit(veteran):
    return cox(veteran["time"], veteran["ev"], veteran[["grp", "Karnofsky_score"]])


def test_residuals_equal_r(fit):
    # f <- coxph(Surv(time, status) ~ grp + karno, veteran)
    # residuals(f, "score")[1:3, ]; residuals(f, "dfbeta")[1:3, ]
    score = [
        [-0.135837605800668, -5.10132099056863],
        [0.449218635687551, -20.46018079422554],
        [0.287720720491388, -3.34227965535421],
    ]
    change = [
        [-0.00403271264887131, -0.000117884942638268],
        [0.01716890640904613, -0.000574863003385257],
        [0.00999426880903186, -0.000115912526270135],
    ]
    assert_close(score_residuals(fit)[:3], score)
    assert_close(dfbeta(fit)[:3], change)


def test_score_residuals_sum_to_zero(fit):
    assert np.abs(score_residuals(fit).sum(axis=0)).max() < 1e-9


def test_cluster_equals_r(fit, veteran):
    # f <- coxph(Surv(time, status) ~ grp + karno, veteran, cluster = celltype)
    # sqrt(diag(vcov(f)))
    found = robust_covariance(fit, cluster=veteran["Celltype"])
    assert_close(std_err(found), [0.20550442145071646, 0.00406814235915425])


def test_weights_strata_and_entry_equal_r(veteran):
    # coxph(Surv(en, time, status) ~ grp + karno + strata(celltype), veteran, weights = w,
    #   robust = TRUE, cluster = 1:137); en and w as in test_cox
    time = veteran["time"].to_numpy()
    options = {
        "strata": veteran["Celltype"],
        "weights": np.tile([0.5, 1.25, 2], 46)[:137],
    }
    entry = np.minimum(time - 1, np.tile([0, 5, 10], 46)[:137])
    x = veteran[["grp", "Karnofsky_score"]]
    plain = cox(time, veteran["ev"], x, **options)
    assert_close(std_err(robust_covariance(plain)), [0.19541592950154230, 0.00511204074410435])
    late = cox(time, veteran["ev"], x, entry=entry, **options)
    assert_close(std_err(robust_covariance(late)), [0.19484840152370722, 0.00516163308662245])


def test_nothing_fitted_has_no_robust_variance():
    empty = cox([1, 2], [0, 0], [0, 1])
    assert np.isnan(robust_covariance(empty)).all()
    assert (score_residuals(empty) == 0).all()


@pytest.mark.parametrize("name", sorted(ROBUST))
def test_gold_robust(r_values, r_data, name):
    data_name, covariates, weights = ROBUST[name]
    data = r_data(data_name)
    model = cox(
        data["time"],
        data["ev"],
        data[covariates],
        weights=None if weights is None else data[weights],
    )
    assert_close(std_err(robust_covariance(model)), r_values["cox"][name]["rse"])


def test_gold_cluster(r_values, r_data):
    data = r_data("lung_cc").dropna(subset=["inst"])
    model = cox(data["time"], data["ev"], data[LUNG])
    found = robust_covariance(model, cluster=data["inst"])
    assert_close(std_err(found), r_values["cox"]["lung_cluster"]["rse"])
    heart = r_data("heart")
    x = heart[["age", "year", "surgery", "transplant"]]
    model = cox(heart["stop"], heart["event"], x, entry=heart["start"])
    found = robust_covariance(model, cluster=heart["id"])
    assert_close(std_err(found), r_values["cox"]["heart_tv_rob"]["rse"])


@pytest.mark.parametrize("name", ["lung", "colon", "gbsg"])
def test_gold_inverse_probability_weighted(gold, r_data, name):
    # ref_B: coxph(Surv(time, ev) ~ grp, weights = 1 / propensity, robust = TRUE)
    want = json.loads((gold / "gold" / "ref_B.json").read_text())[name]
    file, covariates, _ = PROPENSITY[name]
    data = r_data(file)
    linear = np.column_stack((np.ones(len(data)), data[covariates])) @ want["ps_coef"]
    propensity = 1 / (1 + np.exp(-linear))
    weight = np.where(data["grp"] == 1, 1 / propensity, 1 / (1 - propensity))
    model = cox(data["time"], data["ev"], data["grp"], weights=weight)
    assert_close(model.coefficients, want["ate"]["coef"])
    assert_close(std_err(robust_covariance(model)), want["ate"]["rse"])
