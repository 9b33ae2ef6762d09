"""Events seen at visits only: whether it matters on which day in between they are put."""

from __future__ import annotations

from collections.abc import Iterator

from outcomes.displays.adjusted.alone.rows import (
    compared_instead,
    drawn_of,
    endpoint_and_time,
    of_group,
    panel_of,
)
from outcomes.displays.base.choice import Choice, Chosen
from outcomes.displays.base.display import Display, Given, Questions
from outcomes.displays.base.panel import Panel
from outcomes.displays.base.words import Words
from outcomes.model.endpoint import Endpoint
from outcomes.model.question import request
from outcomes.model.scene import Scene
from outcomes.results.result import Estimate
from outcomes.wording import format_at, format_number, format_value

LOOKED = {"follow_up.progression", "response.overall_response", "ascites.category",
          "ascites.volume_ml"}  # fmt: skip


def shown_between(scene: Scene) -> tuple[Endpoint, ...]:
    """Return the endpoints with an event that is found when somebody looks."""
    return tuple(e for e in scene.spec.endpoints if e.landmarks and e.seen_at_visits)


def no_visits(scene: Scene, words: Words) -> str:
    """Return why a study has no such view: it is not known when anybody looked."""
    if shown_between(scene) and not scene.spec.compared_arms and not scene.filled & LOOKED:
        return words.say("sensitivity.no_visits")
    return compared_instead(scene, words, shown_between(scene))


def choices(scene: Scene, words: Words, chosen: Chosen) -> tuple[Choice, ...]:
    """Return the endpoint and the landmark."""
    return endpoint_and_time(scene, words, chosen, shown_between(scene))


def ask(scene: Scene, chosen: Chosen) -> Questions:
    """Return the one question."""
    return {"visits": request("adjusted.alone.between_visits", chosen["endpoint"])}


def draw(given: Given) -> Panel:
    """Draw the risk with events at the visit, in the middle, and anywhere in between."""
    visits = given["visits"]
    risks = visits.all("cumulative_incidence")
    answer = list(_answer(given))
    return panel_of(given, visits, answer, kind="visits", estimates=risks)


def _answer(given: Given) -> Iterator[str]:
    words, visits = given.words, given["visits"]
    drawn = drawn_of(given, visits.all("cumulative_incidence"))
    for found in visits.all("n_events"):
        gap = visits.pick("median", found.group)
        mine = {e.method[0].id: e for e in drawn if e.group == found.group}
        registered, between = mine.get("as_registered"), mine.get("event_between_visits")
        if gap is None or gap.value is None:
            yield of_group(words, found, words.say("sensitivity.visits_none"))
        elif registered and between and registered.value is not None and between.value is not None:
            said = words.say(
                "sensitivity.visits_answer",
                n=f"{int(found.value or 0)}{words.marks.at(found)}", total=found.n_events,
                unit=words.unit, gap=format_number(gap.value, 1) + words.marks.at(gap),
                at=format_at(between.at or 0),
                between=words.printed(between), registered=_short(words, registered),
            )  # fmt: skip
            yield of_group(words, found, said)


def _short(words: Words, e: Estimate) -> str:
    value = format_value(e.value, e.quantity, n=e.n, language=words.language)
    return value + words.marks.at(e)


# A hosted instance has none of it: the gap before few events is nearly one patient's own.
VISITS = Display("adjusted.visits", ask, draw, choices, no_visits, audience="patients", slow=True)
