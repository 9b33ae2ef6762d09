"""A tab as a value: its name, and the displays a visitor steps through."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from outcomes.displays.base.display import Display
from outcomes.displays.base.words import Words
from outcomes.model.scene import Scene


def no_question(scene: Scene, words: Words, section: str) -> str:
    """Return no question: the names of the sections say it."""
    return ""


@dataclass(frozen=True, slots=True, eq=False)
class Tab:
    """One page of the dashboard.

    Attributes
    ----------
    title
        Key of its name in the wording.
    key
        Parameter of the link that says which section is open.
    sections
        The displays by their codes in the link.
    label
        Key of what the choice of a section is called.
    names
        Key of a section's name in the wording, ``{}`` standing for its code.
    question
        ``(scene, words, section)`` to what the tab answers, as markdown.
    offered
        ``(scene, words)`` to the reason why this study has no such tab; empty where it has.
    compares
        Whether it is nothing but comparisons of arms.
    every
        Whether sections this study does not offer are shown all the same, to say why.
    """

    title: str
    key: str
    sections: dict[str, Display]
    label: str
    names: str = "{}"
    question: Callable[[Scene, Words, str], str] = no_question
    offered: Callable[[Scene, Words], str] = lambda scene, words: ""
    compares: bool = False
    every: bool = True


def nothing_here(tab: Tab, scene: Scene, words: Words) -> str:
    """Return the key of why a release shows nothing of a tab that the study has."""
    shown = (d for d in tab.sections.values() if not d.offered(scene, words))
    return f"hosted.{'of_few' if any(d.audience == 'patients' for d in shown) else 'not_here'}"
