"""Values as JSON and back, exactly: what was published is what is looked up."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import MISSING, fields
from datetime import date
from math import isfinite
from typing import Any

from outcomes.model import protocol
from outcomes.model.file.reasons import Lacking
from outcomes.model.plan.benchmarks import Published, PublishedArm, PublishedMix, PublishedQuantity
from outcomes.model.question import Request
from outcomes.model.scene import Scene
from outcomes.results.condition import Condition
from outcomes.results.masked import Masked
from outcomes.results.note import Method, Note, Ref, Said
from outcomes.results.result import Curve, Estimate, Flow, Interval, Result

TAG = "$"
_PROTOCOL = (
    protocol.StudySpec, protocol.StudyBlock, protocol.Plan, protocol.Arm, protocol.Population,
    protocol.Endpoint, protocol.Covariate, protocol.AscitesRules, protocol.SafetyRules,
    protocol.AdamRules, protocol.ConversionRules, protocol.Policy, protocol.Sensitivity,
)  # fmt: skip
_TYPES: dict[str, type] = {
    kind.__name__: kind
    for kind in (
        Result, Estimate, Interval, Curve, Flow, Condition, Note, Method, Ref, Request,
        Published, PublishedArm, PublishedMix, PublishedQuantity, Lacking,
    )
} | {f"protocol.{kind.__name__}": kind for kind in _PROTOCOL} | {"Scene": Scene}  # fmt: skip
_NAMES = {kind: name for name, kind in _TYPES.items()}


class UnreadableValue(ValueError):
    """What stands there is no value of ours; the message never quotes it."""


def known(*kinds: type) -> None:
    """Let further frozen dataclasses be written and read, by their names."""
    for kind in kinds:
        _TYPES[kind.__name__] = kind
        _NAMES[kind] = kind.__name__


def to_json(value: Any) -> bytes:
    """Return a value as JSON; equal values give equal bytes."""
    return json.dumps(_plain(value), ensure_ascii=False, separators=(",", ":"),
                      allow_nan=False).encode()  # fmt: skip


def from_json(content: bytes) -> Any:
    """Return the value of `to_json`.

    Raises
    ------
    UnreadableValue
        Where the bytes are none, or name a type that is not ours.
    """
    try:
        return _value(json.loads(content))
    except (ValueError, TypeError, KeyError) as error:
        raise UnreadableValue(f"not a value of this program ({type(error).__name__})") from None


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, float | date):
        return _scalar(value)
    if isinstance(value, Ref | Request):
        return {TAG: _NAMES[type(value)], "of": [_plain(part) for part in value]}
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    if isinstance(value, frozenset):
        return {TAG: "set", "of": sorted(_plain(part) for part in value)}
    if isinstance(value, Mapping):
        return {TAG: "map", "of": [[_plain(k), _plain(v)] for k, v in value.items()]}
    return _record(value)


def _scalar(value: float | date) -> Any:
    if isinstance(value, date):
        return {TAG: "date", "of": value.isoformat()}
    if isinstance(value, Masked):
        return {TAG: "masked", "of": value.below}
    return value if isfinite(value) else {TAG: "float", "of": repr(value)}


def _record(value: Any) -> Any:
    name = _name_of(value)
    if isinstance(value, Said):
        pairs = [[key, _plain(part)] for key, part in value.values]
        return {TAG: name, "id": value.id, "of": pairs}
    return {TAG: name} | {f.name: _plain(getattr(value, f.name)) for f in _told(value)}


def _name_of(value: Any) -> str:
    if type(value) not in _NAMES:
        raise TypeError(f"{type(value).__name__} cannot be published")
    return _NAMES[type(value)]


def _told(value: Any) -> list[Any]:
    """Return the fields that differ from their defaults."""
    return [f for f in fields(value) if getattr(value, f.name) != _default(f)]


def _default(field: Any) -> Any:
    if field.default_factory is not MISSING:
        return field.default_factory()
    return field.default


def _value(plain: Any) -> Any:
    if isinstance(plain, list):
        return tuple(_value(part) for part in plain)
    if not isinstance(plain, dict):
        return plain
    name = plain[TAG]
    if name in _PLAIN_TYPES:
        return _PLAIN_TYPES[name](plain["of"])
    kind = _TYPES[name]
    if issubclass(kind, Said):
        return kind(plain["id"], **{key: _value(part) for key, part in plain["of"]})
    if "of" in plain:
        return kind(*(_value(part) for part in plain["of"]))
    return kind(**{key: _value(part) for key, part in plain.items() if key != TAG})


_PLAIN_TYPES: dict[str, Any] = {
    "float": float,
    "masked": Masked,
    "date": date.fromisoformat,
    "set": lambda parts: frozenset(_value(part) for part in parts),
    "map": lambda pairs: {_value(key): _value(part) for key, part in pairs},
}
