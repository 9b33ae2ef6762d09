"""ADTTE: every PARAMCD as a ready-made endpoint of the patients who have a record of it."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from outcomes.intake.adam.records import People, by_parameter, one_each, records_of
from outcomes.intake.adam.tables import letter_of
from outcomes.intake.adam.time_units import (
    differences,
    label_and_unit,
    stated_units,
    unit_by_dates,
)
from outcomes.intake.gate.raw import RawSheet, some_rows
from outcomes.model.endpoint import Endpoint
from outcomes.model.file.report import Issue
from outcomes.model.file.told import told


@dataclass(slots=True)
class Joined:
    """Gathers columns of ``patients`` by header and patient, and the endpoints they are.

    ``read`` names the tables they come from.
    """

    columns: dict[str, dict[str, Any]] = field(default_factory=dict)
    blocks: list[dict[str, Any]] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)
    read: list[str] = field(default_factory=list)


def times(
    tables: Collection[RawSheet], people: People, declared: Mapping[str, Endpoint] | None
) -> Joined:
    """Return the endpoints of the ADTTE tables.

    Parameters
    ----------
    tables
        Each with PARAMCD, AVAL and CNSR.
    people
        Who entered the study.
    declared
        Endpoints of ``study.toml`` by their column of times; without a protocol None, and every
        parameter is read.

    Notes
    -----
    PARAMCD OS becomes the columns ``os_aval``, ``os_cnsr`` and ``os_reason`` (EVNTDESC for an
    event, CNSDTDSC, else EVNTDESC, for a censored time). A code in two tables is read once.
    """
    found = Joined()
    for raw in tables:
        frame, issues = records_of(raw, people)
        found.issues += issues
        for code, rows in by_parameter(frame):
            name = re.sub(r"\W+", "_", code.casefold())
            endpoint = declared.get(f"{name}_aval") if declared is not None else None
            if declared is not None and endpoint is None:
                continue
            if f"{name}_aval" in found.columns:
                found.issues.append(_twice(raw, code))
                continue
            _add(found, raw, code, name, rows, endpoint)
    return found


def _twice(raw: RawSheet, code: str) -> Issue:
    message = told("{} is also in an earlier table, which is read; these records are not", code)
    return Issue("error", raw.name, letter_of(raw, "PARAMCD"), "parameter_twice", message)


def _add(
    found: Joined,
    raw: RawSheet,
    code: str,
    name: str,
    rows: pd.DataFrame,
    declared: Endpoint | None,
) -> None:
    rows, issues = one_each(raw, code, rows)
    rows, unreadable = _typed(raw, code, rows)
    found.issues += [*issues, *unreadable]
    unit, about = _unit(raw, code, rows, declared)
    found.issues += about
    if unit:
        found.issues += _against_dates(raw, code, rows, unit)
    people = rows["USUBJID"]
    found.read.append(raw.name)
    found.columns[f"{name}_aval"] = dict(zip(people, rows["AVAL"], strict=True))
    found.columns[f"{name}_cnsr"] = dict(zip(people, rows["CNSR"], strict=True))
    reasons = _reasons(rows)
    if any(reasons):
        found.columns[f"{name}_reason"] = dict(zip(people, reasons, strict=True))
    if unit and len(rows):
        label, _ = label_and_unit(rows["PARAM"].iloc[0] if "PARAM" in rows else "")
        found.blocks.append(
            {"id": name, "label": label or code, "kind": "time_to_event", "time": f"{name}_aval",
             "censor_column": f"{name}_cnsr", "unit": unit}
        )  # fmt: skip


def _typed(raw: RawSheet, code: str, rows: pd.DataFrame) -> tuple[pd.DataFrame, list[Issue]]:
    """Return records with AVAL and CNSR as numbers; a record without both is not used."""
    issues = []
    numbers = {name: pd.to_numeric(rows[name], errors="coerce") for name in ("AVAL", "CNSR")}
    numbers["CNSR"] = numbers["CNSR"].where(numbers["CNSR"] % 1 == 0)
    for name, values in numbers.items():
        odd = list(rows["_row"][values.isna() & (rows[name] != "")])
        if odd:
            what = told("a number" if name == "AVAL" else "0 or a whole number above it")
            message = told(
                "{} of {} is not {} in {}; read as blank", name, code, what, some_rows(odd)
            )
            letter = letter_of(raw, name)
            issues.append(Issue("error", raw.name, letter, "record_unreadable", message))
    return rows.assign(**numbers), issues


def _reasons(rows: pd.DataFrame) -> list[str]:
    """Return what happened, or why the time is censored, as the table says it."""
    blank = pd.Series("", rows.index, dtype=object)
    event, censored = rows.get("EVNTDESC", blank), rows.get("CNSDTDSC", blank)
    return list(event.where((rows["CNSR"] == 0) | (censored == ""), censored))


def _unit(
    raw: RawSheet, code: str, rows: pd.DataFrame, declared: Endpoint | None
) -> tuple[str, list[Issue]]:
    """Return the unit of AVAL: the protocol's, else the table's, else the one the dates give."""
    stated = stated_units(rows)
    wanted = declared.unit if declared else None
    letter = letter_of(raw, "AVALU") or letter_of(raw, "AVAL")
    if wanted:
        if stated and stated != {wanted}:
            message = told(
                "{} is in {} by the table, in {} by study.toml",
                code,
                ", ".join(sorted(stated)),
                wanted,
            )
            remedy = "Correct unit of the endpoint in study.toml, which is used, or the table."
            return wanted, [Issue("error", raw.name, letter, "unit_contradicted", message, remedy)]
        return wanted, []
    if len(stated) > 1:
        message = told("{} has several units and is not read: {}", code, ", ".join(sorted(stated)))
        return "", [Issue("error", raw.name, letter, "units_mixed", message, "Write one unit.")]
    if stated:
        return next(iter(stated)), []
    unit = unit_by_dates(rows)
    if unit:
        message = told("{} states no unit; it is taken to be in {}, as its dates say", code, unit)
        return unit, [Issue("info", raw.name, letter, "unit_assumed", message, "Write AVALU.")]
    message = told("the unit of {} is stated nowhere; it is not read", code)
    remedy = "Write AVALU, or an [[endpoint]] with its unit in study.toml."
    return "", [Issue("error", raw.name, letter, "unit_unknown", message, remedy)]


def _against_dates(raw: RawSheet, code: str, rows: pd.DataFrame, unit: str) -> list[Issue]:
    gap = differences(rows, unit)
    wrong = rows[gap.abs() > 0]
    if wrong.empty:
        return []
    n_known = int(gap.notna().sum())
    if len(wrong) == n_known and (gap[gap.notna()] == -1).all():
        message = told(
            "{} is ADT - STARTDT throughout, a day less than the standard's; used as it is", code
        )
        return [Issue("info", raw.name, letter_of(raw, "AVAL"), "day_one_not_counted", message)]
    message = told(
        "AVAL of {} differs from ADT - STARTDT + 1 in {} of {} records ({}); AVAL is used",
        code,
        len(wrong),
        n_known,
        some_rows(list(wrong["_row"])),
    )
    remedy = "Correct the dates or AVAL."
    return [Issue("warning", raw.name, letter_of(raw, "AVAL"), "time_differs", message, remedy)]
