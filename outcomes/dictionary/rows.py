"""Dictionary rows written as text, one line per column, to typed Columns."""

import re
from collections.abc import Mapping
from typing import Any, cast, get_args

from outcomes.dictionary.schema import Codes, Column, Kind

_NOTATIONS = {"amount", "category", "grade", "ecog"}


def columns(text: str, codes: Mapping[str, Codes]) -> tuple[Column, ...]:
    """Return the columns of a sheet.

    Parameters
    ----------
    text : str
        One line per column: ``name | kind and flags | label | Chinese label | unit and range |
        ADaM name | other headers | description``. Flags: ``required``, ``baseline``, ``bounded``
        and the notations of `Column`. A range is written ``18..100``.
    codes : mapping
        Code list by column name.

    Raises
    ------
    ValueError
        When a line has another form, or a coded column has no list.
    """
    lines = [line for line in text.strip().splitlines() if line.strip()]
    return tuple(_column([part.strip() for part in line.split("|")], codes) for line in lines)


def _column(parts: list[str], codes: Mapping[str, Codes]) -> Column:
    if len(parts) != 8:
        raise ValueError(f"dictionary row '{parts[0]}' has {len(parts)} parts instead of 8")
    name, kind_and_flags, label, label_zh, measure, adam, aliases, description = parts
    kind, *flags = kind_and_flags.split()
    if kind not in get_args(Kind) or (kind == "code") > (name in codes):
        raise ValueError(f"dictionary row '{name}' has kind '{kind}' without a list of codes")
    unit, low, high = _measure(measure)
    options: dict[str, Any] = {flag: True for flag in flags if flag not in _NOTATIONS}
    options |= {"notation": next((flag for flag in flags if flag in _NOTATIONS), "")}
    return Column(
        name=name,
        kind=cast(Kind, kind),
        label=label,
        label_zh=label_zh,
        description=description,
        aliases=tuple(aliases.split()),
        codes=codes.get(name, ()),
        unit=unit,
        low=low,
        high=high,
        adam=adam,
        **options,
    )


def _measure(text: str) -> tuple[str, float | None, float | None]:
    match = re.search(r"(-?[\d.]+?)\.\.(-?[\d.]+)$", text)
    if not match:
        return text, None, None
    return text[: match.start()].strip(), float(match[1]), float(match[2])
