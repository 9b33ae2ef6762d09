"""The risk of recurrence by stratum with death competing, and survival free of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial

from outcomes.displays.base.choice import Choice, Chosen, one_of
from outcomes.displays.base.display import Display, Given, Questions
from outcomes.displays.base.panel import Block, Cells, Panel, Picture, Text
from outcomes.displays.base.said.context import definition_of, x_title
from outcomes.displays.base.words import Words, plain
from outcomes.displays.recurrence.strata import (
    in_order,
    short_labels,
    strata_choice,
    strata_labels,
    strata_of,
)
from outcomes.displays.survival.comparisons import curve_request, headline_requests
from outcomes.displays.survival.curves import curve_picture
from outcomes.figures.base.table import Table, survival_table
from outcomes.figures.curve_plot.curves import Drawn, survival_figure
from outcomes.model.endpoint import Endpoint
from outcomes.model.question import request
from outcomes.model.scene import Scene
from outcomes.model.time_unit import DAYS_PER
from outcomes.results.result import Result

MONTHS = (12, 24, 36)
HEIGHT = 250  # pixels of the plot
Labels = Mapping[str, str]


def recurrence_endpoints(scene: Scene, *, competing: bool) -> list[Endpoint]:
    """Return the timed endpoints about recurrence: risks where death competes, else survival."""
    return [
        e
        for e in scene.timed
        if (e.kind == "competing") == competing
        and (any("recurrence" in c for c in e.event) or e.id in ("rfs", "dfs"))
    ]


def none_of(competing: bool, scene: Scene, words: Words) -> str:
    """Return why there is no such view: the protocol has no such endpoint."""
    found = recurrence_endpoints(scene, competing=competing)
    return "" if found else words.say("empty.endpoint")


def choices(competing: bool, scene: Scene, words: Words, chosen: Chosen) -> tuple[Choice, ...]:
    """Return endpoint and strata."""
    offered = recurrence_endpoints(scene, competing=competing)
    options = [(e.id, words.endpoint(e)) for e in offered]
    label = words.say("survival.endpoint")
    endpoints = one_of("recurrence", label, options, width=400, name="endpoint")
    return endpoints, *strata_choice(scene, words)


def ask_risk(scene: Scene, chosen: Chosen) -> Questions:
    """Return the question, at one, two and three years."""
    per = DAYS_PER["months"] / DAYS_PER[scene.spec.study.time_unit]
    by, times = strata_of(scene, chosen), tuple(m * per for m in MONTHS)
    name = "recurrence.after_surgery:recurrence"
    return {"strata": request(name, chosen["endpoint"], by=by, times=times)}


def draw_risk(given: Given) -> Panel:
    """Draw the cumulative incidence of a recurrence in each stratum, death competing."""
    words, result = given.words, given["strata"]
    labels = strata_labels(words, strata_of(given.scene, given.chosen), [result])
    shown = _present(result, labels)
    if not shown:
        return _nobody(given)
    blocks: tuple[Block, ...] = (
        _picture(given, labels, "recurrence-risk"),
        Cells(_risk_table(words, result, shown)),
        *_absent(words, result, labels),
    )
    details = definition_of(given.scene, words, given.endpoint)
    return Panel(blocks, words.say("recurrence.risk_method"), details)


def ask_free(scene: Scene, chosen: Chosen) -> Questions:
    """Return the question; together, what the Survival tab asks of the curve."""
    endpoint, by = scene.spec.endpoint(chosen["endpoint"]), strata_of(scene, chosen)
    asked = {"strata": request("recurrence.after_surgery:recurrence", endpoint.id, by=by)}
    if by:
        return asked
    return {**asked, "curves": curve_request(endpoint), **headline_requests(scene, endpoint)}


def draw_free(given: Given) -> Panel:
    """Draw survival free of recurrence in each stratum, or as on the Survival tab together."""
    words, result = given.words, given["strata"]
    by = strata_of(given.scene, given.chosen)
    labels = strata_labels(words, by, [result])
    shown = _present(result, labels)
    if not shown:
        return _nobody(given)
    name = "recurrence-free"
    picture = (
        _picture(given, labels, name)
        if by
        else curve_picture(given, given.endpoint, name, given.look)
    )
    blocks = (picture, Cells(_free_table(words, result, shown)), *_absent(words, result, labels))
    details = definition_of(given.scene, words, given.endpoint)
    quiet = tuple(name for name in given.answers if name != "strata")
    return Panel(blocks, words.say("recurrence.free_method"), details, quiet)


def _present(result: Result, labels: Labels) -> dict[str, str]:
    """Return the labels of the groups in which somebody has the endpoint."""
    some = {e.group for e in result.estimates if e.n}
    return {group: label for group, label in labels.items() if group in some}


def _nobody(given: Given) -> Panel:
    """Say that nobody in view has the endpoint."""
    said = given.words.say("recurrence.nobody", n=given.scene.n)
    return Panel((Text(plain(said), "info"),), quiet=tuple(given.answers))


def _absent(words: Words, result: Result, labels: Labels) -> Iterator[Block]:
    absent = [label for group, label in labels.items() if group not in _present(result, labels)]
    if absent:
        said = words.say("recurrence.absent", names="; ".join(absent), n=result.n_missing)
        yield Text(plain(said), "caption")


def _picture(given: Given, labels: Labels, name: str) -> Picture:
    words, endpoint, result = given.words, given.endpoint, given["strata"]
    shown, look = _present(result, labels), given.wide(height=HEIGHT)
    by = strata_of(given.scene, given.chosen)
    every = in_order(given.scene, words, by, labels)
    short, common = short_labels(words, every, shown)
    alike = (words.say("strata.common", what=common),) if common else ()
    look = replace(look, labels=short, caption=(*alike, *look.caption))
    groups = Drawn(groups=tuple(shown))
    figure = survival_figure(result, look, groups, x_title=x_title(words, endpoint))
    kind = "cumulative_incidence" if endpoint.kind == "competing" else "median"
    said = "; ".join(
        f"{labels[e.group]}{'' if e.at is None else f' ({e.at:.3g})'}: "
        f"{words.cell(e, kind)}"
        for e in result.all(kind) if e.group in shown
    )  # fmt: skip
    alt = f"{words.endpoint(endpoint)}. {said}"
    return Picture(f"{endpoint.id}-{name}", figure, alt, (result,))


def _risk_table(words: Words, result: Result, labels: Labels) -> Table:
    """Return per stratum the events and at each time the risk and how many are at risk."""
    times = sorted({e.at for e in result.all("cumulative_incidence") if e.at is not None})
    heads = [words.say("strata.column"), words.say("column.events_n")]
    for at in times:
        when = {"at": f"{at:.3g}", "unit": words.unit_short}
        heads += [words.say(key, **when) for key in ("column.incidence_at", "recurrence.at_risk")]
    rows = []
    for group, label in labels.items():
        cells: list[str] = []
        for at in times:
            found = result.pick("cumulative_incidence", group, at)
            left = result.pick("n_at_risk", group, at)
            cells.append(words.cell(found, "cumulative_incidence"))
            cells.append(f"{left.value or 0:.0f}" if left else "")
        first = result.pick("cumulative_incidence", group)
        counted = f"{first.n_events}/{first.n}" if first else ""
        rows.append((label, counted, *cells))
    return Table(tuple(heads), tuple(rows))


def _free_table(words: Words, result: Result, labels: Labels) -> Table:
    """Return what the Survival tab has a row per arm of, a row per stratum."""
    inside = replace(result, estimates=tuple(e for e in result.estimates if e.group in labels))
    table = survival_table(inside, None, labels, words.language, words.marks)
    return Table((words.say("strata.column"), *table.columns[1:]), table.rows)


RISK = Display("recurrence.risk", ask_risk, draw_risk, partial(choices, True),
               partial(none_of, True))  # fmt: skip
FREE = Display("recurrence.free", ask_free, draw_free, partial(choices, False),
               partial(none_of, False))  # fmt: skip
