"""The curve of any timed endpoint, the numbers of each arm, and the comparison of the arms."""

from __future__ import annotations

from outcomes.displays.base.choice import (
    Choice,
    Chosen,
    any_of,
    endpoint_choice,
    one_of,
    switch,
)
from outcomes.displays.base.compared import comparisons
from outcomes.displays.base.display import Display, Given, Questions
from outcomes.displays.base.panel import Block, Cells, Panel, Picture, Text
from outcomes.displays.base.said.context import definition_of, x_title, y_title
from outcomes.displays.base.words import Words
from outcomes.displays.survival.comparisons import (
    contrast_requests,
    curve_request,
    headline_requests,
    named_contrasts,
)
from outcomes.figures.base.describe import describe
from outcomes.figures.base.look import Look
from outcomes.figures.base.table import incidence_table, survival_table
from outcomes.figures.curve_plot.curves import AS_USUAL, Drawn, survival_figure
from outcomes.model.endpoint import Endpoint
from outcomes.model.question import request
from outcomes.model.scene import Scene

HORIZON = {"days": 180, "weeks": 26, "months": 12, "years": 1}


def no_times(scene: Scene, words: Words) -> str:
    """Return why there is no curve: no endpoint with times."""
    return "" if scene.timed else words.say("empty.endpoint")


def choices(scene: Scene, words: Words, chosen: Chosen) -> tuple[Choice, ...]:
    """Return the endpoint, and how its curve is drawn."""
    say, more = words.say, words.say("survival.display")
    endpoints = endpoint_choice(scene, words, scene.timed)
    endpoint = scene.spec.endpoint(chosen.get("endpoint", endpoints.default))
    asked = [endpoints]
    if endpoint.kind != "competing":
        as_ = [(c, say(f"survival.as_{c}")) for c in ("survival", "incidence")]
        asked.append(one_of("curve", say("survival.curve"), as_, segmented=True))
    tables = [(c, say(f"survival.{c}")) for c in ("at_risk", "kmunicate")]
    asked.append(one_of("table", say("survival.style"), tables, segmented=True))
    asked.append(switch("bands", say("survival.bands"), default=True, folded=more))
    step = HORIZON[scene.spec.study.time_unit]
    ends = [("auto", say("survival.horizon_auto"))]
    ends += [(str(step * k), str(step * k)) for k in (1, 2, 3, 5)]
    asked.append(one_of("horizon", say("survival.horizon"), ends, folded=more))
    if len(words.labels) > 1:
        arms = any_of("arms", say("survival.arms"), words.labels.items(), folded=more)
        asked.append(arms)
    return tuple(asked)


def ask(scene: Scene, chosen: Chosen) -> Questions:
    """Return the questions: curves, follow-up, and every comparison."""
    endpoint = scene.spec.endpoint(chosen["endpoint"])
    followed = {"follow_up": request("survival.kaplan_meier:follow_up", endpoint.id)}
    return {
        "curves": curve_request(endpoint),
        **followed,
        **headline_requests(scene, endpoint),
        **contrast_requests(scene, endpoint),
    }


def draw(given: Given) -> Panel:
    """Draw the curve, the numbers of each arm, and the comparisons."""
    words, endpoint, result = given.words, given.endpoint, given["curves"]
    competing = endpoint.kind == "competing"
    labels, told = words.labels, (words.language, words.marks)
    picture = curve_picture(given, endpoint, "curves", given.look, drawn_of(given))
    blocks: list[Block] = [picture]
    if competing:
        blocks.append(Cells(incidence_table(result, labels, *told)))
    else:
        blocks.append(Cells(survival_table(result, given["follow_up"], labels, *told)))
    if result.n_missing:
        blocks.append(Text(words.say("survival.missing", n=result.n_missing), "caption"))
    compared = {name: r for name, r in given.answers.items() if name.startswith("contrast")}
    if compared:
        named = named_contrasts(words, compared.values())
        fits, some = (words.say("row.zph"),), given.awaits(*compared)
        blocks.append(comparisons(words, named, p_values=given.p_values, apart=fits, awaited=some))
    method = words.say("survival.method_competing" if competing else "survival.method")
    details = definition_of(given.scene, words, endpoint)
    return Panel(tuple(blocks), method, details, file=endpoint.id)


def drawn_of(given: Given) -> Drawn:
    """Return what the visitor wants drawn."""
    chosen = given.chosen
    horizon = chosen.get("horizon", "auto")
    return Drawn(
        table=chosen.get("table", "at_risk"),
        bands=chosen.get("bands", True),
        incidence=chosen.get("curve") == "incidence",
        horizon=None if horizon == "auto" else float(horizon),
        groups=chosen.get("arms") or None,
    )


def curve_picture(
    given: Given, endpoint: Endpoint, name: str, look: Look, drawn: Drawn = AS_USUAL
) -> Picture:
    """Return the curves of an endpoint with the headline comparison on them."""
    words, result = given.words, given["curves"]
    contrast = tuple(given.answers[k] for k in ("ratio", "test") if k in given.answers)
    figure = survival_figure(
        result, look, drawn, contrast=contrast, x_title=x_title(words, endpoint),
        y_title=y_title(words, endpoint, incidence=drawn.incidence),
    )  # fmt: skip
    alt = describe(
        result, words.labels, contrast=contrast, language=words.language, marks=words.marks
    )
    return Picture(f"{endpoint.id}-{name}", figure, alt, (result, *contrast))


CURVES = Display(
    "survival.curves",
    ask=ask,
    drawing=draw,
    choices=choices,
    offered=no_times,
    tests=True,
    published=True,
    many=50_000,
)
