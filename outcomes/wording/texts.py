"""Texts by key, one folder of TOML files per language; loaded once, read-only."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from outcomes.results.masked import Masked

_HERE = Path(__file__).parent


def _load(folder: Path) -> Mapping[str, str]:
    """Return every text of a language; a key in two files is an error."""
    texts: dict[str, str] = {}
    for file in sorted(folder.glob("*.toml")):
        found = tomllib.loads(file.read_text(encoding="utf-8"))
        twice = texts.keys() & found.keys()
        if twice:
            raise ValueError(f"{folder.name}/{file.name} repeats {', '.join(sorted(twice))}")
        texts |= found
    return MappingProxyType(texts)


LANGUAGES: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {folder.name: _load(folder) for folder in sorted(_HERE.iterdir()) if any(folder.glob("*.toml"))}
)
ENGLISH = LANGUAGES["en"]
NAMES: Mapping[str, str] = MappingProxyType(
    {code: texts["language.name"] for code, texts in LANGUAGES.items()}
)
"""Each language in its own words, by its code."""


def text(key: str, language: str = "en", *, default: str | None = None, **values: object) -> str:
    """Return the text of a key in a language, with ``{named}`` values put in.

    Parameters
    ----------
    key
        Dotted name, ``axis.months``. With ``n=1``, ``key.one`` where the language has it;
        with a number of which nothing is said ``key.some``.
    language
        The name of a folder of texts; an unknown language reads as English.
    default
        What to answer where no language knows the key: a label out of the protocol.

    Raises
    ------
    KeyError
        Where English lacks the key and no default is given.
    """
    own = LANGUAGES.get(language, ENGLISH)
    n = values.get("n")
    if n == 1 and f"{key}.one" in own:
        key = f"{key}.one"
    if isinstance(n, Masked) and not n.below and f"{key}.some" in own:
        key = f"{key}.some"
    found = own.get(key) or ENGLISH.get(key)
    if found is None:
        if default is None:
            raise KeyError(f"no text '{key}' in outcomes/wording/en")
        return default
    return found.format(**values) if values else found


def unplanned(key: str) -> str:
    """Return the key of what may be said where nobody wrote a protocol; the key where the same."""
    return f"{key}.inferred" if f"{key}.inferred" in ENGLISH else key
