"""Official and card numbers: shaped like one, and with the check digits of one."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date

_PROVINCES = frozenset(
    "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65"
    " 71 81 82 83".split()
)
_RESIDENT = re.compile(
    r"(?<!\d)(?<!\d\.)(\d{2})\d{4}[ \-]?((?:19|20)\d{2})(\d{2})(\d{2})[ \-]?\d{3}[\dXx*](?!\d)"
)
_OLD_RESIDENT = re.compile(r"(?<!\d)(?<!\d\.)(\d{2})\d{4}(\d{2})(\d{2})(\d{2})\d{3}(?!\d)")
# Letters that Taiwan's numbers begin with, in the order of their values, 10 and up.
_TAIWAN = "ABCDEFGHJKLMNPQRSTUVXYWZIO"


def number_rules(text: str) -> Iterator[str]:
    """Yield the rules that the numbers in a text break."""
    if any(_is_resident(*found) for found in _RESIDENT.findall(text)):
        yield "identifier-resident-id"
    elif any(_is_resident(p, "19" + y, m, d) for p, y, m, d in _OLD_RESIDENT.findall(text)):
        yield "old-resident-id"
    for rule, shape, holds in _SHAPES:
        if any(holds(_bare(found)) for found in shape.findall(text)):
            yield rule


def _bare(text: str) -> str:
    return "".join(c for c in text if c.isalnum())


def _is_resident(province: str, year: str, month: str, day: str) -> bool:
    """Region and date of birth are plausible; the check digit rarely survives Excel."""
    return province in _PROVINCES and is_birth_date(year, month, day)


def is_birth_date(year: str, month: str, day: str) -> bool:
    """Whether somebody living can be born on this day."""
    try:
        return 1900 <= date(int(year), int(month), int(day)).year <= date.today().year
    except ValueError:
        return False


def _is_card(digits: str) -> bool:
    """Sum of Luhn: every second digit from the right counts double, its digits added."""
    doubled = [int(d) * (1 + i % 2) for i, d in enumerate(reversed(digits))]
    return len(digits) in (15, 16, 19) and sum(n - 9 * (n > 9) for n in doubled) % 10 == 0


def _is_nhs(digits: str) -> bool:
    return sum(i * int(d) for i, d in enumerate(reversed(digits), 1)) % 11 == 0


def _is_hong_kong(number: str) -> bool:
    """Letters count from 10 on, a missing first one 36, the last may be A for ten."""
    values = [int(c, 36) for c in number.rjust(9)] if len(number) == 9 else []
    values = values or [36, *(int(c, 36) for c in number)]
    return sum((9 - i) * value for i, value in enumerate(values)) % 11 == 0


def _is_taiwan(number: str) -> bool:
    tens, ones = divmod(_TAIWAN.index(number[0]) + 10, 10)
    weighed = sum(int(d) * (8 - i) for i, d in enumerate(number[1:9]))
    return (tens + 9 * ones + weighed + int(number[9])) % 10 == 0


def _is_korean(digits: str) -> bool:
    century = "19" if digits[6] in "1256" else "20"
    return is_birth_date(century + digits[:2], digits[2:4], digits[4:6])


def _is_iban(number: str) -> bool:
    return int("".join(str(int(c, 36)) for c in number[4:] + number[:4])) % 97 == 1


def _as_shaped(_: str) -> bool:
    return True


_Shape = tuple[str, re.Pattern[str], Callable[[str], bool]]
_SHAPES: tuple[_Shape, ...] = (
    (
        "possible-official-number",
        re.compile(
            r"(?<![\w.\-])(?:3[47]|4\d|5[1-5]|62|2[2-7])\d{2}(?:[ \-]?\d{3,4}){3,4}(?![\w.\-])",
            re.A,
        ),
        _is_card,
    ),
    (
        "possible-official-number",
        re.compile(r"(?<![\w.\-])\d{3} ?\d{3} ?\d{4}(?![\w.\-])", re.A),
        _is_nhs,
    ),
    (
        "identifier-resident-id",
        re.compile(r"(?<![\w])[A-Z]{1,2}\d{6} ?\([\dA]\)", re.A),
        _is_hong_kong,
    ),
    ("possible-official-number", re.compile(r"(?<!\w)[A-Z][12]\d{8}(?!\w)", re.A), _is_taiwan),
    (
        "possible-official-number",
        re.compile(r"(?<![\w.\-])\d{6}-[1-8]\d{6}(?![\w.\-])", re.A),
        _is_korean,
    ),
    ("possible-official-number", re.compile(r"(?<!\w)[157]\d{6}\(\d\)", re.A), _as_shaped),
    (
        "identifier-account",
        re.compile(r"(?<!\w)[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,3})?(?!\w)", re.A),
        _is_iban,
    ),
    (
        "possible-official-number",  # United States: social security
        re.compile(r"(?<![\w.\-])(?!000|666|9)\d{3}-(?!00)\d{2}-(?!0000)\d{4}(?![\w\-])", re.A),
        _as_shaped,
    ),
    (
        "identifier-account",  # United States: Medicare
        re.compile(r"(?<!\w)[1-9][A-Z][A-Z0-9]\d-[A-Z][A-Z0-9]\d-[A-Z]{2}\d{2}(?!\w)", re.A),
        _as_shaped,
    ),
)  # fmt: skip
