"""Complete cases of a contrast with their propensity weights, and what is said about these."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from outcomes.estimators.base.design import Contrast, Floats, Mask, Terms, varying
from outcomes.kernel.causal.propensity import (
    Propensity,
    Scheme,
    effective_size,
    propensity,
    weights_of,
)
from outcomes.model.cohort import Cohort
from outcomes.results.result import Estimate

EXTREME = 0.05
PATIENTS_PER_COLUMN = 10
ANALYSES: dict[Scheme, str] = {
    "ate": "iptw",
    "stabilized": "weighted_stabilized",
    "att": "weighted_treated",
    "overlap": "weighted_overlap",
}
WORDS: dict[Scheme, str] = {
    "ate": "inverse probability of treatment (unstabilized)",
    "stabilized": "stabilized inverse probability of treatment",
    "att": "the odds of treatment (effect in the treated)",
    "overlap": "the propensity of the other arm (overlap)",
}
UNUSABLE = {
    "one arm": "not estimable: one arm only",
    "collinear": "not estimable: a covariate of the propensity model follows from the others",
    "separated": "not estimable: the covariates tell the arms apart, so some weights are infinite",
    "not converged": "not estimable: the propensity model did not converge",
}
NO_COVARIATES = "not estimable: the protocol names no covariates to weight by"


class Sample(NamedTuple):
    """Complete cases of one contrast.

    ``rows`` (over all the data) picks them; the other arrays have one element for each of them.
    ``why`` says why there are no weights, "" where there are.
    """

    contrast: Contrast
    rows: Mask
    in_arm: Floats
    model: Propensity
    weights: Floats
    scheme: Scheme
    why: str
    notes: tuple[str, ...]

    @property
    def groups(self) -> tuple[tuple[str, Mask], ...]:
        """The reference and the arm, each with the mask of its patients."""
        given = self.in_arm == 1
        return (self.contrast.reference, ~given), (self.contrast.arm, given)


def weighted_by(cohort: Cohort, covariates: Sequence[str]) -> tuple[str, ...]:
    """Return the covariates asked for, else the prespecified set, else the key covariate."""
    block = cohort.study.spec.covariates
    adjust = tuple(c.id for c in block if c.adjust)
    return tuple(covariates) or adjust or tuple(c.id for c in block if c.key)


def columns_of(matrix: Floats, names: tuple[str, ...]) -> tuple[Floats, tuple[str, ...]]:
    """Return the columns a propensity model needs, and the names of those constant.

    Where nobody has the reference level of a covariate, its first level that occurs takes the
    place: the 0/1 columns of the others then no longer add up to the intercept.
    """
    columns, unused = varying(matrix, names)
    if not len(columns):
        return columns, unused
    left = [name.split("=")[0] if "=" in name else "" for name in names if name not in unused]
    keep = np.ones(len(left), dtype=bool)
    for covariate in set(left) - {""}:
        mine = [i for i, name in enumerate(left) if name == covariate]
        keep[mine[0]] = not (columns[:, mine].sum(axis=1) == 1).all()
    return columns[:, keep], unused


def sample_of(terms: Terms, contrast: Contrast, scheme: Scheme) -> Sample:
    """Fit the propensity of one contrast on its complete cases and weight them."""
    rows = contrast.rows & terms.complete
    in_arm = contrast.in_arm[terms.complete[contrast.rows]]
    matrix, unused = columns_of(terms.matrix[rows], terms.names)
    model = propensity(in_arm, matrix)
    why = "" if terms.names else NO_COVARIATES
    if model.status != "converged":
        why = why or (UNUSABLE[model.status] if len(in_arm) else "not estimable: nobody")
    total = int(contrast.rows.sum())
    notes = []
    if total > len(in_arm):
        notes.append(f"{total - len(in_arm)} of {total} patients left out: incomplete covariates")
    if unused:
        notes.append(f"left out, the same for everybody: {', '.join(unused)}")
    if why:
        weights = np.ones(len(in_arm))
    else:
        weights = weights_of(model.chance, in_arm, scheme)
        notes += _about(in_arm, model.chance, weights, matrix.shape[1])
    return Sample(contrast, rows, in_arm, model, weights, scheme, why, tuple(notes))


def method_of(cohort: Cohort, sample: Sample, more: str = "", *, robust: bool = True) -> str:
    """Return how a number was weighted, naming the two arms where the study has more."""
    pair = f"{sample.contrast.arm} and {sample.contrast.reference}"
    words = [f"marginal: weighted by {WORDS[sample.scheme]}"]
    words += ["robust SE"] if robust else []
    words += [f"patients of {pair}"] if len(cohort.groups) > 2 else []
    return "; ".join([*words, more] if more else words)


def effective_sizes(
    cohort: Cohort, sample: Sample, covariates: tuple[str, ...]
) -> tuple[Estimate, ...]:
    """Return Kish's effective sample size of the reference and of the arm."""
    return tuple(
        Estimate(
            "effective_sample_size",
            group,
            value=None if sample.why else effective_size(sample.weights[rows]),
            n=int(rows.sum()),
            method=method_of(cohort, sample, robust=False),
            covariates=covariates,
            notes=(sample.why,) if sample.why else (),
        )
        for group, rows in sample.groups
    )


def _about(in_arm: Floats, chance: Floats, weights: Floats, columns: int) -> list[str]:
    notes = [f"largest weight {weights.max():.3g}"]
    outside = int(((chance < EXTREME) | (chance > 1 - EXTREME)).sum())
    if outside:
        notes.append(
            f"propensity outside {EXTREME:g}–{1 - EXTREME:g} in {outside} of {len(chance)} patients"
        )
    smaller = int(min(in_arm.sum(), len(in_arm) - in_arm.sum()))
    if smaller < PATIENTS_PER_COLUMN * columns:
        notes.append(
            f"few patients: {smaller} in the smaller arm"
            f" for {columns} columns of the propensity model"
        )
    return notes
