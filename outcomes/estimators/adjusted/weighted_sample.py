"""Complete cases of a contrast with their propensity weights, and what is said about these."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from outcomes.estimators.base.caveats import NOBODY, incomplete, not_estimable, unused
from outcomes.estimators.base.design import Contrast, Floats, Mask, Terms, varying
from outcomes.kernel.causal.propensity import (
    Propensity,
    Scheme,
    effective_size,
    propensity,
    weights_of,
)
from outcomes.model.cohort import Cohort
from outcomes.results.note import Method, Note, Ref
from outcomes.results.result import Estimate, Methods

EXTREME = 0.05
PATIENTS_PER_COLUMN = 10
ANALYSES: dict[Scheme, str] = {
    "ate": "iptw",
    "stabilized": "weighted_stabilized",
    "att": "weighted_treated",
    "overlap": "weighted_overlap",
}
SCHEMES: dict[Scheme, Method] = {
    "ate": Method("weighted_ate"),
    "stabilized": Method("weighted_stabilized"),
    "att": Method("weighted_att"),
    "overlap": Method("weighted_overlap"),
}
UNUSABLE = {
    "one arm": not_estimable("one_arm"),
    "collinear": not_estimable("follows_from_others"),
    "separated": not_estimable("weights_infinite"),
    "not converged": not_estimable("propensity_not_converged"),
}
NO_COVARIATES = not_estimable("nothing_to_weight_by")
ROBUST = Method("robust_se")


class Sample(NamedTuple):
    """Complete cases of one contrast.

    ``rows`` (over all the data) picks them; the other arrays have one element for each of them.
    ``why`` says why there are no weights, None where there are.
    """

    contrast: Contrast
    rows: Mask
    in_arm: Floats
    model: Propensity
    weights: Floats
    scheme: Scheme
    why: Note | None
    notes: tuple[Note, ...]

    @property
    def groups(self) -> tuple[tuple[str, Mask], ...]:
        """The reference and the arm, each with the mask of its patients."""
        given = self.in_arm == 1
        return (self.contrast.reference, ~given), (self.contrast.arm, given)


def columns_of(matrix: Floats, names: tuple[str, ...]) -> tuple[Floats, tuple[str, ...]]:
    """Return the columns a propensity model needs, and the names of those constant.

    Where nobody has the reference level of a covariate, its first level that occurs takes the
    place: the 0/1 columns of the others then no longer add up to the intercept.
    """
    columns, constant = varying(matrix, names)
    if not len(columns):
        return columns, constant
    left = [name.split("=")[0] if "=" in name else "" for name in names if name not in constant]
    keep = np.ones(len(left), dtype=bool)
    for covariate in set(left) - {""}:
        mine = [i for i, name in enumerate(left) if name == covariate]
        keep[mine[0]] = not (columns[:, mine].sum(axis=1) == 1).all()
    return columns[:, keep], constant


def sample_of(terms: Terms, contrast: Contrast, scheme: Scheme) -> Sample:
    """Fit the propensity of one contrast on its complete cases and weight them."""
    rows = contrast.rows & terms.complete
    in_arm = contrast.in_arm[terms.complete[contrast.rows]]
    matrix, constant = columns_of(terms.matrix[rows], terms.names)
    model = propensity(in_arm, matrix)
    why = None if terms.names else NO_COVARIATES
    if model.status != "converged":
        why = why or (UNUSABLE[model.status] if len(in_arm) else NOBODY)
    total = int(contrast.rows.sum())
    notes = incomplete(total - len(in_arm), total) + unused(constant)
    if why is not None:
        weights = np.ones(len(in_arm))
    else:
        weights = weights_of(model.chance, in_arm, scheme)
        notes += _about(in_arm, model.chance, weights, matrix.shape[1])
    return Sample(contrast, rows, in_arm, model, weights, scheme, why, notes)


def method_of(cohort: Cohort, sample: Sample, *more: Method, robust: bool = True) -> Methods:
    """Return how a number was weighted, naming the two arms where the study has more."""
    standard_error = (ROBUST,) if robust else ()
    pair = pair_of(sample.contrast) if len(cohort.groups) > 2 else ()
    return (SCHEMES[sample.scheme], *standard_error, *pair, *more)


def pair_of(contrast: Contrast) -> Methods:
    """Return the part of a method that names the two arms whose patients it is about."""
    arm, reference = Ref("arm", contrast.arm), Ref("arm", contrast.reference)
    return (Method("pair", arm=arm, reference=reference),)


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


def _about(in_arm: Floats, chance: Floats, weights: Floats, columns: int) -> tuple[Note, ...]:
    notes = [Note("largest_weight", weight=float(weights.max()))]
    outside = int(((chance < EXTREME) | (chance > 1 - EXTREME)).sum())
    if outside:
        edges = {"low": EXTREME, "high": 1 - EXTREME}
        notes.append(Note("propensity_outside", **edges, n=outside, total=len(chance)))
    smaller = int(min(in_arm.sum(), len(in_arm) - in_arm.sum()))
    if smaller < PATIENTS_PER_COLUMN * columns:
        notes.append(Note("few_patients_columns", n=smaller, columns=columns))
    return tuple(notes)
