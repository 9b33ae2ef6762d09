"""The effect along a measured value, instead of on both sides of a cut."""

from __future__ import annotations

from outcomes.displays.base.choice import (
    Choice,
    Chosen,
    contrast_choice,
    contrast_of,
    endpoint_choice,
    one_of,
)
from outcomes.displays.base.compared import comparisons
from outcomes.displays.base.display import Display, Given, Questions
from outcomes.displays.base.panel import Block, Panel, Picture
from outcomes.displays.base.said.context import definition_of
from outcomes.displays.base.words import Words, in_sentence
from outcomes.figures.curve_plot.effect_curve import (
    Along,
    curve_of,
    describe_effect_curve,
    effect_curve_figure,
)
from outcomes.model.protocol import Covariate
from outcomes.model.question import request
from outcomes.model.scene import Scene


def measured(scene: Scene) -> list[Covariate]:
    """Return the continuous covariates along which the effect can be shown, subgroups first."""
    found = [c for c in scene.spec.covariates if c.kind == "continuous" and c.id in scene.columns]
    return sorted(found, key=lambda c: not c.subgroup)


def nothing_measured(scene: Scene, words: Words) -> str:
    """Return why there is no such curve: nothing measured, no arms, or no times."""
    if not measured(scene) or not scene.spec.compared_arms:
        return words.say("subgroups.no_measured")
    return "" if scene.timed else words.say("subgroups.not_timed")


def choices(scene: Scene, words: Words, chosen: Chosen) -> tuple[Choice, ...]:
    """Return endpoint, covariate and contrast."""
    endpoints = endpoint_choice(scene, words, scene.timed)
    offered = [(c.id, words.covariate(c)) for c in measured(scene)]
    along = one_of("along", words.say("subgroups.covariate"), offered, width=220)
    return endpoints, along, *contrast_choice(scene, words)


def ask(scene: Scene, chosen: Chosen) -> Questions:
    """Return the questions: the effect along the covariate, and in everybody."""
    name = chosen["endpoint"]
    overall = {"measure": "hazard_ratio", "post_hoc": scene.exploratory}
    return {
        "along": request("subgroups.effect_curve", name, covariate=chosen["along"]),
        "overall": request("subgroups.effects:subgroups", name, **overall),
    }


def draw(given: Given) -> Panel:
    """Draw the hazard ratio at every value of the covariate, and whether it changes."""
    words, endpoint, result = given.words, given.endpoint, given["along"]
    covariate = given.scene.spec.covariate(given.chosen["along"])
    contrast, look = contrast_of(given.scene, given.chosen), given.look
    unit = words.measured_in(covariate)
    bins = next((c for c in result.curves if c.quantity == "n"), None)
    patients = tuple(zip(bins.time, map(int, bins.value), strict=True)) if bins else ()
    name = words.covariate(covariate)
    along = Along(name, unit, covariate.cut, patients, in_sentence(name))
    everybody = (e for e in given["overall"].all("hazard_ratio") if e.group == contrast)
    overall = next((e for e in everybody if not e.where), None)
    figure = effect_curve_figure(
        result, along, look, contrast=contrast, overall=overall,
        favors=given.favors("hazard_ratio", contrast), p_values=given.p_values,
    )  # fmt: skip
    alt = describe_effect_curve(result, along, look, contrast=contrast)
    name = f"along-{endpoint.id}-{covariate.id}"
    blocks: list[Block] = [Picture(name, figure, alt, (result,))]
    if curve_of(result, contrast) is not None:
        mine = [e for e in result.all("hazard_ratio") if e.group == contrast]
        named = [(f"{along.name} = {e.at:.3g}", e) for e in mine if e.at is not None]
        blocks.append(comparisons(words, named, p_values=False))
    definition = definition_of(given.scene, words, endpoint)
    details = f"{words.say('effect_curve.why')} {definition}"
    method = words.say("effect_curve.method")
    return Panel(tuple(blocks), method, details, quiet=("overall",))


ALONG = Display("subgroups.along", ask, draw, choices, nothing_measured, compares=True, tests=True)
