"""Rows of the sheet ``ascites`` as assessments counted from the first dose."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from outcomes.clinical.ascites_rules import CATEGORIES, Assessment
from outcomes.model.file.unread import unread

FIVE_POINTS = tuple(f"thickness_{point}_cm" for point in "abcde")
_AMOUNTS = ("category", "volume_ml", *FIVE_POINTS)


def five_point_ml(ascites: pd.DataFrame) -> pd.Series:
    """Return the volume by the five-point method: sum of the thicknesses (cm) × 200 ml."""
    if not set(FIVE_POINTS) <= set(ascites.columns):
        return pd.Series(np.nan, ascites.index)
    return ascites[list(FIVE_POINTS)].astype(float).sum(axis=1, skipna=False) * 200.0


def assessments_of(
    table: pd.DataFrame, days: Sequence[float] | np.ndarray
) -> dict[str, list[Assessment]]:
    """Return the assessments of each patient, in the order of the rows.

    Parameters
    ----------
    table
        Rows of the sheet ``ascites``.
    days : shape (n,)
        Day of each row, 0 = that of the first dose; a row of unknown day is left out, but for one
        whose date cannot be read.
    """
    blank = pd.Series(np.nan, table.index)
    volume = table.get("volume_ml", blank).astype(float).fillna(five_point_ml(table))
    drained = table.get("drained_ml", blank)
    undated = unread(table, "assessment_date") & np.isnan(days)
    lost = undated | unread(table, *_AMOUNTS, "drained_ml", "post_drainage")
    perhaps = unread(table, "drained_ml") | (undated & (drained > 0).to_numpy())
    rows = zip(
        table["patient_id"], np.where(undated, np.inf, days), table.get("category", blank), volume,
        drained, table.get("post_drainage", blank), lost, perhaps, strict=True,
    )  # fmt: skip
    found: dict[str, list[Assessment]] = {}
    for patient, day, category, amount, taken, after, *marks in rows:
        if not np.isnan(day):
            visit = Assessment(
                day, _text(category), _number(amount), taken > 0, after == 1, *map(bool, marks)
            )
            found.setdefault(patient, []).append(visit)
    return found


def recorded_of(patients: pd.DataFrame) -> list[Assessment | None]:
    """Return what the sheet patients says about ascites at baseline; None where it is silent."""
    blank = pd.Series(np.nan, patients.index)
    columns = (patients.get(name, blank).tolist() for name in ("ascites_category", "ascites_ml"))
    said = [(_text(category), _number(volume)) for category, volume in zip(*columns, strict=True)]
    visits = {pair: Assessment(0.0, *pair) for pair in set(said)}  # few differ
    seen = {pair: visit if visit.seen else None for pair, visit in visits.items()}
    return [seen[pair] for pair in said]


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value in CATEGORIES else None


def _number(value: object) -> float | None:
    return None if value is None or value != value else float(value)  # type: ignore[arg-type]
