from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from outcomes.estimators.subgroups.effects import subgroups
from outcomes.estimators.survival.cox import cox
from outcomes.model.cohort import Cohort, parse_filter
from outcomes.model.protocol import Covariate
from tests.kernel.conftest import load_veteran
from tests.said import said
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
    return load_trial()


def load_trial():
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
    (row,) = [e for e in subgroups(veteran, "os").all("hazard_ratio") if str(e.where) == words]
    filters = (parse_filter(words, veteran.study),)
    alone = cox(Cohort(veteran.study, "itt", filters), "os").pick("hazard_ratio")
    assert replace(row, where=None, covariates=()) == alone


def test_levels_of_nobody_are_not_counted_as_looked_at(veteran):
    few = Cohort(veteran.study, "itt", (parse_filter("cell in adeno", veteran.study),))
    words = said(subgroups(few, "os").notes)
    assert (
        "5 subgroups of 3 factors, 3 interaction tests over all comparisons, uncorrected" in words
    )
    empty = subgroups(nobody(*LONG, columns={"age": [60.0] * 24}, covariates=[AGE]), "os")
    assert said(empty.notes)[0].startswith("0 subgroups of 0 factors")


def test_levels_follow_the_protocol_and_an_uncut_covariate_is_named(veteran):
    found = subgroups(veteran, "os")
    ratios = [str(e.where or "") for e in found.all("hazard_ratio")]
    assert ratios[:5] == ["", *(f"cell in {level}" for level in CELL.levels)]
    assert ratios[-2:] == ["age < 65", "age >= 65"]
    assert said(found.notes) == (
        "8 subgroups of 3 factors, 3 interaction tests over all comparisons, uncorrected",
        "no subgroups without a cut in the protocol: karno",
    )
    events = [e for e in found.all("n_events") if str(e.where) == "cell in adeno"]
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
    assert said(women.notes) == ("not shown: 8 events, fewer than 10",)
    assert men.value is not None
    assert said(other.notes) == ("not estimable: nobody",)


def test_unknown_levels_are_left_out_of_the_interaction():
    sex = ["f", "f", "m", "m"] * 5 + [None] * 4
    covariate = Covariate("sex", "Sex", "categorical", ("f", "m"), subgroup=True)
    cohort = make_cohort(*LONG, columns={"sex": sex}, covariates=[covariate])
    found = subgroups(cohort, "os").pick("interaction")
    assert found.n == 20
    assert said(found.notes) == ("left out, sex unknown: 4",)


def test_the_effect_in_everybody_comes_first(veteran):
    found = subgroups(veteran, "os")
    first, one, two = found.estimates[:3]
    assert first == cox(veteran, "os").pick("hazard_ratio")
    assert [(e.quantity, e.where, e.group) for e in (one, two)] == [
        ("n_events", None, "standard"),
        ("n_events", None, "test"),
    ]
    assert one.n + two.n == first.n
    assert said(found.notes) == said(subgroups(veteran, "os", post_hoc=True).notes)[:-1]


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
    assert words in said(found.notes)[0]


def test_a_study_of_one_arm_has_no_forest():
    cohort = make_cohort(*LONG[:2], columns={"prior": [1.0, 0.0] * 12}, covariates=[PRIOR])
    assert subgroups(cohort, "os").estimates == ()
