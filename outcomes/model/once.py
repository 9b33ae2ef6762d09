"""What several questions start from, made once: of the study, of the cohort, or of the fit."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TypeVar, TypeVarTuple
from weakref import WeakKeyDictionary

Of = TypeVar("Of")
By = TypeVarTuple("By")
Found = TypeVar("Found")


def once(ask: Callable[[Of, *By], Found]) -> Callable[[Of, *By], Found]:
    """Remember what is found of a study, cohort or fit, per further arguments, while that lives.

    Nobody may change what is found, and it must not hold what it was found of: that would never be
    freed. Two who ask at the same moment may both look, and are given one and the same.
    """
    known: WeakKeyDictionary[Of, dict[tuple[*By], Found]] = WeakKeyDictionary()

    @wraps(ask)
    def asked(of: Of, *by: *By) -> Found:
        found = known.get(of)
        if found is None:
            found = known.setdefault(of, {})
        if by not in found:
            found.setdefault(by, ask(of, *by))
        return found[by]

    return asked
