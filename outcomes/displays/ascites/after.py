"""Life without another drainage, and cytology that turned negative."""

from __future__ import annotations

from typing import Any

from outcomes.displays.ascites.base import counted, no_endpoint, no_sheet
from outcomes.displays.base.choice import Chosen
from outcomes.displays.base.compared import comparisons
from outcomes.displays.base.display import Display, Given, Questions
from outcomes.displays.base.panel import Block, Cells, Panel, Picture, Text
from outcomes.figures.base.describe import describe
from outcomes.figures.base.table import survival_table
from outcomes.figures.curve_plot.curves import survival_figure
from outcomes.figures.row_plot.proportions import proportions_figure
from outcomes.model.further import CYTOLOGY, PARACENTESIS
from outcomes.model.question import request
from outcomes.model.scene import Scene
from outcomes.wording import format_number

HEIGHT = 260  # pixels of the plot
COX, TEST = "survival.cox", "survival.contrasts:log_rank"


def ask_free(scene: Scene, chosen: Chosen) -> Questions:
    """Return the questions: the curve, the drainages, and the comparisons as randomized first."""
    asked = {
        "free": request("survival.kaplan_meier", PARACENTESIS),
        "data": request("ascites.over_time:ascites_data"),
    }
    if not scene.compares:
        return asked
    strata: dict[str, Any] = {"strata": scene.spec.plan.strata} if scene.spec.plan.strata else {}
    for name, options in (("planned", strata), ("crude", {})):
        asked[f"{name}_cox"] = request(COX, PARACENTESIS, **options)
        asked[f"{name}_test"] = request(TEST, PARACENTESIS, **options)
    return asked


def draw_free(given: Given) -> Panel:
    """Draw survival without another drainage, its numbers, and the comparison of the arms."""
    words, result, look = given.words, given["free"], given.wide(height=HEIGHT)
    if not result.n:
        return Panel((Text(words.say("ascites.nobody"), "info"),), quiet=tuple(given.answers))
    planned = ("planned_cox",) if given.scene.exploratory else ("planned_cox", "planned_test")
    contrast = tuple(given.answers[k] for k in planned if k in given.answers)
    unit = words.say(f"axis.{given.scene.spec.study.time_unit}")
    figure = survival_figure(
        result, look, contrast=contrast, x_title=words.say("ascites.since_dose", unit=unit),
        y_title=words.say("ascites.free"),
    )  # fmt: skip
    alt = describe(
        result, words.labels, contrast=contrast, language=words.language, marks=words.marks
    )
    drained = given["data"].pick("n_drainages")
    number = format_number(drained.value or 0, 0) if drained else "0"
    said = words.say("ascites.free.events", drained=number)
    blocks: list[Block] = [
        Picture("paracentesis", figure, alt, (result, *contrast)),
        Text(words.awaited if given.awaits("data") else said, "caption"),
        Cells(survival_table(result, None, words.labels, words.language, words.marks)),
    ]
    if given.scene.compares:
        blocks.append(_contrasts(given))
    quiet = tuple(name for name in given.answers if name != "free")
    return Panel(tuple(blocks), words.say("ascites.free.method"), quiet=quiet)


def _contrasts(given: Given) -> Block:
    """Return hazard ratios and tests, unadjusted and stratified as the randomization was."""
    words, strata = given.words, given.scene.spec.plan.strata
    by = words.covariates(strata)
    named = [
        (words.say("ascites.stratified_by", how=how, by=by) if which == "planned" else how, e)
        for which in (("planned", "crude") if strata else ("crude",))
        for key, name in (("ascites.cox", "cox"), ("ascites.log_rank", "test"))
        for how in (words.say(key),)
        for e in given[f"{which}_{name}"].estimates
        if e.quantity in ("hazard_ratio", "statistic")
    ]
    awaited = given.awaits("planned_cox", "planned_test", "crude_cox", "crude_test")
    return comparisons(words, named, p_values=given.p_values, awaited=awaited)


FREE = Display("ascites.paracentesis", ask_free, draw_free, offered=no_sheet,
               about=no_endpoint, tests=True)  # fmt: skip


def ask_cytology(scene: Scene, chosen: Chosen) -> Questions:
    """Return the questions: of all with CY1, and of those sampled again."""
    asked = {}
    for missing in ("failure", "exclude"):
        options = {"missing": missing}
        asked[missing] = request("proportions.rates:proportion", CYTOLOGY, **options)
        if scene.compares:
            name = f"{missing}_difference"
            asked[name] = request("proportions.rates:proportion_difference", CYTOLOGY, **options)
    return asked


def draw_cytology(given: Given) -> Panel:
    """Draw the cytology conversion rate of all with CY1, and of those sampled again."""
    words, look = given.words, given.look
    if not given["failure"].n:
        said = words.say("ascites.cytology.none")
        return Panel((Text(said, "info"),), quiet=tuple(given.answers))
    names = {"failure": words.say("ascites.cytology.itt"),
             "exclude": words.say("ascites.cytology.repeat")}  # fmt: skip
    parts = [(name, given[missing]) for missing, name in names.items()]
    figure = proportions_figure(parts, look)
    alt = "; ".join(counted(words, name, result) for name, result in parts)
    results = tuple(result for _, result in parts)
    title = words.say("ascites.cytology.rate")
    blocks: list[Block] = [Picture("cytology", figure, alt, results, title)]
    if given.scene.compares:
        named = [
            (f"{name} · {words.note(e.method)}", e)
            for missing, name in names.items()
            for e in given[f"{missing}_difference"].all("risk_difference")
            if not e.made_by("sensitivity")
        ]
        awaited = given.awaits(*given.answers)
        blocks.append(comparisons(words, named, p_values=given.p_values, awaited=awaited))
    quiet = tuple(name for name in given.answers if name != "failure")
    return Panel(tuple(blocks), words.say("ascites.cytology.method"), quiet=quiet)


CONVERSION = Display("ascites.cytology", ask_cytology, draw_cytology, offered=no_sheet,
                   about=no_endpoint, tests=True)  # fmt: skip
