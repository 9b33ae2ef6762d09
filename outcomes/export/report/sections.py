"""Displays asked and drawn without a screen: what reports and decks are made of."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from outcomes.displays.base.added.stamp import NO_STAMP, Stamp, stamped
from outcomes.displays.base.display import Display, Given, Look, standing
from outcomes.displays.base.panel import Cells, Panel, Picture
from outcomes.displays.base.said.context import caption_of
from outcomes.displays.base.words import Words
from outcomes.displays.contents import Entry, Preset, chosen_for, heading_of
from outcomes.model.question import Request
from outcomes.model.scene import Scene
from outcomes.results.result import Result

Ask = Callable[[Request], Result]
Source = Callable[[str], tuple[Scene, Ask]]
"""Of an analysis set (empty: the one asked for), its scene and who answers questions about it."""
_END = re.compile(r"[.;] |[。；]")
SENTENCE, ANSWER = 120, 320  # letters of a sentence, and of what is read as an answer
Progress = Callable[[str], None]


def no_progress(words: str) -> None:
    """Tell nobody."""


class Section(NamedTuple):
    """One display of the document: its number, heading, context and panel.

    Attributes
    ----------
    display
        Its id.
    asked
        Every question with its answer.
    scene
        Whom it is about.
    """

    number: str
    title: str
    context: tuple[str, ...]
    panel: Panel
    notes: tuple[str, ...]
    display: str = ""
    asked: tuple[tuple[Request, Result], ...] = ()
    scene: Scene | None = None

    @property
    def shows(self) -> bool:
        """Whether it has a figure or a table."""
        return any(
            isinstance(block, Cells) or (isinstance(block, Picture) and block.drawn)
            for block in self.panel.walk()
        )


def sections_of(
    source: Source,
    words: Words,
    chapter: int,
    entries: Sequence[Entry],
    preset: Preset,
    progress: Progress,
    stamp: Stamp = NO_STAMP,
) -> Iterator[Section]:
    """Yield the sections of a chapter, each asked and drawn."""
    place = 0
    for entry in entries:
        scene, ask = source(entry.display.within)
        scene = replace(scene, fixed=bool(entry.display.within))
        for fixed in chosen_for(entry, scene, words, preset):
            about = entry.display.about(scene, standing(entry.display, scene, words, **fixed))
            heading = heading_of(entry.title, words, about)
            progress(heading)
            number = f"{chapter}.{place + 1}"
            section = section_of(number, heading, entry.display, scene, words, ask, fixed, stamp)
            if fixed and not section.shows:
                continue  # the endpoints it cannot be asked of need no page each to say so
            place += 1
            yield section


def section_of(
    number: str,
    title: str,
    display: Display,
    scene: Scene,
    words: Words,
    ask: Ask,
    fixed: dict[str, str],
    stamp: Stamp = NO_STAMP,
) -> Section:
    """Return a display asked and drawn as nobody has touched it, but for what is settled."""
    chosen = standing(display, scene, words, **fixed)
    endpoint = display.about(scene, chosen)
    context = (*caption_of(scene, words, endpoint), *stamp.lines)
    questions = display.ask(scene, chosen)
    answers = {name: ask(question) for name, question in questions.items()}
    look = Look(words.language, labels=words.labels, names=words.names, caption=context)
    given = Given(scene, chosen, answers, look, p_values=not scene.exploratory)
    panel = stamped(display.draw(given), stamp, look)
    loud = (r for name, r in answers.items() if name not in panel.quiet)
    notes = dict.fromkeys(words.note(note) for result in loud for note in result.notes)
    asked = tuple((questions[name], result) for name, result in answers.items())
    return Section(number, title, context, panel, tuple(notes), display.id, asked, scene)


def titled(title: str, own: str) -> str:
    """Return the title of a part of a section: what its own says beyond the section's."""
    return title if own in title else " · ".join(filter(None, (title, own)))


def in_short(said: str) -> str:
    """Return what a figure says as an answer: its first sentences where it says many.

    Nothing where already the first is a list: the figure and its table are easier to read.
    """
    if len(said) <= ANSWER:
        return said
    ends = [end.end() for end in _END.finditer(said)]
    if not ends or ends[0] > SENTENCE:
        return ""
    return said[: max(end for end in ends if end <= ANSWER)].rstrip() + " …"
