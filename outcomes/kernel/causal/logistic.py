"""Logistic regression by Newton's method, with what sandwich variances are built from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

Floats = NDArray[np.float64]
_TOLERANCE = 1e-12
_MOST_STEPS = 50
_SEPARATED = 15.0
"""On the logit scale: a fitted chance beyond it is 0 or 1, so the coefficients run away."""


@dataclass(frozen=True, slots=True, eq=False)
class LogisticFit:
    """A fitted logistic model.

    Attributes
    ----------
    coefficients : shape (p + 1,)
        Log odds ratios, the intercept first.
    covariance : shape (p + 1, p + 1)
        Inverse information.
    fitted : shape (n,)
        Chance of y = 1 of each row.
    scores : shape (n, p + 1)
        Each row's (weighted) score; ``scores @ covariance`` are its influences on the
        coefficients.
    status : str
        ``converged``, ``separated`` (a column splits the answers) or ``not converged``.
    """

    coefficients: Floats
    covariance: Floats
    fitted: Floats
    scores: Floats
    status: Literal["converged", "separated", "not converged"]

    @property
    def std_err(self) -> Floats:
        """Model-based standard errors of the coefficients."""
        return np.sqrt(np.diag(self.covariance))


def logistic(y: Floats, x: Floats, weights: Floats | None = None) -> LogisticFit:
    """Fit ``logit P(y = 1) = b0 + x b`` by maximum (weighted) likelihood.

    Parameters
    ----------
    y : shape (n,)
        0 or 1.
    x : shape (n, p)
        Without an intercept column; p may be 0. Columns must not be collinear.
    weights : shape (n,), optional
        Case weights.

    Notes
    -----
    Equal to R's ``glm(family = binomial)`` with its convergence criterion tightened. Under
    separation the steps stop where every chance is 0 or 1 to six digits, and ``status`` says so.

    Raises
    ------
    numpy.linalg.LinAlgError
        If columns of ``x`` are collinear.
    """
    design = np.column_stack([np.ones(len(y)), x])
    weight = np.ones(len(y)) if weights is None else weights
    beta = np.zeros(design.shape[1])
    status: Literal["converged", "separated", "not converged"] = "not converged"
    before = -np.inf
    for _ in range(_MOST_STEPS):
        linear = design @ beta
        chance = expit(linear)
        information = (design * (weight * chance * (1 - chance))[:, None]).T @ design
        beta = beta + np.linalg.solve(information, design.T @ (weight * (y - chance)))
        linear = design @ beta
        if np.abs(linear).max(initial=0.0) > _SEPARATED:
            status = "separated"
            break
        now = float(weight @ (y * linear - np.logaddexp(0, linear)))
        if abs(now - before) <= _TOLERANCE * (abs(now) + _TOLERANCE):
            status = "converged"
            break
        before = now
    chance = expit(design @ beta)
    information = (design * (weight * chance * (1 - chance))[:, None]).T @ design
    covariance = (
        np.linalg.pinv(information) if status == "separated" else np.linalg.inv(information)
    )
    return LogisticFit(beta, covariance, chance, design * (weight * (y - chance))[:, None], status)
