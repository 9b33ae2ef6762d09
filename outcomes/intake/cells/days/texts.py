"""A date written as text to year, month and day, as far as the text gives them."""

import calendar
import re
from typing import NamedTuple

from outcomes.intake.cells.days.clock import clock_in

_MONTHS = {name.lower(): i for i, name in enumerate(calendar.month_abbr) if name}
_MONTHS |= {name.lower(): i for i, name in enumerate(calendar.month_name) if name}
_MONTHS["sept"] = 9
_CENTURY = 70  # years of two digits: 00 to 69 are of this century

_SEP = r" ?[./\-] ?"
_NOT_GIVEN = r"(?:unk|un|uk|nk|xx|\?\?|\?|--|-|00)"
_NAME = r"([a-z]{3,9})\.?"
_YEAR = r"(\d{4})(?!\d)"
_FLAGS = re.IGNORECASE | re.DOTALL

_YMD = re.compile(r"(\d{4}) ?[./\-年] ?(\d{1,2}) ?[./\-月] ?(\d{1,2})(?!\d) ?日?(.*)", _FLAGS)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?!\d)(.*)", _FLAGS)
_CHINESE = re.compile(r"(\d{2}) ?年 ?(\d{1,2}) ?月 ?(\d{1,2}) ?日?(.*)", _FLAGS)
_TRIPLE = re.compile(
    rf"(\d{{1,2}}){_SEP}(\d{{1,2}}){_SEP}(\d{{4}}|\d{{1,2}})(?!\d) ?日?(.*)", _FLAGS
)
_D_NAME_Y = re.compile(rf"(\d{{1,2}})[ \-/]*{_NAME}[ ,\-/]*(\d{{4}}|\d{{2}})(?!\d)(.*)", _FLAGS)
_NAME_D_Y = re.compile(rf"{_NAME} *(\d{{1,2}}),? +{_YEAR}(.*)", _FLAGS)
_Y_NAME_D = re.compile(rf"{_YEAR}[ \-/]*{_NAME}[ \-/]*(\d{{1,2}})(?!\d)(.*)", _FLAGS)
_NAMED = ((_D_NAME_Y, 1, 2, 3), (_NAME_D_Y, 2, 1, 3), (_Y_NAME_D, 3, 2, 1))

_MONTH_ONLY = tuple(
    (re.compile(pattern, _FLAGS), year, month)
    for pattern, year, month in (
        (
            rf"{_YEAR} ?[./\-年] ?(\d{{1,2}})(?!\d) ?(?:月|[./\-] ?{_NOT_GIVEN}(?![a-z\d]))?(.*)",
            1,
            2,
        ),
        (rf"{_YEAR}[ \-/]*{_NAME}(?:[ \-/]*{_NOT_GIVEN}(?![a-z\d]))?(.*)", 1, 2),
        (rf"(?:{_NOT_GIVEN}[ ./\-]*)?{_NAME}[ ,./\-]*{_YEAR}(.*)", 2, 1),
        (rf"(?:{_NOT_GIVEN}{_SEP})?(\d{{1,2}}){_SEP}{_YEAR}(.*)", 2, 1),
    )
)
_YEAR_ONLY = re.compile(
    rf"(?:{_NOT_GIVEN}[ ./\-]*){{0,2}}(\d{{4}})年?(?:[ ./\-]*{_NOT_GIVEN}){{0,2}}[ \-]*", _FLAGS
)
_NO_YEAR = re.compile(r"(\d{1,2}) ?[月./\-] ?(\d{1,2}) ?[日号]?$")


class Parts(NamedTuple):
    """Year, month (None: the year alone), day (None: the month alone), and what follows."""

    year: int
    month: int | None
    day: int | None
    rest: str = ""


def parts_of(text: str) -> Parts | None:
    """Return what a text gives of a date whose order its own form tells; None otherwise."""
    for pattern in (_YMD, _COMPACT):
        if match := pattern.match(text):
            return Parts(int(match[1]), int(match[2]), int(match[3]) or None, match[4])
    if match := _CHINESE.match(text):
        return Parts(full_year(int(match[1])), int(match[2]), int(match[3]), match[4])
    for pattern, day, name, year in _NAMED:
        match = pattern.match(text)
        if match and (month := _month(match[name])):
            found = int(match[year])
            return Parts(
                found if found > 99 else full_year(found), month, int(match[day]), match[4]
            )
    return _partial(text)


def _partial(text: str) -> Parts | None:
    for pattern, year, month in _MONTH_ONLY:
        match = pattern.match(text)
        number = _month(match[month]) if match else 0
        if match and number:
            return Parts(int(match[year]), number, None, match[3])
    match = _YEAR_ONLY.fullmatch(text)
    return Parts(int(match[1]), None, None) if match else None


def _month(text: str) -> int:
    return int(text) if text.isdigit() else _MONTHS.get(text.lower(), 0)


def full_year(two_digits: int) -> int:
    """Return the year that two digits mean: 00 to 69 are 2000 to 2069."""
    return two_digits + (2000 if two_digits < _CENTURY else 1900)


def triple_of(text: str) -> tuple[int, int, int, bool, str] | None:
    """Return three numbers whose order only the column tells, whether the last is a full year.

    And what follows them. None for a text of another form.
    """
    match = _TRIPLE.match(text)
    if not match or _YMD.match(text):
        return None
    return int(match[1]), int(match[2]), int(match[3]), len(match[3]) == 4, match[4]


def without_year(text: str) -> bool:
    """Whether a text is a month and a day."""
    return _NO_YEAR.match(text) is not None


def zone_of(text: str) -> str:
    """Return the time zone written in a text with a date, "" where there is none."""
    parts = parts_of(text)
    try:
        clock = clock_in(parts.rest) if parts else None
    except ValueError:
        return ""
    return clock.zone if clock else ""
