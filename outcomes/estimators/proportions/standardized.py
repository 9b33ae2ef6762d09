"""Proportions standardized over covariates by a logistic model."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from outcomes.estimators.adjusted.standardized_parts import (
    Part,
    compared,
    not_alike,
    of_worlds,
    parts_of,
    refused,
)
from outcomes.estimators.base.caveats import FAILURES, SUCCESSES, not_estimable, too_few
from outcomes.estimators.proportions.denominators import answered, result_of_answers
from outcomes.kernel.causal.logistic import logistic
from outcomes.kernel.causal.standardization import Worlds, subtract
from outcomes.model.cohort import Cohort
from outcomes.results.note import Method
from outcomes.results.result import Estimate, Result


def standardized_proportions(cohort: Cohort, endpoint: str, covariates: tuple[str, ...]) -> Result:
    """Standardize a proportion; see `standardized.standardized`."""
    estimates: list[Estimate] = []
    for part in parts_of(cohort, endpoint, covariates, "standardized_logistic"):
        estimates += _of_answers(part)
    data = answered(cohort, endpoint)
    return result_of_answers(cohort, "standardized", endpoint, data, estimates)


def _of_answers(part: Part) -> Iterator[Estimate]:
    why = (
        too_few(part.event, part.in_arm, SUCCESSES)
        or too_few(1 - part.event, part.in_arm, FAILURES)
        or not_alike(part)
    )
    fit = None if why else logistic(part.event, np.column_stack([part.in_arm, part.x]))
    if fit is None or fit.status != "converged":
        for row in refused(part, "proportion", None, why or not_estimable("separation")):
            yield replace(row, quantity=row.quantity.replace("proportion_d", "risk_d"))
        return
    means, influences = [], []
    for world in (0.0, 1.0):
        design = np.column_stack([np.ones(len(part.x)), np.full(len(part.x), world), part.x])
        chance = 1 / (1 + np.exp(-(design @ fit.coefficients)))
        slope = (chance * (1 - chance)) @ design / len(design)
        means.append(chance.mean())
        spread = (chance - chance.mean()) / len(design)
        influences.append(spread + fit.scores @ fit.covariance @ slope)
    psi = np.stack(influences, axis=1)
    worlds = Worlds(np.zeros(1), np.array([means]), (psi.T @ psi)[None])
    for row in of_worlds(part, "proportion", worlds, 0):
        yield replace(row, quantity=row.quantity.replace("proportion_d", "risk_d"), at=None)
    yield compared(part, "risk_ratio", worlds.ratio(0), None)
    alone = np.array([[part.event[part.in_arm == a].mean() for a in (0, 1)]])
    sizes = [int((part.in_arm == a).sum()) for a in (0, 1)]
    gap = subtract(alone[0], np.diag(alone[0] * (1 - alone[0]) / sizes))
    same = compared(part, "risk_difference_same_patients", gap, None)
    yield replace(same, method=(Method("same_standardized_wald"),))
