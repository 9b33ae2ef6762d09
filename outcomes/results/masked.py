"""A count that must not be shown, where a number would stand: it has no value to give away."""

from __future__ import annotations

from typing import Any, Self


class Masked(float):
    """A number kept back: ``<11`` where it is below a limit, else only that it is kept back.

    It is drawn as nothing (0), prints what it is, counts as present (true), and whatever is
    computed with it is kept back too.
    """

    below: int

    def __new__(cls, below: int = 0) -> Self:
        """Return a number below a limit; without one, a number nothing is said of."""
        made = super().__new__(cls, 0.0)
        made.below = below
        return made

    def __getnewargs__(self) -> tuple[int]:
        return (self.below,)

    def __str__(self) -> str:
        return f"<{self.below}" if self.below else "–"

    __repr__ = __str__

    def __format__(self, spec: str) -> str:
        return str(self)

    def __bool__(self) -> bool:
        return True

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Masked) and other.below == self.below

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        return hash((Masked, self.below))

    def __round__(self, digits: Any = None) -> Any:
        return self

    def _kept_back(self, *others: object) -> Masked:
        return Masked()

    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = _kept_back
    __truediv__ = __rtruediv__ = __neg__ = __abs__ = _kept_back
