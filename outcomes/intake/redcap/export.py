"""What the columns of a REDCap export are: record, event, repeats, forms and their fields."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from outcomes.dictionary import fold
from outcomes.intake.cells.cell import as_text
from outcomes.intake.gate.raw import Raw, RawSheet

_RAW = {
    "event": "redcap_event_name", "form": "redcap_repeat_instrument",
    "instance": "redcap_repeat_instance", "site": "redcap_data_access_group",
}  # fmt: skip
_LABELED = {
    "event": "Event Name", "form": "Repeat Instrument", "instance": "Repeat Instance",
    "site": "Data Access Group",
}  # fmt: skip
_SYSTEM = {fold(name) for name in (*_RAW.values(), *_LABELED.values())} | {
    "redcapsurveyidentifier", "surveyidentifier",
}  # fmt: skip
_COMPLETE = re.compile(r"(\w+)_complete|Complete\?", re.IGNORECASE)
_CHECKBOX = re.compile(r"\w+___\w+|.*\(choice=.*\)")
_STATUS = {"", "0", "1", "2", "incomplete", "unverified", "complete"}


@dataclass(frozen=True, slots=True)
class Form:
    """One instrument: its name, "" where labels hide it; positions of its fields and status."""

    name: str
    fields: tuple[int, ...]
    status: int | None = None


@dataclass(frozen=True, slots=True)
class Export:
    """A REDCap export, and where its system columns are (None: it has none)."""

    raw: RawSheet
    forms: tuple[Form, ...]
    event: int | None = None
    form: int | None = None
    site: int | None = None

    def text(self, row: tuple[Raw, ...], position: int | None) -> str:
        """Return a cell as text; "" for a column that is not there."""
        return "" if position is None else as_text(row[position])

    def is_checkbox(self, position: int) -> bool:
        """Whether a column is one choice of a checkbox."""
        return bool(_CHECKBOX.fullmatch(self.raw.header[position]))


def export_of(raw: RawSheet) -> Export | None:
    """Return a sheet as a REDCap export; None for any other sheet.

    Known by a column REDCap adds by itself, or, without events and repeats, by a column that says
    whether a form is complete beside the choices of a checkbox or a column named Record ID.
    """
    names = {fold(header): i for i, header in enumerate(raw.header)}
    completes = [i for i, _ in enumerate(raw.header) if _is_complete(raw, i)]
    boxes = any(_CHECKBOX.fullmatch(header) for header in raw.header)
    first = fold(raw.header[0]) if raw.header else ""
    if not raw.rows or not (
        any(fold(name) in names for name in _RAW.values())
        or (first == "recordid" and ("eventname" in names or "repeatinstrument" in names))
        or (completes and (boxes or first == "recordid"))
    ):
        return None

    def at(what: str) -> int | None:
        return names.get(fold(_RAW[what]), names.get(fold(_LABELED[what])))

    return Export(raw, tuple(_forms(raw, completes)), at("event"), at("form"), at("site"))


def _is_complete(raw: RawSheet, position: int) -> bool:
    """Whether a column holds the status of a form, and nothing else."""
    return bool(_COMPLETE.fullmatch(raw.header[position])) and all(
        as_text(row[position]).casefold() in _STATUS for row in raw.rows
    )


def _forms(raw: RawSheet, completes: list[int]) -> Iterator[Form]:
    """Yield the forms: fields stand before the column that says whether their form is complete."""
    start = 1
    for end in (*completes, len(raw.header)):
        fields = tuple(i for i in range(start, end) if fold(raw.header[i]) not in _SYSTEM)
        match = _COMPLETE.fullmatch(raw.header[end]) if end < len(raw.header) else None
        if fields:
            yield Form(match[1] or "", fields, end) if match else Form("", fields)
        start = end + 1
