"""Who the patients are: how they came into the study, and what they were like at baseline."""

from __future__ import annotations

from dataclasses import replace

from outcomes.displays.base.choice import Chosen
from outcomes.displays.base.display import Display, Given, Questions
from outcomes.displays.base.panel import Beside, Block, Cells, Panel, Text
from outcomes.displays.base.said.context import caption_of, standing_of
from outcomes.displays.conduct.accrual import WIDTH, counted, no_events
from outcomes.figures.base.table import baseline_table
from outcomes.figures.calendar.flow import flow_figure
from outcomes.figures.row_plot.balance import love_plot
from outcomes.figures.row_plot.reasons import reasons_figure
from outcomes.model.question import request
from outcomes.model.scene import Scene


def ask_flow(scene: Scene, chosen: Chosen) -> Questions:
    """Return the question."""
    return {"flow": request("conduct.flow")}


def draw_flow(given: Given) -> Panel:
    """Draw the patient flow, and why screened patients were not enrolled."""
    words, result, look = given.words, given["flow"], given.look
    below = _caption(given)
    figure = flow_figure(result, replace(look, caption=below))
    title = words.say("enrollment.flow")
    blocks: list[Block] = [counted(given, "flow", figure, title, (result,))]
    if any(box.reasons for box in result.flow if box.id == "excluded"):
        why = reasons_figure(result, replace(look, caption=below))
        blocks.append(counted(given, "reasons", why, words.say("enrollment.reasons"), (result,)))
    return Panel(tuple(blocks), words.say("enrollment.flow_method"))


def _caption(given: Given) -> tuple[str, ...]:
    """Return the caption of the flow: it counts everybody, and must not speak of the filtered."""
    scene, words = given.scene, given.words
    whole = replace(scene.enrolled, filters=(), n=scene.n_planned)
    first, *others = caption_of(whole, words, no_events(scene, {}))
    if not scene.exploratory:
        return first, *others
    notes = (words.note(note) for note in given["flow"].notes)
    return " · ".join([*standing_of(scene, words), first]), *others, *notes


FLOW = Display("conduct.flow", ask_flow, draw_flow, about=no_events)


def ask_baseline(scene: Scene, chosen: Chosen) -> Questions:
    """Return the question."""
    return {"baseline": request("conduct.baseline")}


def draw_baseline(given: Given) -> Panel:
    """Draw the baseline table by arm and the standardized differences."""
    words, result, look = given.words, given["baseline"], given.wide(WIDTH)
    if given.scene.post_baseline:
        result = result.described()
    names = {c.id: words.covariate(c) for c in given.scene.spec.covariates}
    levels = {
        (c.id, level): words.level(c, level)
        for c in given.scene.spec.covariates
        for level in given.scene.levels.get(c.id, ())
    }
    table = Cells(
        baseline_table(result, words.labels, names, words.language, words.marks, levels)
    )  # fmt: skip
    method = words.say("enrollment.baseline_method")
    if not given.scene.compares:
        return Panel((table,), method, file="baseline")
    love = love_plot(result, names, look)
    picture = counted(given, "balance", love, words.say("enrollment.balance"), (result,))
    how = "method" if given.scene.randomized else "chosen"
    right = (picture, Text(words.say(f"enrollment.balance_{how}"), "caption"))
    return Panel((Beside(((table,), right), (5, 4)),), method, file="baseline")


BASELINE = Display("conduct.baseline", ask_baseline, draw_baseline, about=no_events)
