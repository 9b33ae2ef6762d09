"""What a visitor says of a file that came without a protocol: the guesses they corrected."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Self


@dataclass(frozen=True, slots=True)
class Hints:
    """Corrections of what was inferred; what is not named stays a guess.

    Attributes
    ----------
    columns
        Canonical name (``patients.death_date``, or a sheet alone) and the header of the file, as
        ``[columns]``.
    unread
        Headers of patients that mean nothing here.
    values
        Column, code, and the entry of the file that means it, as ``[values.column]``.
    reference
        The reference arm, as it is written in the file.
    design, date_order, data_cutoff
        As in ``[study]``; empty: as inferred.
    endpoints
        Endpoint, key (``origin``, ``event`` or ``censor``) and the columns it is made of.
    missing
        Entries that mean *unknown* everywhere.
    """

    columns: tuple[tuple[str, str], ...] = ()
    unread: tuple[str, ...] = ()
    values: tuple[tuple[str, str, str], ...] = ()
    reference: str = ""
    design: str = ""
    date_order: str = ""
    data_cutoff: str = ""
    endpoints: tuple[tuple[str, str, tuple[str, ...]], ...] = ()
    missing: tuple[str, ...] = ()

    @property
    def lines(self) -> tuple[str, ...]:
        """What was corrected, item by item, in the words of a protocol."""
        keyed = ("reference", "design", "date_order", "data_cutoff")
        return (
            *(f"{name} = {header}" for name, header in self.columns),
            *(f"not read = {header}" for header in self.unread),
            *(f"{column}.{code} = {entry}" for column, code, entry in self.values),
            *(f"{key} = {getattr(self, key)}" for key in keyed if getattr(self, key)),
            *(f"{name}.{key} = {', '.join(columns)}" for name, key, columns in self.endpoints),
            *(f"unknown = {entry}" for entry in self.missing),
        )

    def to_json(self) -> dict[str, Any]:
        """Return it as plain values, for another process."""
        return asdict(self)

    @classmethod
    def of_json(cls, given: Mapping[str, Any]) -> Self:
        """Return hints out of plain values; lists are tuples again."""

        def frozen(value: Any) -> Any:
            return tuple(map(frozen, value)) if isinstance(value, list | tuple) else value

        return cls(**{name: frozen(value) for name, value in given.items()})
