"""Notes with their counts masked: what they say stays, whom it could point at does not."""

from __future__ import annotations

import re
from typing import Any

from outcomes.publish.disclosure.known import Known, significant
from outcomes.results.note import Note, Ref, Said
from outcomes.results.result import Notes

# Numbers that count no patients.
PARAMETERS = {
    "least", "day", "days", "first", "last_day", "months", "columns", "factors", "tests", "strata",
    "covariates", "folds", "seed", "sites", "df", "k", "level", "delta", "limit", "low", "high",
    "weight",
}  # fmt: skip
NOT_PATIENTS = {
    ("looked_at", "n"), ("subgroups_left_out", "n"), ("few_events", "n"), ("few_answers", "n"),
    ("first_covariates", "n"), ("first_covariates", "total"), ("criteria_who_effusion", "last"),
    ("criteria_category_shift", "last"),
}  # fmt: skip
TIMES = {"last", "end", "start", "tau", "at", "gap", "given"}
_DATE = re.compile(r"\d{4}-\d{2}(-\d{2})?")


def masked_notes(notes: Notes, known: Known) -> Notes:
    """Return notes as they may be published; one that says words of the data is left out."""
    return tuple(_masked(note, known) for note in notes if not _foreign(note, known))


def _masked(said: Any, known: Known) -> Any:
    values = {name: _value(said.id, name, value, known) for name, value in said.values}
    return type(said)(said.id, **values)


def _value(note: str, name: str, value: Any, known: Known) -> Any:
    if isinstance(value, Said):
        return _masked(value, known)
    if isinstance(value, tuple) and not isinstance(value, Ref):
        return tuple(_value(note, name, part, known) for part in value)
    if not isinstance(value, int | float) or (note, name) in NOT_PATIENTS or name in PARAMETERS:
        return value
    if name in TIMES:
        return known.until(value)
    if isinstance(value, int) or name in ("events", "n", "total"):
        return known.count(value)
    return significant(value)


def _foreign(said: Said, known: Known) -> bool:
    return any(_is_foreign(value, known) for _, value in said.values)


def _is_foreign(value: Any, known: Known) -> bool:
    if isinstance(value, Said):
        return _foreign(value, known)
    if isinstance(value, Ref):
        return known.foreign(value.id)
    if isinstance(value, tuple):
        return any(_is_foreign(part, known) for part in value)
    return isinstance(value, str) and (bool(_DATE.search(value)) or known.foreign(value))


def few(known: Known, **values: Any) -> Note:
    """Return the note of what is kept back because of few patients."""
    return Note("publish_few", k=known.policy.k, **values)
