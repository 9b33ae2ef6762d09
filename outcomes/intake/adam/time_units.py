"""The unit of ADTTE's AVAL, and whether it agrees with the dates it was made from."""

import re

import numpy as np
import pandas as pd

from outcomes.dictionary import unit_of
from outcomes.model.time_unit import DAYS_PER

_IN_BRACKETS = re.compile(r"\s*[(\[]\s*(?:in\s+)?(\w+)\s*[)\]]\s*$", re.IGNORECASE)
_AGREE = 0.9
"""Share of the records whose dates must agree with a unit nobody wrote down."""


def label_and_unit(param: str) -> tuple[str, str]:
    """Return a parameter's name without the unit in brackets behind it, and that unit or ""."""
    match = _IN_BRACKETS.search(param)
    unit = unit_of(match[1]) if match else ""
    return (param[: match.start()], unit) if match and unit in DAYS_PER else (param, "")


def stated_units(records: pd.DataFrame) -> set[str]:
    """Return the units that AVALU and PARAM state, in the words of ``study.toml``."""
    said = {unit_of(text) for text in records.get("AVALU", pd.Series(dtype=object)) if text}
    said = said or {label_and_unit(text)[1] for text in records.get("PARAM", ()) if text}
    return said & set(DAYS_PER)


def unit_by_dates(records: pd.DataFrame) -> str:
    """Return the unit in which AVAL is the time between the dates; "" where none fits."""
    days = days_between(records)
    known = days.notna() & records["AVAL"].notna()
    if not known.any():
        return ""
    share = {
        unit: float((differences(records, unit)[known].abs() <= 1).mean()) for unit in DAYS_PER
    }
    best = max(share, key=lambda unit: share[unit])
    return best if share[best] >= _AGREE else ""


def days_between(records: pd.DataFrame) -> pd.Series:
    """Return ADT − STARTDT + 1 in days, nan where one of them is not a date."""
    if not {"ADT", "STARTDT"} <= set(records.columns):
        return pd.Series(np.nan, records.index)
    return (records["ADT"] - records["STARTDT"]).dt.days + 1.0


def differences(records: pd.DataFrame, unit: str) -> pd.Series:
    """Return AVAL less the time between the dates, in days; 0 where rounding explains it."""
    per = DAYS_PER[unit]
    gap = records["AVAL"] * per - days_between(records)
    rounding = 0.5 * 10.0 ** -decimals(records["AVAL"]) * per if unit != "days" else 0.0
    return gap.mask(gap.abs() <= rounding + 1e-6, 0.0)


def decimals(values: pd.Series) -> int:
    """Return with how many decimals the values of a column are written, at most 6."""
    known = values.dropna().to_numpy(float)
    return next((d for d in range(6) if np.allclose(known, known.round(d), atol=1e-9, rtol=0)), 6)
