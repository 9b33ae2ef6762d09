from __future__ import annotations

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from outcomes.catalogue import adjustments, catalogue, run_catalogue, stratifications
from outcomes.cohort import Cohort
from outcomes.protocol import ConversionRules, Covariate
from outcomes.results import to_table
from tests.studies import make_study

SEX = Covariate("sex", "Sex", "categorical", ("f", "m"), adjust=True, subgroup=True)
ASCITES = Covariate("ascites", "Ascites", "ordinal", ("no", "yes"), adjust=True, key=True)
AGE = Covariate("age", "Age", "continuous", key=True)


def trial(arms=("a", "b"), kind="time_to_event", **options):
    n = 40
    arm = [arms[i % len(arms)] for i in range(n)] if arms else None
    return make_study(
        [float(i + 1) for i in range(n)],
        [float(i % 3 != 0) for i in range(n)],
        arm,
        success=[float(i % 5 == 0) for i in range(n)],
        columns={"sex": ["f", "m", "m", "f"] * 10, "ascites": ["no", "no", "no", "yes", "yes"] * 8},
        covariates=options.pop("covariates", (SEX, ASCITES)),
        kind=kind,
        landmarks=(12.0,),
        **options,
    )


def names(study):
    return [r.estimator.__name__ for r in catalogue(study.spec)]


def test_the_sets_of_a_protocol_in_order_without_repetition():
    spec = trial(covariates=(SEX, ASCITES, AGE), strata=("sex",)).spec
    assert stratifications(spec) == (("sex",), ("ascites",))
    assert adjustments(spec) == (("ascites",), ("age",), ("sex", "ascites"))
    alone = trial(covariates=(ASCITES,), strata=("ascites",)).spec
    assert stratifications(alone) == adjustments(alone) == (("ascites",),)


def test_a_single_arm_study_is_asked_for_no_contrast():
    assert names(trial(arms=())) == [
        "enrollment", "kaplan_meier", "follow_up", "rmst", "time_dependent_cox", "proportion",
    ]  # fmt: skip


def test_competing_risks_replace_kaplan_meier_and_rmst():
    asked = names(trial(kind="competing"))
    assert "cumulative_incidence" in asked
    assert not {"kaplan_meier", "rmst", "milestone_difference"} & set(asked)


def test_conversion_rules_ask_for_landmarks():
    study = trial()
    assert "landmark_cox" not in names(study)
    spec = replace(study.spec, conversion=ConversionRules())
    assert "landmark_cox" in [r.estimator.__name__ for r in catalogue(spec)]


def test_requests_are_hashable_and_distinct():
    requests = catalogue(trial(strata=("sex",)).spec)
    assert len(set(requests)) == len(requests)


@pytest.mark.parametrize("arms", [(), ("a", "b"), ("a", "b", "c")])
def test_every_row_has_its_own_key(arms):
    table = to_table(run_catalogue(Cohort(trial(arms, strata=("sex",)), "itt")))
    table = table[table["analysis"] != "baseline"].fillna("")
    keys = Counter(
        table[
            ["analysis", "endpoint", "filters", "group", "reference", "covariates", "quantity",
             "at", "method"]
        ].itertuples(index=False, name=None)
    )  # fmt: skip
    assert [key for key, count in keys.items() if count > 1] == []


def test_endpoints_narrow_the_answers_and_unknown_ones_are_refused():
    cohort = Cohort(trial(), "itt")
    assert {r.endpoint for r in run_catalogue(cohort, ["response"])} == {"response"}
    with pytest.raises(KeyError, match="no endpoint 'pfs'"):
        run_catalogue(cohort, ["pfs"])


@pytest.mark.parametrize("kind", ["time_to_event", "competing"])
@pytest.mark.parametrize("arms", [(), ("a", "b"), ("a", "b", "c")])
@pytest.mark.parametrize("who", ["everybody", "nobody", "one arm", "one patient"])
def test_every_question_is_answered_for_any_cohort(kind, arms, who):
    study = trial(arms=arms, kind=kind, strata=("sex",))
    first = study.patients["arm"] == "a" if arms else np.ones(40, dtype=bool)
    mask = {
        "everybody": np.ones(40, dtype=bool),
        "nobody": np.zeros(40, dtype=bool),
        "one arm": np.asarray(first),
        "one patient": np.arange(40) == 5,
    }[who]
    found = run_catalogue(Cohort(replace(study, populations={"itt": mask}), "itt"))
    missing = [
        (r.analysis, e.quantity)
        for r in found
        for e in r.estimates
        if e.value is None and not (e.notes or r.notes) and r.analysis != "baseline"
    ]
    assert missing == []
    if who != "everybody":
        ratios = [e.value for r in found for e in r.estimates if e.quantity == "hazard_ratio"]
        assert set(ratios) <= {None}
