from __future__ import annotations

from dataclasses import replace

import pytest

from outcomes.estimators.adjusted.populations import as_planned, other_populations
from outcomes.estimators.proportions.rates import proportion_difference
from outcomes.estimators.survival.cox import cox
from outcomes.model.cohort import Cohort, Filter
from outcomes.model.protocol import Covariate
from outcomes.wording import say
from tests.said import said
from tests.studies import make_study

TIME = [3, 8, 1, 9, 4, 12, 6, 7, 2, 15, 5, 11, 10, 16, 13, 14]
AB = ["a", "b"] * 8
SITE = ["x", "x", "y", "y"] * 4
AGE = [50.0, 61, 47, 58, 66, 52, 71, 44, 63, 59, 55, 49, 68, 57, 62, 53]
SETS = {
    "efficacy": [True] * 14 + [False] * 2,
    "per_protocol": [False] + [True] * 15,
    "safety": [True] * 16,
}
KEY = Covariate("age", "Age", "continuous", key=True)


def study(sets=SETS, **options):
    options = {"strata": ["site"], "covariates": [KEY]} | options
    columns = {"site": SITE, "age": AGE}
    return make_study(TIME, [1] * 16, AB, populations=sets, columns=columns, **options)


def test_each_set_has_the_prespecified_and_the_adjusted_ratio():
    made = study()
    found = other_populations(Cohort(made, "itt"), "os")
    assert found.analysis == "populations"
    assert [str(e.where) for e in found.estimates] == [
        f"population in {p}" for p in ("efficacy", "efficacy", "per_protocol", "per_protocol")
    ]
    for i, name in enumerate(("efficacy", "per_protocol")):
        alone = Cohort(made, name)
        stratified = cox(alone, "os", strata=["site"]).pick("hazard_ratio")
        adjusted = cox(alone, "os", covariates=["age"]).pick("hazard_ratio")
        pair = found.estimates[2 * i : 2 * i + 2]
        assert [e.value for e in pair] == [stratified.value, adjusted.value]
        assert [e.interval for e in pair] == [stratified.interval, adjusted.interval]
        assert "conditional: adjusted for age" in say(pair[1].method)


def test_as_planned_is_of_the_own_set_without_a_filter():
    made = study()
    seen = Cohort(made, "efficacy", (Filter("site", "in", ("x",)),))
    planned = cox(Cohort(made, "itt"), "os", strata=["site"])
    found = as_planned(seen, "os")
    assert found.population == "itt"
    assert found.pick("hazard_ratio") == planned.pick("hazard_ratio")


def test_seen_from_another_set_itt_is_among_the_others():
    found = other_populations(Cohort(study(), "efficacy"), "os")
    assert {str(e.where) for e in found.estimates} == {
        "population in itt",
        "population in per_protocol",
    }


def test_safety_is_never_compared_and_the_result_says_why():
    found = other_populations(Cohort(study(), "itt"), "os")
    assert not any("safety" in str(e.where) for e in found.estimates)
    assert "safety" in said(found.notes)[0]


def test_filters_stay():
    made = study()
    cohort = Cohort(made, "itt", (Filter("age", ">=", bound=50.0),))
    found = other_populations(cohort, "os")
    expected = cox(Cohort(made, "efficacy", cohort.filters), "os", covariates=["age"])
    assert found.estimates[1].value == expected.pick("hazard_ratio").value
    assert found.estimates[1].n == expected.pick("hazard_ratio").n
    assert found.filters == "age >= 50"


def test_a_set_with_the_same_patients_is_named_as_such():
    found = other_populations(Cohort(study({"efficacy": [True] * 16}), "itt"), "os")
    assert "the same patients as itt" in said(found.estimates[0].notes)
    smaller = other_populations(Cohort(study(), "itt"), "os").estimates[0]
    assert "analysis set: efficacy" in said(smaller.notes)
    assert any("chosen after randomization" in note for note in said(smaller.notes))


@pytest.mark.parametrize(
    ("design", "asked"), [("observational", "itt"), ("randomised", "efficacy")]
)
def test_only_fewer_of_the_randomized_are_chosen_after_randomization(design, asked):
    """Nobody was randomized; or the other set holds everybody of this one."""
    made = study({"efficacy": SETS["efficacy"]})
    block = replace(made.spec.study, design=design)
    made = replace(made, spec=replace(made.spec, study=block))
    found = other_populations(Cohort(made, asked), "os")
    assert not any("chosen after randomization" in note for note in said(found.estimates[0].notes))


def test_without_strata_or_covariates_it_is_the_unadjusted_ratio():
    made = study(strata=(), covariates=())
    (ratio, other) = other_populations(Cohort(made, "itt"), "os").estimates
    assert ratio.value == cox(Cohort(made, "efficacy"), "os").pick("hazard_ratio").value
    assert (ratio.covariates, str(other.where)) == ((), "population in per_protocol")


def test_covariates_are_the_ones_named_then_key_then_prespecified():
    adjust = Covariate("age", "Age", "continuous", adjust=True)
    assert other_populations(Cohort(study(covariates=[adjust]), "itt"), "os").estimates[
        1
    ].covariates == ("age",)
    plain = replace(adjust, adjust=False)
    made = Cohort(study(covariates=[plain]), "itt")
    assert len(other_populations(made, "os").estimates) == 2
    assert len(other_populations(made, "os", covariates=["age"]).estimates) == 4


@pytest.mark.parametrize("sets", [{}, {"safety": [True] * 16}])
def test_no_other_set_is_a_note(sets):
    found = other_populations(Cohort(study(sets), "itt"), "os")
    assert found.estimates == ()
    assert said(found.notes)[-1] == "the protocol has no other analysis set"


def test_a_set_of_nobody_is_not_estimable():
    found = other_populations(Cohort(study({"efficacy": [False] * 16}), "itt"), "os")
    assert found.estimates[0].value is None
    assert said(found.estimates[0].notes)[0] == "not estimable: nobody"


def test_as_planned_of_a_proportion_is_its_difference():
    made = study(success=[float(i % 3 == 0) for i in range(16)])
    cohort = Cohort(made, "per_protocol", (Filter("site", "in", ("x",)),))
    found = as_planned(cohort, "response")
    assert found == proportion_difference(Cohort(made, "itt"), "response")
    assert found.population == "itt"
