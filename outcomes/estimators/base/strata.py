"""A cohort kept apart by its strata: any estimator, once per stratum, never pooled silently."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import product
from typing import NamedTuple

import numpy as np

from outcomes.estimators.base.design import column_of
from outcomes.model.cohort import Cohort, Filter, as_levels, levels_of
from outcomes.model.endpoint import Endpoint
from outcomes.results.note import Note
from outcomes.results.result import Curve, Estimate, Result

SEPARATOR = "|"
ALL = "all"


class Stratum(NamedTuple):
    """Levels of the stratifying columns, and the patients of the cohort who have them."""

    levels: tuple[str, ...]
    cohort: Cohort


def strata(cohort: Cohort, by: Sequence[str]) -> Iterator[Stratum]:
    """Yield every combination of levels that has patients, in the protocol's order.

    Without ``by`` there is one stratum: the cohort.
    """
    present = [name for name in by if name in cohort.study.patients]
    if not present:
        yield Stratum((), cohort)
        return
    for levels in product(*(levels_of(cohort.study, name) for name in present)):
        conditions = tuple(
            Filter(name, "in", (level,)) for name, level in zip(present, levels, strict=True)
        )
        inside = replace(cohort, filters=(*cohort.filters, *conditions))
        if inside.n:
            yield Stratum(levels, inside)


def without_stratum(cohort: Cohort, by: Sequence[str]) -> int:
    """Return how many patients lack a level of a stratifying column."""
    unknown = np.zeros(cohort.n, dtype=bool)
    for name in by:
        if name in cohort.study.patients:
            unknown |= as_levels(column_of(cohort.patients, name)).isna().to_numpy()
    return int(unknown.sum())


def group_id(levels: Sequence[str], arm: str) -> str:
    """Return the group of an arm in a stratum: ``gastric|prevention``, ``gastric|hipec_sox``."""
    return SEPARATOR.join([*levels, *([arm] if arm != ALL else [])]) or ALL


def by_stratum(
    cohort: Cohort, by: Sequence[str], analysis: str, ask: Callable[[Cohort], Result]
) -> Result:
    """Return one result whose groups are the strata (times the arms).

    Parameters
    ----------
    cohort
        Who.
    by
        Columns of patients that make the strata.
    analysis
        What the result is called.
    ask
        The estimator; comparisons of arms within it are left out.
    """
    estimates: list[Estimate] = []
    curves: list[Curve] = []
    found = []
    for levels, inside in strata(cohort, by):
        result = ask(inside)
        found.append(result)
        estimates += [
            replace(e, group=group_id(levels, e.group))
            for e in result.estimates
            if e.reference is None and e.quantity != "statistic"
        ]
        curves += [replace(c, group=group_id(levels, c.group)) for c in result.curves]
    left = without_stratum(cohort, by)
    notes = (Note("without_stratum", n=left),) if left else ()
    return Result(
        analysis, found[0].endpoint if found else "", cohort.population, cohort.words,
        tuple(estimates), tuple(curves),
        n=sum(r.n or 0 for r in found), n_events=sum(r.n_events or 0 for r in found),
        n_missing=sum(r.n_missing or 0 for r in found), notes=notes,
    )  # fmt: skip


def with_landmarks(cohort: Cohort, endpoint: Endpoint, times: Sequence[float]) -> Cohort:
    """Return the cohort with other times at which an endpoint is reported."""
    spec = cohort.study.spec
    asked = replace(endpoint, landmarks=tuple(times))
    endpoints = tuple(asked if e.id == endpoint.id else e for e in spec.endpoints)
    study = replace(cohort.study, spec=replace(spec, endpoints=endpoints))
    return replace(cohort, study=study)
