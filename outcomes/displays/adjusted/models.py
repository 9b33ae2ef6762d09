"""Every model somebody could have chosen, and what each would have said."""

from __future__ import annotations

from dataclasses import replace
from statistics import median

from outcomes.displays.adjusted.rungs import compared_choices, no_sensitivity
from outcomes.displays.base.choice import Choice, Chosen, contrast_of
from outcomes.displays.base.display import Display, Given, Questions
from outcomes.displays.base.panel import Block, Panel, Picture, Text
from outcomes.displays.base.words import Words, plain
from outcomes.displays.published.beside import choose_published
from outcomes.displays.published.rows import CAUTION, published_ratios, short_name
from outcomes.figures.row_plot.ladder import Named
from outcomes.figures.row_plot.specification import specification_figure
from outcomes.model.question import request
from outcomes.model.scene import Scene
from outcomes.results.note import Method
from outcomes.results.result import Estimate
from outcomes.wording import format_number

FORMS = ("form_cox", "form_stratified", "form_iptw", "form_overlap")


def choices(scene: Scene, words: Words, chosen: Chosen) -> tuple[Choice, ...]:
    """Return endpoint, contrast, and published ratios."""
    asked = compared_choices(scene, words)
    endpoint = scene.spec.endpoint(chosen.get("endpoint", asked[0].default))
    published = endpoint.timed and scene.published
    return (*asked, choose_published(words)) if published else asked


def ask(scene: Scene, chosen: Chosen) -> Questions:
    """Return the question."""
    endpoint = scene.spec.endpoint(chosen["endpoint"])
    return {"models": request("adjusted.specification", endpoint.id)} if endpoint.timed else {}


def draw(given: Given) -> Panel:
    """Draw the specification curve of a timed endpoint."""
    words, scene, endpoint = given.words, given.scene, given.endpoint
    if not endpoint.timed:
        return Panel((Text(words.say("sensitivity.proportion"), "info"),))
    arm, found, look = contrast_of(scene, given.chosen), given["models"], given.look
    mine = [e for e in found.all("hazard_ratio") if e.group == arm and e.value is not None]
    blocks: list[Block] = [Text(words.say("specification.question"))]
    summary = _summary(words, mine) if mine else words.say("ladder.none")
    if mine:
        blocks.append(Text(plain(summary), "heading"))
    shown = given.chosen.get("published")
    others = published_ratios(scene, words, endpoint) if shown else []
    named = [Named(words.say("ladder.truth"), endpoint.truth)] if endpoint.truth else []
    named += [Named(short_name(words, row), row.estimate.value or 1.0) for row in others]
    caution = (words.note(CAUTION),) if others else ()
    figure = specification_figure(
        found, arm, {c.id: words.covariate(c) for c in scene.spec.covariates},
        {form: words.note(Method(form)) for form in FORMS},
        replace(look, caption=(*look.caption, *caution)), named=named,
    )  # fmt: skip
    blocks.append(Picture("specifications", figure, summary, (found,)))
    return Panel(tuple(blocks), words.say("specification.method"))


def _summary(words: Words, mine: list[Estimate]) -> str:
    values = [e.value or 1.0 for e in mine]
    low, high, middle = (format_number(f(values), 2) for f in (min, max, median))
    return words.say("specification.summary", n=len(mine), low=low, high=high, median=middle)


MODELS = Display("adjusted.models", ask, draw, choices, no_sensitivity, compares=True, slow=True)
