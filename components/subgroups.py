"""The forest of the protocol's subgroups, and the effect along a measured value."""

from dataclasses import replace

import streamlit as st

from components.choice import choose_one
from components.frame import show_drawn, show_method, show_notes, show_table
from components.labels import covariate_label, level_label
from components.status import caption_of, plain
from components.view import View
from components.wall import choose_p_values
from outcomes.estimators.subgroups.by_level import by_level
from outcomes.estimators.subgroups.effects import subgroups
from outcomes.figures.base.style import Look
from outcomes.figures.base.table import Table
from outcomes.figures.row_plot.forest import forest_figure
from outcomes.figures.row_plot.forest_rows import Words, describe_forest, printed, rows_of
from outcomes.model.cohort import Filter, levels_of
from outcomes.model.protocol import Covariate, Endpoint
from outcomes.results.result import Result
from outcomes.wording import format_at, format_p, format_percent

WIDTH = 930  # pixels of the page beside the sidebar at 1280
COUNTED = "interaction tests, uncorrected"  # the note whose words are said here


def measures_of(endpoint: Endpoint) -> tuple[str, ...]:
    """Return the effects that can be asked of an endpoint."""
    if not endpoint.timed:
        return ("risk_difference",)
    if endpoint.kind == "competing":
        return ("hazard_ratio",)
    return ("hazard_ratio", "rmst_difference")


def choose_measure(view: View, endpoint: Endpoint) -> str:
    """Ask which effect is shown, where there is a choice."""
    offered = measures_of(endpoint)
    if len(offered) == 1:
        return offered[0]
    return choose_one(
        view.say("subgroups.measure"),
        offered,
        named=lambda m: view.say(f"subgroups.{m}"),
        key="measure",
        segmented=True,
    )


def show_forest(view: View, endpoint: Endpoint, measure: str, contrast: str) -> None:
    """Show the effect in every subgroup, the tests of interaction, and how many were looked at."""
    result = view.result(subgroups, endpoint.id, measure=measure, post_hoc=view.exploratory)
    words = words_of(view)
    # The switch stands under the figure, where it does not push the answer down.
    area = st.container()
    p_values = choose_p_values(view)
    title = effect_words(view, result)
    favorable = endpoint.kind != "time_to_event"
    looked = looks(view, result, contrast)
    with area:
        show_drawn(
            view,
            lambda theme: forest_figure(
                result,
                words,
                contrast=contrast,
                title=title,
                favorable=favorable,
                p_values=p_values,
                language=view.language,
                theme=theme,
                width=WIDTH,
                caption=(reading(view, words), looked, *caption_of(view, endpoint)),
            ),
            lambda: [result],
            key=f"forest-{endpoint.id}-{measure}",
            alt=describe_forest(
                result, words, contrast=contrast, title=title, p_values=p_values,
                language=view.language,
            ),
        )  # fmt: skip
    if p_values:
        st.caption(plain(chance(view, result, contrast)))
    show_method(view, view.say("subgroups.method"), view.say("subgroups.details"))
    show_table(forest_table(view, result, words, contrast, p_values=p_values))
    show_notes(replace(result, notes=tuple(n for n in result.notes if COUNTED not in n)))


def show_by_level(view: View, endpoint: Endpoint) -> None:
    """Show the outcome at every level of the subgroups of a study without a comparison."""
    result = view.result(by_level, endpoint.id)
    words = words_of(view)
    title = level_words(view, result)
    show_drawn(
        view,
        lambda theme: forest_figure(
            result,
            words,
            title=title,
            language=view.language,
            theme=theme,
            width=WIDTH,
            caption=(reading(view, words), *caption_of(view, endpoint)),
        ),
        lambda: [result],
        key=f"levels-{endpoint.id}",
        alt=describe_forest(result, words, title=title, language=view.language),
    )
    show_method(view, view.say("subgroups.by_level_method"))
    show_table(forest_table(view, result, words, None, p_values=False))
    show_notes(result)


def words_of(view: View) -> Words:
    """Return the labels of arms, covariates and levels in the visitor's language."""
    chosen = [c for c in view.spec.covariates if c.subgroup]
    levels: dict[str, str] = {}
    for covariate in chosen:
        levels |= _levels(view, covariate)
    names = {c.id: covariate_label(c, view.language) for c in chosen}
    return Words(view.labels, names, levels, tuple(names))


def _levels(view: View, covariate: Covariate) -> dict[str, str]:
    """Return the label of each level by the words an estimator gives it."""
    name = covariate.id
    if covariate.kind == "continuous":
        if covariate.cut is None:
            return {}
        unit = view.say_or(f"subgroups.unit.{covariate.unit}", covariate.unit)
        unit = f" {unit}" if unit else ""
        cut = f"{covariate.cut:g}"
        return {f"{name} < {cut}": f"< {cut}{unit}", f"{name} >= {cut}": f"≥ {cut}{unit}"}
    if name not in view.study.patients:
        return {}
    flags = {"Y": view.say("level.yes"), "N": view.say("level.no")}
    found = levels_of(view.study, name)
    labels = (flags.get(v) or level_label(covariate, v, view.language) for v in found)
    return {str(Filter(name, "in", (v,))): label for v, label in zip(found, labels, strict=True)}


def effect_words(view: View, result: Result) -> str:
    """Return the effect over the plot; of a restricted mean with its horizon."""
    first = next((e for e in result.estimates if e.reference), None)
    if first is None:
        return ""
    said = view.say(f"forest.{first.quantity}")
    if first.at is None:
        return said
    unit = view.say(f"unit.{view.spec.study.time_unit}.short")
    return f"{said}, {format_at(first.at)} {unit}"


def level_words(view: View, result: Result) -> str:
    """Return what is estimated at each level."""
    first = next(iter(result.estimates), None)
    if first is None:
        return ""
    unit = view.say(f"unit.{view.spec.study.time_unit}.short")
    at = format_at(first.at) if first.at is not None else ""
    return view.say(f"subgroups.{first.quantity}", at=at, unit=unit)


def reading(view: View, words: Words) -> str:
    """Return how the marks are read."""
    marks = [view.say("subgroups.marks")] if words.marked else []
    return " · ".join([*marks, view.say("subgroups.reading")])


def looks(view: View, result: Result, contrast: str) -> str:
    """Return how many subgroups were looked at, and what chance does to their intervals."""
    rows = [row for row in rows_of(result, words_of(view), contrast) if row.factor]
    factors = len({row.factor for row in rows})
    return view.say("subgroups.looks", n=len(rows), factors=factors) if len(rows) > 1 else ""


def chance(view: View, result: Result, contrast: str) -> str:
    """Return how often chance alone gives an interaction test below 0.05."""
    tests = sum(e.p_value is not None and e.group == contrast for e in result.all("interaction"))
    share = format_percent(1 - 0.95**tests)
    return view.say("subgroups.looks_tests", n=tests, share=share) if tests > 1 else ""


def forest_table(
    view: View, result: Result, words: Words, contrast: str | None, *, p_values: bool
) -> Table:
    """Return the rows of the forest as a table."""
    rows, look = rows_of(result, words, contrast), Look(view.language)
    if not rows:
        return Table((), ())
    first = rows[0].estimate
    arms = (first.reference, first.group) if first.reference else ("",)
    counted = view.say("column.events_n")
    heads = [view.say("column.subgroup"), *(f"{words.arm(arm)} {counted}".strip() for arm in arms)]
    heads += [view.say("forest.estimate")] + [view.say("forest.interaction")] * p_values
    cells = []
    for row in rows:
        factor = words.factors.get(row.factor, row.factor)
        name = f"{factor}: {row.label}" if row.factor else view.say("forest.all")
        cell = [name, *row.counts[: len(arms)], printed(row, look)]
        if p_values:
            test = row.printed_test
            cell.append("" if test is None else format_p(test.p_value, language=view.language))
        cells.append(tuple(cell))
    return Table(tuple(heads), tuple(cells))
