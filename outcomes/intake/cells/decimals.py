"""Which mark of a number written as text is the decimal one: decided per column, never per cell.

``4,337`` is 4.337 in one country and 4337 in another. A cell alone tells only where the digits do:
``4,3`` has a decimal comma, ``1,234,567`` has none. What other cells of the column tell, then those
of the file, decides for the rest; without them nothing is read.
"""

import re
from collections.abc import Iterable
from typing import Literal

Mark = Literal["", ".", ","]

TOKEN = r"[+-]?(?:\d+(?:[.,]\d+)*\.?|\.\d+)(?:e[+-]?\d+)?"
"""A number as a text may write it."""

_PARTS = re.compile(r"([+-]?)([\d.,]+)((?:e[+-]?\d+)?)")
_GROUPED = {mark: re.compile(rf"[1-9]\d{{0,2}}(?:{re.escape(mark)}\d{{3}})+") for mark in ".,"}
_MARK = re.compile("[.,]")
_YEAR_MONTH = re.compile(r"(?:19|20)\d\d\.\d{1,2}")


def mark_of(token: str) -> Mark | None:
    """Return the decimal mark a number proves, "" where it has none, None where it may be either.

    Parameters
    ----------
    token : str
        Of the form `TOKEN`.
    """
    match = _PARTS.fullmatch(token)
    digits = match[2].rstrip(".") if match else ""
    marks = [c for c in digits if c in ".,"]
    if not marks:
        return ""
    last = marks[-1]
    if len(set(marks)) == 2:
        return last if marks.count(last) == 1 else ""  # type: ignore[return-value]
    grouped = _GROUPED[last].fullmatch(digits)
    if len(marks) > 1:
        return ("," if last == "." else ".") if grouped else ""
    return None if grouped and not match[3] else last  # type: ignore[index,return-value]


def number_of(token: str, decimal: Mark) -> float | None:
    """Return the value of a number, None where it is none or its marks can be read two ways.

    Parameters
    ----------
    token : str
        Of the form `TOKEN`.
    decimal : str
        The decimal mark of the column; used where the token alone does not tell.
    """
    mark = mark_of(token)
    mark = decimal if mark is None else mark
    if mark == "" and _MARK.search(token.rstrip(".")):
        return None
    sign, digits, power = _PARTS.fullmatch(token).groups()  # type: ignore[union-attr]
    other = "," if mark == "." else "."
    whole, _, fraction = digits.partition(mark) if mark else (digits.rstrip("."), "", "")
    if other in whole and not _GROUPED[other].fullmatch(whole):
        return None
    if _MARK.search(fraction):
        return None
    return float(f"{sign}{_MARK.sub('', whole) or '0'}.{fraction or '0'}{power}")


def decimal_of(tokens: Iterable[str]) -> Mark:
    """Return the decimal mark that numbers of one column or file prove; "" for none or both."""
    proven = {mark_of(token) for token in tokens if not _YEAR_MONTH.fullmatch(token)} - {None, ""}
    return proven.pop() if len(proven) == 1 else ""  # type: ignore[return-value]
