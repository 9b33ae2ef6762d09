"""What the reader of a file says in other languages: the English pattern is the key."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from outcomes.model.file.told import Told

_HERE = Path(__file__).parent


@cache
def findings_in(language: str) -> Mapping[str, str]:
    """Return the sentences of a language by their English pattern; none of English itself."""
    found: dict[str, str] = {}
    for file in sorted((_HERE / language / "findings").glob("*.toml")):
        found |= tomllib.loads(file.read_text(encoding="utf-8"))
    return found


def tell(sentence: str, language: str = "en", names: Mapping[str, str] | None = None) -> str:
    """Return a finding or its remedy in a language; in English where that has no words for it.

    Parameters
    ----------
    sentence
        As the reader of the file made it.
    language
        The name of a folder of texts.
    names
        What readers of the language call a column; ``{0:id}`` in a pattern keeps its id.
    """
    words = findings_in(language)
    if not isinstance(sentence, Told):
        return words.get(sentence, sentence)
    if not words:
        return str(sentence)
    values = (_value(value, language, names or {}) for value in sentence.values)
    return words.get(sentence.pattern, sentence.pattern).format(*values)


class _Named(str):
    """A value in a sentence: by its name, or with the format ``id`` as the file has it."""

    name: str

    def __format__(self, spec: str) -> str:
        return str(self) if spec == "id" else self.name


def _value(value: object, language: str, names: Mapping[str, str]) -> object:
    if not isinstance(value, str):
        return value
    said = tell(value, language, names) if isinstance(value, Told) else value
    named = _Named(said)
    named.name = names.get(said, said)
    return named
