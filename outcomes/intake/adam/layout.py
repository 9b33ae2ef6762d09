"""A file of ADaM tables as the sheets of the template."""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any, NamedTuple

from outcomes.intake.adam.covariates import baseline_blocks, strata_blocks
from outcomes.intake.adam.dates import with_sas_dates
from outcomes.intake.adam.headers import event_values, header_map
from outcomes.intake.adam.records import People
from outcomes.intake.adam.responses import responses
from outcomes.intake.adam.subjects import (
    arm_order,
    flag_values,
    is_randomised,
    population_blocks,
    subjects,
)
from outcomes.intake.adam.tables import Tables, constant, headers_of, kept_rows, texts, with_cells
from outcomes.intake.adam.times import Joined, times
from outcomes.intake.gate.raw import RawSheet, RawWorkbook
from outcomes.intake.layout import Layout, Values
from outcomes.model.file.report import ColumnReport, Issue, SheetReport
from outcomes.model.file.told import told
from outcomes.model.protocol import StudySpec


class _Part(NamedTuple):
    """Some sheets of the template, each with its name there, and how they are meant."""

    sheets: tuple[tuple[RawSheet, str], ...] = ()
    columns: Mapping[str, str] = MappingProxyType({})
    values: Values = MappingProxyType({})
    issues: tuple[Issue, ...] = ()


def adam_layout(workbook: RawWorkbook, tables: Tables, spec: StudySpec | None) -> Layout:
    """Return ADSL, ADTTE, ADRS and ADAE as patients, screening and adverse events.

    Parameters
    ----------
    workbook : RawWorkbook
    tables : Tables
        Its ADaM tables.
    spec : StudySpec, optional
        The protocol; without one every parameter of ADTTE is read and becomes an endpoint.
    """
    tables, dated = _dated(tables)
    who = subjects(tables.adsl)
    people = People(tuple(texts(who.patients)["USUBJID"]), who.left_out)
    declared = {e.time: e for e in spec.endpoints if e.time} if spec else None
    found = times(tables.adtte, people, declared)
    best = responses(tables.adrs, people, spec.adam.best_response if spec and spec.adam else None)
    subject = _subject_part(who.patients, people, found.columns | best.columns)
    events = _event_part(tables.adae, people) if tables.adae else _Part()
    sheets = (*subject.sheets, (who.screening, "screening"), *events.sheets)
    return Layout(
        workbook=replace(
            workbook,
            sheets=(*(raw for raw, _ in sheets), *tables.others),
            placed={raw.name: name for raw, name in sheets},
        ),
        columns={**subject.columns, **events.columns},
        values={**subject.values, **events.values},
        blocks=_blocks(who.patients, found),
        arm_order=arm_order(who.patients),
        standard=True,
        issues=(*dated, *who.issues, *subject.issues, *found.issues, *best.issues, *events.issues),
        reports=tuple(_report(raw, found, best) for raw in (*tables.adtte, *tables.adrs)),
    )


def _dated(tables: Tables) -> tuple[Tables, list[Issue]]:
    issues: list[Issue] = []

    def dated(raw: RawSheet) -> RawSheet:
        read, found = with_sas_dates(raw)
        issues.extend(found)
        return read

    adae = dated(tables.adae) if tables.adae else None
    adtte, adrs = tuple(map(dated, tables.adtte)), tuple(map(dated, tables.adrs))
    read = replace(tables, adsl=dated(tables.adsl), adae=adae, adtte=adtte, adrs=adrs)
    return read, issues


def _subject_part(
    patients: RawSheet, people: People, made: Mapping[str, Mapping[str, Any]]
) -> _Part:
    """Return the sheet ``patients``: ADSL with the columns made from the other tables."""
    columns = header_map(patients, "patients")
    values, issues = flag_values(patients)
    cells = {name: [by.get(p) for p in people.patients] for name, by in made.items()}
    text = (name for name in made if name.endswith(("_reason", "_response")))
    columns |= {f"patients.{name}": name for name in text}
    joined = with_cells(patients, cells)
    return _Part(((joined, "patients"),), columns, values, tuple(issues))


def _event_part(adae: RawSheet, people: People) -> _Part:
    """Return the sheet ``adverse_events``: ADAE without whom was only screened."""
    ids = texts(adae)["USUBJID"]
    screened = ids.isin(people.left_out).to_numpy()
    events = kept_rows(adae, ~screened)
    columns = header_map(events, "adverse_events")
    values, issues = event_values(events, columns)
    if screened.any():
        message = told("events of screening failures are not used: {}", int(screened.sum()))
        issues.append(Issue("info", adae.name, "", "records_of_screening_failures", message))
    return _Part(((events, "adverse_events"),), columns, values, tuple(issues))


def _blocks(patients: RawSheet, found: Joined) -> dict[str, Any]:
    """Return what ADSL and ADTTE say of the protocol."""
    frame = texts(patients)
    strata = strata_blocks(patients)
    study = {"format": "adam"}
    if title := constant(frame, "STUDYID"):
        study["title"] = title
    if is_randomised(frame):
        study["design"] = "randomised"
    return {
        "study": study,
        "plan": {"strata": [block["id"] for block in strata]},
        "population": population_blocks(patients),
        "endpoint": found.blocks,
        "covariate": [*strata, *baseline_blocks(patients)],
    }


def _report(raw: RawSheet, found: Joined, best: Joined) -> SheetReport:
    """Return what became of a table of parameters: the headers that were looked at."""
    used = {"USUBJID", "PARAMCD", "ANL01FL"}
    if raw.name in best.read:
        used |= {"AVALC"}
    elif raw.name in found.read:
        used |= {"PARAM", "AVAL", "AVALU", "CNSR", "ADT", "STARTDT", "EVNTDESC", "CNSDTDSC"}
    else:
        used = set()
    columns = tuple(
        ColumnReport(header, letter, name if name in used else None, filled)
        for header, name, letter, filled in zip(
            raw.header, headers_of(raw), raw.columns, _filled(raw), strict=True
        )
    )
    return SheetReport(raw.name, "patients" if used else None, len(raw.rows), columns)


def _filled(raw: RawSheet) -> list[int]:
    return [sum(row[i] is not None for row in raw.rows) for i in range(len(raw.header))]
