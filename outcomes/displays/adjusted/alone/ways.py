"""A study without a comparison: its numbers under other definitions, and whatever is not known."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from outcomes.displays.adjusted.alone.rows import (
    compared_instead,
    drawn_of,
    endpoint_and_time,
    of_group,
    panel_of,
)
from outcomes.displays.adjusted.rungs import no_sensitivity
from outcomes.displays.base.choice import Choice, Chosen
from outcomes.displays.base.display import Display, Given, Questions
from outcomes.displays.base.panel import Panel, Text
from outcomes.displays.base.words import Words
from outcomes.model.endpoint import Endpoint
from outcomes.model.question import request
from outcomes.model.scene import Scene
from outcomes.results.result import Estimate
from outcomes.wording import format_at, format_value


def shown_alone(scene: Scene) -> tuple[Endpoint, ...]:
    """Return the endpoints whose number can be had in other ways: proportions and landmarks."""
    return tuple(e for e in scene.spec.endpoints if not e.timed or e.landmarks)


def no_ways(scene: Scene, words: Words) -> str:
    """Return why a study has no such view."""
    return compared_instead(scene, words, shown_alone(scene))


def no_sensitivity_tab(scene: Scene, words: Words) -> str:
    """Return why a study has no sensitivity analyses at all, of a comparison or without one."""
    return (no_sensitivity if scene.spec.compared_arms else no_ways)(scene, words)


def choices(scene: Scene, words: Words, chosen: Chosen) -> tuple[Choice, ...]:
    """Return the endpoint and the landmark."""
    return endpoint_and_time(scene, words, chosen, shown_alone(scene))


def ask(scene: Scene, chosen: Chosen) -> Questions:
    """Return the one question: the number as registered and in every other way."""
    endpoint = scene.spec.endpoint(chosen["endpoint"])
    asked = "survival.definitions" if endpoint.timed else "proportions.blanks"
    return {"ways": request(asked, endpoint.id)}


def draw(given: Given) -> Panel:
    """Draw how far the number can move, and every way to count."""
    words, endpoint, ways = given.words, given.endpoint, given["ways"]
    complete = not endpoint.timed and len(ways.estimates) == len({e.group for e in ways.estimates})
    more = [Text(words.say("sensitivity.alone_complete"), "caption")] if complete else []
    answer = list(_answer(words, drawn_of(given, ways.estimates)))
    return panel_of(given, ways, answer, more=more)


def _answer(words: Words, drawn: Sequence[Estimate]) -> Iterator[str]:
    for group in dict.fromkeys(e.group for e in drawn):
        mine = [e for e in drawn if e.group == group]
        values = [e.value for e in mine if e.value is not None]
        if mine[0].value is None or len(values) < 2:
            continue
        low, high = (_printed(words, mine[0], v) for v in (min(values), max(values)))
        registered = words.printed(mine[0])
        key, at = "sensitivity.alone_answer", ""
        if mine[0].at:
            key, at = f"{key}_at", format_at(mine[0].at)
        said = words.say(key, registered=registered, low=low, high=high, at=at, unit=words.unit)
        yield of_group(words, mine[0], said)


def _printed(words: Words, e: Estimate, value: float) -> str:
    return format_value(value, e.quantity, n=e.n, language=words.language)


# A hosted instance has none of it: the ways differ by the few whose answer is not known.
ALONE = Display("adjusted.alone", ask, draw, choices, no_ways, audience="patients")
