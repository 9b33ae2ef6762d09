"""A protocol for a workbook that came without ``study.toml``: what its columns allow."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import chain
from typing import Any, NamedTuple

import pandas as pd

from outcomes.intake.derive.derived import completed
from outcomes.intake.derive.timeline import Timeline
from outcomes.intake.gate.raw import RawSheet, RawWorkbook
from outcomes.intake.infer.arms import Order, arm_blocks, arm_values, reference_of
from outcomes.intake.infer.covariates import covariate_blocks
from outcomes.intake.infer.endpoints import endpoint_blocks, ready_made
from outcomes.intake.infer.entries import with_meanings
from outcomes.intake.infer.headers import with_guesses
from outcomes.intake.infer.protocol_text import to_toml
from outcomes.intake.layout import Layout
from outcomes.intake.sheets.placing import placed_sheets
from outcomes.intake.sheets.tables import Tables, to_tables
from outcomes.model.file.report import Issue
from outcomes.model.file.told import told
from outcomes.model.protocol import UNNAMED, StudyBlock, StudySpec
from outcomes.model.toml.protocol import parse_protocol

__all__ = ["Inference", "infer", "infer_from_tables", "infer_protocol", "to_toml"]


_READING = ("date_order", "missing", "data_cutoff")  # keys of [study] that say how cells are read


class Inference(NamedTuple):
    """A protocol that was inferred, and what had to be assumed for it (info issues)."""

    spec: StudySpec
    issues: tuple[Issue, ...]


def infer_protocol(workbook: RawWorkbook, *, name: str) -> StudySpec:
    """Return a protocol for a workbook that came without one; see `infer`."""
    return infer(Layout(workbook), name=name)[0].spec


def infer(layout: Layout, *, name: str) -> tuple[Inference, Tables]:
    """Return a protocol for a workbook and what was assumed, and the tables that tell.

    Parameters
    ----------
    layout : Layout
        Its sheets, and what their layout says of the protocol.
    name : str
        File name; nothing is called after it, for it may name a person.
    """
    patients = _patients(layout.workbook)
    blocks = layout.blocks
    said = chain.from_iterable(blocks.get("values", {}).get("arm", {}).values())
    header = layout.columns.get("patients.arm", "")
    values = arm_values(patients, header, said) if patients else ()
    named = [name.removeprefix("patients.") for name in layout.columns]
    headers = (*named, *(patients.header if patients else ()))
    first: dict[str, Any] = {
        "study": {"id": "study", "title": "study", "design": "observational"}
        | {key: value for key, value in blocks.get("study", {}).items() if key in _READING},
        "arm": arm_blocks(values),
        "endpoint": blocks.get("endpoint") or ready_made(headers),
    }
    first |= {name: blocks[name] for name in ("plan", "population", "covariate") if name in blocks}
    tables = to_tables(layout.workbook, layout.reading(parse_protocol(first)))
    stated = blocks.get("study", {}).get("data_cutoff", tables.data_cutoff)
    inferred = infer_from_tables(
        tables.frames, values, name, data_cutoff=stated,
        given=blocks, order=layout.arm_order,
    )  # fmt: skip
    sheet = tables.name("patients")
    issues = tuple(_at(issue, sheet) for issue in inferred.issues)
    return Inference(inferred.spec, issues), tables


def infer_from_tables(
    tables: Mapping[str, pd.DataFrame],
    values: Sequence[str],
    name: str,
    *,
    data_cutoff: date | None = None,
    given: Mapping[str, Any] | None = None,
    order: Order | None = None,
) -> Inference:
    """Return a protocol that uses what typed tables hold.

    Parameters
    ----------
    tables : mapping of DataFrame
        Typed tables by sheet, ``patients`` among them.
    values : sequence of str
        The distinct raw values of the column arm; fewer than two make no arms.
    name : str
        File name; nothing is called after it, for it may name a person.
    data_cutoff : date, optional
        As stated in the workbook; without one the latest date in it is taken.
    given : mapping, optional
        Blocks the layout of the file says by itself: its endpoints and analysis sets are the only
        ones with times and by a column, its covariates join those of the dictionary.
    order : mapping, optional
        Numbers of the arms.

    Notes
    -----
    Randomised is a study with a date of randomisation and at least two arms; without it a study of
    several arms is observational, another single-arm. Nothing is called prespecified: no covariate
    is in the adjustment set.
    """
    said = given or {}
    arms = arm_blocks(values, order)
    study = _study(name, _design(tables["patients"], arms)) | said.get("study", {})
    rough = StudySpec(StudyBlock("study", "study", "observational"))
    line, _, _ = completed(rough, tables)
    issues: list[Issue] = []
    if data_cutoff is None and not line.dates_free:
        data_cutoff, issues = _latest(line)
    if data_cutoff is not None:
        study["data_cutoff"] = data_cutoff
    if arms:
        issues.append(_reference_note(arms, order))
    blocks: dict[str, Any] = {"study": study, "arm": arms, "plan": said.get("plan", {})}
    blocks |= endpoint_blocks(line, study["design"], said.get("endpoint", ()))
    blocks["population"] = said.get("population") or _sets(tables["patients"])
    known = covariate_blocks(tables["patients"])
    others = [b for b in said.get("covariate", ()) if b["id"] not in {k["id"] for k in known}]
    blocks["covariate"] = [*known, *others]
    blocks |= {name: said.get(name, {}) for name in ("columns", "values")}
    return Inference(parse_protocol(blocks), tuple(issues))


def _study(name: str, design: str) -> dict[str, Any]:
    """The name of a file may be a person's: it is no title, and names no export."""
    return {
        **UNNAMED, "design": design, "workbook": name or "workbook.xlsx",
    }  # fmt: skip


def guessed(layout: Layout) -> Layout:
    """Return a layout that reads headers nobody has listed by their words and contents."""
    return with_guesses(layout, _patients(layout.workbook))


def understood(layout: Layout) -> Layout:
    """Return a layout that reads coded entries as their headings and scales say."""
    return with_meanings(layout, _patients(layout.workbook))


def _patients(workbook: RawWorkbook) -> RawSheet | None:
    rough = StudySpec(StudyBlock("study", "study", "observational"))
    placed, _ = placed_sheets(workbook, rough)
    return next((s for s in workbook.sheets if placed.get(s.name) == "patients"), None)


def _design(patients: pd.DataFrame, arms: Sequence[object]) -> str:
    dated = [c for c in ("randomisation_date", "randomisation_day") if c in patients]
    if len(arms) < 2:
        return "single_arm"
    return "randomised" if any(patients[c].notna().any() for c in dated) else "observational"


def _sets(patients: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the Y/N columns that are analysis sets; the standard ones need no block."""
    return [
        {"id": name, "label": label, "column": name}
        for name, label in (("efficacy", "Efficacy set"), ("per_protocol", "Per protocol"))
        if name in patients and patients[name].notna().any()
    ]


def _latest(line: Timeline) -> tuple[date | None, list[Issue]]:
    latest = max(_dates(line), default=None)
    if latest is None:
        return None, []
    day = latest.date()
    message = told("the data cut-off is taken to be the latest date in the workbook, {}", day)
    return day, [_info("cutoff_assumed", message, "Write data_cutoff in study.toml.")]


def _dates(line: Timeline) -> Iterator[pd.Timestamp]:
    for frame in (line.patients, *line.tables.values()):
        for column in frame.select_dtypes("datetime"):
            if frame[column].notna().any():
                yield frame[column].max()


def _reference_note(arms: Sequence[Mapping[str, Any]], order: Order | None) -> Issue:
    _, why, sure = reference_of([arm["label"] for arm in arms], order)
    message = told("the arm '{}' is taken as reference because {}", arms[0]["label"], told(why))
    remedy = "Write reference = true in study.toml."
    issue = _info("reference_assumed", message, remedy)
    return issue if sure else replace(issue, severity="warning")


def _info(rule: str, message: str, remedy: str) -> Issue:
    return Issue("info", "patients", "", rule, message, remedy)


def _at(issue: Issue, sheet: str) -> Issue:
    return Issue(issue.severity, sheet, issue.cell, issue.rule, issue.message, issue.remedy)
