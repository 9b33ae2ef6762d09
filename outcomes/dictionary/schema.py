"""What a row of the data dictionary holds."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["id", "text", "date", "datetime", "number", "integer", "code", "codes", "yesno"]


@dataclass(frozen=True, slots=True)
class Code:
    """One value of a coded column and the ways it is written in files."""

    value: str
    label: str
    label_zh: str
    aliases: tuple[str, ...] = ()


Codes = tuple[Code, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """One column of one sheet.

    Attributes
    ----------
    name
        Canonical name; the unit is part of it (``_ml``, ``_cm``, ``_c``, ``_min``, ``_mm``).
    kind
        ``codes`` holds several codes in one cell, joined by ``;`` once read.
    aliases
        Other headers it is known by, English and Chinese.
    codes
        For ``code`` and ``codes``; empty for a free list of levels.
    low, high
        Range in ``unit`` outside of which no measurement lies; such a value is not used. With
        ``bounded`` the range is part of the definition (a score), and the value an error.
    notation
        Special ways of writing: ``amount`` (ascites volume), ``category`` (ascites category),
        ``grade``, ``ecog``, ``event`` and ``censor`` (status of an endpoint: 1 or 0 = event).
    """

    name: str
    kind: Kind
    label: str
    label_zh: str
    description: str
    aliases: tuple[str, ...] = ()
    codes: Codes = ()
    unit: str = ""
    low: float | None = None
    high: float | None = None
    bounded: bool = False
    required: bool = False
    baseline: bool = False
    adam: str = ""
    notation: Literal["", "amount", "category", "grade", "ecog", "event", "censor"] = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of the template."""

    name: str
    label: str
    label_zh: str
    description: str
    columns: tuple[Column, ...]
    aliases: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """The column that says whose row it is."""
        return "screening_no" if self.name == "screening" else self.columns[0].name
