"""One raw cell to one number: measurements, ascites volumes, performance status, grades."""

import datetime as dt
import re
from math import nan
from typing import NamedTuple

from outcomes.dictionary import Column, fold_value, unit_of
from outcomes.intake.cells.cell import (
    BLANK,
    Cleaned,
    as_text,
    error,
    flagged,
    is_missing,
    noted,
    quoted,
    unresolved,
)
from outcomes.intake.cells.decimals import TOKEN, Mark, mark_of, number_of
from outcomes.intake.gate.raw import Raw
from outcomes.model.file.told import told

FACTORS = {
    ("l", "ml"): 1000.0, ("mm", "cm"): 0.1, ("cm", "mm"): 10.0, ("g/dl", "g/l"): 10.0,
    ("h", "min"): 60.0, ("min", "h"): 1 / 60, ("days", "h"): 24.0,
}  # fmt: skip
"""Factor from one unit to another, where it is only arithmetic."""

_ABOUT, _BOUND = r"约|大约|大概|~|≈|about|ca\.?", r"<=|>=|[<>≤≥]|大于|小于|超过"
_WRITTEN = re.compile(rf"^({_ABOUT})?({_BOUND})?({TOKEN})(.*)$", re.I | re.DOTALL)
_RANGE = re.compile(rf"^(?:[^\d]{{0,4}})[-~–—至到]({TOKEN})")
_REST = re.compile(r"^([^(\[↑↓?*#;,]*)(.*)$", re.DOTALL)
_LIKE_A_DIGIT = re.compile(r"[ol〇]|i(?![a-z])")  # of a folded text
_AMOUNT_WORDS = frozenset("无 未见 少量 中量 大量 none small moderate massive 包裹性".split())


_LARGEST = 1e15  # beyond it a cell holds no measurement


class Written(NamedTuple):
    """A number as written: its value, what stands around it, whether another one follows it.

    The value is nan where the text is no number, or one whose mark can be read two ways
    (``either``).
    """

    value: float
    about: bool = False
    bound: str = ""
    range: bool = False
    unit: str = ""
    note: str = ""
    comma: bool = False
    either: bool = False


def read_written(text: str, decimal: Mark = "") -> Written | None:
    """Return the number a text begins with and what surrounds it, or None.

    ``decimal`` is the decimal mark of the column, where its cells tell.
    """
    match = _WRITTEN.match(fold_value(text))
    if not match:
        return None
    token, rest = match[3], match[4]
    number = number_of(token, decimal)
    value = nan if number is None else number
    mark = mark_of(token)
    comma = mark == "," and decimal != ","
    either = mark is None and not decimal
    if _RANGE.match(rest):
        return Written(value, bool(match[1]), "", True, "", "", comma, either)
    split = _REST.match(rest)
    words, note = (split[1], split[2]) if split else (rest, "")
    unit = unit_of(words)
    about = bool(match[1]) or words in ("左右", "余", "多", "上下")
    if words and not unit and not about:
        note = words + note
    return Written(value, about, match[2] or "", False, unit, note, comma, either)


def token_of(text: str) -> str:
    """Return the number a text begins with, as it is written; "" where there is none."""
    match = _WRITTEN.match(fold_value(text))
    return match[3] if match else ""


def clean_number(raw: Raw, column: Column, decimal: Mark = "") -> Cleaned:
    """Return the number of a cell in the unit of its column.

    A bound such as ``<0.5`` is read as its limit with a warning; a range is not read, nor a number
    whose mark may be the decimal one or not.
    """
    if raw is None:
        return BLANK
    if isinstance(raw, int | float) and not isinstance(raw, bool):
        return _plain(raw, column)
    if isinstance(raw, bool | dt.datetime | dt.date | dt.time):
        return _not_a_number(raw, column)
    if is_missing(raw):
        return BLANK
    text = as_text(raw)
    written = read_written(text, decimal)
    if written is None:
        return _not_a_number(text, column)
    return within_range(_read(written, text, column), column)


def _plain(raw: float, column: Column) -> Cleaned:
    if raw != raw:
        return BLANK
    if abs(raw) > _LARGEST:
        return _not_a_number(raw, column)
    return within_range(Cleaned(float(raw)), column)


def _not_a_number(raw: Raw, column: Column) -> Cleaned:
    if isinstance(raw, dt.datetime | dt.date | dt.time):
        return error(
            "not_a_number",
            told("{} is a date: the spreadsheet turned the entry into one", column.name),
            "Format the column as number and enter the value again.",
        )
    return error(
        "not_a_number", told("{} {} is not a number", column.name, quoted(raw)), _wanted(column)
    )


def _wanted(column: Column) -> str:
    if not column.unit:
        return told("Write a plain number, or leave it blank.")
    return told("Write a plain number in {}, or leave it blank.", column.unit)


def _read(written: Written, text: str, column: Column) -> Cleaned:
    name, shown = column.name, quoted(text)
    if _LIKE_A_DIGIT.match(written.note):
        return error(
            "letter_in_number",
            told("{} {} contains a letter like a digit", name, shown),
            _wanted(column),
        )
    if written.range:
        return unresolved(
            "range", told("{} {} is a range, not a number", name, shown), _wanted(column)
        )
    if written.either:
        return error(
            "decimal_mark", told("{} {} may have a decimal mark or one of thousands", name, shown),
            'Write decimal_mark = "," or "." in [study], or numbers without a mark of thousands.',
        )  # fmt: skip
    value = converted(written, column)
    if not abs(written.value) <= _LARGEST:
        return _not_a_number(text, column)
    if value is None:
        return error(
            "unit",
            told("{} {} is in {}, not in {}", name, shown, written.unit, column.unit),
            _wanted(column),
        )
    if written.note.startswith("?"):
        return unresolved(
            "questioned", told("{} {} carries a question mark", name, shown), _wanted(column)
        )
    if written.note and written.note[0] not in "(↑↓*[#":
        return _not_a_number(text, column)
    return _with_flags(value, written, shown, column)


def _with_flags(value: float, written: Written, shown: str, column: Column) -> Cleaned:
    name = column.name
    if written.bound:
        return flagged(
            value,
            "bound",
            told("{} {} is a bound and is read as its limit", name, shown),
            _wanted(column),
        )
    if written.about:
        return flagged(
            value, "approximate", told("{} {} is approximate and is read as exact", name, shown),
            _wanted(column),
        )  # fmt: skip
    if written.comma:
        return flagged(
            value, "decimal_comma", told("{} {} has a decimal comma and is read so", name, shown),
            "Write a decimal point.",
        )  # fmt: skip
    if written.note:
        return noted(value, told("{} is followed by a mark or note, which is not read", name))
    return Cleaned(value)


def converted(written: Written, column: Column) -> float | None:
    """Return the value in the unit of the column; None where the units do not convert."""
    if not written.unit or written.unit == column.unit:
        return written.value
    factor = FACTORS.get((written.unit, column.unit))
    return None if factor is None else written.value * factor


def within_range(cleaned: Cleaned, column: Column) -> Cleaned:
    """Return the number checked against the column's range and, for an integer, wholeness."""
    value = cleaned.value
    if value is None:
        return cleaned
    if column.kind == "integer" and value != int(value):
        return error("not_whole", told("{} is not a whole number", column.name), _wanted(column))
    low, high = column.low, column.high
    if (low is None or value >= low) and (high is None or value <= high):
        return cleaned
    if column.bounded:
        return error(
            "out_of_range",
            told("{} is outside {:g} to {:g}", column.name, low, high),
            told("{} lies between {:g} and {:g}.", column.label, low, high),
        )
    words = told("{} is outside {:g} to {:g}; it is not used", column.name, low, high)
    if column.unit:
        words = told("{} is outside {:g} to {:g} {}; it is not used",
                     column.name, low, high, column.unit)  # fmt: skip
    return unresolved("implausible", words, "Check the entry.")


def clean_amount(raw: Raw, column: Column, unit_stated: bool, decimal: Mark = "") -> Cleaned:
    """Return an ascites volume in milliliters.

    A word, a depth in cm, a range, a bound, and a number where neither cell nor header names the
    unit are left open with a warning: amounts in cm, ml and l stand in the same columns.
    """
    written: Written | None
    if isinstance(raw, int | float) and not isinstance(raw, bool) and abs(raw) <= _LARGEST:
        written = Written(float(raw))
    elif isinstance(raw, str) and not is_missing(raw):
        written = read_written(as_text(raw), decimal)
    else:
        return clean_number(raw, column, decimal)
    shown, name = quoted(raw), column.name
    if written is None:
        if fold_value(as_text(raw)) in _AMOUNT_WORDS:
            return unresolved(
                "amount_word", told("{} {} is a category, not a volume", name, shown),
                "Put the category into the column of categories.",
            )  # fmt: skip
        return clean_number(raw, column, decimal)
    if written.bound or written.range:
        return unresolved(
            "amount_interval",
            told("{} {} is an interval, not a volume", name, shown),
            _wanted(column),
        )
    if written.unit in ("cm", "mm"):
        return unresolved(
            "amount_depth", told("{} {} is a depth, not a volume", name, shown),
            "Put it into depth_cm, or give the volume in ml.",
        )  # fmt: skip
    if not written.unit and not unit_stated and written.value:
        return unresolved(
            "amount_unit", told("{} {} has no unit: ml, l or cm", name, shown),
            "Name the unit in the header, or map the column in [columns] of study.toml.",
        )  # fmt: skip
    return within_range(_read(written, as_text(raw), column), column)
