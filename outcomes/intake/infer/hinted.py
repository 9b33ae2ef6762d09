"""A layout as a visitor corrected it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from outcomes.intake.infer.arms import SAID
from outcomes.intake.layout import Layout
from outcomes.model.file.hints import Hints
from outcomes.model.protocol import StudySpec


def hinted(layout: Layout, hints: Hints) -> Layout:
    """Return a layout in which what the visitor says wins over what was guessed.

    A header they gave another meaning, or none, is no longer guessed; a column they gave another
    header is read from that alone.
    """
    said = dict(hints.columns)
    spoken = {*said.values(), *hints.unread}
    guessed = {n: h for n, h in layout.columns.items() if n not in said and h not in spoken}
    columns = {**guessed, **said}
    values: dict[str, dict[str, tuple[str, ...]]] = {}
    for column, code, entry in hints.values:
        codes = values.setdefault(f"patients.{column}", {})
        codes[code] = (*codes.get(code, ()), entry)
    blocks = {
        **layout.blocks,
        "columns": columns,
        "values": {name.partition(".")[2]: codes for name, codes in values.items()},
        "study": {**layout.blocks.get("study", {}), **_study(hints)},
    }
    order = {hints.reference: SAID} if hints.reference else layout.arm_order
    issues = tuple(i for i in layout.issues if not _answered(i.rule, i.message, spoken))
    return replace(
        layout, columns=columns, values={**layout.values, **values}, blocks=blocks,
        arm_order=order, issues=issues,
        scores={n: score for n, score in layout.scores.items() if n in guessed},
    )  # fmt: skip


def with_said_endpoints(spec: StudySpec, hints: Hints) -> StudySpec:
    """Return a protocol whose endpoints are made of the columns the visitor says."""
    said: dict[str, dict[str, Any]] = {}
    for endpoint, key, columns in hints.endpoints:
        said.setdefault(endpoint, {})[key] = columns if key == "event" else columns[0]
    endpoints = tuple(replace(e, **said.get(e.id, {})) for e in spec.endpoints)
    return replace(spec, endpoints=endpoints)


def _study(hints: Hints) -> dict[str, Any]:
    said: dict[str, Any] = {}
    if hints.design:
        said["design"] = hints.design
    if hints.date_order:
        said["date_order"] = hints.date_order
    if hints.data_cutoff:
        said["data_cutoff"] = date.fromisoformat(hints.data_cutoff)
    if hints.missing:
        said["missing"] = list(hints.missing)
    return said


def _answered(rule: str, message: str, spoken: set[str]) -> bool:
    """Whether an issue asks what the visitor has answered."""
    return rule in ("header_guessed", "header_unsure") and any(f"'{h}'" in message for h in spoken)
