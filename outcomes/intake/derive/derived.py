"""Typed tables to analysis data: derived columns, endpoints and analysis sets."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from outcomes.clinical.ascites_assessments import five_point_ml
from outcomes.dictionary.derived import DERIVED_COLUMNS, DerivedColumn
from outcomes.intake.derive.columns.acute_events import acute_events_disagree, from_adverse_events
from outcomes.intake.derive.columns.ascites_visits import baseline_ascites, from_ascites
from outcomes.intake.derive.columns.first_dates import Known
from outcomes.intake.derive.columns.operations import from_surgery
from outcomes.intake.derive.columns.recurrence import from_follow_up
from outcomes.intake.derive.columns.rollup import roll_up
from outcomes.intake.derive.columns.tumor_response import from_response
from outcomes.intake.derive.endpoints.dated import with_conditional_dates
from outcomes.intake.derive.endpoints.endpoint import endpoint_data
from outcomes.intake.derive.endpoints.left_out import lacking_of
from outcomes.intake.derive.endpoints.populations import population_masks
from outcomes.intake.derive.timeline import Timeline, make_timeline
from outcomes.model.file.report import Issue
from outcomes.model.file.unread import UNREAD
from outcomes.model.protocol import AscitesRules, StudySpec
from outcomes.model.study import EndpointData

__all__ = ["DERIVED_COLUMNS", "Derived", "DerivedColumn", "derive"]


@dataclass(frozen=True, slots=True, eq=False)
class Derived:
    """Analysis data of one study.

    Attributes
    ----------
    patients : DataFrame
        The given columns, completed and followed by those of ``DERIVED_COLUMNS`` the sheets allow.
    endpoints : mapping of EndpointData
        By endpoint id.
    populations : mapping of bool arrays
        By population id.
    issues : tuple of Issue
    tables : mapping of DataFrame
        The other sheets; ``ascites`` has ``volume_ml`` completed by the five-point method, and
        ``five_point_ml`` where thicknesses were measured.
    line : Timeline
        The same data with study days turned into dates, for the cross-field checks.
    """

    patients: pd.DataFrame
    endpoints: Mapping[str, EndpointData]
    populations: Mapping[str, np.ndarray]
    line: Timeline
    issues: tuple[Issue, ...] = ()
    tables: Mapping[str, pd.DataFrame] = field(default_factory=dict)


def derive(
    spec: StudySpec,
    tables: Mapping[str, pd.DataFrame],
    sheet_names: Mapping[str, str] | None = None,
) -> Derived:
    """Return the analysis data of a workbook. The input is never changed.

    Parameters
    ----------
    spec : StudySpec
    tables : mapping of DataFrame
        Typed tables by sheet: ``patients``, and whichever others there are.
    sheet_names : mapping, optional
        What the file calls each sheet, for the addresses of the issues.

    Notes
    -----
    A column that ``patients`` gives is never derived. In a workbook without dates, derived dates
    appear as study days: ``surgery_day`` in place of ``surgery_date``.
    """
    line, made, issues = completed(spec, tables)
    line, conditional = with_conditional_dates(spec, line)
    endpoints = {}
    for endpoint in spec.endpoints:
        endpoints[endpoint.id], found = endpoint_data(spec, endpoint, line)
        issues += found
    populations, found = population_masks(spec, line)
    for endpoint in spec.endpoints:
        data = endpoints[endpoint.id]
        lacking = lacking_of(spec, endpoint, data, populations, line.patients)
        endpoints[endpoint.id] = replace(data, lacking=lacking)
    names = sheet_names or {}
    return Derived(
        patients=_published(tables["patients"].reset_index(drop=True), line, made + conditional),
        endpoints=endpoints,
        populations=populations,
        line=line,
        issues=tuple(replace(i, sheet=names.get(i.sheet, i.sheet)) for i in (*issues, *found)),
        tables=_measured(tables),
    )


def completed(
    spec: StudySpec, tables: Mapping[str, pd.DataFrame]
) -> tuple[Timeline, tuple[str, ...], tuple[Issue, ...]]:
    """Return the time line with every derived column, their names, and what disagrees."""
    line = make_timeline(spec, tables)
    line, names, issues = roll_up(line)
    made = list(names)
    rules = spec.ascites or AscitesRules()
    for step in (
        from_surgery,
        from_follow_up,
        from_response,
        baseline_ascites,
        lambda line: from_ascites(line, rules),
        from_adverse_events,
        _age_group,
    ):
        found = {n: c for n, c in step(line).items() if not _given(line.patients, n)}
        new = {n: c.values if isinstance(c, Known) else c for n, c in found.items()}
        lost = {n: c.unknown for n, c in found.items() if isinstance(c, Known)}
        line = line.with_columns(new, lost)
        made += new
    if "adverse_event_24h" not in made:
        issues += acute_events_disagree(line)
    return line, tuple(made), issues


def _given(patients: pd.DataFrame, name: str) -> bool:
    return name in patients and bool(patients[name].notna().any())


def _age_group(line: Timeline) -> dict[str, pd.Series]:
    if "age" not in line.patients:
        return {}
    age = pd.to_numeric(line.patients["age"], errors="coerce")
    names = np.array(["<65", "≥65", None], dtype=object)  # each text once, however many patients
    group = np.where(age.isna(), 2, ~(age < 65))
    return {"age_group": pd.Series(names[group], line.patients.index, dtype=object)}


def _published(given: pd.DataFrame, line: Timeline, made: tuple[str, ...]) -> pd.DataFrame:
    columns = {}
    for name in made:
        column = line.patients[name]
        if line.dates_free and column.dtype.kind == "M":
            columns[f"{name.removesuffix('_date')}_day"] = line.study_days(column)
        else:
            columns[name] = column
    if UNREAD in line.patients:
        columns[UNREAD] = line.patients[UNREAD]
    return given.assign(**columns)


def _measured(tables: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    others = {sheet: table for sheet, table in tables.items() if sheet != "patients"}
    if "ascites" in others:
        ascites = others["ascites"]
        volume = five_point_ml(ascites)
        if volume.notna().any():
            given = ascites["volume_ml"] if "volume_ml" in ascites else volume
            filled = given.astype(float).fillna(volume)
            others["ascites"] = ascites.assign(volume_ml=filled, five_point_ml=volume)
    return others
