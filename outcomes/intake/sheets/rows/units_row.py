"""A second line of the heading that says in which unit each column is."""

import re
from collections.abc import Sequence

from outcomes.dictionary import fold_value, unit_of
from outcomes.intake.gate.raw import Raw

_IN_BRACKETS = re.compile(r"[(（\[【](.*)[)）\]】]")
_LEADS = frozenset(("", "unit", "units", "单位"))
_FORMS = re.compile(
    r"%|‰|分|次|个|例|mmhg|points?|score|(?![\d.]+/)[^/\s]{1,8}/[^/\s]{1,8}(/[^/\s]{1,4})?"
    r"|0/1|1/2|[yn是否男女mf][/,、][yn是否男女mf]|[ymd年月日./\-]{6,}|-+|/",
    re.IGNORECASE,
)


def units_of(row: Sequence[Raw], lead: int) -> tuple[str, ...] | None:
    """Return the unit each cell of the first line under the heading names; None for a line of data.

    Parameters
    ----------
    row
        The line.
    lead
        Position of the first column with a heading: in a line of units it is blank or says so.

    Returns
    -------
    tuple of str, or None
        Units in the spelling of the dictionary, "" where a cell names none.
    """
    filled = [v for v in row if v is not None]
    if not filled or not all(isinstance(v, str) for v in filled):
        return None
    texts = [v.strip() if isinstance(v, str) else "" for v in row]
    if len(filled) > 1 and all(_IN_BRACKETS.fullmatch(t) for t in texts if t):
        return tuple(_unit(text) for text in texts)
    rest = [t for j, t in enumerate(texts) if t and j != lead]
    units = tuple("" if j == lead else _unit(text) for j, text in enumerate(texts))
    if fold_value(texts[lead]) not in _LEADS or not any(units):
        return None
    explains = all(_unit(t) or _IN_BRACKETS.fullmatch(t) or _FORMS.fullmatch(t) for t in rest)
    return units if explains else None


def _unit(text: str) -> str:
    bracketed = _IN_BRACKETS.fullmatch(text)
    return unit_of(bracketed[1].strip() if bracketed else text)
