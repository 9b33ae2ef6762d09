"""The data an R script reads: one line per patient of a cohort, outcomes and covariates."""

from __future__ import annotations

import pandas as pd

from outcomes.model.cohort import Cohort, as_levels
from outcomes.model.protocol import Endpoint


def base_data(cohort: Cohort) -> pd.DataFrame:
    """Return arm, covariates and endpoints of everybody in a cohort.

    Returns
    -------
    DataFrame
        ``patient`` is a number of this file alone. Of a timed endpoint ``ID_time`` and ``ID_event``
        (1 event, 0 censored, 2 competing); of a proportion ``ID_counted`` (1 in the denominator)
        and ``ID_success`` (1, 0, or blank where nothing was recorded). What is not available is
        blank. No date and no identifier of the workbook is in it.
    """
    study, mask = cohort.study, cohort.mask
    columns: dict[str, object] = {"patient": range(1, cohort.n + 1)}
    names = [group if place >= 0 else None for place, group in _arms(cohort)]
    columns["arm"] = names
    for covariate in study.spec.covariates:
        if covariate.id in cohort.patients:
            values = cohort.column(covariate.id)
            coded = covariate.kind != "continuous"
            columns[covariate.id] = (as_levels(values) if coded else values).to_numpy()
    for endpoint in study.spec.endpoints:
        data = study.endpoints[endpoint.id]
        if endpoint.timed:
            columns[f"{endpoint.id}_time"] = data.time[mask]
            columns[f"{endpoint.id}_event"] = data.event[mask]
        else:
            columns[f"{endpoint.id}_counted"] = _counted(cohort, endpoint)
            columns[f"{endpoint.id}_success"] = data.event[mask]
    return pd.DataFrame(columns)


def _arms(cohort: Cohort) -> list[tuple[int, str]]:
    return [(int(i), cohort.groups[max(i, 0)]) for i in cohort.arm]


def _counted(cohort: Cohort, endpoint: Endpoint) -> list[int]:
    """Return who is in the denominator: an analysis set, or those with a flag."""
    named, sets = endpoint.denominator, cohort.study.populations
    if not named or named == cohort.population:
        return [1] * cohort.n
    inside = sets[named][cohort.mask] if named in sets else cohort.column(named) == 1
    return [int(x) for x in inside]
