"""Survival of those still event-free at a time of the visitor's choice."""

from __future__ import annotations

from outcomes.displays.base.choice import Choice, Chosen, endpoint_choice, number
from outcomes.displays.base.display import Display, Given, Questions
from outcomes.displays.base.panel import Beside, Cells, Panel, Picture, Text
from outcomes.displays.base.said.context import x_title, y_title
from outcomes.displays.base.words import Words
from outcomes.displays.survival.means import no_single, single
from outcomes.figures.base.describe import describe
from outcomes.figures.base.table import estimates_table, excluded_table
from outcomes.figures.curve_plot.curves import survival_figure
from outcomes.model.endpoint import Endpoint
from outcomes.model.question import request
from outcomes.model.scene import Scene
from outcomes.wording import format_at

STEP = {"days": 180, "weeks": 26, "months": 6, "years": 1}
WIDTH = 534  # pixels of the figure beside the table on a usual page


def choices(scene: Scene, words: Words, chosen: Chosen) -> tuple[Choice, ...]:
    """Return the endpoint and the landmark."""
    endpoints = endpoint_choice(scene, words, single(scene))
    endpoint = scene.spec.endpoint(chosen.get("endpoint", endpoints.default))
    last = scene.last.get(endpoint.id, 0.0)
    if not last:
        return (endpoints,)
    first = endpoint.landmarks[0] if endpoint.landmarks else last / 4
    label = words.say("panel.at", unit=words.unit)
    return endpoints, number("at", label, 0.0, last, first, last / 40)


def later_times(scene: Scene, endpoint: Endpoint, at: float) -> list[float]:
    """Return up to three times to which survival is given at the landmark."""
    step = STEP[scene.spec.study.time_unit]
    times = sorted({*endpoint.landmarks, at + step, at + 2 * step})
    return [t for t in times if at < t <= scene.last[endpoint.id]][:3]


def ask(scene: Scene, chosen: Chosen) -> Questions:
    """Return the questions: curves from the landmark on, and chances of reaching later times."""
    if "at" not in chosen:
        return {}
    endpoint, at = scene.spec.endpoint(chosen["endpoint"]), chosen["at"]
    chances = {
        f"chance{t:g}": request("survival.conditional:conditional_survival", endpoint.id,
                                given=at, at=t)
        for t in later_times(scene, endpoint, at)
    }  # fmt: skip
    return {"landmark": request("survival.conditional:landmark", endpoint.id, at=at), **chances}


def draw(given: Given) -> Panel:
    """Draw the curves from the landmark on, whom it leaves out, and the later chances."""
    words, endpoint = given.words, given.endpoint
    if "at" not in given.chosen:
        return Panel((Text(words.say("survival.none"), "info"),))
    result, look = given["landmark"], given.wide(WIDTH)
    if given.scene.post_baseline:
        result = result.described()
    chances = tuple(r for name, r in given.answers.items() if name.startswith("chance"))
    figure = survival_figure(
        result, look, x_title=x_title(words, endpoint), y_title=y_title(words, endpoint),
    )  # fmt: skip
    alt = describe(result, words.labels, language=words.language, marks=words.marks)
    at = given.chosen["at"]
    when = {"at": format_at(at), "unit": words.units(at)}
    found = [e for chance in chances for e in chance.all("conditional_survival")]
    named = [(words.named(e), e) for e in found]
    right = (
        Cells(excluded_table(result, words.labels, words.language),
              words.say("panel.excluded", **when)),
        *([Cells(estimates_table(named, words.language, words.marks, p_values=False),
                 words.say("panel.conditional", **when))] if named else []),
    )  # fmt: skip
    left = Picture(f"{endpoint.id}-landmark", figure, alt, (result, *chances))
    blocks = (Beside(((left,), right), (8, 5)),)
    quiet = tuple(name for name in given.answers if name != "landmark")
    return Panel(blocks, words.say("panel.landmark_method"), quiet=quiet)


LANDMARK = Display("survival.landmark", ask, draw, choices, no_single, many=50_000)
