"""A StudySpec to the text of a ``study.toml`` that reads back as the same StudySpec."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, fields
from datetime import date
from typing import Any

from outcomes.model.protocol import UNNAMED, Plan, Policy, StudySpec


def to_toml(spec: StudySpec) -> str:
    """Return the protocol as TOML; what equals its default is left out.

    A study that has no name takes that of the folder it is laid into.

    ``parse_protocol(read_toml(to_toml(spec).encode()))`` equals ``spec`` but for its folder.

    Parameters
    ----------
    spec : StudySpec
    """
    unsaid = UNNAMED if spec.study.id == UNNAMED["id"] else {}
    blocks = [_block("[study]", spec.study, unsaid)]
    if spec.plan != Plan():
        blocks.append(_block("[plan]", spec.plan))
    for name, items in (
        ("arm", spec.arms), ("population", spec.populations), ("endpoint", spec.endpoints),
        ("covariate", spec.covariates), ("sensitivity", spec.sensitivities),
    ):  # fmt: skip
        blocks += [_block(f"[[{name}]]", item) for item in items]
    for name, rules in (
        ("ascites", spec.ascites), ("safety", spec.safety), ("conversion", spec.conversion),
        ("adam", spec.adam),
    ):  # fmt: skip
        if rules is not None:
            blocks.append(_block(f"[{name}]", rules))
    if spec.policy != Policy():
        blocks.append(_block("[policy]", spec.policy))
    if spec.columns or spec.column_missing:
        blocks.append(_table("[columns]", _columns(spec)))
    blocks += [_table(f"[values.{_text(name)}]", codes) for name, codes in spec.values.items()]
    blocks += [_table("[[benchmark]]", {"id": name}) for name in spec.benchmarks]
    return "\n".join(blocks)


def _columns(spec: StudySpec) -> dict[str, Any]:
    columns: dict[str, Any] = dict(spec.columns)
    for name, missing in spec.column_missing.items():
        header = {"header": columns[name]} if name in columns else {}
        columns[name] = header | {"missing": missing}
    return columns


def _block(heading: str, block: Any, unsaid: Mapping[str, Any] | None = None) -> str:
    return "\n".join([heading, *_lines(block, unsaid or {}), ""])


def _lines(block: Any, unsaid: Mapping[str, Any]) -> Iterator[str]:
    for field in fields(block):
        value = getattr(block, field.name)
        default = unsaid.get(field.name, field.default)
        made = field.default_factory
        if default is MISSING and callable(made):
            default = made()
        if "means" in field.metadata and (default is MISSING or value != default):
            yield f"{field.name} = {_value(value)}"


def _table(heading: str, values: Mapping[str, Any]) -> str:
    return "\n".join([heading, *(f"{_text(k)} = {_value(v)}" for k, v in values.items()), ""])


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, date):
        return f"{value:%Y-%m-%d}"
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{_text(k)} = {_value(v)}" for k, v in value.items()) + " }"
    if isinstance(value, tuple | list):
        return "[" + ", ".join(map(_value, value)) + "]"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return repr(value)


def _text(text: str) -> str:
    # A JSON string is a TOML basic string, but for the one control character JSON lets through.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
