"""Differences and ratios of proportions between arms weighted by propensity."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from math import exp
from typing import Literal

import numpy as np
from scipy.special import chdtrc

from outcomes.estimators.adjusted.weighted_sample import (
    ANALYSES,
    ROBUST,
    Sample,
    effective_sizes,
    method_of,
    sample_of,
)
from outcomes.estimators.base.caveats import not_estimable
from outcomes.estimators.base.design import contrasts_of, terms_of
from outcomes.estimators.proportions.denominators import answered, result_of_answers
from outcomes.kernel.causal.propensity import (
    Effect,
    Scheme,
    limits,
    log_risk_ratio,
    risk_difference,
    weight_slopes,
    weighted_risks,
    with_model,
)
from outcomes.model.cohort import Cohort
from outcomes.results.note import Method, Note
from outcomes.results.result import Estimate, Interval, Result

Quantity = Literal["risk_difference", "risk_ratio"]
ESTIMATED = Method("robust_se_estimated")
NO_LIMITS = Note("no_limits_same_answer")


def weighted_proportions(
    cohort: Cohort, endpoint: str, covariates: tuple[str, ...], weights: Scheme
) -> Result:
    """Compare the weighted proportion with success of each arm with the reference.

    Returns
    -------
    Result
        Per contrast ``risk_difference`` and ``risk_ratio`` (arm minus and over reference), each
        twice: robust with the weights held fixed, as for a hazard ratio, and with the propensity
        counted as estimated (usually narrower), which ``method`` names; then
        ``effective_sample_size`` per arm and ``proportion``, weighted, per arm.

    Notes
    -----
    Proportions are Hájek's: sum of weights of the successes over the sum of all. The standard
    error is the root of the sum of squared influences; limits are normal, for the ratio on the
    log scale. Who counts, and what a blank is, are those of `proportion_difference`.

    References
    ----------
    Hájek (1971). Lunceford, Davidian (2004) Stat Med 23:2937.
    """
    data = answered(cohort, endpoint)
    terms = terms_of(cohort, covariates, data.rows)
    estimates: list[Estimate] = []
    for contrast in contrasts_of(cohort, data.arm):
        sample = sample_of(terms, contrast, weights)
        success = data.success[sample.rows]
        estimates += _rows(cohort, sample, success, covariates)
        estimates += effective_sizes(cohort, sample, covariates)
    return result_of_answers(cohort, ANALYSES[weights], endpoint, data, estimates)


def _rows(
    cohort: Cohort, sample: Sample, success: np.ndarray, covariates: tuple[str, ...]
) -> Iterator[Estimate]:
    contrast, quantities = sample.contrast, ("risk_difference", "risk_ratio")
    blank = Estimate(
        "risk_difference", contrast.arm, contrast.reference, n=len(success),
        n_events=int(success.sum()), method=method_of(cohort, sample), covariates=covariates,
        notes=sample.notes,
    )  # fmt: skip
    if sample.why:
        note = (sample.why, *sample.notes)
        yield from (replace(blank, quantity=q, notes=note) for q in quantities)
        return
    fixed = weighted_risks(success, sample.in_arm, sample.weights)
    slopes = weight_slopes(sample.model.chance, sample.in_arm, sample.scheme) / sample.weights
    counted = with_model(fixed, sample.model, slopes)
    other = tuple(ESTIMATED if part == ROBUST else part for part in blank.method)
    for risks, method in ((fixed, blank.method), (counted, other)):
        row = replace(blank, method=method)
        yield _effect(replace(row, quantity="risk_difference"), risk_difference(risks), float)
        yield _effect(replace(row, quantity="risk_ratio"), log_risk_ratio(risks), exp)
    for (group, rows), risk in zip(sample.groups, (fixed.reference, fixed.arm), strict=True):
        mine = replace(blank, quantity="proportion", group=group, reference=None, value=risk)
        yield replace(mine, n=int(rows.sum()), n_events=int(success[rows].sum()))


def _effect(blank: Estimate, found: Effect, scale: Callable[[float], float]) -> Estimate:
    """Return a row with an effect, its limits and p-value; ``scale`` is that of the row."""
    if found.value is None:
        note = not_estimable("arm_without_successes")
        return replace(blank, notes=(note, *blank.notes))
    value, ends = scale(found.value), limits(found)
    if ends is None:
        return replace(blank, value=value, notes=(NO_LIMITS, *blank.notes))
    assert found.std_err is not None  # there are no limits without one
    p_value = float(chdtrc(1, (found.value / found.std_err) ** 2))
    interval = Interval(*map(scale, ends))
    return replace(blank, value=value, interval=interval, p_value=p_value, std_err=found.std_err)
