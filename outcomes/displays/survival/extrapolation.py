"""Parametric models beyond the last observed time, marked as such."""

from __future__ import annotations

from outcomes.displays.base.choice import Choice, Chosen, endpoint_choice, number
from outcomes.displays.base.display import Display, Given, Questions
from outcomes.displays.base.panel import Cells, Panel, Picture, Text
from outcomes.displays.base.said.context import x_title
from outcomes.displays.base.words import Words
from outcomes.displays.survival.means import no_single, single
from outcomes.figures.base.describe_depth import describe_extrapolation
from outcomes.figures.base.table import models_table
from outcomes.figures.curve_plot.extrapolation import extrapolation_figure
from outcomes.model.question import request
from outcomes.model.scene import Scene


def choices(scene: Scene, words: Words, chosen: Chosen) -> tuple[Choice, ...]:
    """Return the endpoint and how far to look ahead."""
    endpoints = endpoint_choice(scene, words, single(scene))
    last = scene.last.get(chosen.get("endpoint", endpoints.default), 0.0)
    if not last:
        return (endpoints,)
    label = words.say("panel.tau", unit=words.unit)
    return endpoints, number("beyond", label, last, 4 * last, 2 * last, last / 4)


def ask(scene: Scene, chosen: Chosen) -> Questions:
    """Return the questions: what was observed, and what each model makes of it."""
    if "beyond" not in chosen:
        return {}
    name, horizon = chosen["endpoint"], chosen["beyond"]
    return {
        "observed": request("survival.kaplan_meier", name),
        "models": request("survival.extrapolation", name, horizon=horizon),
    }


def draw(given: Given) -> Panel:
    """Draw the observed curves against the models, and how well each fits."""
    words, endpoint = given.words, given.endpoint
    if "beyond" not in given.chosen:
        return Panel((Text(words.say("survival.none"), "info"),))
    result, observed = given["models"], given["observed"]
    models = {part.id: words.note(part) for e in result.all("aic") for part in e.method}
    figure = extrapolation_figure(
        result, observed, given.look,
        names=models,
        horizon=given.chosen["beyond"], x_title=x_title(words, endpoint),
    )  # fmt: skip
    alt = describe_extrapolation(result, words.labels, language=words.language)
    picture = Picture(f"{endpoint.id}-extrapolation", figure, alt, (observed, result))
    table = models_table(result, words.labels, words.language, words.marks)
    method = words.say("panel.extrapolation_method")
    return Panel((picture, Cells(table)), method, quiet=("observed",))


EXTRAPOLATION = Display("survival.extrapolation", ask, draw, choices, no_single, slow=True)
