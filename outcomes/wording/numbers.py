"""The one place where a number becomes text: one rounding policy for pages, slides and report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from math import copysign, floor, isinf, isnan
from types import MappingProxyType
from typing import NamedTuple

from outcomes.results.masked import Masked
from outcomes.results.quantities import QUANTITIES, Scale
from outcomes.results.result import Interval
from outcomes.wording.texts import text

MINUS = "\N{MINUS SIGN}"
_EPOCH = date(1970, 1, 1)
MOST_DECIMALS = 3


class Kind(NamedTuple):
    """How numbers of one kind are printed: scale, and decimals where the scale leaves a choice."""

    scale: Scale
    decimals: int = 1


KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        "ratio": Kind("number", 2),
        "time": Kind("number", 1),
        "number": Kind("number", 1),
        "count": Kind("number", 0),
        "percent": Kind("percent"),
        "points": Kind("points"),
        "p_value": Kind("p"),
    }
    | {name: Kind(known.scale, known.decimals) for name, known in QUANTITIES.items()}
)
"""How to print a number by its kind, or by the quantity it is of."""


def kind_named(name: str) -> Kind:
    """Return how numbers of a kind or quantity are printed.

    Raises
    ------
    ValueError
        Where the kind is none of ``KINDS``.
    """
    if name not in KINDS:
        raise ValueError(f"'{name}' is neither a kind of number nor a quantity")
    return KINDS[name]


def format_number(value: float, decimals: int = 1) -> str:
    """Return a number with fixed decimals, halves rounded away from zero, and a true minus sign.

    The nudge of 1e-9 makes 0.615, which a float holds as 0.61499…, read 0.62 as a person would.
    """
    if isinstance(value, Masked):
        return str(value)
    printed = f"{value + copysign(1e-9, value):,.{decimals}f}"
    if not printed.strip("-0.,"):
        return printed.lstrip("-")
    return printed.replace("-", MINUS)


def format_at(time: float) -> str:
    """Return a time as it stands in a label: 12, 26.1, 4523, never 4.52e+03."""
    decimals = 0 if abs(time) >= 100 else 1 if abs(time) >= 10 else 2
    printed = f"{time:.{decimals}f}"
    return printed.rstrip("0").rstrip(".") if "." in printed else printed


def format_numbers(values: Sequence[float], decimals: int = 1) -> list[str]:
    """Return many numbers as `format_number` does; a number that is nan becomes an empty text."""
    printed = f"{{:,.{decimals}f}}".format  # of what has no sign and is not rounded to nothing
    return [
        printed(v + 1e-9) if v > 0.5 else format_number(v, decimals) if v == v else ""
        for v in values
    ]


def format_count(value: float) -> str:
    """Return a count (or a rounded sum of weights) with thousands separated."""
    return format_number(value, 0)


def format_unit(unit: str) -> str:
    """Return a unit as it is printed, whatever a workbook has for its squares: mg/m²."""
    return unit.replace("/m2", "/m²").replace("/m^2", "/m²")


def format_p(p: float | None, *, symbol: bool = False, language: str = "en") -> str:
    """Return a p-value: < 0.001, three decimals up to 0.20, two above, never 0 or 1.

    With ``symbol`` the text carries its own ``p =`` or ``p <``.
    """
    if p is None:
        return (
            f"p: {text('number.not_estimable', language)}"
            if symbol
            else text("number.not_estimable", language)
        )
    if p < 0.001:
        sign, number = "<", "0.001"
    elif p > 0.99:
        sign, number = ">", "0.99"
    else:
        decimals = 4 if 0.0495 <= p < 0.0505 else 3 if p <= 0.20 else 2  # 0.050 decides nothing
        sign, number = "=", format_number(p, decimals)
    if symbol:
        return f"p {sign} {number}"
    return number if sign == "=" else f"{sign} {number}"


def percent_decimals(n: float | None) -> int:
    """Return the decimals a percentage of ``n`` patients deserves: none below 200."""
    return 0 if n is None or n < 200 else 1


def format_date(day: float) -> str:
    """Return the date a number of days after 1970-01-01."""
    return (_EPOCH + timedelta(days=floor(day))).isoformat()


def format_percent(value: float | None, n: float | None = None) -> str:
    """Return a fraction between 0 and 1 as a percentage of ``n`` patients."""
    if value is None:
        return "NE"
    if isinstance(value, Masked):
        return str(value)
    return format_number(100 * value, percent_decimals(n)) + "%"


def format_of(count: float, n: float) -> str:
    """Return ``count/n (percent)``; without a denominator the counts alone."""
    fraction = f"{format_count(count)}/{format_count(n)}"
    if isinstance(count, Masked) or isinstance(n, Masked):
        return fraction
    return f"{fraction} ({format_percent(count / n, n)})" if n else fraction


def format_value(
    value: float | None, kind: str = "number", *, n: float | None = None, language: str = "en"
) -> str:
    """Return one value of a kind (a key of ``KINDS``) without its interval.

    None reads "NE" (not estimable); infinity "not reached", of a ratio "∞".
    """
    if value is None or isnan(value):
        return text("number.not_estimable", language)
    if isinf(value):
        return _endless(kind) or text("number.not_reached", language)
    if isinstance(value, Masked):
        return str(value)
    scale, decimals = kind_named(kind)
    if scale == "p":
        return format_p(value, language=language)
    if scale == "percent":
        return format_percent(value, n)
    if scale == "date":
        return format_date(value)
    if scale == "points":
        number = format_number(100 * value, percent_decimals(n))
        return text("number.points", language, value=number)
    return format_number(value, 0 if abs(value) >= 1000 else decimals)


def format_interval(
    interval: Interval | None,
    kind: str = "number",
    *,
    n: float | None = None,
    language: str = "en",
    label: bool = True,
) -> str:
    """Return ``95% CI 0.43–0.86``, or an empty text where there is no interval.

    A limit near no effect has the decimals that tell its side. One that does not exist reads NE,
    one never reached NR, of a ratio ∞; a negative lower limit is joined with "to", because a dash
    beside a minus sign cannot be read.
    """
    if interval is None or all(x is None or isinf(x) for x in (interval.low, interval.high)):
        return ""
    low, high = (_limit(limit, kind, n) for limit in (interval.low, interval.high))
    joined = f"{low} {text('number.to', language)} {high}" if MINUS in low else f"{low}–{high}"
    if not label:
        return joined
    level = format_number(100 * interval.level, 0)
    return f"{text('number.ci', language, level=level)} {joined}"


def _endless(kind: str) -> str:
    """Return how an endless ratio reads; nothing for a time, which was only not reached."""
    return "∞" if kind in QUANTITIES and QUANTITIES[kind].kind == "ratio" else ""


def _limit(limit: float | None, kind: str, n: float | None) -> str:
    if limit is None:
        return "NE"
    if isinf(limit):
        return _endless(kind) or "NR"
    scale, decimals = kind_named(kind)
    if scale == "date":
        return format_date(limit)
    factor = 100 if scale in ("percent", "points") else 1
    decimals = percent_decimals(n) if factor == 100 else 0 if abs(limit) >= 1000 else decimals
    known = QUANTITIES.get(kind)
    return _apart(factor * limit, known.null if known else None, decimals)


def _apart(limit: float, null: float | None, decimals: int) -> str:
    """Return a limit with as many decimals as tell on which side of no effect it lies.

    ``1.00–1.60`` beside p = 0.048 would contradict it; 1.003 does not. Where no decimals tell, more
    of them would only look as if.
    """
    printed = format_number(limit, decimals)
    if null is None or limit == null:
        return printed
    for more in range(decimals, MOST_DECIMALS + 1):
        finer = format_number(limit, more)
        if finer != format_number(null, more):
            return finer
    return printed


def format_estimate(
    value: float | None,
    interval: Interval | None = None,
    kind: str = "number",
    *,
    n: float | None = None,
    unit: str = "",
    language: str = "en",
) -> str:
    """Return ``0.61 (95% CI 0.43–0.86)``; ``kind`` is a key of ``KINDS``, ``unit`` is shown as is.

    A value that does not exist stands alone: an interval around nothing says nothing.
    """
    printed = format_value(value, kind, n=n, language=language)
    if value is None:
        return printed
    if unit and not isinf(value):
        printed = f"{printed} {unit}"
    limits = format_interval(interval, kind, n=n, language=language)
    return f"{printed} ({limits})" if limits else printed


def format_list(items: Sequence[str], language: str = "en") -> str:
    """Return items as a reader lists them."""
    return text("list.comma", language).join(items)
