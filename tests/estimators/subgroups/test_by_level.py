"""The outcome level by level is what each estimator says of those patients alone."""

import pytest

from outcomes.estimators.subgroups.by_level import by_level
from outcomes.estimators.survival.kaplan_meier import kaplan_meier
from outcomes.model.cohort import Cohort, Filter
from outcomes.model.protocol import Covariate
from tests.studies import make_study, nobody

SEX = Covariate("sex", "Sex", "categorical", ("male", "female"), subgroup=True)
AGE = Covariate("age", "Age", "continuous", subgroup=True, cut=60)
UNCUT = Covariate("albumin", "Albumin", "continuous", subgroup=True)
TIMES, EVENTS = [2, 4, 5, 7, 9, 11, 12, 14], [1, 1, 0, 1, 1, 1, 0, 1]
COLUMNS = {
    "sex": ["male", "female"] * 4,
    "age": [50, 60, 70, 40, 61, 59, None, 65],
    "albumin": [30.0] * 8,
}


def study(**options):
    return make_study(
        TIMES, EVENTS, columns=COLUMNS, covariates=(SEX, AGE, UNCUT), landmarks=(6,), **options
    )


def test_every_level_equals_the_estimate_of_its_own_patients():
    whole = Cohort(study(), "itt")
    result = by_level(whole, "os")
    assert [str(e.where or "") for e in result.estimates] == [
        "", "sex in male", "sex in female", "age < 60", "age >= 60"
    ]  # fmt: skip
    for level in ("male", "female"):
        alone = Cohort(whole.study, "itt", (Filter("sex", "in", (level,)),))
        expected = kaplan_meier(alone, "os").pick("survival")
        found = next(e for e in result.estimates if str(e.where) == f"sex in {level}")
        assert (found.value, found.interval, found.n) == (
            expected.value, expected.interval, expected.n
        )  # fmt: skip
    assert [e.n for e in result.estimates[3:]] == [3, 4]  # an unknown age is in neither half


def test_without_a_landmark_the_median_is_told():
    made = make_study(TIMES, EVENTS, columns=COLUMNS, covariates=(SEX,))
    assert {e.quantity for e in by_level(Cohort(made, "itt"), "os").estimates} == {"median"}


def test_proportions_are_counted_once_per_level():
    made = make_study(success=[1, 0, 1, 1], columns={"sex": ["male", "female"] * 2},
                      covariates=(SEX,))  # fmt: skip
    found = by_level(Cohort(made, "itt"), "response").estimates
    assert [(e.quantity, e.n_events, e.n) for e in found] == [
        ("proportion", 3, 4), ("proportion", 2, 2), ("proportion", 1, 2)
    ]  # fmt: skip
    assert found[2].value == pytest.approx(0.5)


def test_nobody_has_no_numbers():
    empty = nobody(TIMES, EVENTS, columns=COLUMNS, covariates=(SEX, AGE), landmarks=(6,))
    assert all(e.value is None for e in by_level(empty, "os").estimates)


def test_where_events_compete_it_is_their_incidence_and_only_subgroups_are_told():
    plain = Covariate("sex", "Sex", "categorical", ("male", "female"))
    made = make_study(TIMES, [e + (i % 3 == 0) for i, e in enumerate(EVENTS)], kind="competing",
                      columns=COLUMNS, covariates=(plain, AGE), landmarks=(6, 9))  # fmt: skip
    found = by_level(Cohort(made, "itt"), "os")
    assert [(e.quantity, e.at, e.covariates) for e in found.estimates] == [
        ("cumulative_incidence", 6, ()), ("cumulative_incidence", 6, ("age",)),
        ("cumulative_incidence", 6, ("age",)),
    ]  # fmt: skip
    assert (found.analysis, found.curves, found.notes) == ("by_level", (), ())
