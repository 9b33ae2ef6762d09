"""Who belongs to which analysis set, by a column or by what was done."""

import numpy as np
import pytest

from outcomes.intake.derive.endpoints.populations import population_masks, treated
from outcomes.intake.derive.timeline import make_timeline
from tests.intake.frames import protocol, table

IDS = ["1", "2", "3"]


def sets(design="observational", spec=None, frames=None, **columns):
    spec = spec or protocol(design)
    line = make_timeline(spec, {"patients": table(patient_id=IDS, **columns), **(frames or {})})
    masks, issues = population_masks(spec, line)
    return {name: mask.tolist() for name, mask in masks.items()}, issues


def test_everybody_and_those_with_an_arm():
    found, _ = sets("randomised", arm=["a", None, "b"])
    assert found["itt"] == [True, False, True]
    assert sets()[0]["all"] == [True] * 3


@pytest.mark.parametrize("design", ["randomised", "observational"])
def test_without_an_arm_a_date_of_randomisation_says_who_was_randomised(design):
    spec = protocol(design, population=[{"id": "itt", "label": "ITT"}])
    dates = ["2021-01-05", None, "2021-01-06"]
    found, _ = sets(spec=spec, randomisation_date=dates)
    assert found["itt"] == [True, design != "randomised", True]
    assert sets(spec=spec, randomisation_date=[None] * 3)[0]["itt"] == [True] * 3
    assert sets(spec=spec)[0]["itt"] == [True] * 3
    named = sets(spec=spec, arm=["a", None, "b"], randomisation_date=[None] * 3)[0]["itt"]
    assert named == [True, design != "randomised", True]


def test_a_column_wins_and_its_blanks_are_named():
    found, issues = sets("randomised", arm=["a"] * 3, itt=["Y", "N", None])
    assert found["itt"] == [True, False, False]
    assert [(i.rule, i.cell) for i in issues if i.rule != "safety_everybody"] == [
        ("set_blank", "4")
    ]
    found, issues = sets(itt=["Y"] * 3)
    assert [i.rule for i in issues] == ["safety_everybody"]


def test_a_set_nobody_can_make_is_empty_and_an_error():
    spec = protocol(population=[{"id": "pp", "label": "PP", "column": "per_protocol"},
                                {"id": "mine", "label": "Mine"}])  # fmt: skip
    found, issues = sets(spec=spec)
    errors = [i.message for i in issues if i.rule == "set_not_available"]
    assert (found["pp"], found["mine"]) == ([False] * 3, [False] * 3)
    assert ["per_protocol" in errors[0], "mine" in errors[1]] == [True, True]
    text = table(patient_id=IDS, mine=["Y", "N", "N"])
    assert text["mine"].dtype == object
    assert sets(spec=spec, mine=["Y", "N", "N"])[0]["mine"] == [False] * 3


@pytest.mark.parametrize(
    ("columns", "doses", "expected"),
    [
        ({}, None, None),
        ({"first_treatment_date": [None] * 3}, None, None),
        ({"first_treatment_date": ["2021-01-05", None, None]}, None, [True, False, False]),
        ({"first_treatment_day": [None, 5, None]}, None, [False, True, False]),
        ({}, ["3"], [False, False, True]),
        ({}, [], None),
        ({"first_treatment_date": ["2021-01-05", None, None]}, ["3"], [True, False, True]),
    ],
)
def test_who_got_a_dose(columns, doses, expected):
    frames = {}
    if doses is not None:
        days = ["2021-01-05"] * len(doses)
        frames["treatment"] = table(patient_id=["1", *doses], datetime=["2021-01-05", *days])
        frames["treatment"] = frames["treatment"].iloc[1:]
    line = make_timeline(protocol(), {"patients": table(patient_id=IDS, **columns), **frames})
    found = treated(line)
    assert (found if found is None else found.tolist()) == expected
    mask, issues = population_masks(protocol(), line)
    said = "safety_everybody" in {i.rule for i in issues}
    assert said is (expected is None)
    np.testing.assert_array_equal(mask["safety"], expected or [True] * 3)
