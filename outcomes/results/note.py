"""What a result says about itself, as ids and values: only ``wording`` makes sentences of them."""

from __future__ import annotations

from dataclasses import dataclass
from math import isnan
from typing import NamedTuple


class Ref(NamedTuple):
    """A value that is an id of the protocol, so that the last room can print its label.

    Attributes
    ----------
    kind
        ``covariate``, ``arm``, ``endpoint``, ``population``, ``column`` or ``level``.
    id
        The id itself, printed where no label is known.
    of
        The covariate of a level.
    """

    kind: str
    id: str
    of: str = ""


@dataclass(frozen=True, slots=True, init=False)
class Said:
    """An id and named values, in the order they were given; hashable.

    ``Note("few_events", n=4, least=5)`` · ``Method("adjusted", covariates=("ecog",))``. Values are
    whole numbers, numbers, words, `Ref`, further notes or methods, or tuples of those.

    Raises
    ------
    TypeError
        Where a value is of another type.
    ValueError
        Where a number is nan: it breaks equality.
    """

    id: str
    values: tuple[tuple[str, Value], ...]

    def __init__(self, id: str, /, **values: Value) -> None:
        for name, value in values.items():
            _refuse(f"{id}.{name}", value)
        object.__setattr__(self, "id", id)
        object.__setattr__(self, "values", tuple(values.items()))

    def __repr__(self) -> str:
        given = "".join(f", {name}={value!r}" for name, value in self.values)
        return f"{type(self).__name__}({self.id!r}{given})"

    def __getitem__(self, name: str) -> Value:
        return dict(self.values)[name]

    def says(self, *ids: str) -> bool:
        """Whether it, or one within it, has one of the ids."""
        inner = (value for _, value in self.values if isinstance(value, Said))
        return self.id in ids or any(value.says(*ids) for value in inner)


class Note(Said):
    """A caveat, a count of those left out, or the reason why there is no number."""

    __slots__ = ()


class Method(Said):
    """One part of how a number was made: the model, the limits, the rule for missing values."""

    __slots__ = ()


Value = int | float | str | Ref | Said | tuple["Value", ...]


def _refuse(name: str, value: object) -> None:
    if isinstance(value, tuple) and not isinstance(value, Ref):
        for part in value:
            _refuse(name, part)
    elif isinstance(value, bool) or not isinstance(value, int | float | str | Ref | Said):
        raise TypeError(f"{name}: {type(value).__name__} is no value of a note")
    elif isinstance(value, float) and isnan(value):
        raise ValueError(f"{name} is nan")
