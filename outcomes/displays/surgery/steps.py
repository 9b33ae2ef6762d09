"""The conversion ladder: how many came how far, of a denominator of the visitor's choice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from outcomes.displays.base.choice import Choice, Chosen, one_of
from outcomes.displays.base.display import Display, Given, Questions, without_sheet
from outcomes.displays.base.panel import Block, Cells, Panel, Picture, Text
from outcomes.displays.base.words import Words
from outcomes.figures.base.table import Table
from outcomes.figures.row_plot.ladder_steps import ladder_steps_figure, ladder_words, made
from outcomes.model.endpoint import Endpoint
from outcomes.model.question import request
from outcomes.model.scene import Scene
from outcomes.results.result import Estimate, Result
from outcomes.wording import format_p

RUNG_KEYS = {
    ("treated",): "treated",
    ("restaged",): "restaged",
    ("second_look",): "second_look",
    ("clear",): "clear",
    ("resected",): "resected",
    ("r0",): "r0",
    ("r0", "resected"): "r0_resected",
}
FIRST = {"treated": "treated", "evaluable": "restaged", "explored": "second_look"}
"""The rung all of a denominator have reached: those below say nothing."""
TOLD_BY = {"treated": "treatment", "evaluable": "response", "explored": "surgery"}
Rung = tuple[str, ...]


def rung_names(scene: Scene, words: Words) -> Mapping[Rung, str]:
    """Return the names of the rungs in order: conversion or radical surgery, as the study has."""
    trial = scene.spec.study.design == "randomised"
    entered = "randomised" if scene.randomized else "as_treated" if trial else "enrolled"
    names: dict[Rung, str] = {("entered",): words.say(f"conversion.rung.{entered}")}
    names |= {rung: words.say(f"conversion.rung.{key}") for rung, key in RUNG_KEYS.items()}
    if scene.surgery == "radical":
        names[("resected",)] = words.say("conversion.rung.radical")
    return names


def rungs_from(names: Mapping[Rung, str], base: str) -> Mapping[Rung, str]:
    """Return the names of the rungs from that of the denominator on."""
    first = (FIRST.get(base, "entered"),)
    below = list(names)[: list(names).index(first)]
    return {rung: name for rung, name in names.items() if rung not in below}


def rate_of(scene: Scene, chosen: Chosen) -> Endpoint:
    """Return the conversion rate, so that captions do not count events of another endpoint."""
    rates = (e for e in scene.spec.endpoints if e.success == "conversion_surgery")
    return next(rates, Endpoint("conversion", "conversion", "proportion"))


def no_sheet(scene: Scene, words: Words) -> str:
    """Return why there is no ladder: nothing says who was operated on."""
    if "conversion_surgery" in scene.columns:
        return ""
    return without_sheet(scene, words, sheet="surgery", purpose="conversion.purpose")


def choices(scene: Scene, words: Words, chosen: Chosen) -> tuple[Choice, ...]:
    """Return of whom the shares are taken, and the kind of their intervals."""
    told = [base for base, sheet in TOLD_BY.items() if sheet in scene.sheets]
    bases = [("itt", words.population(scene.population))]
    bases += [(base, words.say(f"conversion.of.{base}")) for base in told]
    limits = [(kind, words.say(f"conversion.interval.{kind}")) for kind in ("exact", "wilson")]
    return (
        one_of("conv_of", words.say("conversion.of"), bases, segmented=True),
        one_of("conv_ci", words.say("conversion.interval"), limits, segmented=True),
    )


def ask(scene: Scene, chosen: Chosen) -> Questions:
    """Return the question."""
    return {"ladder": request("surgery.steps:conversion_ladder", denominator=chosen["conv_of"])}


def draw(given: Given) -> Panel:
    """Draw how many reached each rung, and the rates of resection with their differences."""
    words, scene, result, look = given.words, given.scene, given["ladder"], given.look
    method = "wilson" if given.chosen["conv_ci"] == "wilson" else ""
    base = given.chosen["conv_of"]
    names = rungs_from(rung_names(scene, words), base)
    figure = ladder_steps_figure(
        result, names, look, method=method, above=_differences(scene, words, result)
    )
    alt = ladder_words(result, names, look)
    blocks: list[Block] = []
    if scene.surgery == "radical":
        blocks.append(Text(words.say("conversion.not_applicable"), "info"))
    blocks.append(Picture("ladder", figure, alt or words.say("conversion.nobody"), (result,)))
    if scene.spec.compared_arms and scene.post_baseline:
        blocks.append(Text(words.say("wall.post_baseline"), "info"))
    kept = tuple(e for e in result.estimates if e.quantity != "proportion" or made(e, method))
    blocks.append(Cells(_rates_table(given, replace(result, estimates=kept), base)))
    limits = words.say(f"conversion.interval.{given.chosen['conv_ci']}")
    said = words.say("conversion.ladder.method", limits=limits)
    return Panel(tuple(blocks), said, words.say("conversion.ladder.details"))


def _find(result: Result, quantity: str, group: str, rung: Rung) -> Estimate | None:
    found = (e for e in result.all(quantity) if (e.group, e.covariates) == (group, rung))
    return next(found, None)


def _differences(scene: Scene, words: Words, result: Result) -> list[str]:
    """Return the differences of resection and R0 as lines above the figure."""
    if scene.post_baseline:
        return []
    names = rung_names(scene, words)
    return [
        words.say(
            "conversion.difference",
            name=names[e.covariates],
            arm=words.arm(e.group),
            reference=words.arm(e.reference or ""),
            estimate=words.printed(e),
        )
        for e in result.all("risk_difference")
        if e.covariates in (("resected",), ("r0",)) and e.value is not None
    ]


def _rates_table(given: Given, result: Result, base: str) -> Table:
    """Return the rates of resection and R0 by arm, R0 twice, and their differences."""
    words, scene = given.words, given.scene
    compare = base == "itt" and scene.compares
    arms = [a.id for a in scene.spec.compared_arms] if compare else []
    reference = scene.spec.reference.id if scene.spec.reference else ""
    heads = [words.say("conversion.column.rate"), *words.labels.values()]
    heads += [
        words.say("conversion.column.difference", arms=words.pair(arm, reference)) for arm in arms
    ]
    heads += [words.say("column.p_value")] * (len(arms) if given.p_values else 0)
    rows = (_rates_row(given, result, rung, base, arms) for rung in _rates(result))
    return Table(tuple(heads), tuple(rows))


def _rates(result: Result) -> Iterator[Rung]:
    for rung in (("resected",), ("r0",), ("r0", "resected")):
        if any(e.covariates == rung for e in result.all("proportion")):
            yield rung


def _rates_row(
    given: Given, result: Result, rung: Rung, base: str, arms: list[str]
) -> tuple[str, ...]:
    words, names = given.words, rung_names(given.scene, given.words)
    own = words.population(given.scene.population)
    of = own if base == "itt" else words.say(f"conversion.base.{base}")
    said = words.say("conversion.of_base", name=names[rung], base=of)
    cells = [_share_cell(words, _find(result, "proportion", g, rung)) for g in words.labels]
    contrasts = [_find(result, "risk_difference", arm, rung) for arm in arms]
    cells += [words.cell(e, "risk_difference") for e in contrasts]
    if given.p_values:
        cells += [format_p(e.p_value) if e and e.p_value is not None else "" for e in contrasts]
    return (said if len(rung) == 1 else names[rung], *cells)


def _share_cell(words: Words, e: Estimate | None) -> str:
    if e is None or not e.n:
        return "" if e is None else "0/0"
    return f"{e.n_events}/{e.n} · {words.cell(e, 'proportion')}"


LADDER = Display(
    "surgery.ladder", ask, draw, choices, no_sheet, about=rate_of, tests=True, published=True
)
