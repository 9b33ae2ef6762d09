"""Every display drawn of what is published, and its words and cells read as a visitor would."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from outcomes.displays.base.display import Display, drawn
from outcomes.displays.base.panel import Cells, Facts, Folded, Panel, Picture, Text
from outcomes.displays.base.said.context import caption_of
from outcomes.displays.base.words import Words
from outcomes.displays.published.beside import PUBLISHED
from outcomes.figures.base.look import Look
from outcomes.publish.audit.finding import Finding
from outcomes.publish.bundle import Answers
from outcomes.publish.contents.asked import DISPLAYS, choices_of, offered_to
from outcomes.publish.policy import Policy
from outcomes.publish.publisher import Answered
from outcomes.wording import NAMES

# Where a number in words counts patients.
_BEFORE = r"(?<![\d.,<>≥≤–−-])(?<!than )(?<!least )(?<!少于)(?<!少于 )(?<!至少)"
_OF = re.compile(r"(?<![\d.,–−/-])(\d{1,2})/\d+(?![/.\d])")
_N = re.compile(r"\bn\s*=\s*(\d{1,2})(?![\d,.])")
_WHO = re.compile(
    _BEFORE + r"(\d{1,2})\s?(?:patients|events|deaths|of \d+\b(?! intervals)|例|人(?!群)|个事件|名)"
)
_SHARE = re.compile(r"^(\d{1,2}) \(\d+(?:\.\d)?%\)$")
COUNTING = (_OF, _N, _WHO, _SHARE)


def small_counts_drawn(part: Answered, policy: Policy, sets: Sequence[str]) -> Iterator[Finding]:
    """Yield displays whose words, cells or figures show a count from 1 to k-1.

    ``sets`` are the analysis sets that are published, that of the study first.
    """
    answers = Answers(part.scene, part.answers)
    for display in DISPLAYS:
        if display is PUBLISHED or not _belongs(display, part, sets):
            continue  # what others published counts their patients
        for panel in _panels(display, answers, languages_of(part)):
            if any(shows_small(words, policy) for words in words_of(panel)):
                yield Finding("drawn", f"{part.cohort.id}, {display.id}")
                break


def languages_of(part: Answered) -> tuple[str, ...]:
    """Return the languages a cohort is read in: numbers do not depend on them."""
    return tuple(NAMES) if part.cohort.id == "overall" else ("en",)


def _belongs(display: Display, part: Answered, sets: Sequence[str]) -> bool:
    asked = display.within if display.within in sets else sets[0]
    return asked == part.population and offered_to(display, part.scene)


def _panels(display: Display, answers: Answers, languages: tuple[str, ...]) -> Iterator[Panel]:
    spoken = [Words(answers.scene.spec, language) for language in languages]
    looks = [Look(words.language, labels=words.labels, names=words.names) for words in spoken]
    for chosen in choices_of(display, answers.scene):
        endpoint = display.about(answers.scene, chosen)
        for words, look in zip(spoken, looks, strict=True):
            caption = caption_of(answers.scene, words, endpoint)
            look = replace(look, caption=caption)
            yield drawn(display, answers.scene, chosen, answers.answer, look)


def words_of(panel: Panel) -> Iterator[str]:
    """Yield every text of a panel: words, cells, alt texts, file names, words in figures."""
    yield from (panel.method, panel.details, panel.file)
    for block in panel.walk():
        match block:
            case Picture():
                yield from (block.id, block.title, block.alt)
                yield from _figure_words(block)
                rows = block.numbers.rows if block.numbers else ()
                yield from (cell for row in rows for cell in row)
            case Cells():
                yield from (block.title, block.alt, block.file)
                yield from (cell for row in block.table.rows for cell in row)
            case Text():
                yield block.words
            case Folded():
                yield block.title
            case Facts():
                yield from (word for fact in block.facts for word in fact)


def _figure_words(picture: Picture) -> Iterator[str]:
    if picture.figure is None:
        return
    spec = picture.figure.spec
    yield from mended([str(n.get("text") or "") for n in spec["layout"].get("annotations", ())])
    for trace in spec["data"]:
        text = trace.get("text")
        yield from (text,) if isinstance(text, str) else map(str, () if text is None else text)


def mended(lines: Sequence[str]) -> Iterator[str]:
    """Yield lines, each with the last words before it where a sentence is broken at a number.

    "fewer than" above, "5 patients" below; "105 of" above, "180 patients" below.
    """
    yield from lines[:1]
    for before, line in pairwise(lines):
        broken = line[:1].isdigit() and not before[-1:].isdigit()
        yield " ".join([*before.split()[-2:], line]) if broken else line


def shows_small(words: str, policy: Policy) -> bool:
    """Whether words hold a number from 1 to k-1 where patients or events are counted."""
    found = (m for pattern in COUNTING for m in pattern.findall(words))
    return any(policy.small(int(number)) for number in found)
