"""The data dictionary: sheets, columns, codes, units and the names they go by."""

from outcomes.dictionary.lookup import (
    AMBIGUOUS,
    SHEETS,
    UNITS,
    bare,
    columns_of,
    day_column,
    find_column,
    find_sheet,
    fold,
    fold_value,
    header_unit,
    is_ambiguous,
    rank,
    sheet_named,
    unit_of,
)
from outcomes.dictionary.schema import Code, Codes, Column, Kind, Sheet

__all__ = [
    "AMBIGUOUS",
    "SHEETS",
    "UNITS",
    "Code",
    "Codes",
    "Column",
    "Kind",
    "Sheet",
    "bare",
    "columns_of",
    "day_column",
    "find_column",
    "find_sheet",
    "fold",
    "fold_value",
    "header_unit",
    "is_ambiguous",
    "rank",
    "sheet_named",
    "unit_of",
]
