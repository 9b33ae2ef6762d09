"""Which covariates an analysis takes when the question does not name them."""

from __future__ import annotations

from collections.abc import Sequence

from outcomes.model.cohort import Cohort


def prespecified_or_key(cohort: Cohort, covariates: Sequence[str]) -> tuple[str, ...]:
    """Return the covariates named; else the protocol's adjustment set; else its key ones."""
    declared = cohort.study.spec.covariates
    prespecified = tuple(c.id for c in declared if c.adjust)
    return tuple(covariates) or prespecified or tuple(c.id for c in declared if c.key)


def key_or_prespecified(cohort: Cohort, covariates: Sequence[str]) -> tuple[str, ...]:
    """Return the covariates named; else the key ones; else the protocol's adjustment set."""
    declared = cohort.study.spec.covariates
    key = tuple(c.id for c in declared if c.key)
    return tuple(covariates) or key or tuple(c.id for c in declared if c.adjust)
