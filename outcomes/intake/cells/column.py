"""A column read as a whole: what its cells tell together decides how each of them is read."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from outcomes.dictionary import Column, fold_value
from outcomes.intake.cells.cell import BLANK, Cleaned, Problem, as_text
from outcomes.intake.cells.cleaning import Context, cleaner_for
from outcomes.intake.cells.coded.codes import dash_asked, is_dash, truth
from outcomes.intake.cells.coded.event_codes import coding_asked
from outcomes.intake.cells.coded.marks import marks_of, said_of
from outcomes.intake.cells.days.order import order_of
from outcomes.intake.cells.days.texts import zone_of
from outcomes.intake.cells.decimals import decimal_of, mark_of
from outcomes.intake.cells.numbers import token_of
from outcomes.intake.cells.suspects import without_suspects
from outcomes.intake.gate.entries import Entries, entries_of
from outcomes.intake.gate.raw import Raw
from outcomes.model.file.told import told

_ORDERS = {
    "dmy": "day, month, year", "mdy": "month, day, year", "ymd": "year, month, day",
}  # fmt: skip
_NUMERIC = ("number", "integer")
_PLUS = re.compile(r"\(?\++\)?")


class ReadColumn(NamedTuple):
    """The entries of a column, each of them read, and what is to be said about the whole."""

    entries: Entries
    read: list[Cleaned]
    said: tuple[Problem, ...] = ()

    @property
    def cells(self) -> list[Cleaned]:
        """Each cell, read, in the order of the rows."""
        return [self.read[code] for code in self.entries.codes.tolist()]


def read_column(column: Column, context: Context, cells: Sequence[Raw]) -> ReadColumn:
    """Return the cells of one column of the file, read.

    Parameters
    ----------
    column : Column
    context : Context
    cells : sequence
        All of them, in the order of the rows.
    """
    return read_entries(column, context, entries_of(cells))


def read_entries(column: Column, context: Context, entries: Entries) -> ReadColumn:
    """Return a column of which the entries are known, read."""
    said: list[Problem] = []
    distinct, counts = entries.distinct, entries.counts
    if column.kind in _NUMERIC:
        context, said = _with_decimal(column, context, distinct)
    elif column.kind in ("date", "datetime"):
        context, said = _with_date_style(column, context, distinct)
    elif column.kind == "yesno":
        context, said = _with_marks(column, context, entries)
    clean = cleaner_for(column, context)
    found = [clean(entry) for entry in distinct]
    declared = _declared(context)
    if column.notation in ("event", "censor"):
        open_cells = [None if fold_value(as_text(c)) in declared else c for c in distinct]
        found, asked = coding_asked(column, open_cells, found, counts)
        said += asked
    elif column.kind in _NUMERIC and not context.levels:
        found = without_suspects(column, found, counts, declared)
    elif any(isinstance(entry, str) and _is_plus(entry) for entry in distinct):
        blank = [is_dash(entry) and c == BLANK for entry, c in zip(distinct, found, strict=True)]
        found = [dash_asked(column, "-") if b else c for b, c in zip(blank, found, strict=True)]
    return ReadColumn(entries, found, tuple(said))


def _is_plus(entry: str) -> bool:
    return ("+" in entry or not entry.isascii()) and bool(_PLUS.fullmatch(as_text(entry)))


def _declared(context: Context) -> set[str]:
    """Return the entries ``[values.column]`` explains, folded."""
    return {fold_value(text) for texts in context.declared.values() for text in texts}


def _with_marks(
    column: Column, context: Context, entries: Entries
) -> tuple[Context, list[Problem]]:
    texts = [as_text(entry) for entry in entries.distinct]
    n = sum(n for text, n in zip(texts, entries.counts, strict=True) if not text)
    marks = marks_of(texts)
    said = list(said_of(column, marks, n))
    answers = {marks.meaning.get(fold_value(text), truth(text)) for text in texts} - {None}
    if marks.blank is None and answers == {1.0} and "" in texts and "" not in _declared(context):
        message = told("{} holds only yes and blanks ({}): does a blank mean no?", column.name, n)
        remedy = told('If so, write [values.{}] N = [""]; until then it is unknown.', column.name)
        said.append(Problem("info", "only_yes", message, remedy))
    return replace(context, marks=marks), said


def _with_date_style(
    column: Column, context: Context, cells: Sequence[Raw]
) -> tuple[Context, list[Problem]]:
    texts = {as_text(text) for text in {cell for cell in cells if isinstance(cell, str)}}
    order = order_of(texts, context.dates.latest, context.date_order)
    zones = {zone for text in texts if (zone := zone_of(text))}
    said = []
    if order in _ORDERS and order != context.date_order:
        message = told(
            "{} is read {}: no other order fits all its dates", column.name, told(_ORDERS[order])
        )
        said.append(Problem("info", "date_order", message, "Check one of its dates."))
    if len(zones) == 1 and column.kind == "datetime":
        message = told("times of {} are read as written, in their time zone", column.name)
        said.append(Problem("info", "time_zone", message))
    style = replace(context.dates, order=order, several_zones=len(zones) > 1)
    return replace(context, dates=style), said


def _with_decimal(
    column: Column, context: Context, cells: Sequence[Raw]
) -> tuple[Context, list[Problem]]:
    written = {cell for cell in cells if isinstance(cell, str)}
    tokens = {token for token in map(token_of, written) if token}
    if not tokens:
        return context, []
    proven = decimal_of(tokens)
    either = sorted(token for token in tokens if mark_of(token) is None)
    decimal = proven or context.decimal_mark or context.decimal_of_file
    if not decimal and context.separator in (",", "\t") and not any("," in t for t in either):
        decimal = "."  # who writes thousands with a point separates columns otherwise
    declared = context.decimal_mark and not proven
    said = () if declared else _on_decimals(column, decimal, proven, either)
    return replace(context, decimal=decimal), list(said)


def _on_decimals(column: Column, decimal: str, proven: str, either: list[str]) -> Iterator[Problem]:
    if proven == ",":
        yield Problem(
            "info", "decimal_comma", told("{} is written with decimal commas", column.name)
        )
    elif either and decimal == ",":
        yield Problem(
            "info", "decimal_comma",
            told("{} is read with decimal commas, as the other numbers of the file", column.name),
            'If they are marks of thousands, write decimal_mark = "." in [study].',
        )  # fmt: skip
    elif any("," in token for token in either) and decimal == ".":
        yield Problem(
            "info", "thousands_comma",
            told("commas in {} are read as marks of thousands, as the other numbers tell",
                 column.name),
            'If they are decimal commas, write decimal_mark = "," in [study].',
        )  # fmt: skip
