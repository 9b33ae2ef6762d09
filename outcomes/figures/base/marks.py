"""The caveats of numbers: a letter where the number stands, a line under what shows it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from outcomes.figures.base.text import SEPARATOR
from outcomes.results.note import Method, Note, Ref
from outcomes.results.quantities import quantity_named
from outcomes.results.result import Estimate, Result

LETTERS = "ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ"
AGAIN = "ʹ"
_MARK = re.compile(f"[{LETTERS}]{AGAIN}*")
WHICH_HAZARD = ("cause_specific", "fine_gray")
"""Parts of a method without which a ratio is read as another one."""

PLACES = ("piece", "events_imputed")
"""Notes that say where a number belongs, as its place in a figure does, or what has a column of its
own beside it: no caveats."""

Caveat = Note | Method
NO_NAMES: Mapping[Ref, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Marks:
    """The notes of the estimates that have a value, each with its letter.

    Letters occur in no other text, so what is printed tells which lines belong under it.
    """

    of: Mapping[Caveat, str] = field(default_factory=dict)
    names: Mapping[Ref, str] = field(default_factory=dict)

    @classmethod
    def among(cls, answers: Iterable[object], names: Mapping[Ref, str] = NO_NAMES) -> Marks:
        """Return the marks of answers, in the order of their notes, and the names of ids."""
        results = (answer for answer in answers if isinstance(answer, Result))
        found = (caveat for r in results for e in r.estimates for caveat in caveats_of(e))
        return cls({c: _letter(i) for i, c in enumerate(dict.fromkeys(found))}, names)

    def at(self, estimate: Estimate | None) -> str:
        """Return what stands after the number of an estimate; nothing without a number."""
        found = {self.of[caveat] for caveat in caveats_of(estimate) if caveat in self.of}
        return in_order(found)

    def starting(self, letters: Iterable[str]) -> Marks:
        """Return the marks with these letters first in the alphabet, in this order."""
        places = {mark: i for i, mark in enumerate(dict.fromkeys(letters))}
        found = sorted(self.of, key=lambda what: places.get(self.of[what], len(places)))
        return Marks({what: _letter(i) for i, what in enumerate(found)}, self.names)

    def lines(
        self, texts: Iterable[str], tell: Callable[[Caveat], str], everywhere: Iterable[str] = ()
    ) -> tuple[str, ...]:
        """Return the caveats whose letters occur in the texts; those of one kind share a line.

        Before them, without their letters, those ``everywhere``: they belong to all numbers.
        """
        mine = {mark: what for what, mark in self.of.items()}
        printed = mine.keys() & set(letters_in("\n".join(texts)))
        kinds: dict[str, list[str]] = {}
        for mark in sorted(printed, key=_order):
            kinds.setdefault(mine[mark].id, []).append(f"{mark} {tell(mine[mark])}")
        shared = (tell(mine[mark]) for mark in sorted(everywhere, key=_order) if mark in mine)
        return (*shared, *map(SEPARATOR.join, kinds.values()))


NO_MARKS = Marks()


def letters_in(text: str) -> list[str]:
    """Return the letters of caveats in a text, each as often as it stands there."""
    return _MARK.findall(text)


def in_order(letters: Iterable[str]) -> str:
    """Return letters of caveats in the order of the alphabet."""
    return "".join(sorted(letters, key=_order))


def without(letters: Iterable[str], text: str) -> str:
    """Return a text without some letters of caveats."""
    left_out = set(letters)
    return _MARK.sub(lambda mark: "" if mark[0] in left_out else mark[0], text)


def caveats_of(estimate: Estimate | None) -> Iterator[Caveat]:
    """Yield what must be known of a number: nothing where there is none."""
    if estimate is None or estimate.value is None:
        return
    if quantity_named(estimate.quantity).kind == "ratio":
        yield from (part for part in estimate.method if part.id in WHICH_HAZARD)
    yield from (note for note in estimate.notes if note.id not in PLACES)


def _order(mark: str) -> tuple[int, int]:
    return len(mark), LETTERS.index(mark[0])


def _letter(i: int) -> str:
    again, place = divmod(i, len(LETTERS))
    return LETTERS[place] + AGAIN * again
