"""The notes of estimators in the visitor's language; results and files keep the English ones."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from outcomes.wording.data_notes_chinese import DATA_NOTES
from outcomes.wording.notes_chinese import ESTIMATION_NOTES

CHINESE_NOTES = {**ESTIMATION_NOTES, **DATA_NOTES}
_PLACE = re.compile(r"\{\*?\}")
_LONG = re.compile(r"(?<=time )\d+\.\d{2,}")
_PLAIN_ENGLISH = {
    "not in the denominator ascites_at_baseline": "without ascites at baseline, not counted",
    "not in the denominator ascites_treated": "without ascites or never treated, not counted",
    "not in the denominator cy1_at_baseline": "without CY1 at baseline, not counted",
    "blank answers: ": "without a recorded outcome: ",
    "; main rows: blank success counted as failure": ", counted as failures",
    "; main rows: blank success left out": ", left out",
    "criteria category_shift,": "criteria: category shift,",
    "criteria who_effusion,": "criteria: WHO effusion,",
    "cox.zph, ": "Proportional hazards, score test: ",
}


class _Pattern(NamedTuple):
    """A note with places for values; which of them are notes themselves."""

    found: re.Pattern[str]
    nested: tuple[bool, ...]
    chinese: str


def say_note(note: str, language: str = "en") -> str:
    """Return a note in a language; one that no pattern knows stays as it is.

    Parameters
    ----------
    note
        As an estimator wrote it, several joined by ``"; "`` included.
    language
        ``en`` or ``zh``.
    """
    return _chinese(_rounded(note)) if language == "zh" else _english(_rounded(note))


def _rounded(note: str) -> str:
    """Return the note with long decimals cut: numbers in a sentence are not data."""
    return _LONG.sub(lambda found: f"{float(found[0]):.1f}", note)


def _english(note: str) -> str:
    """Return the note with ids and the terms of the code in the words of the field."""
    for code, words in _PLAIN_ENGLISH.items():
        note = note.replace(code, words)
    return note


def _chinese(note: str) -> str:
    """Return the note in Chinese; of several readings the one with most fixed words."""
    if note in CHINESE_NOTES:
        return CHINESE_NOTES[note]
    for pattern in _patterns():
        match = pattern.found.fullmatch(note)
        if match:
            values = zip(match.groups(), pattern.nested, strict=True)
            return pattern.chinese.format(*(_chinese(v) if n else v for v, n in values))
    parts = note.split("; ")
    return "；".join(map(_chinese, parts)) if len(parts) > 1 else note


@cache
def _patterns() -> tuple[_Pattern, ...]:
    """Return the notes with values, those that begin with fixed words and have most first."""
    with_places = [english for english in CHINESE_NOTES if _PLACE.search(english)]
    with_places.sort(key=lambda e: (e.startswith("{"), -len(_PLACE.sub("", e))))
    return tuple(_pattern(english) for english in with_places)


def _pattern(english: str) -> _Pattern:
    words = map(re.escape, _PLACE.split(english))
    nested = tuple(place == "{*}" for place in _PLACE.findall(english))
    # A value never holds the "; " that joins notes; a note within a note may.
    values = ["(.+?)" if n else "((?:(?!; ).)+?)" for n in nested]
    body = "".join(part for pair in zip(words, [*values, ""], strict=True) for part in pair)
    return _Pattern(re.compile(body), nested, CHINESE_NOTES[english])
