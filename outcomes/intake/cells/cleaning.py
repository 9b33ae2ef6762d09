"""One raw cell to one typed value or one problem: which reading a column asks for."""

import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from outcomes.dictionary import Code, Codes, Column, fold_value
from outcomes.intake.cells import numbers as raw_numbers
from outcomes.intake.cells import scores as raw_scores
from outcomes.intake.cells.cell import (
    Cleaned,
    Problem,
    as_text,
    code_key,
    error,
    is_unknown,
    quoted,
    unresolved,
)
from outcomes.intake.cells.coded import codes as raw_codes
from outcomes.intake.cells.coded.event_codes import clean_event
from outcomes.intake.cells.coded.marks import ALONE, Marks
from outcomes.intake.cells.days.dates import PLAIN, DateStyle, clean_date
from outcomes.intake.cells.decimals import Mark
from outcomes.intake.gate.raw import Raw
from outcomes.model.file.told import told
from outcomes.model.protocol import Arm

__all__ = ["Cleaned", "Cleaner", "Context", "Problem", "cleaner_for"]

Cleaner = Callable[[Raw], Cleaned]
_SILENT_WHEN_BLANK = frozenset(("status", "intent", "progression_sites", "regional_site"))
_BARE_NUMBER = re.compile(r"[<>]?[\d.,]+")


@dataclass(frozen=True, slots=True)
class Context:
    """What the file and the protocol say about one column.

    Attributes
    ----------
    arms
        Arms of the protocol, for ``arm`` and ``arm_actual``.
    declared
        ``[values.column]``: canonical value to the raw values meaning it.
    levels
        Levels a covariate declares; another level is kept with a warning.
    unit_stated
        The header or the protocol says the unit, so a bare number is in the unit of the column.
    unit
        Another unit the header states; bare numbers are converted from it.
    missing
        Entries the protocol declares to mean unknown, as `code_key` writes them.
    decimal_of_file
        The decimal mark the numbers of the whole file prove.
    separator
        What separates the columns of a CSV file; "" for a workbook.
    decimal_mark
        The decimal mark the protocol declares for what the column does not decide.
    decimal
        The decimal mark of the column, once its cells have been looked at.
    date_order
        The order of dates the protocol declares for what the column does not decide.
    dates
        How the column writes dates; what its cells tell of it, once they have been looked at.
    marks
        What ticks, crosses and blanks mean in the column.
    """

    arms: tuple[Arm, ...] = ()
    declared: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    levels: tuple[str, ...] = ()
    unit_stated: bool = True
    unit: str = ""
    missing: frozenset[str] = frozenset()
    decimal_of_file: Mark = ""
    separator: str = ""
    decimal_mark: Mark = ""
    decimal: Mark = ""
    date_order: str = ""
    dates: DateStyle = PLAIN
    marks: Marks = ALONE


def cleaner_for(column: Column, context: Context = Context()) -> Cleaner:
    """Return the function that reads the cells of one column.

    Raw values declared in ``[values.column]`` come first, compared as folded text, so that 1, 1.0
    and "1" match.
    """
    read = _in_unit(_reader(column, context), context.unit)
    declared = {
        fold_value(raw): canonical for canonical, raws in context.declared.items() for raw in raws
    }
    coded = column.kind in ("code", "codes")
    dated = column.kind in ("date", "datetime", "id", "number", "integer") and not context.levels

    def clean(raw: Raw) -> Cleaned:
        canonical = declared.get(fold_value(as_text(raw))) if declared else None
        if canonical is not None:
            return Cleaned(canonical) if coded else read(canonical)
        if context.missing and code_key(as_text(raw)) in context.missing:
            return _declared_unknown(column)
        if isinstance(raw, dt.date | dt.time) and not dated:
            return _turned_into_date(column)
        return _not_known(raw, read(raw), column)

    return clean


def _turned_into_date(column: Column) -> Cleaned:
    return error(
        "turned_into_date",
        told("{} is a date: the spreadsheet turned the entry into one", column.name),
        "Format the column as text and enter the value again.",
    )


def _declared_unknown(column: Column) -> Cleaned:
    message = told("{} holds what is declared to mean unknown", column.name)
    return Cleaned(None, Problem("info", "declared_missing", message))


def _not_known(raw: Raw, cleaned: Cleaned, column: Column) -> Cleaned:
    """Ask about a word for unknown where a blank means that something did not happen."""
    silent = column.kind in ("date", "datetime") or column.name in _SILENT_WHEN_BLANK
    if not silent or cleaned.value is not None or cleaned.unread or not is_unknown(as_text(raw)):
        return cleaned
    return unresolved(
        "entry_unknown",
        told(
            "{} {} says that something is not known, which is not a blank", column.name, quoted(raw)
        ),
        "Write what is known; leave the cell blank if it did not happen.",
    )


def _in_unit(read: Cleaner, unit: str) -> Cleaner:
    """Let the unit of the header stand behind every bare number."""
    if not unit:
        return read

    def with_unit(raw: Raw) -> Cleaned:
        if isinstance(raw, float) and not raw.is_integer():
            written = repr(raw) if "e" in repr(raw) else f"{raw}e0"
            return read(f"{written} {unit}")  # a number of the file has no mark to be asked about
        text = as_text(raw)
        return read(f"{text} {unit}" if _BARE_NUMBER.fullmatch(text) else raw)

    return with_unit


def _reader(column: Column, context: Context) -> Cleaner:
    if context.levels:
        return _level_reader(column, context)
    if column.kind in ("date", "datetime"):
        return lambda raw: clean_date(raw, column, context.dates)
    if column.kind in ("number", "integer"):
        return _number_reader(column, context)
    if column.kind == "yesno":
        return lambda raw: raw_codes.clean_yesno(raw, column, context.marks)
    if column.kind == "id":
        return lambda raw: raw_codes.clean_id(raw, column)
    if column.kind == "text":
        return lambda raw: raw_codes.clean_text(raw, column)
    return _code_reader(column, context)


def _number_reader(column: Column, context: Context) -> Cleaner:
    if column.notation == "amount":
        stated = context.unit_stated
        return lambda raw: raw_numbers.clean_amount(raw, column, stated, context.decimal)
    if column.notation == "ecog":
        return lambda raw: raw_scores.clean_ecog(raw, column, context.decimal)
    if column.notation in ("event", "censor"):
        return lambda raw: clean_event(raw, column)
    if column.notation == "grade":
        return lambda raw: raw_scores.clean_grade(raw, column, context.decimal)
    return lambda raw: raw_numbers.clean_number(raw, column, context.decimal)


def _code_reader(column: Column, context: Context) -> Cleaner:
    if column.name in ("arm", "arm_actual"):
        if not context.arms:
            return lambda raw: raw_codes.clean_text(raw, column)
        arms = tuple(Code(a.id, a.label, "", a.aliases) for a in context.arms)
        known = raw_codes.spellings(arms)
        return lambda raw: raw_codes.clean_arm(raw, column, known)
    known = raw_codes.spellings(column.codes)
    if column.kind == "codes":
        return lambda raw: raw_codes.clean_codes(raw, column, known)
    if not known:
        return lambda raw: raw_codes.clean_text(raw, column)
    return lambda raw: raw_codes.clean_code(raw, column, known)


def _level_reader(column: Column, context: Context) -> Cleaner:
    """Read the dictionary's way where the column has one, then name the level that is meant."""
    known = raw_codes.spellings(_level_codes(context.levels, column.codes))
    if column.kind in ("number", "integer"):
        return _numeric_level_reader(column, context, known)
    truths = {raw_codes.truth(level): level for level in context.levels}
    if set(truths) == {0.0, 1.0}:
        known = {word: truths[value] for word, value in raw_codes.YESNO.items()} | known
    if column.codes:
        return _coded_level_reader(column, known)
    return lambda raw: raw_codes.clean_level(raw, column, known)


def _coded_level_reader(column: Column, known: dict[str, str]) -> Cleaner:
    """A code of the dictionary that is no level is kept and flagged; what is no code is not."""
    codes = raw_codes.spellings(column.codes)

    def clean(raw: Raw) -> Cleaned:
        if fold_value(as_text(raw)) in known:
            return raw_codes.clean_level(raw, column, known)
        code = raw_codes.clean_code(raw, column, codes)
        return code if code.value is None else raw_codes.clean_level(code.value, column, known)

    return clean


def _numeric_level_reader(column: Column, context: Context, known: dict[str, str]) -> Cleaner:
    read = _number_reader(column, context)

    def clean(raw: Raw) -> Cleaned:
        if fold_value(as_text(raw)) in known:
            return raw_codes.clean_level(raw, column, known)
        number = read(raw)
        if number.value is None:
            return number
        level = raw_codes.clean_level(f"{number.value:g}", column, known)
        return Cleaned(level.value, level.problem or number.problem)

    return clean


def _level_codes(levels: tuple[str, ...], codes: Codes) -> Codes:
    """Return declared levels as codes, each with every spelling of the dictionary code it is."""
    known = raw_codes.spellings(codes)
    by_value = {code.value: code for code in codes}
    found = []
    for level in levels:
        code = by_value.get(known.get(fold_value(level), ""))
        spelled = (code.value, code.label, code.label_zh, *code.aliases) if code else ()
        found.append(Code(level, level, level, tuple(spelled)))
    return tuple(found)
