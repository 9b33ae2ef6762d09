"""A protocol for a workbook that came without ``study.toml``: what its columns allow."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import PurePath
from typing import Any, NamedTuple

import pandas as pd

from outcomes.dictionary import find_column, fold_value
from outcomes.intake.cells.cell import as_text, is_missing
from outcomes.intake.derive.derived import completed
from outcomes.intake.derive.timeline import Timeline
from outcomes.intake.gate.raw import RawSheet, RawWorkbook
from outcomes.intake.infer.covariates import covariate_blocks
from outcomes.intake.infer.endpoints import endpoint_blocks, ready_made
from outcomes.intake.infer.protocol_text import to_toml
from outcomes.intake.sheets.placing import placed_sheets
from outcomes.intake.sheets.tables import to_tables
from outcomes.model.protocol import StudyBlock, StudySpec, parse_protocol
from outcomes.model.study import Issue

__all__ = [
    "Inference", "infer", "infer_from_tables", "infer_protocol", "reference_of", "to_toml",
]  # fmt: skip

_CONTROL = re.compile(
    r"control|placebo|standard|conventional|usual|observation|alone|对照|安慰剂|标准|常规|单纯",
    re.IGNORECASE,
)
_MOST_ARMS = 8


class Inference(NamedTuple):
    """A protocol that was inferred, and what had to be assumed for it (info issues)."""

    spec: StudySpec
    issues: tuple[Issue, ...]


def infer_protocol(workbook: RawWorkbook, *, name: str) -> StudySpec:
    """Return a protocol for a workbook that came without one; see `infer`."""
    return infer(workbook, name=name).spec


def infer(workbook: RawWorkbook, *, name: str) -> Inference:
    """Return a protocol for a workbook, and what was assumed.

    Parameters
    ----------
    workbook : RawWorkbook
    name : str
        File name; its stem becomes id and title of the study.
    """
    patients = _patients(workbook)
    arms = _arm_values(patients) if patients else ()
    first = {
        "study": {"id": "study", "title": "study", "design": "observational"},
        "arm": arm_blocks(arms),
        "endpoint": ready_made(patients.header if patients else ()),
    }
    tables = to_tables(workbook, parse_protocol(first))
    inferred = infer_from_tables(tables.frames, arms, name, data_cutoff=tables.data_cutoff)
    sheet = tables.name("patients")
    return Inference(inferred.spec, tuple(_at(issue, sheet) for issue in inferred.issues))


def infer_from_tables(
    tables: Mapping[str, pd.DataFrame],
    arm_values: Sequence[str],
    name: str,
    *,
    data_cutoff: date | None = None,
) -> Inference:
    """Return a protocol that uses what typed tables hold.

    Parameters
    ----------
    tables : mapping of DataFrame
        Typed tables by sheet, ``patients`` among them.
    arm_values : sequence of str
        The distinct raw values of the column arm; fewer than two make no arms.
    name : str
        File name; its stem becomes id and title of the study.
    data_cutoff : date, optional
        As stated in the workbook; without one the latest date in it is taken.

    Notes
    -----
    Randomised is a study with a date of randomisation and at least two arms; without it a study of
    several arms is observational, another single-arm. Nothing is called prespecified: no covariate
    is in the adjustment set.
    """
    arms = arm_blocks(arm_values)
    study = _study(name, _design(tables["patients"], arms))
    rough = StudySpec(StudyBlock("study", "study", "observational"))
    line, _, _ = completed(rough, tables)
    issues: list[Issue] = []
    if data_cutoff is None and not line.dates_free:
        data_cutoff, issues = _latest(line)
    if data_cutoff is not None:
        study["data_cutoff"] = data_cutoff
    if arms:
        issues.append(_reference_note(arms, arm_values))
    blocks: dict[str, Any] = {"study": study, "arm": arms}
    blocks |= endpoint_blocks(line, study["design"])
    blocks["population"] = _sets(tables["patients"])
    blocks["covariate"] = covariate_blocks(tables["patients"])
    return Inference(parse_protocol(blocks), tuple(issues))


def _study(name: str, design: str) -> dict[str, Any]:
    stem = PurePath(name).stem
    return {
        "id": _slug(stem) or "study", "title": stem or "Study", "design": design,
        "workbook": name or "workbook.xlsx",
    }  # fmt: skip


def arm_blocks(values: Sequence[str]) -> list[dict[str, Any]]:
    """Return ``[[arm]]`` blocks for raw arm values, the reference first; none for fewer than two.

    Parameters
    ----------
    values : sequence of str
    """
    distinct = sorted({fold_value(v): v for v in reversed(values)}.values())
    if not 2 <= len(distinct) <= _MOST_ARMS:
        return []
    reference, _ = reference_of(distinct)
    ordered = [reference, *(v for v in distinct if v != reference)]
    blocks: list[dict[str, Any]] = []
    for number, value in enumerate(ordered, 1):
        arm_id = _slug(value)
        if not re.match("[a-z]", arm_id) or arm_id in {b["id"] for b in blocks}:
            arm_id = f"arm_{number}"
        blocks.append({"id": arm_id, "label": value, "reference": value == reference})
    return blocks


def reference_of(values: Sequence[str]) -> tuple[str, str]:
    """Return which raw arm value is the reference, and why.

    The one that reads like a control; else the one every other contains (SOX in HIPEC + SOX); else
    the first in sorted order.
    """
    controls = [v for v in values if _CONTROL.search(v)]
    if len(controls) == 1:
        return controls[0], "its name reads like a control"
    within = [
        v for v in values
        if all(fold_value(v) in fold_value(other) for other in values)
    ]  # fmt: skip
    if len(within) == 1 and len(fold_value(within[0])) > 1:
        return within[0], "every other arm contains its name"
    return sorted(values)[0], "it is the first in alphabetical order"


def _patients(workbook: RawWorkbook) -> RawSheet | None:
    rough = StudySpec(StudyBlock("study", "study", "observational"))
    placed, _ = placed_sheets(workbook, rough)
    return next((s for s in workbook.sheets if placed.get(s.name) == "patients"), None)


def _arm_values(patients: RawSheet) -> tuple[str, ...]:
    for position, header in enumerate(patients.header):
        column = find_column("patients", header)
        if column and column.name == "arm":
            texts = (as_text(row[position]) for row in patients.rows)
            known = (t for t in texts if not is_missing(t) and "→" not in t and "->" not in t)
            return tuple(dict.fromkeys(known))
    return ()


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
    message = f"the data cut-off is taken to be the latest date in the workbook, {day}"
    return day, [_info("cutoff_assumed", message, "Write data_cutoff in study.toml.")]


def _dates(line: Timeline) -> Iterator[pd.Timestamp]:
    for frame in (line.patients, *line.tables.values()):
        for column in frame.select_dtypes("datetime"):
            if frame[column].notna().any():
                yield frame[column].max()


def _reference_note(arms: Sequence[Mapping[str, Any]], values: Sequence[str]) -> Issue:
    _, why = reference_of([arm["label"] for arm in arms])
    message = f"the arm '{arms[0]['label']}' is taken as reference because {why}"
    return _info("reference_assumed", message, "Write reference = true in study.toml.")


def _info(rule: str, message: str, remedy: str) -> Issue:
    return Issue("info", "patients", "", rule, message, remedy)


def _at(issue: Issue, sheet: str) -> Issue:
    return Issue(issue.severity, sheet, issue.cell, issue.rule, issue.message, issue.remedy)


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", text.casefold()).strip("_")
