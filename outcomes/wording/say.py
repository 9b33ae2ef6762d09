"""Notes and methods as sentences in the visitor's language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from outcomes.results.masked import Masked
from outcomes.results.note import Method, Ref, Said, Value
from outcomes.wording.numbers import format_at, format_list
from outcomes.wording.texts import text

Names = Mapping[Ref, str]
Words = Said | str | tuple[Said, ...]


class _Number(float):
    """A number in a text: as a label has it, or as the text's own format asks."""

    def __format__(self, spec: str) -> str:
        return format(float(self), spec) if spec else format_at(self)


def say(words: Words, language: str = "en", names: Names | None = None) -> str:
    """Return a note, a method or the parts of one as a reader reads them.

    Parameters
    ----------
    words
        A note, a method, or several, which are joined; words already said stay as they are.
    language
        The name of a folder of texts.
    names
        Labels of the ids in it; an id without a label stands as it is.
    """
    if isinstance(words, tuple):
        return say_all(words, language, names)
    if isinstance(words, str):
        return words
    values: dict[str, Any] = {
        name: _said(value, language, names or {}) for name, value in words.values
    }
    return text(key_of(words), language, **values)


def say_all(words: Iterable[Said | str], language: str = "en", names: Names | None = None) -> str:
    """Return several notes or parts of a method, joined."""
    return text("list.semicolon", language).join(say(part, language, names) for part in words)


def key_of(words: Said) -> str:
    """Return the key of its text: ``note.few_events``, ``how.wilson``."""
    return f"{'how' if isinstance(words, Method) else 'note'}.{words.id}"


def _said(value: Value, language: str, names: Names) -> object:
    """Return a value as it is put into a text."""
    if isinstance(value, Said):
        return say(value, language, names)
    if isinstance(value, Ref):
        return _named(value, language, names)
    if isinstance(value, tuple):
        return format_list([str(_said(part, language, names)) for part in value], language)
    if isinstance(value, Masked):
        return value  # it prints itself, whatever format a text asks
    return _Number(value) if isinstance(value, float) else value


def _named(ref: Ref, language: str, names: Names) -> str:
    """Return the label of an id: of a unit its name, of a level without one its covariate too."""
    if ref.kind == "unit":
        return text(f"unit.{ref.id}", language, default=ref.id)
    return names.get(ref) or (f"{ref.of}={ref.id}" if ref.of else ref.id)
