"""One raw cell to one score: ECOG performance status, grades."""

import re

from outcomes.dictionary import Column, fold_value
from outcomes.intake.cells.cell import (
    Cleaned,
    as_text,
    error,
    flagged,
    is_missing,
    quoted,
    unresolved,
)
from outcomes.intake.cells.decimals import Mark
from outcomes.intake.cells.numbers import clean_number, within_range
from outcomes.intake.gate.raw import Raw
from outcomes.model.file.told import told

_GRADE = re.compile(
    r"^(?:ctcae|grade|gr|g|borrmann|型|级)?[-:=.]?([1-9]|iv|v|i{1,3})(?:级|度|型)?$", re.I
)
_GRADE_RANGE = re.compile(
    r"^(?:grade|g)?([1-5]|iv|v|i{1,3})[-~–/至到](?:g)?([1-5]|iv|v|i{1,3})(?:级|度)?$", re.I
)
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5}
_GRADE_WORDS = {
    "轻度": 1, "中度": 2, "重度": 3, "危及生命": 4, "mild": 1, "moderate": 2, "severe": 3,
    "life-threatening": 4,
}  # fmt: skip


def clean_ecog(raw: Raw, column: Column, decimal: Mark = "") -> Cleaned:
    """Return an ECOG performance status; a range is not read, a Karnofsky index is an error."""
    text = fold_value(as_text(raw))
    if re.fullmatch(r"(?:ecog|ps)*[=:]?[0-5][-~–/或][0-5]分?", text):
        return unresolved(
            "range",
            told("{} {} is a range", column.name, quoted(raw)),
            "Write one number from 0 to 5.",
        )
    if match := re.fullmatch(r"(?:ecog|ps|评分|-)*[=:]?(\d+)(?:分|级)?", text):
        raw = int(match[1])
    karnofsky = text.startswith("kps") or (isinstance(raw, int | float) and raw in range(10, 101))
    if karnofsky:
        message = told("{} {} looks like a Karnofsky index", column.name, quoted(raw))
        return error("ecog_or_kps", message, "Write ECOG from 0 to 5, or name the column kps.")
    return clean_number(raw, column, decimal)


def clean_grade(raw: Raw, column: Column, decimal: Mark = "") -> Cleaned:
    """Return a grade; ``3-4`` is read as the higher with a warning."""
    if not isinstance(raw, str) or is_missing(raw):
        return clean_number(raw, column, decimal)
    text = fold_value(raw)
    if match := _GRADE.match(text):
        return within_range(Cleaned(float(_grade(match[1]))), column)
    if match := _GRADE_RANGE.match(text):
        value = float(max(_grade(match[1]), _grade(match[2])))
        message = told("{} {} is a range and is read as its upper end", column.name, quoted(raw))
        return within_range(flagged(value, "range", message, "Write one grade."), column)
    if text in _GRADE_WORDS and column.high == 5:
        value = float(_GRADE_WORDS[text])
        message = told("{} {} is a word and is read as its grade", column.name, quoted(raw))
        return flagged(value, "grade_word", message, "Write the grade as a number.")
    return clean_number(raw, column, decimal)


def _grade(text: str) -> int:
    return _ROMAN.get(text.lower()) or int(text)
