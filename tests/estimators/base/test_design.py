from __future__ import annotations

import numpy as np
import pytest

from outcomes.estimators.base.design import contrasts_of, strata_of, terms_of, varying
from outcomes.model.protocol import Covariate
from tests.studies import make_cohort

STAGE = Covariate("stage", "Stage", "ordinal", ("I", "II", "III"))
AGE = Covariate("age", "Age", "continuous")
FLAG = Covariate("flag", "Flag", "binary")
SEX = Covariate("sex", "Sex", "binary")


def cohort(**columns):
    n = len(next(iter(columns.values())))
    declared = [c for c in (STAGE, AGE, FLAG, SEX) if c.id in columns]
    return make_cohort([1.0] * n, [1.0] * n, columns=columns, covariates=declared)


def coded(name, values):
    terms = terms_of(cohort(**{name: values}), [name], np.arange(len(values)))
    return terms.names, terms.matrix.tolist(), terms.complete.tolist()


def test_levels_become_columns_against_the_first_declared_one():
    names, matrix, complete = coded("stage", ["II", "I", "III"])
    assert names == ("stage=II", "stage=III")
    assert matrix == [[1, 0], [0, 0], [0, 1]]
    assert complete == [True, True, True]


def test_an_undeclared_level_comes_last():
    names, matrix, _ = coded("stage", ["0", "I"])
    assert names == ("stage=II", "stage=III", "stage=0")
    assert matrix == [[0, 0, 1], [0, 0, 0]]


def test_continuous_and_flags_enter_as_they_are_and_texts_by_level():
    assert coded("age", [61.5, 70.0])[:2] == (("age",), [[61.5], [70.0]])
    assert coded("flag", [1.0, 0.0])[:2] == (("flag",), [[1.0], [0.0]])
    assert coded("sex", ["male", "female"])[:2] == (("sex=male",), [[1.0], [0.0]])


@pytest.mark.parametrize(("name", "known"), [("stage", "I"), ("age", 60.0), ("flag", 1.0)])
def test_a_missing_value_makes_a_patient_incomplete(name, known):
    assert coded(name, [known, None, known])[2] == [True, False, True]


def test_columns_that_do_not_vary_are_named():
    matrix, unused = varying(np.array([[1.0, 0.0], [1.0, 1.0]]), ("a", "b"))
    assert (matrix.tolist(), unused) == ([[0.0], [1.0]], ("a",))
    assert varying(np.zeros((0, 1)), ("a",))[1] == ("a",)


def test_every_combination_is_a_stratum_and_unknown_is_none():
    both = cohort(stage=["I", "I", "II", "II", None, "I"], flag=[1.0, 0.0, 1.0, 0.0, 1.0, 1.0])
    code, known = strata_of(both, ["stage", "flag"], np.arange(6))
    assert len(set(code[:4])) == 4
    assert code[5] == code[0]
    assert known.tolist() == [True, True, True, True, False, True]


def test_a_contrast_holds_its_two_arms_only():
    three = make_cohort([1] * 6, [1] * 6, ["c", "a", "b", "c", "a", "b"], arms=["a", "b", "c"])
    first, second = contrasts_of(three, three.timed("os").arm)
    assert (first.arm, first.reference, first.in_arm.tolist()) == ("b", "a", [0, 1, 0, 1])
    assert (second.arm, second.in_arm.tolist()) == ("c", [1, 0, 1, 0])
