"""A study without a comparison: its numbers under other definitions, and whatever is not known."""

from __future__ import annotations

from collections.abc import Sequence

from outcomes.displays.adjusted.rungs import no_sensitivity
from outcomes.displays.base.choice import Choice, Chosen, endpoint_choice, one_of
from outcomes.displays.base.display import Display, Given, Questions
from outcomes.displays.base.panel import Block, Cells, Panel, Picture, Text
from outcomes.displays.base.words import Words
from outcomes.figures.base.table import Table, estimates_table
from outcomes.figures.row_plot.intervals import interval_figure
from outcomes.model.protocol import Endpoint
from outcomes.model.question import request
from outcomes.model.scene import Scene
from outcomes.results.result import Estimate
from outcomes.wording import format_at


def shown_alone(scene: Scene) -> tuple[Endpoint, ...]:
    """Return the endpoints whose number can be had in other ways: proportions and landmarks."""
    return tuple(e for e in scene.spec.endpoints if not e.timed or e.landmarks)


def compared_instead(scene: Scene, words: Words) -> str:
    """Return why a study has no such view: its arms are compared, or it has no endpoint."""
    if scene.spec.compared_arms:
        return words.say("sensitivity.compared_instead")
    return "" if shown_alone(scene) else words.say("empty.endpoint")


def no_sensitivity_tab(scene: Scene, words: Words) -> str:
    """Return why a study has no sensitivity analyses at all, of a comparison or without one."""
    compared = scene.spec.compared_arms
    return (no_sensitivity if compared else compared_instead)(scene, words)


def choices(scene: Scene, words: Words, chosen: Chosen) -> tuple[Choice, ...]:
    """Return the endpoint and, of one with several landmarks, which of them is drawn."""
    first = endpoint_choice(scene, words, shown_alone(scene), key="sensitive", quiet=True)
    endpoint = scene.spec.endpoint(chosen.get("endpoint", first.default))
    if not endpoint.timed or len(endpoint.landmarks) < 2:
        return (first,)
    times = [(format_at(at), f"{format_at(at)} {words.unit_short}") for at in endpoint.landmarks]
    label = words.say("sensitivity.alone_at")
    return first, one_of("alone_at", label, times, segmented=True)


def ask(scene: Scene, chosen: Chosen) -> Questions:
    """Return the one question: the number as registered and in every other way."""
    endpoint = scene.spec.endpoint(chosen["endpoint"])
    asked = "survival.definitions" if endpoint.timed else "proportions.blanks"
    return {"ways": request(asked, endpoint.id)}


def draw(given: Given) -> Panel:
    """Draw every way to count as a row of one picture, and all of them as a table."""
    words, endpoint, ways = given.words, given.endpoint, given["ways"]
    at = given.chosen.get("alone_at")
    estimates = ways.estimates
    drawn = [e for e in estimates if e.at is None or at in (None, format_at(e.at))]
    names = [_way(words, e) for e in drawn]
    title = words.say("sensitivity.alone_axis") if endpoint.timed else ""
    figure = interval_figure(drawn, names, given.look, x_title=title)
    said = [
        f"{name}: {words.printed(e)}"
        for name, e in zip(names, drawn, strict=True)
        if e.value is not None
    ]
    alt = "; ".join(said) or words.say("interval.none")
    blocks: list[Block] = [Picture(f"{endpoint.id}-alone", figure, alt, (ways,))]
    if not endpoint.timed and len(estimates) == len({e.group for e in estimates}):
        blocks.append(Text(words.say("sensitivity.alone_complete"), "caption"))
    blocks.append(Cells(_table(given, estimates)))
    method = "sensitivity.alone_times" if endpoint.timed else "sensitivity.alone_proportion"
    return Panel(tuple(blocks), words.say(method), file=f"{endpoint.id}-ways")


def _table(given: Given, estimates: Sequence[Estimate]) -> Table:
    words = given.words
    times = [f"{format_at(e.at)} {words.unit_short}: " if e.at else "" for e in estimates]
    named = [(time + _way(words, e), e) for time, e in zip(times, estimates, strict=True)]
    return estimates_table(named, words.language, words.marks, p_values=False)


def _way(words: Words, e: Estimate) -> str:
    """Return how an estimate counts, in the few words a row has room for."""
    way = words.say(f"alone.{e.method[0].id}")
    return f"{words.arm(e.group)}: {way}" if words.spec.arms else way


# A hosted instance has none of it: the ways differ by the few whose answer is not known.
ALONE = Display("adjusted.alone", ask, draw, choices, compared_instead, audience="patients")
