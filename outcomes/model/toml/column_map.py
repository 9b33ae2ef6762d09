"""``[columns]`` and ``[values]`` of a protocol: how this workbook names what the study needs."""

from collections.abc import Mapping
from typing import Any

from outcomes.model.file.told import told
from outcomes.model.toml.reader import CellText, Reader, Unfit, convert, unknown_key

_KEYS = {"header": None, "missing": None}
Texts = tuple[CellText, ...]


def read_columns(reader: Reader, raw: object) -> tuple[dict[str, str], dict[str, Texts]]:
    """Return canonical name to header of the file, and canonical name to codes of unknown.

    An entry is a header, or a table ``{ header = "ALB", missing = [-9] }`` of which either may be
    absent.

    Parameters
    ----------
    reader
        Gathers the problems.
    raw
        The table ``[columns]`` as parsed.
    """
    headers: dict[str, str] = {}
    missing: dict[str, Texts] = {}
    for name, item in _table(reader, raw, "[columns]").items():
        where = f'[columns]."{name}"'
        given = {"header": item} if not isinstance(item, Mapping) else item
        reader.problems += [unknown_key(str(k), _KEYS, where) for k in given if k not in _KEYS]
        if "header" in given:
            headers[name] = _converted(reader, given["header"], str, f"{where}.header", "")
        if "missing" in given:
            missing[name] = _converted(reader, given["missing"], Texts, f"{where}.missing", ())
    return headers, missing


def read_values(reader: Reader, raw: object) -> dict[str, dict[str, Texts]]:
    """Return column to canonical value to the entries of the file that mean it.

    Parameters
    ----------
    reader
        Gathers the problems.
    raw
        The table ``[values]`` as parsed.
    """
    found: dict[str, dict[str, Texts]] = {}
    for column, codes in _table(reader, raw, "[values]").items():
        where = f"[values.{column}]"
        found[column] = {
            code: _converted(reader, _listed(texts), Texts, f"{where}.{code}", ())
            for code, texts in _table(reader, codes, where).items()
        }
    return found


def _table(reader: Reader, raw: object, where: str) -> Mapping[str, Any]:
    if isinstance(raw, Mapping):
        return raw
    reader.problems.append(told("{} must be a table of keys", where))
    return {}


def _listed(value: object) -> object:
    return value if isinstance(value, list | tuple) else [value]


def _converted(reader: Reader, value: object, hint: Any, where: str, default: Any) -> Any:
    try:
        return convert(value, hint)
    except Unfit as error:
        reader.problems.append(told("{}: {}", where, error.why))
        return default
