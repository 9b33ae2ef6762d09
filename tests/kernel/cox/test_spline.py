from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest

from outcomes.kernel.cox.fit import cox
from outcomes.kernel.cox.spline import knots_of, restricted_cubic
from tests.kernel.conftest import assert_close

# R 4.2.2, complete cases of survival::lung:
# Hmisc::rcspline.eval(c(74, 68, 56, 57, 60), knots = c(45.3, 59, 67, 75), inclx = TRUE)
AGES, KNOTS = (74, 68, 56, 57, 60), (45.3, 59, 67, 75)
BASIS = (
    (25.3562737362401, 13.2564369848882, 1.38879592785317, 1.81570247933884, 3.60113253749618),
    (3.04844176898049, 0.824178938657053, 0, 0, 0.0011336711673412),
)


def test_the_basis_equals_r():
    found = restricted_cubic(AGES, KNOTS)
    assert_close(found[:, 0], AGES)
    assert_close(found[:, 1:].T, BASIS)


def test_by_hand():
    # Knots 0, 1, 2 (norm 4): x^3 / 4 up to 1; x^3 - 2 (x - 1)^3 up to 2; then a line.
    found = restricted_cubic([-1, 1, 2, 3], [0, 1, 2])
    assert_close(found[:, 1], [0, 1 / 4, (8 - 2) / 4, (27 - 2 * 8 + 1) / 4])


def test_straight_beyond_the_outer_knots():
    for x in ([-9.0, -5.0, -1.0], [80.0, 90.0, 100.0]):
        found = restricted_cubic(x, [0, 10, 40, 79])
        assert_close(found[2] - found[1], found[1] - found[0], absolute=1e-9)


def test_units_of_the_covariate_do_not_matter():
    x = np.linspace(20, 80, 50)
    one, two = (restricted_cubic(v, knots_of(v, 4)) for v in (x, 12 * x))
    assert_close(two, 12 * one)


@pytest.mark.parametrize("knots", [(1, 2), (1, 1, 2), (3, 2, 1)])
def test_knots_must_increase(knots):
    with pytest.raises(ValueError, match="increasing"):
        restricted_cubic([1.0], knots)


def test_the_number_of_knots():
    assert_close(knots_of(np.arange(101), 3), [10, 50, 90])
    with pytest.raises(ValueError, match="3, 4, 5"):
        knots_of([1, 2, 3], 2)


@pytest.mark.parametrize(
    ("name", "file"), [("lung", "lung_cc"), ("colon", "colon_cc"), ("gbsg", "gb")]
)
def test_models_of_the_reference(gold, name, file):
    expected = json.loads((gold / "gold" / "ref_B.json").read_text())[name]
    d = pd.read_csv(gold / "gold" / "data" / f"{file}.csv")
    knots = knots_of(d["age"], 4)
    assert_close(knots, expected["knots"])
    basis = restricted_cubic(d["age"], knots)
    assert_close(basis[:5].T.ravel(), expected["rcs"], absolute=1e-12)
    full = cox(d["time"], d["ev"], np.column_stack([d["grp"], basis]))
    assert_close(full.coefficients, expected["rcs_coef"], rel=1e-6)
    line = cox(d["time"], d["ev"], d[["grp", "age"]].to_numpy(float))
    lost = 2 * (full.log_likelihood - line.log_likelihood)
    assert lost == pytest.approx(expected["rcs_nl"], rel=1e-8)
