"""Which arms a workbook without a protocol has, and which of them is the reference."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from outcomes.dictionary import find_column, fold, fold_value
from outcomes.intake.cells.cell import as_text, is_missing
from outcomes.intake.gate.raw import RawSheet

_CONTROL = re.compile(
    r"control|placebo|standard|conventional|usual|observation|alone|对照|安慰剂|标准|常规|单纯",
    re.IGNORECASE,
)
_MOST_ARMS = 8

Order = Mapping[str, float]
"""Number of an arm by its raw value, where the file numbers its arms."""


def arm_values(patients: RawSheet, mapped: str = "") -> tuple[str, ...]:
    """Return the distinct raw values of the column arm: of the header mapped to it, if any."""
    for position, header in enumerate(patients.header):
        column = find_column("patients", header)
        if fold(header) == fold(mapped) if mapped else column and column.name == "arm":
            texts = (as_text(row[position]) for row in patients.rows)
            known = (t for t in texts if not is_missing(t) and "→" not in t and "->" not in t)
            return tuple(dict.fromkeys(known))
    return ()


def arm_blocks(values: Sequence[str], order: Order | None = None) -> list[dict[str, Any]]:
    """Return ``[[arm]]`` blocks for raw arm values, the reference first; none for fewer than two.

    Parameters
    ----------
    values : sequence of str
    order : mapping, optional
        Numbers by which the arms are sorted; without them they stand in alphabetical order.
    """
    numbers = order or {}
    found = {fold_value(v): v for v in reversed(values)}.values()
    distinct = sorted(found, key=lambda v: (numbers.get(v, float("inf")), v))
    if not 2 <= len(distinct) <= _MOST_ARMS:
        return []
    reference, _ = reference_of(distinct, order)
    ordered = [reference, *(v for v in distinct if v != reference)]
    blocks: list[dict[str, Any]] = []
    for number, value in enumerate(ordered, 1):
        arm_id = slug(value)
        if not re.match("[a-z]", arm_id) or arm_id in {b["id"] for b in blocks}:
            arm_id = f"arm_{number}"
        blocks.append({"id": arm_id, "label": value, "reference": value == reference})
    return blocks


def reference_of(values: Sequence[str], order: Order | None = None) -> tuple[str, str]:
    """Return which raw arm value is the reference, and why.

    The one that reads like a control; else the one with the lowest number; else the one every other
    contains (SOX in HIPEC + SOX); else the first in sorted order.
    """
    controls = [v for v in values if _CONTROL.search(v)]
    if len(controls) == 1:
        return controls[0], "its name reads like a control"
    if order and set(values) <= set(order):
        return min(values, key=lambda v: order[v]), "its number in the file is the lowest"
    within = [
        v for v in values
        if all(fold_value(v) in fold_value(other) for other in values)
    ]  # fmt: skip
    if len(within) == 1 and len(fold_value(within[0])) > 1:
        return within[0], "every other arm contains its name"
    return sorted(values)[0], "it is the first in alphabetical order"


def slug(text: str) -> str:
    """Return a text as an id: lower case, underscores between its letters and digits."""
    return re.sub(r"[^a-z0-9]+", "_", text.casefold()).strip("_")
