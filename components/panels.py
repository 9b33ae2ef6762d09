"""The panels beside the survival curve: is one hazard ratio enough, and what else."""

from typing import Any

import streamlit as st

from components.answers import headline_of
from components.choice import choose_number
from components.curves import x_title, y_title
from components.frame import show_download, show_drawn, show_method, show_notes, show_table
from components.status import caption_of
from components.view import View
from components.wall import choose_p_values, may_compare
from outcomes.estimators.survival.competing import cumulative_incidence, fine_gray
from outcomes.estimators.survival.conditional import conditional_survival, landmark
from outcomes.estimators.survival.contrasts import milestone_difference, rmst
from outcomes.estimators.survival.hazards import hazards
from outcomes.estimators.survival.kaplan_meier import kaplan_meier
from outcomes.estimators.survival.weighted_tests import weighted_tests
from outcomes.figures.base.describe import describe
from outcomes.figures.base.describe_depth import (
    describe_effect,
    describe_intervals,
    describe_stacked,
)
from outcomes.figures.base.table import contrast_table, estimates_table, excluded_table
from outcomes.figures.curve_plot.curves import survival_figure
from outcomes.figures.curve_plot.hazards import effect_over_time_figure
from outcomes.figures.curve_plot.log_log import log_log_figure
from outcomes.figures.curve_plot.stacked import stacked_incidence_panels
from outcomes.figures.row_plot.intervals import interval_figure
from outcomes.model.protocol import Endpoint
from outcomes.results.result import Estimate, Result
from outcomes.wording import format_at, say_note

HALF_PAGE = 450  # pixels a figure has beside another at 1280


def show_hazards(view: View, endpoint: Endpoint) -> None:
    """Show whether the hazard ratio changes over time, and tests for when it does."""
    if not may_compare(view):
        return
    result = view.result(hazards, endpoint.id)
    weighted = view.result(weighted_tests, endpoint.id)
    look = {
        "labels": view.labels,
        "language": view.language,
        "width": HALF_PAGE,
        "caption": caption_of(view, endpoint),
    }
    overall = next(iter(headline_of(view, endpoint)), None)
    left, right = st.columns(2, gap="medium")
    with left:
        st.markdown(f"**{view.say('panel.over_time')}**")

        def draw(theme: str) -> Any:
            return effect_over_time_figure(
                result,
                overall=overall,
                p_values=not view.exploratory,
                x_title=x_title(view, endpoint),
                theme=theme,
                **look,
            )

        alt = describe_effect(result, view.labels, language=view.language)
        show_drawn(view, draw, lambda: [result], key=f"{endpoint.id}-effect", alt=alt)
    with right:
        st.markdown(f"**{view.say('panel.log_log')}**")

        def draw_log_log(theme: str) -> Any:
            return log_log_figure(result, theme=theme, **look)

        alt = view.say("panel.log_log")
        show_drawn(view, draw_log_log, lambda: [result], key=f"{endpoint.id}-loglog", alt=alt)
    show_notes(result)
    p_values = choose_p_values(view)
    named = [
        (say_note(e.method, view.language), e)
        for e in (*result.all("statistic"), *weighted.all("statistic"))
    ]
    show_table(contrast_table(named, view.labels, view.language, p_values=p_values))
    show_method(view, view.say("panel.hazards_method"))
    show_notes(weighted)
    show_download(view, f"{endpoint.id}-hazards", lambda: [result, weighted])


def show_means(view: View, endpoint: Endpoint) -> None:
    """Show restricted means to a horizon of the visitor's choice, and survival at fixed times."""
    if endpoint.kind == "competing":
        st.info(view.say("panel.not_competing"), icon=":material/info:")
        return
    unit = view.say(f"unit.{view.spec.study.time_unit}")
    preset = view.result(rmst, endpoint.id)
    default = next((e.at for e in preset.all("rmst") if e.at), None)
    if default is None:
        show_notes(preset)
        return
    tau = choose_number(
        view.say("panel.tau", unit=unit), 0.0, 2 * default, default, default / 20, key="tau"
    )
    means = view.result(rmst, endpoint.id, tau=tau)
    curves = view.result(kaplan_meier, endpoint.id)
    differences = view.result(milestone_difference, endpoint.id)
    left, right = st.columns(2, gap="medium")
    with left:
        st.markdown(f"**{view.say('panel.rmst', at=format_at(tau), unit=unit)}**")
        _show_intervals(view, endpoint, [means], "rmst", "rmst_difference")
    with right:
        st.markdown(f"**{view.say('panel.milestones')}**")
        found = [curves, differences]
        _show_intervals(view, endpoint, found, "survival", "survival_difference")
    show_method(view, view.say("panel.means_method"))
    show_notes(means, differences)


def _show_intervals(
    view: View, endpoint: Endpoint, results: list[Result], of_arm: str, of_pair: str
) -> None:
    """Show the estimates of each arm, then the differences, as dots with their intervals."""
    compare = bool(view.spec.compared_arms) and not view.post_baseline
    quantities = (of_arm, of_pair) if compare else (of_arm,)
    found = [e for quantity in quantities for result in results for e in result.all(quantity)]
    names = [_interval_name(view, e) for e in found]
    reference = view.spec.reference
    arms = view.spec.compared_arms
    one = compare and reference is not None and len(arms) == 1  # else a side would name one arm
    pair = (reference.id, arms[0].id) if one and reference else None

    def draw(theme: str) -> Any:
        return interval_figure(
            found,
            names,
            labels=view.labels,
            favors=pair,
            x_title=_difference_in(view, of_pair) if compare else "",
            width=HALF_PAGE,
            caption=caption_of(view, endpoint),
            language=view.language,
            theme=theme,
        )

    alt = describe_intervals(found, names, language=view.language)
    show_drawn(view, draw, lambda: results, key=f"{endpoint.id}-{of_arm}", alt=alt)


def _difference_in(view: View, of_pair: str) -> str:
    unit = "points" if of_pair == "survival_difference" else view.spec.study.time_unit
    return view.say("axis.difference_in", unit=view.say(f"unit.{unit}"))


def _interval_name(view: View, estimate: Estimate) -> str:
    unit = view.say(f"unit.{view.spec.study.time_unit}.short")
    at = "" if estimate.at is None else f"{format_at(estimate.at)} {unit}, "
    arm = view.labels.get(estimate.group, estimate.group)
    if estimate.reference is None:
        return f"{at}{arm}"
    reference = view.labels.get(estimate.reference, "")
    return at + view.say("contrast.arms", arm=arm, reference=reference)


def show_landmark(view: View, endpoint: Endpoint) -> None:
    """Show survival of those still event-free at a time of the visitor's choice."""
    if endpoint.kind == "competing":
        st.info(view.say("panel.not_competing"), icon=":material/info:")
        return
    unit = view.say(f"unit.{view.spec.study.time_unit}")
    last = last_time(view.result(kaplan_meier, endpoint.id))
    if not last:
        st.info(view.say("survival.none"), icon=":material/info:")
        return
    first = endpoint.landmarks[0] if endpoint.landmarks else last / 4
    at = choose_number(view.say("panel.at", unit=unit), 0.0, last, first, last / 40, key="at")
    result = view.result(landmark, endpoint.id, at=at)
    step = {"days": 180, "weeks": 26, "months": 6, "years": 1}[view.spec.study.time_unit]
    times = sorted({*endpoint.landmarks, at + step, at + 2 * step})
    later = [t for t in times if at < t <= last][:3]
    chances = [view.result(conditional_survival, endpoint.id, given=at, at=t) for t in later]
    left, right = st.columns([8, 5], gap="medium")
    with left:

        def draw(theme: str) -> Any:
            return survival_figure(
                result,
                labels=view.labels,
                annotation=() if view.post_baseline else None,
                caption=caption_of(view, endpoint),
                x_title=x_title(view, endpoint),
                y_title=y_title(view, endpoint),
                language=view.language,
                theme=theme,
                width=540,
            )

        alt = describe(result, view.labels, language=view.language)
        gathered = [result, *chances]
        show_drawn(view, draw, lambda: gathered, key=f"{endpoint.id}-landmark", alt=alt)
    with right:
        st.markdown(f"**{view.say('panel.excluded', at=format_at(at), unit=unit)}**")
        show_table(excluded_table(result, view.labels, view.language))
        st.markdown(f"**{view.say('panel.conditional', at=format_at(at), unit=unit)}**")
        found = [e for chance in chances for e in chance.all("conditional_survival")]
        named = [(_interval_name(view, e), e) for e in found]
        show_table(estimates_table(named, view.language, p_values=False))
    show_method(view, view.say("panel.landmark_method"))
    show_notes(result)


def last_time(result: Result) -> float:
    """Return the last time anybody was followed."""
    return max((curve.time[-1] for curve in result.curves if curve.time), default=0.0)


def show_causes(view: View, endpoint: Endpoint) -> None:
    """Show the competing events stacked, per arm, and how the arms differ in each."""
    if endpoint.kind != "competing":
        st.info(view.say("panel.only_competing"), icon=":material/info:")
        return
    event, competing = cause_names(view, endpoint)
    causes = {
        event: view.result(cumulative_incidence, endpoint.id),
        competing: view.result(cumulative_incidence, endpoint.id, of=2),
    }

    def draw(theme: str) -> Any:
        return stacked_incidence_panels(
            list(causes.items()),
            labels=view.labels,
            caption=caption_of(view, endpoint),
            x_title=x_title(view, endpoint),
            language=view.language,
            theme=theme,
        )

    alt = describe_stacked(list(causes.items()), view.labels, language=view.language)
    show_drawn(view, draw, lambda: [*causes.values()], key=f"{endpoint.id}-stacked", alt=alt)
    results = [*causes.values()]
    named = [
        (f"{name}, {_interval_name(view, e)}", e)
        for name, result in causes.items()
        for e in result.all("cumulative_incidence")
    ]
    if view.spec.compared_arms and not view.post_baseline:
        ratio = view.result(fine_gray, endpoint.id)
        results.append(ratio)
        tests = [(name, e) for name, r in causes.items() for e in r.all("statistic")]
        named += [(f"{name}, {e.method}", e) for name, e in tests]
        named += [(view.say("row.fine_gray"), e) for e in ratio.estimates]
    p_values = choose_p_values(view)
    show_table(estimates_table(named, view.language, p_values=p_values))
    show_method(view, view.say("panel.causes_method"))
    show_notes(*results)
    show_download(view, f"{endpoint.id}-causes", lambda: results)


def cause_names(view: View, endpoint: Endpoint) -> tuple[str, str]:
    """Return what the event and the competing event are called, from the columns they come from.

    Columns the wording does not know, or none at all, leave the endpoint's own name and the plain
    word for the other.
    """
    known = [
        [view.say_or(f"event.{column}", "") for column in columns]
        for columns in (endpoint.event, endpoint.competing)
    ]
    others = (view.endpoint_label(endpoint), view.say("panel.competing"))
    event, competing = (
        view.say("list.or").join(names) if names and all(names) else other
        for names, other in zip(known, others, strict=True)
    )
    return event, competing if competing != event else others[1]
