"""A date that counts only where another column says so: ``left_date where status = dead``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from outcomes.model.file.told import told
from outcomes.model.toml.reader import Unfit

_NAME = re.compile(r"(?P<column>\S.*?)\s+where\s+(?P<where>.+)", re.DOTALL)
_WHERE = re.compile(r"\s*([\w.]+)\s*=\s*(\S.*?)\s*", re.DOTALL)
_FORM = told('"column = level" or "column = level, level"')


@dataclass(frozen=True, slots=True)
class DatedWhere:
    """A date column, and the levels of another in which its date counts.

    ``name`` is how an endpoint names it: a column of ``patients`` like any other from then on.
    """

    column: str
    by: str
    levels: tuple[str, ...]

    @property
    def name(self) -> str:
        return f"{self.column} where {self.by} = {', '.join(self.levels)}"


def dated_where(name: str) -> DatedWhere | None:
    """Return what a name of a date says; None for the name of a column.

    Raises
    ------
    Unfit
        When it has a condition that cannot be understood.
    """
    named = _NAME.fullmatch(name)
    if named is None:
        return None
    said = _WHERE.fullmatch(named["where"])
    levels = [level.strip() for level in said[2].split(",")] if said else []
    if said is None or not all(levels):
        raise Unfit("where = '{}' is not {}", named["where"], _FORM)
    return DatedWhere(named["column"], said[1], tuple(levels))


def named_dates(value: object) -> object:
    """Return dates by name: those written ``{column = "…", where = "…"}``, alone or in a list.

    Raises
    ------
    Unfit
        When such a table has other keys, or a condition cannot be understood.
    """
    if isinstance(value, list):
        return [named_dates(item) for item in value]
    if isinstance(value, Mapping):
        column, where = value.get("column"), value.get("where")
        if set(value) != {"column", "where"} or not isinstance(column, str):
            raise Unfit("a date is a column, or {{ column = …, where = … }}")
        value = f"{column} where {where}"
    found = dated_where(value) if isinstance(value, str) else None
    return found.name if found else value
