"""In which rows of a REDCap export each form was filled in, and what was never asked."""

from collections import Counter
from dataclasses import replace
from typing import NamedTuple

from outcomes.intake.cells.cell import is_missing
from outcomes.intake.gate.raw import Raw
from outcomes.intake.redcap.export import Export, Form
from outcomes.model.file.report import Issue
from outcomes.model.file.told import told

_CHECKED = {"1", "checked"}
_FILLED_IN = {"1", "2", "unverified", "complete"}


class Filled(NamedTuple):
    """One form, and the rows in which it was filled in: at an event, and as a repeat."""

    form: Form
    rows: tuple[int, ...]
    repeats: tuple[int, ...]
    repeated: bool


def filled_forms(export: Export) -> list[Filled]:
    """Return every form with its rows; one that a record has twice is repeated."""
    return [_filled(export, form) for form in export.forms]


def _filled(export: Export, form: Form) -> Filled:
    found = [i for i, row in enumerate(export.raw.rows) if is_filled(export, form, row)]
    repeats = tuple(i for i in found if export.text(export.raw.rows[i], export.form))
    rows = tuple(i for i in found if i not in set(repeats))
    per_record = Counter(export.text(export.raw.rows[i], 0) for i in rows)
    again = bool(repeats) or max(per_record.values(), default=0) > 1
    return Filled(form, rows, repeats, again)


def is_filled(export: Export, form: Form, row: tuple[Raw, ...]) -> bool:
    """Whether anything was entered on a form: a field, a checked choice, or that it is done."""
    if export.text(row, form.status).casefold() in _FILLED_IN:
        return True
    texts = ((position, export.text(row, position)) for position in form.fields)
    return any(
        text.casefold() in _CHECKED if export.is_checkbox(position) else not is_missing(text)
        for position, text in texts
    )


def with_known_boxes(export: Export) -> tuple[Export, list[Issue]]:
    """Return the export without the choices of checkboxes on forms that were not filled in.

    REDCap writes a choice nobody was asked about as unchecked.
    """
    boxes = {form: [p for p in form.fields if export.is_checkbox(p)] for form in export.forms}
    rows = [list(row) for row in export.raw.rows]
    n = 0
    for row in rows:
        for form, positions in boxes.items():
            if positions and not is_filled(export, form, tuple(row)):
                n += any(row[p] is not None for p in positions)
                for position in positions:
                    row[position] = None
    if not n:
        return export, []
    message = told("choices of checkboxes on forms not filled in ({}) are read as blank, not N", n)
    issue = Issue("info", export.raw.name, "", "checkbox_not_asked", message)
    return replace(export, raw=replace(export.raw, rows=tuple(map(tuple, rows)))), [issue]
