"""The competing events stacked, per arm, and how the arms differ in each."""

from __future__ import annotations

from dataclasses import replace

from outcomes.displays.base.choice import Choice, Chosen, endpoint_choice
from outcomes.displays.base.display import Display, Given, Questions
from outcomes.displays.base.panel import Cells, Panel, Picture
from outcomes.displays.base.said.context import x_title
from outcomes.displays.base.words import Words
from outcomes.displays.survival.curves import no_times
from outcomes.figures.base.describe_depth import describe_stacked
from outcomes.figures.base.table import estimates_table, incidence_table
from outcomes.figures.curve_plot.stacked import stacked_incidence_panels
from outcomes.model.endpoint import Endpoint
from outcomes.model.question import request
from outcomes.model.scene import Scene


def competing(scene: Scene) -> tuple[Endpoint, ...]:
    """Return the endpoints whose event another may prevent."""
    return tuple(e for e in scene.timed if e.kind == "competing")


def none_competes(scene: Scene, words: Words) -> str:
    """Return why there are no causes to tell apart."""
    return no_times(scene, words) or ("" if competing(scene) else words.say("panel.only_competing"))


def choices(scene: Scene, words: Words, chosen: Chosen) -> tuple[Choice, ...]:
    """Return the endpoint."""
    return (endpoint_choice(scene, words, competing(scene)),)


def ask(scene: Scene, chosen: Chosen) -> Questions:
    """Return the questions: incidence of the event and of what competes; the Fine–Gray model."""
    name = chosen["endpoint"]
    incidence = "survival.competing:cumulative_incidence"
    asked = {"event": request(incidence, name), "competing": request(incidence, name, of=2)}
    if scene.compares:
        asked["ratio"] = request("survival.competing:fine_gray", name)
    return asked


def draw(given: Given) -> Panel:
    """Draw the events stacked, then their incidences and the comparison."""
    words, endpoint = given.words, given.endpoint
    causes = dict(
        zip(cause_names(words, endpoint), (given["event"], given["competing"]), strict=True)
    )
    title = x_title(words, endpoint)
    figure = stacked_incidence_panels(list(causes.items()), given.look, x_title=title)
    alt = describe_stacked(list(causes.items()), words.labels, language=words.language)
    picture = Picture(f"{endpoint.id}-stacked", figure, alt, tuple(causes.values()))
    if given.awaits("event", "competing"):  # what is left of one alone is not without event
        picture = replace(picture, figure=None, alt=words.awaited)
    tables = [
        Cells(incidence_table(result, words.labels, words.language, words.marks), name)
        for name, result in causes.items()
        if result.all("cumulative_incidence")
    ]
    if "ratio" in given.answers:
        tests = [(name, e) for name, r in causes.items() for e in r.all("statistic")]
        named = [(f"{name}, {words.note(e.method)}", e) for name, e in tests]
        ratios = given["ratio"].estimates
        named += [(f"{words.say('row.fine_gray')}, {words.named(e)}", e) for e in ratios]
        compared = estimates_table(named, words.language, words.marks, p_values=given.p_values)
        tables.append(Cells(compared, words.say("column.comparison")))
    return Panel((picture, *tables), words.say("panel.causes_method"), file=f"{endpoint.id}-causes")


def cause_names(words: Words, endpoint: Endpoint) -> tuple[str, str]:
    """Return what the event and the competing event are called, from the columns they come from.

    Columns the wording does not know, or none at all, leave the endpoint's own name and the plain
    word for the other.
    """
    known = [
        [words.say_or(f"event.{column}", "") for column in columns]
        for columns in (endpoint.event, endpoint.competing)
    ]
    others = (words.endpoint(endpoint), words.say("panel.competing"))
    event, other = (
        words.say("list.or").join(names) if names and all(names) else default
        for names, default in zip(known, others, strict=True)
    )
    return event, other if other != event else others[1]


CAUSES = Display("survival.causes", ask, draw, choices, none_competes, tests=True)
