"""Marks in place of yes and no: what ticks, crosses and blanks mean is decided per column."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from outcomes.dictionary import Column, fold_value
from outcomes.intake.cells.cell import MISSING, Problem
from outcomes.model.file.told import told

_CHECKS = frozenset(map(fold_value, "√ ✓ ✔ ☑".split()))
_CROSSES = frozenset(map(fold_value, "x × ✗ ✘ ☒".split()))
_BOXES = frozenset(map(fold_value, "☐ □".split()))
_TICKS = (_CHECKS, frozenset("x"), frozenset(map(fold_value, "☒")))
"""Marks that are a yes where a column holds nothing else: a list ticked with x, too."""


@dataclass(frozen=True, slots=True)
class Marks:
    """What marks mean in one column.

    Attributes
    ----------
    meaning
        Folded mark to 1.0 (yes) or 0.0 (no); a mark that is not there is ambiguous.
    blank
        What a blank cell means, None: nothing.
    """

    meaning: Mapping[str, float] = field(default_factory=lambda: dict.fromkeys(_CHECKS, 1.0))
    blank: float | None = None


ALONE = Marks()
"""Of a cell without its column: a tick is a yes, a cross may be either."""


def is_mark(key: str) -> bool:
    """Whether a folded text is a tick, a cross or a box."""
    return key in _CHECKS or key in _CROSSES or key in _BOXES


def marks_of(texts: Iterable[str]) -> Marks:
    """Return what marks mean in the column of these cells.

    Parameters
    ----------
    texts : iterable of str
        All its cells.

    Notes
    -----
    Ticks of one kind and nothing else: a list that was ticked off, a blank is no. Ticks and
    crosses: yes and no, and a blank is nothing. A cross in any other company is ambiguous.
    """
    filled = {fold_value(text) for text in texts} - MISSING
    marks = filled - _BOXES
    if any(marks and marks <= ticks for ticks in _TICKS):
        return Marks(dict.fromkeys(marks, 1.0) | dict.fromkeys(_BOXES, 0.0), 0.0)
    if marks & _CHECKS and marks <= _CHECKS | _CROSSES:
        return Marks(dict.fromkeys(_CHECKS, 1.0) | dict.fromkeys(_CROSSES | _BOXES, 0.0))
    return ALONE


def said_of(column: Column, marks: Marks, n_blank: int) -> tuple[Problem, ...]:
    """Return what a person should know about the marks of a column."""
    if marks.blank is None:
        return ()
    message = told(
        "{} holds only marks and blanks: a mark is read as yes, a blank as no", column.name
    )
    remedy = told("If a blank means unknown, write Y in place of the marks; blanks: {}.", n_blank)
    return (Problem("info", "tick_marks", message, remedy),)
