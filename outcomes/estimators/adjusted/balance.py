"""How alike the arms are in each covariate before and after weighting by propensity."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from outcomes.estimators.adjusted.weighted_sample import (
    Sample,
    effective_sizes,
    method_of,
    sample_of,
)
from outcomes.estimators.base.design import Floats, contrasts_of, result_of, terms_of
from outcomes.estimators.conduct.baseline import baseline
from outcomes.kernel.causal.propensity import Scheme
from outcomes.kernel.causal.standardized_difference import weighted_difference
from outcomes.model.cohort import Cohort, as_levels, levels_of
from outcomes.results.condition import Condition
from outcomes.results.note import Method, Note
from outcomes.results.result import Curve, Estimate, Result

BINS = 20
NO_DIFFERENCE = Note("no_difference")


def balance(
    cohort: Cohort,
    endpoint: str = "",
    *,
    covariates: Sequence[str] = (),
    weights: Scheme = "ate",
) -> Result:
    """Return standardized differences of the arms before and after weighting.

    Parameters
    ----------
    cohort
        Who is in; patients are weighted whether or not they have an endpoint.
    endpoint
        Not used.
    covariates, weights
        Of the propensity model, as for `weighting`.

    Returns
    -------
    Result
        Analysis ``balance``. Per contrast and covariate of the protocol ``smd`` and
        ``smd_expected`` (the numbers of `baseline`) and ``smd_weighted``; where the covariate has
        levels, per level (``where``) ``smd_level`` and ``smd_level_weighted``;
        ``effective_sample_size`` per arm. For a study of two arms also per arm a curve
        ``propensity_density``, a histogram of the chance of the compared arm: ``time`` = lower
        edge of each of 20 bins (the last one closed), ``value`` = patients in it.

    Notes
    -----
    ``smd`` has everybody with a value of that covariate; ``smd_weighted`` the complete cases of
    the propensity model that have one. A covariate outside the model says so in ``method``: it
    shows what weighting did not aim at. The spread is that of the unweighted arms, see
    `weighted_difference`.
    """
    named = cohort.study.spec.adjusted_for(covariates)
    terms = terms_of(cohort, named, np.arange(cohort.n, dtype=np.intp))
    declared = tuple(c.id for c in cohort.study.spec.covariates)
    found = baseline(cohort)
    estimates: list[Estimate] = []
    curves: list[Curve] = []
    for contrast in contrasts_of(cohort, cohort.arm):
        shown = ("smd", "smd_expected")
        before = [e for e in found.estimates if e.quantity in shown and e.group == contrast.arm]
        sample = sample_of(terms, contrast, weights)
        estimates += before
        for name in declared:
            estimates += _after(cohort, sample, name, name in named)
            estimates += _by_level(cohort, sample, name, name in named)
        estimates += effective_sizes(cohort, sample, named)
        if len(cohort.groups) == 2 and not sample.why:
            curves += _densities(sample)
    result = result_of(cohort, "balance", "", estimates=estimates, curves=curves, notes=found.notes)
    return replace(result, n=found.n)


def _after(cohort: Cohort, sample: Sample, name: str, aimed: bool) -> list[Estimate]:
    levels, values = _values(cohort, name)
    known = ~np.isnan(values[sample.rows])
    blank = replace(_blank(cohort, sample, name, aimed), n=int(known.sum()))
    if sample.why:
        return [replace(blank, quantity="smd_weighted", notes=(sample.why, *blank.notes))]
    part = values[sample.rows][known], sample.in_arm[known], sample.weights[known]
    n_levels = None if levels is None else len(levels)
    return [_difference(replace(blank, quantity="smd_weighted"), part, n_levels)]


def _by_level(cohort: Cohort, sample: Sample, name: str, aimed: bool) -> Iterator[Estimate]:
    levels, values = _values(cohort, name)
    contrast = sample.contrast
    before = ~np.isnan(values) & contrast.rows
    in_arm = np.zeros(cohort.n)
    in_arm[contrast.rows] = contrast.in_arm
    after = ~np.isnan(values[sample.rows])
    plain = values[before], in_arm[before], np.ones(int(before.sum()))
    weighted = values[sample.rows][after], sample.in_arm[after], sample.weights[after]
    blank = _blank(cohort, sample, name, aimed)
    for position, level in enumerate(levels or ()):
        one = replace(blank, where=Condition(name, "in", (level,)))
        unweighted = replace(
            one, quantity="smd_level", n=int(before.sum()), method=(Method("binary"),), notes=()
        )
        yield _difference(unweighted, _has(position, plain), 2)
        one = replace(one, quantity="smd_level_weighted", n=int(after.sum()))
        if sample.why:
            yield replace(one, notes=(sample.why, *one.notes))
        else:
            yield _difference(one, _has(position, weighted), 2)


Part = tuple[Floats, Floats, Floats]


def _has(position: int, part: Part) -> Part:
    return (part[0] == position).astype(np.float64), part[1], part[2]


def _difference(blank: Estimate, part: Part, levels: int | None) -> Estimate:
    value = weighted_difference(*part, levels)
    return replace(blank, value=value, notes=blank.notes if value is not None else (NO_DIFFERENCE,))


def _blank(cohort: Cohort, sample: Sample, name: str, aimed: bool) -> Estimate:
    more = () if aimed else (Method("not_in_model"),)
    return Estimate(
        "smd",
        sample.contrast.arm,
        sample.contrast.reference,
        method=method_of(cohort, sample, *more, robust=False),
        covariates=(name,),
        notes=sample.notes,
    )


def _values(cohort: Cohort, name: str) -> tuple[tuple[str, ...] | None, Floats]:
    """Return the levels (None if continuous) and the numbers or positions among the levels."""
    covariate = cohort.study.spec.covariate(name)
    if name not in cohort.study.patients:
        return None, np.full(cohort.n, np.nan)
    column = cohort.column(name)
    if covariate.kind == "continuous":
        return None, pd.to_numeric(column, errors="coerce").to_numpy(np.float64)
    levels = levels_of(cohort.study, name)
    positions = {level: i for i, level in enumerate(levels)}
    return levels, as_levels(column).map(positions).to_numpy(np.float64)


def _densities(sample: Sample) -> Iterator[Curve]:
    # Rounded, so that a chance of 1/4 falls into the same bin on every machine.
    edges = np.round(np.linspace(0.0, 1.0, BINS + 1), 9)
    for group, rows in sample.groups:
        counts = np.histogram(np.round(sample.model.chance[rows], 9), edges)[0]
        yield Curve(
            group,
            "propensity_density",
            time=tuple(edges[:-1].tolist()),
            value=tuple(counts.astype(float).tolist()),
        )
