from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import chi2

from outcomes.estimators.proportions.rates import proportion_difference
from outcomes.estimators.subgroups.effects import subgroups
from outcomes.estimators.survival.contrasts import rmst
from outcomes.model.cohort import Cohort, parse_filter
from outcomes.model.protocol import Covariate
from outcomes.wording import say
from tests.estimators.subgroups.test_effects import LONG, PRIOR, load_trial
from tests.said import said
from tests.studies import make_cohort, nobody


@pytest.fixture(scope="module")
def veteran():
    return load_trial()


@pytest.mark.parametrize("words", ["", "cell in adeno", "prior in N", "age < 65"])
def test_restricted_means_of_subgroups(veteran, words):
    (row,) = [
        e
        for e in subgroups(by_tau(veteran, 90.0), "os", measure="rmst_difference").all(
            "rmst_difference"
        )
        if str(e.where or "") == words
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
        assert "Wald" in say(test.method)


def test_a_short_subgroup_has_no_restricted_mean_and_no_part_in_the_test():
    sex = ["f", "f", "m", "m", "x", "x"] * 8
    time = [10.0 if s == "x" else float(i + 1) for i, s in enumerate(sex)]
    event = [0 if s == "x" and i > 40 else 1 for i, s in enumerate(sex)]
    covariate = Covariate("sex", "Sex", "categorical", ("f", "m", "x"), subgroup=True)
    cohort = make_cohort(
        time, event, ["a", "b"] * 24, columns={"sex": sex}, covariates=[covariate], tau=30.0
    )
    found = subgroups(cohort, "os", measure="rmst_difference")
    short = next(e for e in found.all("rmst_difference") if str(e.where) == "sex in x")
    assert short.value is None
    assert "ends before 30" in said(short.notes)[0]
    test = found.pick("interaction")
    assert test.p_value == pytest.approx(chi2.sf(test.value, 1))
    assert said(test.notes) == ("subgroups without an effect left out: 1",)


@pytest.mark.parametrize(("smaller", "shown"), [(1, False), (4, False), (5, True)])
def test_an_arm_of_few_patients_has_no_restricted_mean_and_no_part_in_the_test(smaller, shown):
    # Level x: many events, but so few patients of arm b that their variance says nothing.
    n = 60
    sex = ["f", "m", "x"] * (n // 3)
    rank = np.cumsum([s == "x" for s in sex])
    arm = ["b" if (r <= smaller if s == "x" else i % 2) else "a"
           for i, (s, r) in enumerate(zip(sex, rank, strict=True))]  # fmt: skip
    covariate = Covariate("sex", "Sex", "categorical", ("f", "m", "x"), subgroup=True)
    cohort = make_cohort(
        [float(i + 1) for i in range(n)], [1] * n, arm,
        columns={"sex": sex}, covariates=[covariate], tau=10.0,
    )  # fmt: skip
    found = subgroups(cohort, "os", measure="rmst_difference")
    row = next(e for e in found.all("rmst_difference") if str(e.where) == "sex in x")
    assert (row.value is not None) is shown
    if not shown:
        patients = "1 patient" if smaller == 1 else f"{smaller} patients"
        assert said(row.notes) == (f"not shown: an arm of {patients}, fewer than 5",)
    hidden = () if shown else ("subgroups without an effect left out: 1",)
    assert said(found.pick("interaction").notes) == hidden


def test_without_a_tau_the_shortest_arm_says_it():
    cohort = make_cohort(*LONG, columns={"prior": [1.0, 0.0] * 12}, covariates=[PRIOR])
    found = subgroups(cohort, "os", measure="rmst_difference")
    assert said(found.notes)[0] == "tau 23: the shortest arm's follow-up"
    assert found.estimates[0].at == 23
    competing = make_cohort(*LONG, kind="competing", covariates=[PRIOR])
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
    assert replace(rows[2], where=None, covariates=()) == alone
    test = found.pick("interaction")
    assert (test.value, test.p_value) == pytest.approx((0.206820772577828, 0.901756828897066))
    assert "one risk difference" in say(test.method)
    assert (found.n, found.n_events) == (120, 70)


def test_small_arms_have_no_risk_difference():
    given = responders()
    given["columns"] = {"s": ["s0"] * 8 + ["s1"] * 112}
    found = subgroups(make_cohort(**given), "response", measure="risk_difference")
    _, small, large, other = found.all("risk_difference")
    assert said(small.notes) == ("not shown: an arm of 4 patients, fewer than 5",)
    assert large.value is not None
    assert said(other.notes) == ("not estimable: nobody",)
    assert said(found.pick("interaction").notes) == ("not estimable: one subgroup only",)
    blanks = responders() | {"success": [None] * 10 + responders()["success"][10:]}
    noted = subgroups(make_cohort(**blanks), "response", measure="risk_difference")
    assert (noted.n_missing, "without a recorded outcome: 10" in said(noted.notes)[0]) == (10, True)


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


@pytest.mark.parametrize("measure", ["rmst_difference", "risk_difference"])
def test_nobody_one_arm_and_no_events(measure):
    endpoint = "response" if measure == "risk_difference" else "os"
    columns = {"prior": [1.0, 0.0, 0.0, 1.0] * 6}
    given = {"columns": columns, "covariates": [PRIOR], "success": [0.0] * 24}
    still = make_cohort(LONG[0], [0] * 24, LONG[2], **given)
    for cohort in (
        nobody(*LONG, **given),
        make_cohort(LONG[0], LONG[1], ["a"] * 24, arms=["a", "b"], **given),
        still,
    ):
        found = subgroups(cohort, endpoint, measure=measure)
        assert found.pick("interaction").value is None
        assert "not estimable" in said(found.pick("interaction").notes)[0]
        if cohort is not still or measure == "rmst_difference":
            assert all(e.value is None and said(e.notes) for e in found.all(measure))
    assert subgroups(make_cohort(*LONG[:2], **given), endpoint, measure=measure).estimates == ()


def test_units_of_time_and_a_filter_that_keeps_everybody():
    columns = {"prior": [1.0, 0.0, 0.0, 1.0] * 6}
    one, days = (
        subgroups(
            make_cohort(
                [t * s for t in LONG[0]],
                *LONG[1:],
                columns=columns,
                covariates=[PRIOR],
                tau=20.0 * s,
            ),
            "os",
            measure="rmst_difference",
        )
        for s in (1.0, 30.4375)
    )
    for a, b in zip(one.all("rmst_difference"), days.all("rmst_difference"), strict=True):
        assert b.value == pytest.approx(30.4375 * a.value)
        assert b.p_value == pytest.approx(a.p_value)
    assert days.pick("interaction").value == pytest.approx(one.pick("interaction").value)
    cohort = make_cohort(**responders())
    kept = Cohort(cohort.study, "itt", (parse_filter("s in s0,s1,s2", cohort.study),))
    assert (
        subgroups(kept, "response", measure="risk_difference").estimates
        == subgroups(cohort, "response", measure="risk_difference").estimates
    )


@pytest.mark.parametrize("smaller", [4, 5])
def test_no_ratio_of_four_in_an_arm_and_no_test_of_levels_nobody_is_shown(smaller):
    # Of sex x as of sex f, arm b has so few patients; everybody has the event.
    sex = ["f"] * 24 + ["x"] * 24
    arm = [*["b"] * smaller, *["a"] * (24 - smaller)] * 2
    covariate = Covariate("sex", "Sex", "categorical", ("f", "x"), subgroup=True)
    cohort = make_cohort(
        [float(7 * i % 48 + 1) for i in range(48)], [1] * 48, arm, arms=["a", "b"],
        columns={"sex": sex}, covariates=[covariate],
    )  # fmt: skip
    found = subgroups(cohort, "os")
    rows = [e for e in found.all("hazard_ratio") if e.where]
    test = found.pick("interaction")
    if smaller == 5:
        assert all(e.value is not None for e in rows)
        assert test.p_value is not None
        return
    assert [said(e.notes) for e in rows] == [("not shown: an arm of 4 patients, fewer than 5",)] * 2
    assert test.p_value is None
    assert said(test.notes) == ("not shown: fewer than two subgroups have an effect that is shown",)
