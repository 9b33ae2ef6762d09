"""Response of the tumor: objective response with its denominators, and every category."""

from __future__ import annotations

from dataclasses import replace

from outcomes.displays.base.choice import Choice, Chosen, one_of
from outcomes.displays.base.display import Display, Given, Questions, without_sheet
from outcomes.displays.base.panel import Cells, Panel, Picture
from outcomes.displays.base.words import Words
from outcomes.displays.recurrence.curves import Labels
from outcomes.displays.recurrence.strata import in_order, strata_choice, strata_labels, strata_of
from outcomes.figures.base.table import Table
from outcomes.figures.row_plot.proportions import proportions_figure
from outcomes.model.endpoint import Endpoint
from outcomes.model.question import request
from outcomes.model.scene import Scene
from outcomes.results.result import Result

RATES = ("response", "response_measurable")


def response_endpoints(scene: Scene) -> list[Endpoint]:
    """Return the protocol's response rates."""
    return [e for e in scene.spec.endpoints if e.success == "objective_response"]


def no_response(scene: Scene, words: Words) -> str:
    """Return why there is no response: no such endpoint, or no assessments."""
    if not response_endpoints(scene):
        return words.say("empty.endpoint")
    return without_sheet(scene, words, sheet="response", purpose="recurrence.response_purpose")


def choices(scene: Scene, words: Words, chosen: Chosen) -> tuple[Choice, ...]:
    """Return the endpoint where there are several, and strata."""
    offered = [(e.id, words.endpoint(e)) for e in response_endpoints(scene)]
    label = words.say("survival.endpoint")
    several = (one_of("response", label, offered, name="endpoint"),) if len(offered) > 1 else ()
    return *several, *strata_choice(scene, words)


def rate_of(scene: Scene, chosen: Chosen) -> Endpoint:
    """Return the rate that is shown."""
    offered = {e.id: e for e in response_endpoints(scene)}
    return offered.get(chosen.get("endpoint", ""), next(iter(offered.values())))


def ask(scene: Scene, chosen: Chosen) -> Questions:
    """Return the questions: response by stratum; together, the difference of the arms too."""
    name, by = rate_of(scene, chosen).id, strata_of(scene, chosen)
    asked = {"response": request("recurrence.best_response", name, by=by)}
    if not by and scene.compares:
        asked["difference"] = request("proportions.rates:proportion_difference", name)
    return asked


def draw(given: Given) -> Panel:
    """Draw the objective response rate, and the best overall response in each stratum."""
    words, look, result = given.words, given.look, given["response"]
    endpoint = rate_of(given.scene, given.chosen)
    by = strata_of(given.scene, given.chosen)
    labels = strata_labels(words, by, [result])
    parts = [
        (words.say(f"recurrence.{rate}"), Result("best_response", endpoint.id, notes=result.notes,
         estimates=tuple(e for e in result.estimates if e.covariates == (rate,))))
        for rate in RATES
    ]  # fmt: skip
    above = _differences(words, given.answers.get("difference"))
    look = replace(look, labels=in_order(given.scene, words, by, labels))
    figure = proportions_figure(parts, look, above=above)
    said = [f"{title}, {labels.get(e.group, '')}: {e.n_events}/{e.n}"
            for title, part in parts for e in part.estimates]  # fmt: skip
    alt = f"{words.endpoint(endpoint)}. {'; '.join([*said, *above])}"
    some = {e.group for e in result.estimates if e.n}
    shown = {group: label for group, label in labels.items() if group in some}
    picture = Picture(f"{endpoint.id}-response", figure, alt, (result,))
    return Panel(
        (picture, Cells(response_table(words, result, shown))),
        words.say("recurrence.response_method"),
        words.say("recurrence.response_details"),
        quiet=("difference",),
    )


def _differences(words: Words, result: Result | None) -> list[str]:
    """Return the difference of each arm from the reference in words."""
    lines = []
    for arm in words.spec.compared_arms if result else ():
        e = result.pick("risk_difference", arm.id) if result else None
        if e is None or e.value is None:
            continue
        arms = words.pair(e.group, e.reference)
        lines.append(words.say("recurrence.difference", arms=arms, value=words.printed(e)))
    return lines


def response_table(words: Words, result: Result, labels: Labels) -> Table:
    """Return a row per category and a column per group: n/N (percent), exact interval."""
    found = {(e.covariates[0], e.group): e for e in result.estimates}
    categories = dict.fromkeys((*RATES, *(name for name, _ in found)))
    rows = []
    for category in categories:
        cells = []
        for group in labels:
            e = found.get((category, group))
            if e is None or not e.n:
                cells.append(words.say("recurrence.none_measurable") if e else "")
                continue
            printed = words.cell(e, "proportion")
            cells.append(f"{e.n_events}/{e.n} · {printed}")
        rows.append((words.say_or(f"recurrence.{category}", category), *cells))
    return Table((words.say("recurrence.category"), *labels.values()), tuple(rows))


RESPONSE = Display(
    "recurrence.response", ask, draw, choices, no_response,
    about=rate_of,
)  # fmt: skip
