"""What several questions about the same patients start from, made once."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TypeVar
from weakref import WeakKeyDictionary

Of = TypeVar("Of")
Found = TypeVar("Found")


def once(ask: Callable[[Of], Found]) -> Callable[[Of], Found]:
    """Remember what is found of a study or cohort while that lives; nobody may change it."""
    known: WeakKeyDictionary[Of, Found] = WeakKeyDictionary()

    @wraps(ask)
    def asked(of: Of) -> Found:
        if of not in known:
            known[of] = ask(of)
        return known[of]

    return asked
