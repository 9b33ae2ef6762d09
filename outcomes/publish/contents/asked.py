"""What is published: the questions of every display, for the choices a visitor is offered."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from outcomes.displays.base.choice import Choice
from outcomes.displays.base.display import Display, standing
from outcomes.displays.base.words import Words
from outcomes.displays.conduct.overview import OVERVIEW
from outcomes.displays.contents import CHAPTERS
from outcomes.displays.published.beside import PUBLISHED
from outcomes.model.question import Request
from outcomes.model.scene import Scene

DISPLAYS: tuple[Display, ...] = (
    OVERVIEW,
    *dict.fromkeys(entry.display for _, entries in CHAPTERS for entry in entries),
    PUBLISHED,
)
"""Every display that shows no patient by patient."""


def offered_to(display: Display, scene: Scene) -> bool:
    """Whether a display can be shown of a cohort."""
    if display.audience != "aggregate" or (display.compares and not scene.compares):
        return False
    return not display.offered(scene, Words(scene.spec))


def questions_of(display: Display, scene: Scene) -> Iterator[Request]:
    """Yield what a display asks for every published choice.

    Every endpoint is combined with every option of every other choice, changed one at a time;
    numbers stay at their default.
    """
    for chosen in choices_of(display, scene):
        yield from display.ask(scene, chosen).values()


def choices_of(display: Display, scene: Scene) -> Iterator[dict[str, Any]]:
    """Yield the choices of a display that are published."""
    words = Words(scene.spec)
    if display is PUBLISHED:
        starts = [{"endpoint": e.id} for e in scene.spec.endpoints] if scene.published else []
    else:
        first = standing(display, scene, words)
        choices = display.choices(scene, words, first)
        endpoints = next((c.options for c in choices if c.known == "endpoint"), ())
        starts = [{"endpoint": code} for code, _ in endpoints] or [{}]
    for start in starts:
        chosen = standing(display, scene, words, **start)
        yield chosen
        for choice in display.choices(scene, words, chosen):
            for option in _others(choice, chosen):
                yield standing(display, scene, words, **start, **{choice.known: option})


def _others(choice: Choice, chosen: dict[str, Any]) -> list[Any]:
    if choice.known == "endpoint" or choice.kind == "number":
        return []
    codes = [code for code, _ in choice.options]
    options: dict[str, list[Any]] = {
        "one": codes, "many": [(code,) for code in codes], "switch": [True, False],
    }  # fmt: skip
    return [option for option in options[choice.kind] if option != chosen[choice.known]]
