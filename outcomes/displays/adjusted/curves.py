"""Adjusted curves over the unadjusted ones, and the difference of the arms over time."""

from __future__ import annotations

from dataclasses import replace

from outcomes.displays.adjusted.rungs import compared_choices, no_sensitivity
from outcomes.displays.base.choice import Choice, Chosen, contrast_of, one_of
from outcomes.displays.base.display import Display, Given, Questions
from outcomes.displays.base.panel import Beside, Panel, Picture, Text
from outcomes.displays.base.said.context import x_title
from outcomes.displays.base.words import Words
from outcomes.figures.base.describe import describe
from outcomes.figures.curve_plot.compared import adjusted_figure
from outcomes.figures.curve_plot.difference import difference_figure
from outcomes.model.question import request
from outcomes.model.scene import Scene
from outcomes.results.result import Result

CURVES_WIDE, DIFFERENCE_WIDE = 534, 334  # pixels
WAYS = {"standardized": "adjusted.standardized", "iptw": "adjusted.weighting"}


def choices(scene: Scene, words: Words, chosen: Chosen) -> tuple[Choice, ...]:
    """Return endpoint, contrast, and how to adjust."""
    asked = compared_choices(scene, words)
    endpoint = scene.spec.endpoint(chosen.get("endpoint", asked[0].default))
    if endpoint.kind != "time_to_event":
        return asked
    ways = [(way, words.say(f"adjusted.{way}")) for way in WAYS]
    return *asked, one_of("how", words.say("adjusted.how"), ways, segmented=True, quiet=True)


def ask(scene: Scene, chosen: Chosen) -> Questions:
    """Return the questions: adjusted curves, plain ones, and the plain differences."""
    endpoint = scene.spec.endpoint(chosen["endpoint"])
    if endpoint.kind != "time_to_event":
        return {}
    by = {"covariates": scene.spec.adjusted_for()}
    name = endpoint.id
    asked = {
        "adjusted": request(WAYS[chosen["how"]], name, **by),
        "plain": request("survival.kaplan_meier", name),
        "standardized": request("adjusted.standardized", name, **by),
    }
    if endpoint.landmarks:
        asked["milestones"] = request("survival.contrasts:milestone_difference", name)
    return asked


def draw(given: Given) -> Panel:
    """Draw the curves standardized or weighted over the prespecified set, and their difference."""
    words, scene, endpoint = given.words, given.scene, given.endpoint
    if endpoint.kind != "time_to_event":
        return Panel((Text(words.say(f"sensitivity.{endpoint.kind}"), "info"),))
    arm, how = contrast_of(scene, given.chosen), given.chosen["how"]
    found, look = of_contrast(given["adjusted"], arm), given.wide(CURVES_WIDE)
    names = words.covariates(scene.spec.adjusted_for())
    above = words.say("adjusted.above", how=words.say(f"adjusted.{how}_words"), names=names)
    figure = adjusted_figure(
        found, given["plain"], look, above=(above,), x_title=x_title(words, endpoint)
    )  # fmt: skip
    alt = describe(found, words.labels, contrast=(), language=words.language, marks=words.marks)
    left = Picture(f"{how}-curves", figure, alt, (found, given["plain"]))
    quiet = tuple(name for name in given.answers if name != "adjusted")
    blocks = (Beside(((left,), (_difference(given, arm),)), (8, 5)),)
    return Panel(blocks, words.say("adjusted.method"), quiet=quiet)


def of_contrast(result: Result, arm: str) -> Result:
    """Keep the curves of one contrast: with several arms the reference has one for each."""
    curves = result.curves
    ends = [i for i, c in enumerate(curves) if c.quantity == "survival_difference"]
    if len(ends) < 2:
        return result
    end = next((i for i in ends if curves[i].group == arm), ends[0])
    return replace(result, curves=curves[end - 2 : end + 1])


def _difference(given: Given, arm: str) -> Picture:
    words, found, look = given.words, given["standardized"], given.wide(DIFFERENCE_WIDE)
    reference = given.scene.spec.compared_arms and given.scene.spec.reference
    other = reference.id if reference else ""
    mine = (c for c in found.curves if c.quantity == "survival_difference" and c.group == arm)
    single = given.answers.get("milestones", Result(""))
    arms = [c for c in of_contrast(found, arm).curves if c.quantity == "survival"]
    points = [e for e in single.all("survival_difference") if e.group == arm]
    said = words.say("adjusted.difference", arm=words.arm(arm), reference=words.arm(other))
    figure = difference_figure(
        next(mine, None), look, favors=given.favors("survival_difference", arm),
        unadjusted=points, arms=arms, x_title=x_title(words, given.endpoint),
    )  # fmt: skip
    return Picture("difference", figure, said, (found, single), said)


CURVES = Display("adjusted.curves", ask, draw, choices, no_sensitivity, compares=True)
