"""The imbalance a study must answer for: who was in the arms, and what weighting does to it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from outcomes.displays.adjusted.rungs import compared_choices, no_sensitivity
from outcomes.displays.base.choice import Choice, Chosen, contrast_of
from outcomes.displays.base.display import Display, Given, Questions
from outcomes.displays.base.panel import Beside, Block, Panel, Picture, Text
from outcomes.displays.base.words import Words, plain
from outcomes.figures.row_plot.balance import love_plot
from outcomes.figures.row_plot.engine.overlap import overlap_figure
from outcomes.figures.row_plot.engine.shares import shares_figure
from outcomes.model.protocol import Covariate
from outcomes.model.question import request
from outcomes.model.scene import Scene
from outcomes.results.result import Result
from outcomes.wording import format_number

LOVE, OVERLAP = 483, 386  # pixels


def choices(scene: Scene, words: Words, chosen: Chosen) -> tuple[Choice, ...]:
    """Return the endpoint (kept while the sections change) and the contrast."""
    return compared_choices(scene, words)


def _covariates(scene: Scene) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return those shown by arm, and those weighted by."""
    key = scene.spec.key_covariates or scene.spec.adjustment_set[:1]
    return key, scene.spec.adjustment_set or key


def ask(scene: Scene, chosen: Chosen) -> Questions:
    """Return the questions: the covariates by arm, and their balance under weights."""
    weighted_by = _covariates(scene)[1]
    return {
        "baseline": request("conduct.baseline"),
        "balance": request("adjusted.balance", "", covariates=weighted_by),
    }


def draw(given: Given) -> Panel:
    """Draw the key covariate by arm, all differences before and after weighting, and overlap."""
    words, (key, everything) = given.words, _covariates(given.scene)
    blocks: list[Block] = []
    for covariate in map(given.scene.spec.covariate, key):
        blocks += _by_arm(given, covariate)
    blocks.append(Beside(((_love(given),), tuple(_overlap(given))), (5, 4)))
    details = words.prose("imbalance.method_weights", names=words.covariates(everything))
    return Panel(tuple(blocks), words.say("imbalance.method"), details, quiet=("baseline",))


def _by_arm(given: Given, covariate: Covariate) -> Iterator[Block]:
    words, table, look = given.words, given["baseline"], given.look
    label = words.covariate(covariate)
    title = words.say("imbalance.shares", covariate=label)
    if covariate.kind == "continuous":
        yield Text(plain(title), "heading")
        yield from (Text(plain(line)) for line in _means(words, covariate, table))
        return
    levels = {
        level: words.level(covariate, level) for level in given.scene.levels.get(covariate.id, ())
    }
    figure = shares_figure(table, covariate.id, levels, look)
    yield Picture(f"shares-{covariate.id}", figure, label, (table,), title)


def _means(words: Words, covariate: Covariate, table: Result) -> Iterator[str]:
    def of(quantity: str, group: str) -> float | None:
        mine = (e for e in table.all(quantity) if e.covariates == (covariate.id,))
        return next((e.value for e in mine if e.group == group), None)

    for group, arm in words.labels.items():
        mean, sd = of("mean", group), of("sd", group)
        if mean is not None and sd is not None:
            yield words.say("imbalance.mean", label=words.covariate(covariate), arm=arm,
                            mean=format_number(mean, 1), sd=format_number(sd, 1))  # fmt: skip


def _love(given: Given) -> Picture:
    words, weighed, look = given.words, given["balance"], given.wide(LOVE)
    names = {c.id: words.covariate(c) for c in given.scene.spec.covariates}
    figure = love_plot(weighed, names, look, weighted=after_weighting(weighed))
    alt = "; ".join(
        f"{names.get(e.covariates[0], '')} {format_number(e.value, 2)}{words.marks.at(e)}"
        for e in weighed.all("smd")
        if e.value is not None
    )
    alt = alt or words.say("interval.none")
    return Picture("love", figure, alt, (weighed,), words.say("imbalance.love"))


def after_weighting(result: Result) -> Result:
    """Return the weighted differences as those of a plot of before and after.

    Only the differences that exist: a plot of the others would have nothing to show.
    """
    found = (e for e in result.all("smd_weighted") if e.value is not None)
    return replace(result, estimates=tuple(replace(e, quantity="smd") for e in found))


def _overlap(given: Given) -> Iterator[Block]:
    words, weighed, look = given.words, given["balance"], given.wide(OVERLAP)
    figure = overlap_figure(weighed, contrast_of(given.scene, given.chosen), look)
    sizes = [e for e in weighed.all("effective_sample_size") if e.value is not None]
    said = "; ".join(
        words.say("imbalance.ess_of", arm=words.arm(e.group), n=e.n,
                  ess=format_number(e.value or 0.0, 0))
        for e in sizes
    )  # fmt: skip
    alt = f"{words.say('imbalance.ess')}: {said}" if said else words.say("interval.none")
    yield Picture("overlap", figure, alt, (weighed,), words.say("imbalance.propensity"))
    if said:
        yield Text(plain(alt), "caption")


IMBALANCE = Display("adjusted.imbalance", ask, draw, choices, no_sensitivity, compares=True)
