"""Which arms a workbook without a protocol has, and which of them is the reference."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from outcomes.dictionary import find_column, fold, fold_value
from outcomes.intake.cells.cell import as_text, is_missing, is_none
from outcomes.intake.cells.coded.spelling import alike, denies
from outcomes.intake.gate.raw import RawSheet

_CONTROL = re.compile(
    r"control|placebo|standard|conventional|usual|observation|alone|best supportive"
    r"|对照|安慰剂|标准|常规|单纯",
    re.IGNORECASE,
)
_INTRAPERITONEAL = re.compile(
    r"hipec|pipac|intraperitoneal|\bip\b|腹腔(?!镜)|热灌注", re.IGNORECASE
)
_MOST_ARMS = 8
_FEW = 5  # none of one patient in so many is an arm without the treatment, of fewer a blank
_RARE = 20  # one patient in so many
SAID = float("-inf")
"""Number of the arm somebody said is the reference."""

Order = Mapping[str, float]
"""Number of an arm by its raw value, where the file numbers its arms."""


class Reference(NamedTuple):
    """The arm others are compared with, why, and whether its name or number says so."""

    arm: str
    why: str
    sure: bool = True


def arm_values(patients: RawSheet, mapped: str = "", said: Iterable[str] = ()) -> tuple[str, ...]:
    """Return the distinct raw values of the column arm: of the header mapped to it, if any.

    A spelling of which somebody ``said`` what arm it means is none of its own.

    A rarer spelling that looks like a slip of a commoner one is no arm of its own; one that is rare
    itself may be a slip of a short name, too.
    """
    for position, header in enumerate(patients.header):
        column = find_column("patients", header)
        if fold(header) == fold(mapped) if mapped else column and column.name == "arm":
            texts = [as_text(row[position]) for row in patients.rows]
            counts = Counter(texts)
            none = {t for t in counts if is_none(t) and counts[t] * _FEW >= len(texts)}
            said_arms = (t for t in texts if t in none or not is_missing(t))
            known = (t for t in said_arms if "→" not in t and "->" not in t)
            others = {fold_value(text) for text in said}
            return _without_slips(Counter(t for t in known if fold_value(t) not in others))
    return ()


def _without_slips(found: Counter[str]) -> tuple[str, ...]:
    kept: list[str] = []
    for text, n in found.most_common():
        least = 3 if n * _RARE <= found.total() else 5
        same = any(fold_value(text) == fold_value(other) for other in kept)
        if same or not any(alike(text, other, least) for other in kept):
            kept.append(text)
    return tuple(text for text in found if text in kept)


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
    reference = reference_of(distinct, order).arm
    ordered = [reference, *(v for v in distinct if v != reference)]
    blocks: list[dict[str, Any]] = []
    for number, value in enumerate(ordered, 1):
        arm_id = slug(value)
        if not re.match("[a-z]", arm_id) or arm_id in {b["id"] for b in blocks}:
            arm_id = f"arm_{number}"
        blocks.append({"id": arm_id, "label": value, "reference": value == reference})
    return blocks


def reference_of(values: Sequence[str], order: Order | None = None) -> Reference:
    """Return which raw arm value is the reference.

    The one somebody said it is; else the one that denies a treatment (No HIPEC); else the one that
    reads like a control; else the one with the lowest number in the file; else the one every other
    contains (SOX in HIPEC + SOX); else the only one that names no intraperitoneal treatment; else
    nothing says so, and the first in sorted order is taken.
    """
    said = [v for v in values if (order or {}).get(v) == SAID]
    if said:
        return Reference(said[0], "somebody said so")
    without = [v for v in values if denies(v, (o for o in values if o != v))]
    if len(without) == 1:
        return Reference(without[0], "its name says that a treatment was not given")
    controls = [v for v in values if _CONTROL.search(v)]
    if len(controls) == 1:
        return Reference(controls[0], "its name reads like a control")
    if order and set(values) <= set(order):
        lowest = min(values, key=lambda v: order[v])
        return Reference(lowest, "its number in the file is the lowest")
    within = [
        v for v in values
        if all(fold_value(v) in fold_value(other) for other in values)
    ]  # fmt: skip
    if len(within) == 1 and len(fold_value(within[0])) > 1:
        return Reference(within[0], "every other arm contains its name")
    others = [v for v in values if not _INTRAPERITONEAL.search(v)]
    if len(others) == 1:
        return Reference(others[0], "every other arm names an intraperitoneal treatment")
    why = "it is the first in alphabetical order; nothing in the file says which one it is"
    return Reference(sorted(values)[0], why, sure=False)


def slug(text: str) -> str:
    """Return a text as an id: lower case, underscores between its letters and digits."""
    return re.sub(r"[^a-z0-9]+", "_", text.casefold()).strip("_")
