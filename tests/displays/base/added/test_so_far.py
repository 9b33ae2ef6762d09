"""What is ready is shown, and what is still being computed is said to come: nothing else of it.

Every display of both demos, with the answers that are there after each of its questions.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import get_args

import pytest

from outcomes.displays.base.added.so_far import so_far
from outcomes.displays.base.display import Given
from outcomes.displays.base.panel import Panel, Role, Text
from outcomes.figures.base.look import Look
from outcomes.figures.base.marks import LETTERS
from tests.displays.asked import DISPLAYS, STUDIES, Seen, seen
from tests.displays.test_every_display import check, texts_of

NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
LETTER = re.compile(f"[{LETTERS}]")
SENTENCES = re.compile(r"[;\n·]|\. |\.$|: |<br>|。|；|：|，")


def given_of(one: Seen, answers: dict, language: str) -> Given:
    look = Look(language, labels=one.words.labels, names=one.words.names)
    return Given(one.scene, one.chosen, answers, look, not one.scene.exploratory)


def parts_of(one: Seen) -> Iterator[tuple[str, Panel]]:
    """Yield the display as it is drawn after each of its questions but the last."""
    names = list(one.asked)
    for n in range(1, len(names)):
        answers = {k: one.answers[k] if k in names[:n] else one.asked[k].awaited() for k in names}
        yield names[n - 1], so_far(one.display, given_of(one, answers, one.words.language))


def numbers_in(texts: list[str]) -> Counter:
    return Counter(number for text in texts for number in NUMBER.findall(text))


def untrue(one: Seen) -> list[str]:
    """Return what the display says before all answers are there, and not with all of them."""
    panel = one.display.draw(given_of(one, dict(one.answers), one.words.language))
    whole = list(texts_of(panel.blocks))
    awaited = one.words.awaited.lower()
    sets = one.words.say("rung.populations.awaited")  # in the end there is a row for each
    # Letters of caveats go to the head of a column that is whole.
    known = LETTER.sub("", "\n".join([*whole, *get_args(Role), "…"]))
    found = []
    for name, part in parts_of(one):
        assert isinstance(part.blocks[-1], Text)
        assert part.blocks[-1].words.lower().startswith(awaited)
        check(part)
        said = list(texts_of(part.blocks[:-1]))
        further = numbers_in(said) - numbers_in(whole)
        found += [f"{name}: {n} more often than in the end" for n in further]
        for text in dict.fromkeys(said):
            pieces = (p.replace(sets, "").strip(", ")
                      for p in SENTENCES.split(LETTER.sub("", text)))  # fmt: skip
            found += [f"{name}: {piece}" for piece in pieces
                      if piece not in known and awaited not in piece.lower()]  # fmt: skip
    return found


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("study", STUDIES)
@pytest.mark.parametrize("display", DISPLAYS.values(), ids=list(DISPLAYS))
def test_what_is_awaited_has_no_number_and_no_false_word(display, study, language):
    one = seen(display, study, language=language)
    found = [] if one is None else untrue(one)
    assert found == []
