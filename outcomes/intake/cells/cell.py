"""What cleaning one cell answers with, and words that mean that nothing is known."""

import datetime as dt
import re
import unicodedata
from typing import Any, NamedTuple

from outcomes.dictionary import fold_value
from outcomes.intake.gate.raw import Raw
from outcomes.model.file.report import Severity
from outcomes.model.file.told import told

_NOTHING = """
- -- — —— – / \\ . na n/a n.a. nan null #n/a none nd n.d. notdone notavailable
至今 迄今 未查 未做 未测 未检 未评 暂无 不适用 未到 未发生 未进展
"""
_UNKNOWN = """
? ？ uk unk unknown nk notknown missing pending 不详 未知 不明 缺失 无数据 未知日期 日期不详
"""
UNKNOWN = frozenset(map(fold_value, _UNKNOWN.split()))
"""Folded texts saying that something is not known, which is not that it did not happen."""
MISSING = frozenset(("", *map(fold_value, _NOTHING.split()))) | UNKNOWN
"""Folded texts that stand for a blank cell, unless a code list says otherwise."""

_NONE = frozenset(map(fold_value, ("none", "无")))
_KINDS: tuple[tuple[type, str], ...] = (
    (bool, "(a logical value)"), (int, "(a number)"), (float, "(a number)"),
    (dt.datetime, "(a date)"), (dt.date, "(a date)"), (dt.time, "(a time of day)"),
    (object, "(blank)"),
)  # fmt: skip


class Problem(NamedTuple):
    """What is wrong with one cell: severity, rule, sentence, and what the cell should hold."""

    severity: Severity
    rule: str
    message: str
    remedy: str = ""


class Cleaned(NamedTuple):
    """The typed value of one cell, None where nothing is known, and at most one problem."""

    value: Any
    problem: Problem | None = None

    @property
    def unread(self) -> bool:
        """Whether the cell holds an entry of which not everything is understood."""
        problem = self.problem
        if problem is None or problem.rule == "date_never":
            return False
        return self.value is None or problem.severity == "error"


BLANK = Cleaned(None)


def folded(text: str) -> str:
    """Return a text with full-width forms folded and blanks (also non-breaking) trimmed."""
    plain = text if text.isascii() else unicodedata.normalize("NFKC", text)
    return " ".join(plain.split())


def as_text(raw: Raw) -> str:
    """Return a cell as the text a person would type: 7.0 is "7", a date is ISO."""
    if raw is None:
        return ""
    if isinstance(raw, str):
        return folded(raw)
    if isinstance(raw, float) and raw.is_integer() and abs(raw) < 1e15:
        return str(int(raw))
    if isinstance(raw, dt.datetime) and raw.time() == dt.time(0):
        return raw.date().isoformat()
    return str(raw)


def quoted(raw: Raw) -> str:
    """Return what kind of entry a cell holds: messages never say what it is."""
    if isinstance(raw, str):
        if re.fullmatch(r"\d{4}-\d\d-\d\d", raw):
            return told("(a date)")
        number = re.fullmatch(r"\s*[-+]?\d*[.,]?\d+\s*", raw)
        return told("(a number as text)") if number else told("(a text)")
    return told(next(word for kind, word in _KINDS if isinstance(raw, kind)))


def is_missing(text: str) -> bool:
    """Whether a text stands for a blank cell."""
    return fold_value(text) in MISSING


def filled(cell: Raw) -> bool:
    """Whether there is an entry that says something."""
    return cell is not None and not (isinstance(cell, str) and is_missing(cell))


def is_none(cell: Raw) -> bool:
    """Whether an entry says none: a blank of what happens on a day, elsewhere the lowest level."""
    return isinstance(cell, str) and fold_value(cell) in _NONE


def code_key(text: str) -> str:
    """Return a declared entry as it is compared: -9, "-9" and "-9.0" are one."""
    try:
        return f"{float(text):g}"
    except ValueError:
        return fold_value(text)


def is_unknown(text: str) -> bool:
    """Whether a text says that something is not known."""
    return fold_value(text) in UNKNOWN


def error(rule: str, message: str, remedy: str = "") -> Cleaned:
    """Return no value, with an error."""
    return Cleaned(None, Problem("error", rule, message, remedy))


def unresolved(rule: str, message: str, remedy: str = "") -> Cleaned:
    """Return no value, with a warning: what is meant has to be asked, not guessed."""
    return Cleaned(None, Problem("warning", rule, message, remedy))


def flagged(value: Any, rule: str, message: str, remedy: str = "") -> Cleaned:
    """Return the value with a warning."""
    return Cleaned(value, Problem("warning", rule, message, remedy))


def noted(value: Any, message: str) -> Cleaned:
    """Return the value with the information that a note beside it was not read."""
    return Cleaned(
        value, Problem("info", "trailing_note", message, "Move notes to another column.")
    )
