"""The effect in every subgroup of the protocol; without a comparison, the outcome at each level."""

from __future__ import annotations

from outcomes.displays.base.choice import (
    Choice,
    Chosen,
    contrast_choice,
    contrast_of,
    endpoint_choice,
    one_of,
)
from outcomes.displays.base.display import Display, Given, Questions
from outcomes.displays.base.panel import Block, Cells, Folded, Panel, Picture, Text
from outcomes.displays.base.words import Words, plain
from outcomes.figures.base.look import Look
from outcomes.figures.base.table import Table
from outcomes.figures.row_plot.forest import forest_figure
from outcomes.figures.row_plot.forest_rows import Labels, describe_forest, printed, rows_of
from outcomes.model.endpoint import Endpoint
from outcomes.model.protocol import Covariate
from outcomes.model.question import request
from outcomes.model.scene import Scene
from outcomes.results.condition import Condition
from outcomes.results.result import Result
from outcomes.wording import format_at, format_p, format_percent


def no_subgroups(scene: Scene, words: Words) -> str:
    """Return why there are no subgroups: none in the protocol, or no endpoint."""
    if not any(c.subgroup for c in scene.spec.covariates):
        return words.say("subgroups.none_declared")
    if scene.spec.compared_arms and scene.post_baseline:
        return words.say("wall.post_baseline")
    return "" if scene.spec.endpoints else words.say("empty.endpoint")


def measures_of(endpoint: Endpoint) -> tuple[str, ...]:
    """Return the effects that can be asked of an endpoint."""
    if not endpoint.timed:
        return ("risk_difference",)
    if endpoint.kind == "competing":
        return ("hazard_ratio",)
    return ("hazard_ratio", "rmst_difference")


def choices(scene: Scene, words: Words, chosen: Chosen) -> tuple[Choice, ...]:
    """Return endpoint, measure where there are several, and contrast."""
    endpoints = endpoint_choice(scene, words, scene.spec.endpoints)
    if not scene.compares:
        return (endpoints,)
    endpoint = scene.spec.endpoint(chosen.get("endpoint", endpoints.default))
    offered = [(m, words.say(f"subgroups.{m}")) for m in measures_of(endpoint)]
    measure = one_of("measure", words.say("subgroups.measure"), offered, segmented=True)
    several = (measure,) if len(offered) > 1 else ()
    return endpoints, *several, *contrast_choice(scene, words)


def ask(scene: Scene, chosen: Chosen) -> Questions:
    """Return the question: effects, or where nothing is compared the outcome by level."""
    endpoint = scene.spec.endpoint(chosen["endpoint"])
    if not scene.compares:
        return {"rows": request("subgroups.by_level", endpoint.id)}
    measure = chosen.get("measure") or measures_of(endpoint)[0]
    options = {"measure": measure, "post_hoc": scene.exploratory}
    return {"rows": request("subgroups.effects:subgroups", endpoint.id, **options)}


def draw(given: Given) -> Panel:
    """Draw the forest, how many subgroups were looked at, and the rows as a table."""
    if not given.scene.compares:
        return _described(given)
    words, endpoint, result = given.words, given.endpoint, given["rows"]
    contrast, labels = contrast_of(given.scene, given.chosen), labels_of(given.scene, words)
    title, look = effect_words(words, result), given.look
    below = (reading(words, labels), looks(words, result, labels, contrast))
    measure = next((e.quantity for e in result.estimates if e.reference), "")
    figure = forest_figure(
        result, labels, look, contrast=contrast, title=title, p_values=given.p_values,
        favors=given.favors(measure, contrast) if measure else None, below=below,
    )  # fmt: skip
    alt = describe_forest(result, labels, look, contrast=contrast, title=title,
                          p_values=given.p_values)  # fmt: skip
    blocks: list[Block] = [Picture(f"forest-{endpoint.id}-{measure}", figure, alt, (result,))]
    said = chance(words, result) if given.p_values else ""
    if said:
        blocks.append(Text(plain(said), "caption"))
    table = forest_table(words, result, labels, contrast, p_values=given.p_values)
    blocks.append(Folded(words.say("panel.as_table"), (Cells(table),)))
    method, details = words.say("subgroups.method"), words.say("subgroups.details")
    return Panel(tuple(blocks), method, details)


def _described(given: Given) -> Panel:
    words, endpoint, result = given.words, given.endpoint, given["rows"]
    labels, look = labels_of(given.scene, words), given.look
    title = level_words(words, result)
    figure = forest_figure(result, labels, look, title=title, below=(reading(words, labels),))
    alt = describe_forest(result, labels, look, title=title)
    table = forest_table(words, result, labels, None, p_values=False)
    return Panel(
        (
            Picture(f"levels-{endpoint.id}", figure, alt, (result,)),
            Folded(words.say("panel.as_table"), (Cells(table),)),
        ),
        words.say("subgroups.by_level_method"),
    )


def labels_of(scene: Scene, words: Words) -> Labels:
    """Return the labels of arms, covariates and levels."""
    offered = [c for c in scene.spec.covariates if c.subgroup]
    levels: dict[Condition, str] = {}
    for covariate in offered:
        levels |= _levels(scene, words, covariate)
    names = {c.id: words.covariate(c) for c in offered}
    return Labels(names, levels, tuple(names))


def _levels(scene: Scene, words: Words, covariate: Covariate) -> dict[Condition, str]:
    """Return the label of each level by the condition an estimator gives it."""
    name = covariate.id
    if covariate.kind == "continuous":
        if covariate.cut is None:
            return {}
        unit = words.measured_in(covariate)
        unit = f" {unit}" if unit else ""
        cut = f"{covariate.cut:g}"
        below, above = (Condition(name, op, bound=covariate.cut) for op in ("<", ">="))
        return {below: f"< {cut}{unit}", above: f"≥ {cut}{unit}"}
    return {
        Condition(name, "in", (level,)): words.level(covariate, level)
        for level in scene.levels.get(name, ())
    }


def effect_words(words: Words, result: Result) -> str:
    """Return the effect over the plot; of a restricted mean with its horizon."""
    first = next((e for e in result.estimates if e.reference), None)
    if first is None:
        return ""
    said = words.say(f"forest.{first.quantity}")
    return said if first.at is None else f"{said}, {format_at(first.at)} {words.unit_short}"


def level_words(words: Words, result: Result) -> str:
    """Return what is estimated at each level."""
    first = next(iter(result.estimates), None)
    if first is None:
        return ""
    at = format_at(first.at) if first.at is not None else ""
    return words.say(f"subgroups.{first.quantity}", at=at, unit=words.unit_short)


def reading(words: Words, labels: Labels) -> str:
    """Return how the marks are read."""
    marks = [words.say("subgroups.marks")] if labels.marked else []
    return " · ".join([*marks, words.say("subgroups.reading")])


def looks(words: Words, result: Result, labels: Labels, contrast: str) -> str:
    """Return how many subgroups were looked at, and what chance does to their intervals."""
    rows = [row for row in rows_of(result, labels, contrast) if row.factor]
    factors = len({row.factor for row in rows})
    return words.say("subgroups.looks", n=len(rows), factors=factors) if len(rows) > 1 else ""


def chance(words: Words, result: Result) -> str:
    """Return how often chance alone gives an interaction test below 0.05, whoever is compared."""
    tests = [e for e in result.all("interaction") if e.p_value is not None]
    share = format_percent(1 - 0.95 ** len(tests))
    if len(tests) < 2:
        return ""
    pairs = len({e.group for e in tests})
    key = "subgroups.looks_tests" if pairs < 2 else "subgroups.looks_tests_pairs"
    return words.say(key, n=len(tests), pairs=pairs, share=share)


def forest_table(
    words: Words, result: Result, labels: Labels, contrast: str | None, *, p_values: bool
) -> Table:
    """Return the rows of the forest as a table."""
    rows, look = rows_of(result, labels, contrast), Look(words.language, marks=words.marks)
    if not rows:
        return Table((), ())
    first = rows[0].estimate
    arms = (first.reference, first.group) if first.reference else ("",)
    counted = words.say("column.events_n")
    heads = [words.say("column.subgroup"), *(f"{words.arm(a)} {counted}".strip() for a in arms)]
    heads += [words.say("forest.estimate")] + [words.say("forest.interaction")] * p_values
    cells = []
    for row in rows:
        factor = labels.factors.get(row.factor, row.factor)
        name = f"{factor}: {row.label}" if row.factor else words.say("forest.all")
        cell = [name, *row.counts[: len(arms)], printed(row, look)]
        if p_values:
            test = row.printed_test
            p = "" if test is None else format_p(test.p_value, language=words.language)
            cell.append(p + words.marks.at(test))
        cells.append(tuple(cell))
    return Table(tuple(heads), tuple(cells))


FOREST = Display("subgroups.forest", ask, draw, choices, no_subgroups, tests=True)
