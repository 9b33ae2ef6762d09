"""Which endpoints the columns of a workbook allow, as blocks of ``study.toml``."""

import re
from collections.abc import Iterable, Sequence
from typing import Any

import pandas as pd

from outcomes.intake.derive.timeline import ENROLLMENT, Timeline

_TIME = re.compile(r"^(?P<stem>[A-Za-z]\w*?)_(?P<unit>days|weeks|months|years)$", re.IGNORECASE)
_LABELS = {
    "os": "Overall survival", "pfs": "Progression-free survival", "efs": "Event-free survival",
    "dfs": "Disease-free survival", "rfs": "Recurrence-free survival",
    "pmfs": "Peritoneal-metastasis-free survival", "ttp": "Time to progression",
}  # fmt: skip

Block = dict[str, Any]


def ready_made(headers: Iterable[str]) -> list[Block]:
    """Return an endpoint block per pair of headers such as ``os_months`` and ``os_event``.

    ``os_status`` is read like ``os_event`` (1 = event), ``os_cnsr`` by the CDISC coding.

    Parameters
    ----------
    headers : iterable of str
    """
    known = {header.casefold(): header for header in headers}
    blocks: list[Block] = []
    for header in known.values():
        match = _TIME.match(header)
        if not match:
            continue
        stem = match["stem"].casefold()
        block: Block = {
            "id": stem, "label": _LABELS.get(stem, match["stem"]), "kind": "time_to_event",
            "time": header, "unit": match["unit"].casefold(),
        }  # fmt: skip
        for ending, key in (
            ("event", "event_column"), ("status", "event_column"), ("cnsr", "censor_column"),
        ):  # fmt: skip
            if f"{stem}_{ending}" in known and stem not in {b["id"] for b in blocks}:
                blocks.append(block | {key: known[f"{stem}_{ending}"]})
                break
    return blocks


def endpoint_blocks(line: Timeline, design: str, given: Sequence[Block] = ()) -> Block:
    """Return the blocks ``endpoint``, ``ascites`` and ``conversion`` a workbook allows.

    Parameters
    ----------
    line : Timeline
        With the derived columns.
    design : str
    given : sequence of blocks, optional
        The endpoints with times that the file itself defines; no others are looked for.
    """
    origin = _origin(line, design)
    whole = "itt" if design == "randomised" else "all"
    found = given or ready_made(line.patients.columns)
    blocks = [_with_kind(block, line.patients) for block in found]
    timed = _from_dates(line, origin) if origin and not given else []
    blocks += [block for block in timed if block["id"] not in {b["id"] for b in blocks}]
    made: Block = {"endpoint": blocks}
    if _known(line, "conversion_surgery") and (line.patients["conversion_surgery"] == 1).any():
        blocks.append(_proportion("conversion", "Conversion surgery", "conversion_surgery", whole))
        if _known(line, "r0_resection"):
            blocks.append(_proportion("r0_resection", "R0 resection", "r0_resection", whole))
        if origin:
            made["conversion"] = {"origin": origin}
    if _known(line, "ascites_control"):
        control = ("ascites_control", "Ascites control", "ascites_control", "ascites_at_baseline")
        blocks.append(_proportion(*control))
        made["ascites"] = _ascites_rules(line, origin)
    if _known(line, "objective_response"):
        response = ("objective_response", "Objective response", "objective_response", whole)
        blocks.append(_proportion(*response))
    return made


def _origin(line: Timeline, design: str) -> str:
    """Randomisation for a randomised study, else the first treatment, else enrollment."""
    order = ENROLLMENT if design == "randomised" else ENROLLMENT[::-1]
    for name in order:
        if line.dates_free or _known(line, name):
            return name
    return ""


def _from_dates(line: Timeline, origin: str) -> list[Block]:
    has = set(line.patients.columns)
    followed = "death_date" in has and _known(line, "last_contact_date")
    blocks: list[Block] = []
    if followed:
        blocks.append(
            _timed("os", origin, ["death_date"], "last_contact_date") | {"landmarks": [12]}
        )
    # Without a date of the last assessment, who has not progressed was free of it when last seen.
    seen = next((c for c in ("last_assessment_date", "last_contact_date") if _known(line, c)), "")
    if {"progression_date", "death_date"} <= has and seen:
        pfs = _timed("pfs", origin, ["progression_date", "death_date"], seen)
        blocks.append(pfs | {"landmarks": [6, 12]})
    if followed and _known(line, "conversion_date"):
        conversion = _timed("time_to_conversion", origin, ["conversion_date"], "last_contact_date")
        blocks.append(
            conversion
            | {"kind": "competing", "label": "Time to conversion surgery"}
            | {"competing": ["death_date"], "landmarks": [6, 12]}
        )
    return blocks


def _timed(name: str, origin: str, events: list[str], censor: str) -> Block:
    return {
        "id": name, "label": _LABELS.get(name, name), "kind": "time_to_event", "origin": origin,
        "event": events, "censor": censor,
    }  # fmt: skip


def _proportion(name: str, label: str, success: str, denominator: str) -> Block:
    return {
        "id": name, "label": label, "kind": "proportion", "success": success,
        "denominator": denominator,
    }  # fmt: skip


def _with_kind(block: Block, patients: pd.DataFrame) -> Block:
    codes = pd.to_numeric(patients.get(block.get("event_column"), pd.Series(dtype=float)), "coerce")
    return block | {"kind": "competing"} if (codes == 2).any() else block


def _ascites_rules(line: Timeline, origin: str) -> Block:
    visits = line.tables["ascites"]
    graded = "category" in visits and visits["category"].notna().any()
    rules: Block = {"criteria": "category_shift" if graded else "who_effusion"}
    if not _known(line, "first_treatment_date") and origin:
        rules["origin"] = origin
    return rules


def _known(line: Timeline, column: str) -> bool:
    return column in line.patients and bool(line.patients[column].notna().any())
