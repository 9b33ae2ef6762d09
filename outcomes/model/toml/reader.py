"""A TOML table to a typed, frozen dataclass, with errors that teach the key they reject."""

import math
import types
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, Field, dataclass, field, fields
from datetime import date, datetime
from difflib import get_close_matches
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from outcomes.model.file.told import Told, told

_SHOWN = 60


class ProtocolError(ValueError):
    """``study.toml`` cannot be used; ``problems`` lists every reason, one sentence each."""

    def __init__(self, problems: list[Told]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(problems))


class Unfit(ValueError):
    """A value that is not what its key asks for; ``why`` says it."""

    def __init__(self, pattern: str, *values: object) -> None:
        self.why = told(pattern, *values)
        super().__init__(self.why)


class CellText(str):
    """What a cell holds, written in ``study.toml`` as text or number: ``"-9"`` or ``-9``.

    Only a hint for `convert`, which returns plain texts: a protocol travels between processes.
    """

    __slots__ = ()


def entry(
    means: str, *, low: Any = None, above: Any = None, high: Any = None, **options: Any
) -> Any:
    """Declare a field of a protocol block.

    Parameters
    ----------
    means
        What its error messages quote.
    low, above, high
        Least value, a value it must exceed, greatest value; of each item where it is a list.
    """
    return field(metadata={"means": told(means), "range": (low, above, high)}, **options)


@dataclass
class Reader:
    """Reads blocks and gathers every problem, so the author sees all of them at once."""

    problems: list[Told]

    def block(self, cls: type, values: object, where: str) -> Any:
        """Return ``cls`` filled from one TOML table, or None when it has problems."""
        if not isinstance(values, Mapping):
            self.problems.append(told("{} must be a table of keys, not {}", where, _shown(values)))
            return None
        before = len(self.problems)
        hints = get_type_hints(cls)
        known = {f.name: f for f in fields(cls) if "means" in f.metadata}
        for name in values:
            if name not in known:
                self.problems.append(unknown_key(str(name), known, where))
        filled = {}
        for name, spec in known.items():
            if name in values:
                filled[name] = self._value(values[name], hints[name], f"{where}.{name}", spec)
            elif spec.default is MISSING and spec.default_factory is MISSING:
                means = spec.metadata["means"]
                self.problems.append(told("{} lacks '{}': {}", where, name, means))
        return cls(**filled) if len(self.problems) == before else None

    def _value(self, value: object, hint: Any, where: str, spec: Field[Any]) -> Any:
        try:
            converted = convert(value, hint)
            for item in _items(converted):
                _within(item, spec.metadata["range"])
            return converted
        except Unfit as error:
            means = spec.metadata["means"]
            self.problems.append(told("{}: {} ({})", where, error.why, means))
            return None


def unknown_key(name: str, known: Mapping[str, Any], where: str) -> Told:
    """Return the sentence for a key nobody knows: where it stands and the nearest real one."""
    near = get_close_matches(name, known, n=1, cutoff=0.5)
    if not near:
        return told("{} has no key '{}'; it knows {}", where, name, ", ".join(known))
    meta = getattr(known[near[0]], "metadata", None) or {}
    if "means" in meta:
        return told("{} has no key '{}'; did you mean '{}' ({})?",
                    where, name, near[0], meta["means"])  # fmt: skip
    return told("{} has no key '{}'; did you mean '{}'?", where, name, near[0])


def convert(value: object, hint: Any) -> Any:
    """Return ``value`` as the annotated type, or raise `Unfit` saying what was expected."""
    origin, args = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        return convert(value, next(a for a in args if a is not type(None)))
    if origin is Literal:
        return _choice(value, args)
    if origin is tuple:
        if not isinstance(value, list | tuple):
            raise Unfit("{} is not a list", _shown(value))
        return tuple(convert(item, args[0]) for item in value)
    if origin is Mapping or origin is dict:
        if not isinstance(value, Mapping):
            raise Unfit("{} is not a table", _shown(value))
        return {str(k): convert(v, args[1]) for k, v in value.items()}
    return _scalar(value, hint)


def _items(value: Any) -> Iterator[Any]:
    if isinstance(value, Mapping):
        value = tuple(value.values())
    yield from value if isinstance(value, tuple) else (value,)


def _within(value: Any, limits: tuple[Any, Any, Any]) -> None:
    low, above, high = limits
    if low is not None and value < low:
        raise Unfit("{} is less than {}", _shown(value), low)
    if above is not None and value <= above:
        raise Unfit("{} is not more than {}", _shown(value), above)
    if high is not None and value > high:
        raise Unfit("{} is more than {}", _shown(value), high)


def _choice(value: object, allowed: tuple[Any, ...]) -> Any:
    if value in allowed:
        return value
    near = get_close_matches(str(value), [str(a) for a in allowed], n=1, cutoff=0.4)
    those = ", ".join(map(str, allowed))
    if near:
        raise Unfit("{} is not one of {}; did you mean '{}'?", _shown(value), those, near[0])
    raise Unfit("{} is not one of {}", _shown(value), those)


def _scalar(value: object, hint: Any) -> Any:
    if hint is date and isinstance(value, date):
        return value.date() if isinstance(value, datetime) else value
    if isinstance(value, int | float) and not isinstance(value, bool):
        number = _finite(value)
        if hint is float:
            return number
        if hint is int and number.is_integer():
            return int(value)
        if hint is CellText:
            return str(int(value) if number.is_integer() else number)
    if hint in (str, bool) and isinstance(value, hint):
        return value
    if hint is CellText and isinstance(value, str):
        return value
    names = {
        str: told("a text"), bool: told("true or false"), int: told("a whole number"),
        float: told("a number"), CellText: told("a text or a number"),
    }  # fmt: skip
    wanted = names.get(hint, told("a date such as 2026-06-30"))
    raise Unfit("{} is not {}", _shown(value), wanted)


def _finite(value: float) -> float:
    try:
        number = float(value)
    except OverflowError:
        number = math.inf
    if not math.isfinite(number):
        raise Unfit("{} is not a finite number", _shown(value))
    return number


def _shown(value: object) -> str:
    text = f"'{value}'" if isinstance(value, str) else str(value)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
