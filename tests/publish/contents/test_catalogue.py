"""Who is published: everybody, arms, levels with enough patients, and nothing that isolates few."""

import numpy as np
import pytest

from outcomes.model.protocol import Covariate
from outcomes.publish.audit.cohorts import differences
from outcomes.publish.contents.catalogue import Planned, catalogue_of, too_near
from outcomes.publish.policy import policy_named
from outcomes.results.condition import Condition
from tests.studies import make_study

DEFAULT = policy_named()
LEVELS = ("none", "small", "massive")


def study_of(levels, *, arms=("a", "b"), kind="ordinal", cut=None, **columns):
    """A study with as many patients per arm and level as named: {"none": (20, 15), …}."""
    arm, values = [], []
    for level, counts in levels.items():
        for name, n in zip(arms, counts, strict=True):
            arm += [name] * n
            values += [level] * n
    n = len(arm)
    declared = tuple(x for x in levels if isinstance(x, str))
    covariate = Covariate("stage", "Stage", kind, declared, subgroup=True, cut=cut)
    more = tuple(Covariate(c, c, "categorical", tuple(sorted(set(v)))) for c, v in columns.items())
    more = tuple(Covariate(c.id, c.label, c.kind, c.levels, subgroup=True) for c in more)
    return make_study(
        [5.0] * n, [1.0] * n, arm if len(arms) > 1 else None,
        columns={"stage": values, **columns}, covariates=(covariate, *more),
    )  # fmt: skip


def ids(study, policy=DEFAULT):
    cohorts, _ = catalogue_of(study, policy)
    return [c.id for c in cohorts]


def test_everybody_each_arm_and_each_level_by_arm():
    study = study_of({"none": (20, 15), "massive": (12, 11)})
    assert ids(study) == [
        "overall", "arm=a", "arm=b",
        "stage=none", "arm=a;stage=none", "arm=b;stage=none",
        "stage=massive", "arm=a;stage=massive", "arm=b;stage=massive",
    ]  # fmt: skip


def test_a_level_with_fewer_in_an_arm_is_merged_with_its_neighbor_in_the_declared_order():
    study = study_of({"none": (20, 15), "small": (4, 20), "massive": (12, 11)})
    cohorts, left_out = catalogue_of(study, DEFAULT)
    assert [c.id for c in cohorts if len(c.conditions) == 1][2:] == [
        "arm=b", "stage=none", "stage=small+massive",
    ][1:]  # fmt: skip
    assert left_out == ()
    last = study_of({"none": (20, 15), "small": (14, 20), "massive": (2, 11)})
    assert "stage=small+massive" in ids(last)


def test_a_variable_that_cannot_be_merged_is_left_out_with_the_reason():
    cohorts, left_out = catalogue_of(study_of({"none": (30, 30), "massive": (3, 3)}), DEFAULT)
    assert [c.id for c in cohorts] == ["overall", "arm=a", "arm=b"]
    assert [(x.id, x.why.id) for x in left_out] == [("stage", "publish_small_levels")]


def test_by_the_restricted_policy_levels_of_five_are_offered():
    study = study_of({"none": (30, 30), "massive": (5, 6)})
    assert "stage=massive" not in ids(study)
    assert "stage=massive" in ids(study, policy_named("restricted"))


def test_a_prespecified_cut_is_offered_and_no_other():
    ages = {age: (12, 12) for age in (50.0, 70.0)}
    assert ids(study_of(ages, kind="continuous", cut=65.0))[3::3] == ["stage<65", "stage>=65"]
    assert ids(study_of(ages, kind="continuous")) == ["overall", "arm=a", "arm=b"]


def test_few_of_unknown_level_cost_one_level_so_that_they_cannot_be_subtracted():
    study = study_of({"none": (20, 15), "small": (12, 12), "massive": (13, 13), None: (2, 0)})
    cohorts, left_out = catalogue_of(study, DEFAULT)
    assert [c.id for c in cohorts if c.id.startswith("stage")] == ["stage=none", "stage=massive"]
    assert left_out[0].why.id == "publish_unknown"
    assert not list(differences(cohorts, 11))


def test_a_variable_whose_cohort_nearly_equals_another_is_left_out():
    """Of 60 patients, ward 1 holds all but 3 of those without ascites."""
    ward = ["1"] * 27 + ["2"] * 3 + ["2"] * 30
    study = study_of({"none": (15, 15), "massive": (15, 15)}, ward=ward)
    cohorts, left_out = catalogue_of(study, DEFAULT)
    assert not too_near(cohorts, 11)
    assert ("ward", "publish_too_near") in [(x.id, x.why.id) for x in left_out]


def test_there_are_at_most_so_many_cohorts():
    study = study_of({"none": (15, 15), "massive": (15, 15)}, ward=["1", "2"] * 30)
    few = policy_named()
    limited = type(few)(**{f: getattr(few, f) for f in few.__slots__} | {"most_cohorts": 10})
    cohorts, left_out = catalogue_of(study, limited)
    assert len(cohorts) == 9
    assert left_out[-1].why.id == "publish_too_many"


def planned(name, *rows):
    mask = np.zeros(40, dtype=bool)
    for row in rows:
        mask[row] = True
    return Planned(name, (Condition("x", "in", (name,)),), mask)


@pytest.mark.parametrize(("left", "found"), [(1, 1), (10, 1), (11, 0), (0, 0)])
def test_the_audit_finds_cohorts_that_differ_by_one_to_ten(left, found):
    whole, part = planned("all", range(40)), planned("part", range(40 - left))
    assert len(list(differences([whole, part], 11))) == found


def test_the_audit_finds_two_cohorts_taken_from_a_third():
    three = [planned("all", range(40)), planned("a", range(20)), planned("b", range(20, 37))]
    (finding,) = differences(three, 11)
    assert finding.place == "all − a − b"
