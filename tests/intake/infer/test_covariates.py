"""Which baseline columns are covariates, and of which kind."""

import pandas as pd
import pytest

from outcomes.intake.infer.covariates import covariate_blocks


def blocks(**columns):
    found = covariate_blocks(pd.DataFrame(columns))
    return {block["id"]: block for block in found}


def test_a_column_needs_two_values():
    assert blocks(sex=["male", "male", None]) == {}
    assert list(blocks(sex=["male", "female"])) == ["sex"]


@pytest.mark.parametrize(
    ("name", "values", "expected"),
    [
        ("age", [50.0, 60.0], {"kind": "continuous", "unit": "", "cut": 65.0, "subgroup": True}),
        ("pci", [5.0, 6.0], {"kind": "continuous", "cut": 12.0, "subgroup": False}),
        ("albumin", [30.0, 40.0],
         {"kind": "continuous", "unit": "g/l", "cut": 35.0, "subgroup": False}),
        ("cea", [3.0, 4.0], {"kind": "continuous"}),
        ("prior_chemo", [1.0, 0.0], {"kind": "binary", "subgroup": True}),
        ("sex", ["male", "female"],
         {"kind": "categorical", "levels": ["male", "female"], "subgroup": True}),
        ("ecog", [2.0, 0.0, 1.0],
         {"kind": "ordinal", "levels": ["0", "1", "2"], "subgroup": True}),
        ("ascites_category", ["massive", "none"],
         {"kind": "ordinal", "levels": ["none", "massive"], "subgroup": True, "key": True}),
        ("p_status", ["P1a", "P0"],
         {"kind": "ordinal", "levels": ["P0", "P1a"], "subgroup": True}),
        ("p_status", ["P1a", "P0", "PX"],
         {"kind": "categorical", "levels": ["P0", "P1a", "PX"], "subgroup": True}),
    ],
)  # fmt: skip
def test_the_kind_of_a_covariate(name, values, expected):
    found = blocks(**{name: values})[name]
    label = found.pop("label")
    assert label
    assert {k: v for k, v in found.items() if k not in ("id", "unit")} == {
        k: v for k, v in expected.items() if k != "unit"
    }
    assert ("unit" in found) is ("unit" in expected or name == "cea")


@pytest.mark.parametrize(("n", "there"), [(8, True), (9, False)])
def test_more_than_eight_levels_are_none(n, there):
    assert ("lauren" in blocks(lauren=[f"c{i}" for i in range(n)])) is there


def test_baseline_ascites_comes_first():
    found = blocks(age=[50.0, 60.0], sex=["male", "female"], ascites_category=["none", "small"])
    assert next(iter(found)) == "ascites_category"
