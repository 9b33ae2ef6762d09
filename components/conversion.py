"""The conversion ladder as the tab shows it: denominators, intervals, rates of the arms."""

from collections.abc import Mapping
from dataclasses import replace

import streamlit as st

from components.choice import choose_one
from components.frame import show_drawn, show_method, show_missing_sheet, show_notes, show_table
from components.status import caption_of
from components.view import View
from components.wall import choose_p_values
from outcomes.estimators.surgery.course import kind_of
from outcomes.estimators.surgery.steps import conversion_ladder
from outcomes.figures.base.table import Table, estimate_cell
from outcomes.figures.row_plot.ladder_steps import ladder_steps_figure, ladder_words
from outcomes.model.protocol import Endpoint
from outcomes.results.result import Estimate, Result
from outcomes.wording import format_estimate, format_p

RUNG_KEYS = {
    ("treated",): "treated",
    ("restaged",): "restaged",
    ("second_look",): "second_look",
    ("clear",): "clear",
    ("resected",): "resected",
    ("r0",): "r0",
    ("r0", "resected"): "r0_resected",
}
TOLD = {"treated": ("treated",), "evaluable": ("restaged",), "explored": ("second_look",)}
Names = Mapping[tuple[str, ...], str]


def rung_names(view: View) -> Names:
    """Return the names of the rungs in order: conversion or radical surgery, as the study has."""
    entered = "randomised" if view.spec.study.design == "randomised" else "enrolled"
    names = {("entered",): view.say(f"conversion.rung.{entered}")}
    names |= {rung: view.say(f"conversion.rung.{key}") for rung, key in RUNG_KEYS.items()}
    if kind_of(view.cohort) == "radical":
        names[("resected",)] = view.say("conversion.rung.radical")
    return names


def question_of(view: View, section: str) -> str:
    """Return the key of the question a section answers in this study."""
    radical = section == "ladder" and kind_of(view.cohort) == "radical"
    return "conversion.radical.question" if radical else f"conversion.{section}.question"


def show_ladder(view: View) -> None:
    """Show how many reached each rung, of a denominator of the visitor's choice."""
    whole = view.result(conversion_ladder)
    if whole.pick("proportion") is None or not _has(whole, ("resected",)):
        show_missing_sheet(view, "surgery", view.say("conversion.purpose"))
        return
    if kind_of(view.cohort) == "radical":
        st.info(view.say("conversion.not_applicable"), icon=":material/info:")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        base = choose_denominator(view, whole)
        method = choose_interval(view)
    result = view.result(conversion_ladder, denominator=base)
    names = rung_names(view)
    differences = _differences(view, result)

    def draw(theme: str):
        return ladder_steps_figure(
            result, labels=view.labels, names=names, method=method, above=differences,
            language=view.language, theme=theme, caption=caption_of(view, rate_of(view)),
        )  # fmt: skip

    alt = ladder_words(result, view.labels, names, view.language)
    show_drawn(view, draw, lambda: [result], key="ladder", alt=alt or view.say("conversion.nobody"))
    compare = base == "itt" and bool(view.spec.compared_arms) and not view.post_baseline
    if view.spec.compared_arms and view.post_baseline:
        st.info(view.say("wall.post_baseline"), icon=":material/block:")
    p_values = compare and choose_p_values(view)
    shown = replace(result, estimates=_with_limits(result, method))
    show_table(_rates_table(view, shown, base, compare, p_values))
    show_method(view, view.say("conversion.ladder.method"), view.say("conversion.ladder.details"))
    show_notes(result)


def rate_of(view: View) -> Endpoint:
    """Return the conversion rate, so that captions do not count events of another endpoint."""
    rates = (e for e in view.spec.endpoints if e.success == "conversion_surgery")
    return next(rates, Endpoint("conversion", "conversion", "proportion"))


def choose_denominator(view: View, whole: Result) -> str:
    """Ask of whom the shares are taken; only denominators the data can tell are offered."""
    known = [base for base, rung in TOLD.items() if _has(whole, rung)]
    return choose_one(
        view.say("conversion.of"),
        ["itt", *known],
        named=lambda b: view.population_label if b == "itt" else view.say(f"conversion.of.{b}"),
        key="conv_of",
        segmented=True,
    )


def choose_interval(view: View) -> str:
    """Ask for the kind of intervals; return the method's name in the result."""
    chosen = choose_one(
        view.say("conversion.interval"),
        ("exact", "wilson"),
        named=lambda c: view.say(f"conversion.interval.{c}"),
        key="conv_ci",
        segmented=True,
    )
    return "" if chosen == "exact" else "Wilson"


def _with_limits(result: Result, method: str) -> tuple[Estimate, ...]:
    """Return the estimates with the proportions of one kind of interval only."""
    return tuple(e for e in result.estimates if e.quantity != "proportion" or e.method == method)


def _has(result: Result, rung: tuple[str, ...]) -> bool:
    return any(e.covariates == rung for e in result.all("proportion"))


def _find(
    result: Result, quantity: str, group: str, covariates: tuple[str, ...]
) -> Estimate | None:
    found = (e for e in result.all(quantity) if (e.group, e.covariates) == (group, covariates))
    return next(found, None)


def _differences(view: View, result: Result) -> list[str]:
    """Return the differences of resection and R0 as lines above the figure."""
    if view.post_baseline:
        return []
    names = rung_names(view)
    return [
        view.say(
            "conversion.difference",
            name=names[e.covariates],
            arm=view.labels.get(e.group, e.group),
            reference=view.labels.get(e.reference or "", ""),
            estimate=format_estimate(
                e.value, e.interval, "risk_difference", n=e.n, language=view.language
            ),
        )
        for e in result.all("risk_difference")
        if e.covariates in (("resected",), ("r0",)) and e.value is not None
    ]


def _rates_table(view: View, result: Result, base: str, compare: bool, p_values: bool) -> Table:
    """Return the rates of resection and R0 by arm, R0 twice, and their differences."""
    names = rung_names(view)
    of = view.population_label if base == "itt" else view.say(f"conversion.base.{base}")
    arms = [a.id for a in view.spec.compared_arms] if compare else []
    heads = [view.say("conversion.column.rate"), *view.labels.values()]
    heads += [_difference_head(view, arm) for arm in arms]
    heads += [view.say("column.p_value")] * (len(arms) if p_values else 0)
    rows = []
    for rung in (("resected",), ("r0",), ("r0", "resected")):
        if not _has(result, rung):
            continue
        said = view.say("conversion.of_base", name=names[rung], base=of)
        cells = [_share_cell(_find(result, "proportion", g, rung), view) for g in view.labels]
        contrasts = [_find(result, "risk_difference", arm, rung) for arm in arms]
        cells += [estimate_cell(e, "risk_difference", view.language) for e in contrasts]
        if p_values:
            cells += [format_p(e.p_value) if e and e.p_value is not None else "" for e in contrasts]
        rows.append((said if len(rung) == 1 else names[rung], *cells))
    return Table(tuple(heads), tuple(rows))


def _difference_head(view: View, arm: str) -> str:
    reference = view.spec.reference
    other = reference.label if reference else ""
    arms = view.say("contrast.arms", arm=view.labels[arm], reference=other)
    return view.say("conversion.column.difference", arms=arms)


def _share_cell(e: Estimate | None, view: View) -> str:
    if e is None or not e.n:
        return "" if e is None else "0/0"
    return f"{e.n_events}/{e.n} · {estimate_cell(e, 'proportion', view.language)}"
