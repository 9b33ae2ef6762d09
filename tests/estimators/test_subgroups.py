from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import chi2

from outcomes.cohort import Cohort, parse_filter
from outcomes.estimators.contrasts import rmst
from outcomes.estimators.cox import cox
from outcomes.estimators.proportions import proportion_difference
from outcomes.estimators.subgroups import subgroups
from outcomes.protocol import Covariate
from tests.kernel.conftest import load_veteran
from tests.studies import make_cohort, nobody

CELL = Covariate(
    "cell", "Cell type", "categorical", ("squamous", "smallcell", "adeno", "large"), subgroup=True
)
PRIOR = Covariate("prior", "Prior therapy", "binary", subgroup=True)
AGE = Covariate("age", "Age", "continuous", subgroup=True, cut=65.0)
KARNO = Covariate("karno", "Karnofsky", "continuous", subgroup=True)
ABC = ["a", "b"] * 12
LONG = (list(range(1, 25)), [1] * 24, ABC)


@pytest.fixture(scope="module")
def veteran():
    v = load_veteran()
    return make_cohort(
        v["time"],
        v["ev"],
        np.where(v["grp"] == 1, "test", "standard"),
        arms=["standard", "test"],
        columns={
            "cell": v["Celltype"].astype(str),
            "prior": (v["Prior_therapy"].astype(str) == "yes").astype(float),
            "age": v["Age_in_years"],
            "karno": v["Karnofsky_score"],
        },
        covariates=[CELL, PRIOR, AGE, KARNO],
    )


# R 4.2.2, survival 3.5-3, v <- veteran:
# anova(coxph(Surv(time, status) ~ trt + celltype), coxph(Surv(time, status) ~ trt * celltype))
# the same with prior, and with (age >= 65)
R_INTERACTION = {
    "cell": (8.21622904066, 0.0417480175158),
    "prior": (2.92319516423, 0.0873148120737),
    "age": (1.16055246377, 0.281350993782),
}


@pytest.mark.parametrize("covariate", ["cell", "prior", "age"])
def test_interactions_of_veteran_equal_r(veteran, covariate):
    rows = [e for e in subgroups(veteran, "os").all("interaction") if e.covariates == (covariate,)]
    (found,) = rows
    assert (found.value, found.p_value) == pytest.approx(R_INTERACTION[covariate], rel=1e-7)


@pytest.mark.parametrize("words", ["cell in adeno", "prior in Y", "age >= 65"])
def test_a_subgroup_is_the_cohort_under_that_filter(veteran, words):
    (row,) = [e for e in subgroups(veteran, "os").all("hazard_ratio") if e.where == words]
    filters = (parse_filter(words, veteran.study),)
    alone = cox(Cohort(veteran.study, "itt", filters), "os").pick("hazard_ratio")
    assert replace(row, where="", covariates=()) == alone


def test_levels_follow_the_protocol_and_an_uncut_covariate_is_named(veteran):
    found = subgroups(veteran, "os")
    ratios = [e.where for e in found.all("hazard_ratio")]
    assert ratios[:5] == ["", *(f"cell in {level}" for level in CELL.levels)]
    assert ratios[-2:] == ["age < 65", "age >= 65"]
    assert found.notes == (
        "8 subgroups of 3 factors, 3 interaction tests, uncorrected",
        "no subgroups without a prespecified cut: karno",
    )
    events = [e for e in found.all("n_events") if e.where == "cell in adeno"]
    assert [(e.group, e.n, e.value) for e in events] == [("standard", 9, 9.0), ("test", 18, 17.0)]


def test_few_events_are_not_shown_but_counted():
    sex = ["f"] * 8 + ["m"] * 16
    cohort = make_cohort(
        *LONG,
        columns={"sex": sex},
        covariates=[Covariate("sex", "Sex", "categorical", ("f", "m", "x"), subgroup=True)],
    )
    _, women, men, other = subgroups(cohort, "os").all("hazard_ratio")
    assert (women.value, women.n_events) == (None, 8)
    assert women.notes == ("not shown: 8 events, fewer than 10",)
    assert men.value is not None
    assert other.notes == ("not estimable: nobody",)


def test_unknown_levels_are_left_out_of_the_interaction():
    sex = ["f", "f", "m", "m"] * 5 + [None] * 4
    covariate = Covariate("sex", "Sex", "categorical", ("f", "m"), subgroup=True)
    cohort = make_cohort(*LONG, columns={"sex": sex}, covariates=[covariate])
    found = subgroups(cohort, "os").pick("interaction")
    assert found.n == 20
    assert found.notes == ("left out, sex unknown: 4",)


def test_the_effect_in_everybody_comes_first(veteran):
    found = subgroups(veteran, "os")
    first, one, two = found.estimates[:3]
    assert first == cox(veteran, "os").pick("hazard_ratio")
    assert [(e.quantity, e.where, e.group) for e in (one, two)] == [
        ("n_events", "", "standard"),
        ("n_events", "", "test"),
    ]
    assert one.n + two.n == first.n
    assert found.notes == subgroups(veteran, "os", post_hoc=True).notes[:-1]


@pytest.mark.parametrize("words", ["", "cell in adeno", "prior in N", "age < 65"])
def test_restricted_means_of_subgroups(veteran, words):
    (row,) = [
        e
        for e in subgroups(by_tau(veteran, 90.0), "os", measure="rmst_difference").all(
            "rmst_difference"
        )
        if e.where == words
    ]
    if words == "age < 65":
        young = replace_mask(veteran, veteran.patients["age"].to_numpy() < 65)
    else:
        filters = (parse_filter(words, veteran.study),) if words else ()
        young = Cohort(veteran.study, "itt", filters)
    alone = rmst(young, "os", tau=90.0).pick("rmst_difference")
    assert (row.value, row.ci_low, row.ci_high, row.p_value) == pytest.approx(
        (alone.value, alone.ci_low, alone.ci_high, alone.p_value)
    )
    assert (row.at, row.unit, row.n, row.n_events) == (90.0, "months", alone.n, alone.n_events)


def by_tau(cohort, tau):
    os = replace(cohort.study.spec.endpoints[0], tau=tau)
    spec = replace(cohort.study.spec, endpoints=(os,))
    return Cohort(replace(cohort.study, spec=spec), cohort.population)


def replace_mask(cohort, mask):
    return Cohort(replace(cohort.study, populations={"itt": mask}), "itt")


def test_heterogeneity_of_restricted_means_by_hand(veteran):
    found = subgroups(by_tau(veteran, 90.0), "os", measure="rmst_difference")
    for covariate in ("cell", "prior"):
        rows = [e for e in found.all("rmst_difference") if e.covariates == (covariate,)]
        value = np.array([e.value for e in rows])
        std_err = np.array([e.ci_high - e.ci_low for e in rows]) / (2 * 1.959963984540054)
        center = np.average(value, weights=std_err**-2)
        by_hand = float(np.sum(((value - center) / std_err) ** 2))
        (test,) = [e for e in found.all("interaction") if e.covariates == (covariate,)]
        assert test.value == pytest.approx(by_hand)
        assert test.p_value == pytest.approx(chi2.sf(by_hand, len(rows) - 1))
        assert "Wald" in test.method


def test_a_short_subgroup_has_no_restricted_mean_and_no_part_in_the_test():
    sex = ["f", "f", "m", "m", "x", "x"] * 8
    time = [10.0 if s == "x" else float(i + 1) for i, s in enumerate(sex)]
    event = [0 if s == "x" and i > 40 else 1 for i, s in enumerate(sex)]
    covariate = Covariate("sex", "Sex", "categorical", ("f", "m", "x"), subgroup=True)
    cohort = make_cohort(
        time, event, ["a", "b"] * 24, columns={"sex": sex}, covariates=[covariate], tau=30.0
    )
    found = subgroups(cohort, "os", measure="rmst_difference")
    short = next(e for e in found.all("rmst_difference") if e.where == "sex in x")
    assert short.value is None
    assert "ends before 30" in short.notes[0]
    test = found.pick("interaction")
    assert test.p_value == pytest.approx(chi2.sf(test.value, 1))
    assert test.notes == ("subgroups without an effect left out: 1",)


def test_without_a_tau_the_shortest_arm_says_it():
    covariate = replace(PRIOR, kind="binary")
    cohort = make_cohort(*LONG, columns={"prior": [1.0, 0.0] * 12}, covariates=[covariate])
    found = subgroups(cohort, "os", measure="rmst_difference")
    assert found.notes[0] == "tau 23: the shortest arm's follow-up"
    assert found.estimates[0].at == 23
    competing = make_cohort(*LONG, kind="competing", covariates=[covariate])
    assert subgroups(competing, "os", measure="rmst_difference").estimates == ()


# R 4.2.2: i <- 0:119; arm <- i %% 2; s <- (i %/% 2) %% 3; x <- ((i * 37) %% 101) / 10
# y <- ((i * 53) %% 97) < 30 + 15 * arm + 3 * x: 13, 12, 13 of 20 against 11, 11, 10 of 20;
# 2 * (logLik(glm(y ~ factor(s) * arm, binomial)) -
#      logLik(glm(y ~ factor(s) + arm, binomial(link = "identity"))))
def responders():
    i = np.arange(120)
    stratum = (i // 2) % 3
    y = (i * 53) % 97 < 30 + 15 * (i % 2) + 3 * (((i * 37) % 101) / 10)
    return {
        "success": y.astype(float).tolist(),
        "arm": ["new" if j % 2 else "old" for j in i],
        "arms": ["old", "new"],
        "columns": {"s": [f"s{s}" for s in stratum]},
        "covariates": [Covariate("s", "Stratum", "categorical", ("s0", "s1", "s2"), subgroup=True)],
    }


def test_risk_differences_of_subgroups():
    cohort = make_cohort(**responders())
    found = subgroups(cohort, "response", measure="risk_difference")
    rows = found.all("risk_difference")
    assert [r.value for r in rows] == pytest.approx([0.1, 0.1, 0.05, 0.15])
    one = Cohort(cohort.study, "itt", (parse_filter("s in s1", cohort.study),))
    alone = proportion_difference(one, "response").pick("risk_difference")
    assert replace(rows[2], where="", covariates=()) == alone
    test = found.pick("interaction")
    assert (test.value, test.p_value) == pytest.approx((0.206820772577828, 0.901756828897066))
    assert "one risk difference" in test.method
    assert (found.n, found.n_events) == (120, 70)


def test_small_arms_have_no_risk_difference():
    given = responders()
    given["columns"] = {"s": ["s0"] * 8 + ["s1"] * 112}
    found = subgroups(make_cohort(**given), "response", measure="risk_difference")
    _, small, large, other = found.all("risk_difference")
    assert small.notes == ("not shown: an arm of 4 patients, fewer than 5",)
    assert large.value is not None
    assert other.notes == ("not estimable: nobody",)
    assert found.pick("interaction").notes == ("not estimable: one subgroup only",)
    blanks = responders() | {"success": [None] * 10 + responders()["success"][10:]}
    noted = subgroups(make_cohort(**blanks), "response", measure="risk_difference")
    assert (noted.n_missing, "blank answers: 10" in noted.notes[0]) == (10, True)


def test_swapping_the_arms_turns_the_forest_round(veteran):
    turned = responders() | {"arms": ["new", "old"]}
    for measure, pair in (
        ("risk_difference", (make_cohort(**responders()), make_cohort(**turned))),
        ("rmst_difference", (by_tau(veteran, 90.0), by_tau(swapped(veteran), 90.0))),
    ):
        endpoint = "response" if measure == "risk_difference" else "os"
        one, two = (subgroups(c, endpoint, measure=measure) for c in pair)
        for a, b in zip(one.all(measure), two.all(measure), strict=True):
            assert (b.value, b.ci_low, b.ci_high) == pytest.approx(
                (-a.value, -a.ci_high, -a.ci_low)
            )
        for a, b in zip(one.all("interaction"), two.all("interaction"), strict=True):
            assert b.value == pytest.approx(a.value, rel=1e-6)


def swapped(cohort):
    arms = cohort.study.spec.arms
    spec = replace(
        cohort.study.spec, arms=tuple(replace(a, reference=not a.reference) for a in arms)
    )
    return Cohort(replace(cohort.study, spec=spec), cohort.population)


def test_measure_and_endpoint_must_fit():
    with pytest.raises(ValueError, match="not a proportion"):
        subgroups(make_cohort(*LONG), "os", measure="risk_difference")
    with pytest.raises(ValueError, match="no times"):
        subgroups(make_cohort(**responders()), "response")


@pytest.mark.parametrize(
    ("cohort", "words"),
    [
        (nobody(*LONG, columns={"prior": [1.0, 0.0] * 12}, covariates=[PRIOR]), "nobody"),
        (make_cohort(*LONG, columns={"prior": [1.0] * 24}, covariates=[PRIOR]), "one subgroup"),
        (make_cohort(*LONG, columns={"prior": [1.0, 0.0] * 12}, covariates=[PRIOR]), "coincide"),
        (make_cohort(*LONG, covariates=[PRIOR]), "nobody"),
        (
            make_cohort(
                LONG[0],
                [0] * 24,
                ABC,
                columns={"prior": [1.0, 0.0] * 12},
                covariates=[PRIOR],
            ),
            "without events",
        ),
    ],
)
def test_no_interaction_says_why(cohort, words):
    found = subgroups(cohort, "os").pick("interaction")
    assert found.value is found.p_value is None
    assert words in found.notes[0]


def test_a_study_of_one_arm_has_no_forest():
    cohort = make_cohort(*LONG[:2], columns={"prior": [1.0, 0.0] * 12}, covariates=[PRIOR])
    assert subgroups(cohort, "os").estimates == ()
