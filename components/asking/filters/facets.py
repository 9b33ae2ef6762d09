"""Filterable covariates, ready to be counted: worked out once per study, not per rerun."""

import math
from typing import NamedTuple

import numpy as np
import pandas as pd

from components.cache import per_study
from components.link import FILTER
from outcomes.model.cohort import as_levels, levels_of
from outcomes.model.protocol import Covariate
from outcomes.model.study import Study

Limits = tuple[float, float, float]


class Facet(NamedTuple):
    """One filterable covariate, ready to be counted: worked out once per study, not per rerun.

    ``codes`` are positions in ``levels`` (−1 missing); ``numbers`` and ``limits`` (low, high, step)
    are for a continuous covariate.
    """

    covariate: Covariate
    levels: tuple[str, ...]
    codes: np.ndarray
    numbers: np.ndarray
    limits: Limits | None

    @property
    def key(self) -> str:
        """The widget's key, which is also the parameter's name in the link."""
        return filter_key(self.covariate)


def filter_key(covariate: Covariate) -> str:
    """Return the key and link parameter of a covariate's filter."""
    return FILTER + covariate.id


def facets_of(study: Study) -> tuple[Facet, ...]:
    """Return the filterable covariates of a study, from the cache."""
    return _facets(study)(study.fingerprint, study)


@per_study(max_entries=64)
def _facets(fingerprint: str, _study: Study) -> tuple[Facet, ...]:
    offered = (c for c in _study.spec.covariates if c.filter and c.id in _study.patients)
    return tuple(_facet(_study, covariate) for covariate in offered)


def _facet(study: Study, covariate: Covariate) -> Facet:
    column = study.patients[covariate.id]
    if covariate.kind == "continuous":
        numbers = pd.to_numeric(column, errors="coerce").to_numpy(float)
        return Facet(covariate, (), np.zeros(0, int), numbers, limits_of(numbers))
    levels = levels_of(study, covariate.id)
    codes = pd.Categorical(as_levels(column), categories=levels).codes
    return Facet(covariate, levels, np.asarray(codes), np.zeros(0), None)


def limits_of(numbers: np.ndarray) -> Limits | None:
    """Return low, high and step of a slider over numbers; None where they have no range."""
    known = numbers[np.isfinite(numbers)]
    if not known.size or known.min() == known.max():
        return None
    span = float(known.max() - known.min())
    whole = bool((known == np.floor(known)).all())
    step = 1.0 if span > 20 or whole else 10.0 ** math.floor(math.log10(span / 20))
    low, high = math.floor(known.min() / step) * step, math.ceil(known.max() / step) * step
    return round(low, 6), round(high, 6), step
