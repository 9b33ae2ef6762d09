"""The outcome at every level of the protocol's subgroups: described, not compared."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pandas as pd

from outcomes.estimators.base.design import Mask, column_of
from outcomes.estimators.proportions.rates import proportion
from outcomes.estimators.survival.competing import cumulative_incidence
from outcomes.estimators.survival.kaplan_meier import kaplan_meier
from outcomes.model.cohort import Cohort, as_levels, levels_of
from outcomes.model.protocol import Covariate
from outcomes.results.condition import Condition
from outcomes.results.result import Estimate, Result


def by_level(cohort: Cohort, endpoint: str) -> Result:
    """Estimate the outcome of everybody and of each level of each subgroup covariate.

    Parameters
    ----------
    cohort, endpoint
        Who, and the id of an endpoint of any kind.

    Returns
    -------
    Result
        Analysis ``by_level``. Per group of the cohort one number for everybody (``where`` None)
        and one per level (``where`` = the level): ``survival`` at the first landmark, ``median``
        (time unit of the study) without landmarks, ``cumulative_incidence`` where events compete,
        ``proportion`` for a proportion.

    Notes
    -----
    Limits as in `kaplan_meier` (log-log), `cumulative_incidence` and `proportion`
    (Clopper–Pearson). Continuous covariates are split at their prespecified ``cut`` and skipped
    without one. Nothing is tested.
    """
    everybody = _asked(cohort, endpoint)
    estimates = list(_chosen(everybody))
    for covariate in cohort.study.spec.covariates:
        if not covariate.subgroup or covariate.id not in cohort.study.patients:
            continue
        for level, inside in _levels(cohort, covariate):
            found = _chosen(_asked(_within(cohort, inside), endpoint))
            estimates += [replace(e, where=level, covariates=(covariate.id,)) for e in found]
    return replace(everybody, analysis="by_level", estimates=tuple(estimates), curves=(), notes=())


def _asked(cohort: Cohort, endpoint: str) -> Result:
    kind = cohort.endpoint(endpoint).kind
    if kind == "proportion":
        return proportion(cohort, endpoint)
    return (cumulative_incidence if kind == "competing" else kaplan_meier)(cohort, endpoint)


def _chosen(result: Result) -> Iterator[Estimate]:
    """Yield one number per group: of several times the first, of several intervals the first."""
    found = next(
        (q for q in ("proportion", "cumulative_incidence", "survival") if result.all(q)), "median"
    )
    seen: set[str] = set()
    for estimate in result.all(found):
        if estimate.group not in seen:
            seen.add(estimate.group)
            yield estimate


def _within(cohort: Cohort, inside: Mask) -> Cohort:
    """Return the cohort narrowed to a mask over all patients of the study."""
    study = cohort.study
    mask = study.populations[cohort.population] & inside
    populations = {**study.populations, cohort.population: mask}
    return replace(cohort, study=replace(study, populations=populations))


def _levels(cohort: Cohort, covariate: Covariate) -> Iterator[tuple[Condition, Mask]]:
    values = column_of(cohort.study.patients, covariate.id)
    if covariate.kind != "continuous":
        names = as_levels(values)
        for level in levels_of(cohort.study, covariate.id):
            yield Condition(covariate.id, "in", (level,)), (names == level).to_numpy(bool)
    elif covariate.cut is not None:
        numbers = pd.to_numeric(values, errors="coerce").to_numpy(np.float64)
        with np.errstate(invalid="ignore"):
            below = Condition(covariate.id, "<", bound=covariate.cut)
            yield below, numbers < covariate.cut
            above = Condition(covariate.id, ">=", bound=covariate.cut)
            yield above, numbers >= covariate.cut
