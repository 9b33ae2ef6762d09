"""Life without another drainage, and cytology that turned negative."""

from typing import Any

import streamlit as st

from components.answers import covariate_names
from components.ascites import context_of
from components.frame import show_drawn, show_method, show_notes, show_table
from components.view import View
from components.wall import choose_p_values, may_compare
from outcomes.estimators.ascites.cytology import cytology_conversion, cytology_difference
from outcomes.estimators.ascites.over_time import ascites_data
from outcomes.estimators.ascites.paracentesis import (
    paracentesis_cox,
    paracentesis_free,
    paracentesis_log_rank,
)
from outcomes.figures.base.describe import describe
from outcomes.figures.base.table import contrast_table, survival_table
from outcomes.figures.curve_plot.curves import survival_figure
from outcomes.figures.row_plot.proportions import proportions_figure
from outcomes.results.result import Estimate
from outcomes.wording import format_number, format_of, say


def show_paracentesis(view: View) -> None:
    """Show survival without another drainage, its numbers, and the comparison of the arms."""
    result = view.result(paracentesis_free)
    if not result.n:
        st.info(view.say("ascites.nobody"), icon=":material/info:")
        return
    compare = bool(view.spec.compared_arms) and not view.post_baseline
    strata = tuple(view.spec.plan.strata)
    planned: dict[str, Any] = {"strata": strata} if strata else {}  # as randomized
    contrast = [view.result(paracentesis_cox, **planned)] if compare else []
    if compare and not view.exploratory:
        contrast.append(view.result(paracentesis_log_rank, **planned))
    unit = view.say(f"axis.{view.spec.study.time_unit}")

    def draw(theme: str) -> Any:
        return survival_figure(
            result,
            labels=view.labels,
            contrast=contrast,
            language=view.language,
            theme=theme,
            caption=context_of(view),
            x_title=view.say("ascites.since_dose", unit=unit),
            y_title=view.say("ascites.free"),
            plot_height=260,
        )

    alt = describe(result, view.labels, contrast=contrast, language=view.language)
    show_drawn(view, draw, lambda: [result, *contrast], key="paracentesis", alt=alt)
    drained = view.result(ascites_data).pick("n_drainages")
    number = format_number(drained.value or 0, 0) if drained else "0"
    st.caption(view.say("ascites.free.events", drained=number))
    show_table(survival_table(result, None, view.labels, view.language))
    show_method(view, view.say("ascites.free.method"))
    show_notes(result)
    if view.spec.compared_arms and may_compare(view):
        show_free_contrasts(view)


def show_free_contrasts(view: View) -> None:
    """Show hazard ratios and tests, unadjusted and stratified as the randomization was."""
    strata = tuple(view.spec.plan.strata)
    options: list[dict[str, Any]] = [{"strata": strata}] if strata else []
    named = []
    for more in (*options, {}):
        by = covariate_names(view, more.get("strata", ()))
        suffix = f", {view.say('ascites.stratified_by', by=by)}" if more else ""
        for key, ask in (
            ("ascites.cox", paracentesis_cox),
            ("ascites.log_rank", paracentesis_log_rank),
        ):
            named += [
                (view.say(key) + suffix, e)
                for e in view.result(ask, **more).estimates
                if e.quantity in ("hazard_ratio", "statistic")
            ]
    p_values = choose_p_values(view)
    show_table(contrast_table(named, view.labels, view.language, p_values=p_values))


def show_cytology(view: View) -> None:
    """Show the cytology conversion rate of all with CY1, and of those sampled again."""
    everybody = view.result(cytology_conversion)
    if not everybody.n:
        st.info(view.say("ascites.cytology.none"), icon=":material/info:")
        return
    again = view.result(cytology_conversion, missing="exclude")
    blocks = [
        (view.say("ascites.cytology.itt"), everybody),
        (view.say("ascites.cytology.repeat"), again),
    ]
    st.markdown(f"**{view.say('ascites.cytology.rate')}**")

    def draw(theme: str) -> Any:
        return proportions_figure(
            blocks,
            labels=view.labels,
            language=view.language,
            theme=theme,
            caption=context_of(view),
        )

    alt = "; ".join(
        f"{name}: {view.labels.get(e.group, e.group)} {format_of(e.n_events or 0, e.n or 0)}"
        for name, result in blocks
        for e in result.all("proportion")
        if not e.method
    )
    show_drawn(view, draw, lambda: [everybody, again], key="cytology", alt=alt)
    show_method(view, view.say("ascites.cytology.method"))
    show_notes(everybody)
    if view.spec.compared_arms and may_compare(view):
        named: list[tuple[str, Estimate]] = []
        for missing, name in (("failure", blocks[0][0]), ("exclude", blocks[1][0])):
            found = view.result(cytology_difference, missing=missing)
            named += [
                (f"{name} · {say(e.method or '', view.language)}", e)
                for e in found.all("risk_difference")
                if "sensitivity" not in e.method
            ]
        p_values = choose_p_values(view)
        show_table(contrast_table(named, view.labels, view.language, p_values=p_values))
