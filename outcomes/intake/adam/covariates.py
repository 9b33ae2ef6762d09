"""Randomization strata and further baseline columns of ADSL, as blocks of ``study.toml``."""

import re
from typing import Any

import pandas as pd

from outcomes.dictionary import find_column
from outcomes.intake.adam.tables import constant, texts
from outcomes.intake.gate.raw import RawSheet

_LABELS = {"RACE": "Race", "ETHNIC": "Ethnicity", "REGION1": "Region"}
_STRATA = (r"STRAT\d+R", r"STRATAR", r"STRATA", r"STRAT\d+", r"STRAT\w*(?<![ND])")
"""The factors as randomized, else all of them as one, else whatever is called strata."""
_MOST_LEVELS = 8


def strata_blocks(patients: RawSheet) -> list[dict[str, Any]]:
    """Return a covariate block per randomization stratum of ADSL (STRAT…)."""
    frame = texts(patients)
    for pattern in _STRATA:
        names = [c for c in frame if re.fullmatch(pattern, str(c))]
        blocks = [_block(str(c), frame[c], _described(frame, str(c))) for c in names]
        if found := [block for block in blocks if block]:
            return found
    return []


def _described(frame: pd.DataFrame, name: str) -> str:
    """Return what the standard's column …D says of a stratum, for all the same."""
    return constant(frame, re.sub("R?$", "D", name, count=1))


def baseline_blocks(patients: RawSheet) -> list[dict[str, Any]]:
    """Return a covariate block per baseline column of ADSL that the dictionary does not know."""
    frame = texts(patients)
    names = [
        str(c) for c in frame
        if (c in _LABELS or str(c).endswith("BL")) and not find_column("patients", str(c))
    ]  # fmt: skip
    blocks = [_block(name, frame[name], _LABELS.get(name, "")) for name in names]
    return [block for block in blocks if block]


def _block(name: str, cells: pd.Series, label: str) -> dict[str, Any] | None:
    known = cells[cells != ""]
    levels = list(known.value_counts(sort=True).index)
    block = {"id": name.lower(), "label": label or name}
    if len(levels) > _MOST_LEVELS and pd.to_numeric(known, errors="coerce").notna().all():
        return block | {"kind": "continuous"}
    if not 2 <= len(levels) <= _MOST_LEVELS:
        return None
    return block | {"kind": "categorical", "levels": levels, "subgroup": True}
