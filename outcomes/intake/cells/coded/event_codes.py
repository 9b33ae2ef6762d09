"""Whether an event happened, from the codes and words of ready-made endpoints of other programs."""

import re
from collections.abc import Sequence

from outcomes.dictionary import Column, fold_value
from outcomes.intake.cells.cell import BLANK, Cleaned, Problem, as_text, error, is_missing, quoted
from outcomes.intake.cells.coded.codes import truth
from outcomes.intake.cells.numbers import clean_number
from outcomes.intake.gate.raw import Raw
from outcomes.model.file.told import told

_HAPPENED = frozenset(
    map(
        fold_value,
        "dead died deceased death event occurred progressed progression relapsed relapse recurred "
        "recurrence failure 死亡 死 已死亡 事件 发生 已发生 复发 进展".split(),
    )
)
_DID_NOT = frozenset(
    map(
        fold_value,
        "alive living censored censor noevent diseasefree progressionfree eventfree none "
        "存活 生存 活 健在 删失 截尾 未发生 无事件 未死亡 未复发 未进展".split(),
    )
)
_NUMBERED = re.compile(r"(\d+)(?:\.0)?[:=.、()\-]+(?=\D)(.+?)\)?")


def clean_event(raw: Raw, column: Column) -> Cleaned:
    """Return the code of a status column: of ``event_column``, or of ``censor_column`` (CNSR).

    Numbers are codes as they stand; yes and no are 1 and 0. A word says whether the event
    happened, whatever the coding; ``1:DECEASED`` is both, and must agree with itself.
    """
    text = as_text(raw)
    key = fold_value(text)
    numbered = _NUMBERED.fullmatch(key)
    code, word = (float(numbered[1]), numbered[2]) if numbered else (None, key)
    meant = _meant(word, column)
    if numbered and code is not None:
        if meant is not None and (meant == 0) != (code == 0):
            return error(
                "event_contradiction", told("{} {}: number and word differ",
                                            column.name, quoted(raw)),
                told("Write one of them, or say in [values.{}] what it means.", column.name),
            )  # fmt: skip
        return clean_number(code, column)
    if meant is not None:
        return Cleaned(meant)
    if is_missing(text):
        return BLANK
    if isinstance(raw, int | float) or re.fullmatch(r"[+-]?[\d.]+", key):
        return clean_number(raw, column)
    return error(
        "event_word", told("{} {} does not say whether the event happened",
                           column.name, quoted(raw)),
        told('Say in [values.{}] which entries are "0" and which are "1".', column.name),
    )  # fmt: skip


def _meant(word: str, column: Column) -> float | None:
    """Return the code a word stands for in the coding of the column."""
    parts = re.split(r"[/|]", word)
    happened = all(p in _HAPPENED for p in parts)
    if happened or word in _DID_NOT:
        return float(happened != (column.notation == "censor"))
    return truth(word) if not word.replace(".", "").isdigit() else None


def word_meant(word: str) -> str | None:
    """Return "1" for a word saying that an event happened, "0" for one that it did not."""
    key = fold_value(word)
    if key in _HAPPENED or key in _DID_NOT:
        return str(int(key in _HAPPENED))
    meant = truth(key)
    return None if meant is None else f"{meant:g}"


def coding_asked(
    column: Column, cells: Sequence[Raw], cleaned: Sequence[Cleaned], counts: Sequence[int]
) -> tuple[list[Cleaned], tuple[Problem, ...]]:
    """Return the cells of a status column, none of them read where its coding is not clear.

    Parameters
    ----------
    column : Column
    cells : sequence
        What stands in the file.
    cleaned : sequence of Cleaned
        The same cells, read.
    counts
        How often each of them stands there.

    Notes
    -----
    Two instead of one for the event (1 = alive, 2 = dead) cannot be told from 1 = event with
    another code beside it, so that nothing is read. A single code beside blanks is asked about.
    """
    found = {code for cell in cells if (code := _code(cell)) is not None}
    if column.notation == "event" and column.high == 1 and {1, 2} <= found and 0 not in found:
        message = told(
            "{} is coded 1 and 2: which is the event? Nothing of it is read", column.name
        )
        remedy = told(
            'Say it: [values.{}] "0" = ["1"] and "1" = ["2"], if 2 is the event.', column.name
        )
        asked = error("event_coding", message, remedy)
        return [c if cell is None else asked for cell, c in zip(cells, cleaned, strict=True)], ()
    values = {c.value for c in cleaned if c.value is not None}
    blanks = sum(
        n for c, n in zip(cleaned, counts, strict=True) if c.value is None and not c.unread
    )
    if len(values) != 1 or not blanks:
        return list(cleaned), ()
    only = f"{values.pop():g}"
    other = "0" if only != "0" else "1"
    message = told(
        "{} holds only {} and blanks ({}): does a blank mean {}?", column.name, only, blanks, other
    )
    remedy = told('If so, write [values.{}] "{}" = [""].', column.name, other)
    return list(cleaned), (Problem("warning", "only_one_code", message, remedy),)


def _code(cell: Raw) -> float | None:
    text = as_text(cell) if not isinstance(cell, bool) else ""
    return float(text) if re.fullmatch(r"\d+(\.0+)?", text) else None
