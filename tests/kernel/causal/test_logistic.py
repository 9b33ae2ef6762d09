"""Logistic regression by hand, and where it has no answer."""

import numpy as np
import pytest

from outcomes.kernel.causal.logistic import logistic

# Table: exposed 3 of 4, not exposed 1 of 4. Odds 3 and 1/3, so the odds ratio is 9.
X = np.array([[1.0]] * 4 + [[0.0]] * 4)
Y = np.array([1.0, 1, 1, 0, 1, 0, 0, 0])


def test_two_by_two_table_by_hand():
    fit = logistic(Y, X)
    assert fit.status == "converged"
    assert fit.coefficients == pytest.approx([np.log(1 / 3), np.log(9)], abs=1e-12)
    # Woolf: variance of the log odds ratio is the sum of the inverse cells, 1/3 + 1 + 1 + 1/3.
    assert fit.std_err[1] == pytest.approx(np.sqrt(8 / 3), abs=1e-9)
    assert fit.fitted == pytest.approx([0.75] * 4 + [0.25] * 4)
    assert fit.scores.sum(axis=0) == pytest.approx([0, 0], abs=1e-9)


def test_weights_repeat_rows():
    twice = np.arange(1, 9) % 3 + 1.0
    rows = np.repeat(np.arange(8), twice.astype(int))
    weighted, repeated = logistic(Y, X, twice), logistic(Y[rows], X[rows])
    assert weighted.coefficients == pytest.approx(repeated.coefficients, abs=1e-10)
    assert weighted.covariance == pytest.approx(repeated.covariance, abs=1e-10)


def test_without_covariates_is_the_mean():
    assert logistic(Y, np.zeros((8, 0))).fitted == pytest.approx([0.5] * 8)


def test_separation_is_said():
    assert logistic(X[:, 0], X).status == "separated"
