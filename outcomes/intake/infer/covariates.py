"""Which baseline columns of a workbook can serve as covariates, as blocks of ``study.toml``."""

from typing import Any

import pandas as pd

from outcomes.dictionary import Column, columns_of

KEYS = ("ascites_category", "ascites_ml", "ascites_at_baseline")
"""Baseline ascites is the dominant prognostic covariate of this setting: as the file has it."""

_ORDERED = ("ascites_category", "p_status", "differentiation", "ecog", "borrmann")
_UNORDERED = {"PX", "unknown", "signet_ring", "P1", "P2", "P3"}
_MOST_LEVELS = 8
_CUTS = {"age": 65.0, "pci": 12.0, "albumin": 35.0}


def covariate_blocks(patients: pd.DataFrame) -> list[dict[str, Any]]:
    """Return a covariate block per baseline column of the dictionary with at least two values.

    Parameters
    ----------
    patients : DataFrame
    """
    columns = [c for c in columns_of("patients").values() if c.baseline and c.name in patients]
    blocks = [_block(column, patients[column.name].dropna()) for column in columns]
    found = [block for block in blocks if block is not None]
    ids = {block["id"] for block in found}
    key = next((name for name in KEYS if name in ids), None)
    marked = [block | {"key": True} if block["id"] == key else block for block in found]
    return sorted(marked, key=lambda block: block["id"] != key)


def _block(column: Column, values: pd.Series) -> dict[str, Any] | None:
    distinct = values.unique()
    if len(distinct) < 2:
        return None
    block: dict[str, Any] = {"id": column.name, "label": column.label, "kind": "continuous"}
    if column.kind == "yesno":
        return block | {"kind": "binary", "subgroup": True}
    numeric = column.kind in ("number", "integer")
    if numeric and column.name not in _ORDERED:
        block |= {"unit": column.unit} if column.unit else {}
        if column.name in _CUTS:
            block |= {"cut": _CUTS[column.name], "subgroup": column.name == "age"}
        return block
    levels = _levels(column, {f"{v:g}" if isinstance(v, float) else str(v) for v in distinct})
    if len(levels) > _MOST_LEVELS:
        return None
    ordered = column.name in _ORDERED and not _UNORDERED & set(levels)
    block |= {"kind": "ordinal" if ordered else "categorical", "levels": levels}
    return block | {"subgroup": True}


def _levels(column: Column, present: set[str]) -> list[str]:
    order = [code.value for code in column.codes if code.value in present]
    return order + sorted(present - set(order))
