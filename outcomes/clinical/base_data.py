"""The data an R script reads: one line per patient of a cohort, outcomes and covariates."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from typing import Any

import pandas as pd

from outcomes.model.cohort import Cohort, as_levels
from outcomes.model.endpoint import Endpoint
from outcomes.model.further import endpoint_asked
from outcomes.model.question import LateEntry, Request, estimator_named

MAKERS = {
    name: f"{name}:base_columns"
    for name in ("conduct.censoring", "surgery.steps", "surgery.survival")
} | {"surgery.landmark": "surgery.survival:base_columns"}  # fmt: skip
"""Who gives the values that questions are about for which the protocol has no endpoint."""


def base_data(cohort: Cohort, asked: Iterable[Request] = ()) -> pd.DataFrame:
    """Return arm, covariates and endpoints of everybody in a cohort.

    Parameters
    ----------
    cohort
        Who.
    asked
        Questions whose own endpoints, made from visits and operations, are wanted too.

    Returns
    -------
    DataFrame
        ``patient`` is a number of this file alone. Of a timed endpoint ``ID_time`` and ``ID_event``
        (1 event, 0 censored, 2 competing), and ``ID_entry`` where somebody is observed from later
        on (negative: all along); of a proportion ``ID_counted`` (1 in the denominator) and
        ``ID_success`` (1, 0, or blank where nothing was recorded). What is not available is blank.
        No date and no identifier of the workbook is in it.
    """
    study = cohort.study
    columns: dict[str, object] = {"patient": range(1, cohort.n + 1)}
    names = [group if place >= 0 else None for place, group in _arms(cohort)]
    columns["arm"] = names
    for covariate in study.spec.covariates:
        if covariate.id in cohort.patients:
            values = cohort.column(covariate.id)
            coded = covariate.kind != "continuous"
            columns[covariate.id] = (as_levels(values) if coded else values).to_numpy()
    for endpoint in study.spec.endpoints:
        columns |= _columns(cohort, endpoint.id)
    further = {endpoint.id for endpoint in study.spec.further}
    for request in asked:
        about = endpoint_asked(study.spec, request)
        if about in further:
            columns |= _columns(cohort, about)
        maker = MAKERS.get(request.estimator.partition(":")[0])
        if maker:
            made: Any = estimator_named(maker)
            with suppress(LateEntry):
                columns |= made(cohort, request)
    return pd.DataFrame(columns)


def _columns(cohort: Cohort, name: str) -> dict[str, Any]:
    block, data, mask = cohort.endpoint(name), cohort.study.endpoints[name], cohort.mask
    if block.timed:
        entering = {} if data.entry is None else {f"{name}_entry": data.entry[mask]}
        return {f"{name}_time": data.time[mask], f"{name}_event": data.event[mask], **entering}
    return {f"{name}_counted": _counted(cohort, block), f"{name}_success": data.event[mask]}


def _arms(cohort: Cohort) -> list[tuple[int, str]]:
    return [(int(i), cohort.groups[max(i, 0)]) for i in cohort.arm]


def _counted(cohort: Cohort, endpoint: Endpoint) -> list[int]:
    """Return who is in the denominator, and assessable."""
    return [int(x) for x in cohort.belonging(endpoint.id) & ~cohort.not_yet(endpoint.id)]
