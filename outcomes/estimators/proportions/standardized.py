"""Proportions standardized over covariates by a logistic model."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from outcomes.estimators.adjusted.standardized_parts import (
    Part,
    compared,
    listed,
    not_estimable,
    of_worlds,
    parts_of,
    refused,
)
from outcomes.estimators.base.design import (
    result_of,
)
from outcomes.estimators.proportions.rates import COUNTED, answered
from outcomes.estimators.survival.cox import too_few
from outcomes.kernel.causal.logistic import logistic
from outcomes.kernel.causal.standardization import Worlds, subtract
from outcomes.model.cohort import Cohort
from outcomes.results.result import Estimate, Result


def standardized_proportions(cohort: Cohort, endpoint: str, covariates: tuple[str, ...]) -> Result:
    """Standardize a proportion; see `standardized.standardized`."""
    method = (
        f"marginal: standardized over {listed(covariates)} of all patients; logistic model of "
        "arm and these; influence-function SE"
    )
    estimates: list[Estimate] = []
    for part in parts_of(cohort, endpoint, covariates, method):
        estimates += _of_answers(part)
    given = answered(cohort, endpoint)
    notes = []
    if given.n_outside:
        notes.append(f"not in the denominator {given.denominator}: {given.n_outside}")
    if given.n_blank:
        notes.append(f"blank answers: {given.n_blank}; {COUNTED[given.rule]}")
    found = result_of(cohort, "standardized", endpoint, estimates=estimates, notes=notes)
    n_events = int(given.success.sum())
    return replace(found, n=len(given.success), n_events=n_events, n_missing=given.n_blank)


def _of_answers(part: Part) -> Iterator[Estimate]:
    why = not_estimable(part) or too_few(1 - part.event, part.in_arm)
    fit = None if why else logistic(part.event, np.column_stack([part.in_arm, part.x]))
    if fit is None or fit.status != "converged":
        why = why.replace("events", "successes or failures") or "not estimable: separation"
        for row in refused(part, "proportion", None, why):
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
    yield replace(same, method="unadjusted (Wald), on the patients standardized over")
