"""Whether a column writes day, month or year first: decided by all its cells together."""

import datetime as dt
from collections.abc import Iterable
from typing import Literal

from outcomes.intake.cells.days.texts import full_year, triple_of

Order = Literal["", "ymd", "dmy", "mdy", "mixed"]
_FIRST = dt.date(1901, 1, 1)


def readings_of(text: str, latest: dt.date) -> dict[str, dt.date]:
    """Return the date a text is in every order that gives one; empty where its form tells.

    Parameters
    ----------
    text : str
    latest : date
        A later date has not happened yet, so it is no reading.
    """
    triple = triple_of(text)
    if triple is None:
        return {}
    first, second, third, full, _ = triple
    year = third if full else full_year(third)
    orders = {"dmy": (year, second, first), "mdy": (year, first, second)}
    if not full:
        orders["ymd"] = (full_year(first), second, third)
    found = {}
    for order, parts in orders.items():
        try:
            day = dt.date(*parts)
        except ValueError:
            continue
        if _FIRST <= day <= latest:
            found[order] = day
    return found


def order_of(texts: Iterable[str], latest: dt.date, declared: str = "") -> Order:
    """Return the order of a column; "" where it is not decided, ``mixed`` where none fits all.

    Parameters
    ----------
    texts : iterable of str
        Its cells.
    latest : date
    declared : str
        The order of the protocol, for what the column does not decide.
    """
    texts = [text for text in texts if triple_of(text)]
    possible = [set(found) for text in texts if (found := readings_of(text, latest))]
    possible = possible or [set(f) for text in texts if (f := readings_of(text, dt.date.max))]
    if not possible:
        return ""
    fitting = set.intersection(*possible)
    if not fitting:
        return "mixed"
    if len(fitting) == 1:
        return fitting.pop()  # type: ignore[return-value]
    return declared if declared in fitting else ""  # type: ignore[return-value]
