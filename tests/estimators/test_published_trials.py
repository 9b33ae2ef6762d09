"""Whole trials that ship with lifelines, against R."""

from __future__ import annotations

import warnings
from math import inf

import pytest

from outcomes.estimators.survival.contrasts import log_rank, rmst
from outcomes.estimators.survival.cox import cox, proportional_hazards
from outcomes.estimators.survival.kaplan_meier import follow_up, kaplan_meier
from outcomes.model.protocol import Covariate
from tests.kernel.conftest import load_lung
from tests.studies import make_cohort

AGE = Covariate("age", "Age", "continuous")


@pytest.fixture(scope="module")
def lung():
    d = load_lung()
    return make_cohort(
        d["time"],
        d["status"],
        d["sex"].map({1: "male", 2: "female"}),
        arms=["male", "female"],
        columns={"age": d["age"].astype(float), "ecog": d["ph.ecog"]},
        covariates=[AGE, Covariate("ecog", "ECOG", "continuous")],
        time_unit="days",
        landmarks=(180.0,),
        tau=730.0,
    )


@pytest.fixture(scope="module")
def breast():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        from lifelines.datasets import load_gbsg2

        d = load_gbsg2()
    return make_cohort(
        d["time"],
        d["cens"],
        d["horTh"],
        arms=["no", "yes"],
        columns={
            "age": d["age"].astype(float),
            "size": d["tsize"].astype(float),
            "nodes": d["pnodes"].astype(float),
            "menopause": d["menostat"],
        },
        covariates=[
            AGE,
            Covariate("size", "Tumor size", "continuous"),
            Covariate("nodes", "Nodes", "continuous"),
            Covariate("menopause", "Menopause", "categorical", ("Pre", "Post")),
        ],
        time_unit="days",
        landmarks=(365.0,),
        tau=1825.0,
    )


def limits(e):
    return e.value, e.ci_low, e.ci_high


# R 4.2.2, survival 3.5-3, s <- Surv(time, status), sex relevelled to male:
# quantile(survfit(s ~ sex, conf.type = "log-log"), 0.5); survfit(Surv(time, 1 - status) ~ sex)
def test_medians_and_follow_up_of_lung(lung):
    male, female = kaplan_meier(lung, "os").all("median")
    assert (limits(male), limits(female)) == ((270, 210, 306), (426, 345, 524))
    male, female = follow_up(lung, "os").all("median")
    assert (limits(male), limits(female)) == ((840, 806, inf), (529, 376, 740))
    point = kaplan_meier(lung, "os").pick("survival", "female")
    assert limits(point) == pytest.approx((0.84240171, 0.74838092, 0.9035043), rel=1e-7)
    assert kaplan_meier(lung, "os").pick("n_at_risk", "female").value == 71


# coxph(s ~ sex); coxph(s ~ sex + age + ph.ecog), one patient without ph.ecog; coxph(s ~ sex) on
# the other 227; cox.zph(coxph(s ~ sex)); survdiff(s ~ sex); survRM2::rmst2(tau = 730)
def test_contrasts_of_lung(lung):
    alone = cox(lung, "os").pick("hazard_ratio")
    assert limits(alone) == pytest.approx((0.58800282, 0.42371783, 0.81598481), rel=1e-7)
    adjusted = cox(lung, "os", covariates=["age", "ecog"])
    ratio, same = adjusted.estimates
    assert limits(ratio) == pytest.approx((0.57544456, 0.41421302, 0.79943513), rel=1e-7)
    assert limits(same) == pytest.approx((0.59233006, 0.42663618, 0.82237494), rel=1e-7)
    assert (ratio.n, same.n) == (227, 227)
    trend = proportional_hazards(lung, "os").pick("statistic")
    assert (trend.value, trend.p_value) == pytest.approx((2.8632351, 0.090625064), rel=1e-7)
    test = log_rank(lung, "os").pick("statistic")
    assert (test.value, test.p_value) == pytest.approx((10.326742, 0.0013111645), rel=1e-7)
    gap = rmst(lung, "os").pick("rmst_difference")
    assert limits(gap) == pytest.approx((123.58744, 58.141434, 189.03345), rel=1e-6)


# the same for lifelines' GBSG2: horTh, strata(menostat), + age + tsize + pnodes, tau = 1825
def test_contrasts_of_breast(breast):
    no, yes = kaplan_meier(breast, "os").all("median")
    assert (limits(no), limits(yes)) == ((1528, 1280, 1814), (2018, 1918, inf))
    found = {
        "cox": cox(breast, "os"),
        "cox_stratified": cox(breast, "os", strata=["menopause"]),
        "cox_adjusted": cox(breast, "os", covariates=["age", "size", "nodes"]),
    }
    expected = {
        "cox": (0.69488433, 0.54384405, 0.88787259),
        "cox_stratified": (0.67409917, 0.52397396, 0.86723718),
        "cox_adjusted": (0.69572379, 0.54124466, 0.89429353),
    }
    for name, result in found.items():
        assert result.analysis == name
        assert limits(result.pick("hazard_ratio")) == pytest.approx(expected[name], rel=1e-7)
    test = log_rank(breast, "os", strata=["menopause"]).pick("statistic")
    assert (test.value, test.p_value) == pytest.approx((9.5117758, 0.002041575), rel=1e-7)
    gap = rmst(breast, "os").pick("rmst_difference")
    assert limits(gap) == pytest.approx((149.304, 53.730537, 244.87746), rel=1e-6)
