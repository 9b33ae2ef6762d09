"""The five views of enrollment."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import streamlit as st

from components.answers import column_name
from components.choice import choose_one
from components.curves import x_title
from components.endpoints import choose_endpoint, timed_endpoints
from components.frame import (
    show_download,
    show_drawn,
    show_facts,
    show_method,
    show_notes,
    show_table,
)
from components.labels import covariate_label
from components.status import caption_of, plain
from components.view import View
from outcomes.estimators.conduct.accrual import accrual
from outcomes.estimators.conduct.baseline import baseline
from outcomes.estimators.conduct.completeness import completeness
from outcomes.estimators.conduct.enrollment import allocation
from outcomes.estimators.conduct.flow import flow
from outcomes.estimators.conduct.projection import projection
from outcomes.estimators.survival.kaplan_meier import follow_up
from outcomes.figures.base.table import Table, baseline_table, survival_table
from outcomes.figures.calendar.enrollment import (
    accrual_figure,
    events_projection,
    follow_up_figure,
    monthly_bars,
)
from outcomes.figures.calendar.flow import flow_figure
from outcomes.figures.row_plot.rows import love_plot, reasons_figure
from outcomes.model.protocol import Endpoint
from outcomes.results.result import Estimate, Result
from outcomes.wording import format_date, format_of, format_percent, format_value, say

NO_ENDPOINT = Endpoint("enrollment", "enrollment", "proportion")  # counts no events
FIRST = 540  # pixels of a figure in the wider of two columns at 1280
HALF = 420  # pixels a figure has beside another at 1280


def show_accrual(view: View) -> None:
    """Show cumulative accrual against the plan, and patients per month."""
    groups = ["all"] + (["arm"] if len(view.labels) > 1 else [])
    groups += ["site"] if "site" in view.study.patients else []
    by = choose_one(
        view.say("enrollment.by"),
        groups,
        named=lambda g: view.say(f"enrollment.by_{g}"),
        key="by",
        segmented=True,
    )
    result = view.result(accrual, by=by)
    labels = view.labels if by == "arm" else {}
    checked = view.result(allocation)
    results = [result, checked]
    left, right = st.columns(2, gap="medium")
    with left:
        cumulative = partial(accrual_figure, result, labels=labels)
        _show(view, cumulative, results, key="accrual", title="enrollment.cumulative")
    with right:
        monthly = partial(monthly_bars, result, labels=labels)
        _show(view, monthly, results, key="monthly", title="enrollment.monthly")
    show_method(view, view.say("enrollment.accrual_method"))
    show_notes(*results)


def _show(
    view: View,
    make: Callable[..., Any],
    results: Sequence[Result],
    *,
    key: str,
    title: str = "",
    heading: str = "",
    caption: tuple[str, ...] = (),
) -> None:
    """Draw one figure under its heading, which with the number of patients is its text for all."""
    words = heading or view.say(title)
    below = caption or caption_of(view, NO_ENDPOINT)
    st.markdown(f"**{plain(words)}**")

    def draw(theme: str) -> Any:
        return make(caption=below, language=view.language, theme=theme)

    alt = f"{words}: n = {view.cohort.n}"
    show_drawn(view, draw, lambda: results, key=key, alt=alt)


def show_projection(view: View) -> None:
    """Show when enrollment and events will be complete, with intervals."""
    endpoint = choose_endpoint(view, timed_endpoints(view))
    result = view.result(projection, endpoint.id if endpoint else "")
    show_facts(_projection_facts(view, result))
    left, right = st.columns(2, gap="medium")
    with left:
        fan = partial(accrual_figure, view.result(accrual), projection=result, labels={})
        _show(view, fan, [result], key="projection", title="enrollment.cumulative")
    with right:
        if endpoint:
            events = partial(events_projection, result)
            heading = view.endpoint_label(endpoint)
            _show(
                view,
                events,
                [result],
                key="events",
                heading=heading,
                caption=caption_of(view, endpoint),
            )
    show_method(view, view.say("enrollment.projection_method"))
    show_notes(result)


def _projection_facts(view: View, result: Result) -> list[tuple[str, str, str]]:
    rate, done = result.pick("accrual_rate"), result.pick("completion_date")
    share, events = result.pick("information_fraction"), result.pick("events_date")
    facts = []
    if rate and rate.value is not None:
        value = format_value(rate.value, "number")
        said = view.say("enrollment.per_month", rate=value)
        facts.append((view.say("enrollment.rate"), said, _limits(rate)))
    if done and done.value is not None:
        small = view.say("enrollment.complete") if done.interval is None else _dates(view, done)
        facts.append((view.say("enrollment.projected_n"), _date(view, done.value), small))
    if share and share.value is not None:
        small = f"{share.n_events} / {round((share.n_events or 0) / share.value)}"
        said = format_percent(share.value)
        facts.append((view.say("enrollment.information"), said, small if share.value else ""))
    if events and events.value is not None:
        facts.append(
            (view.say("enrollment.events_date"), _date(view, events.value), _dates(view, events))
        )
    return facts


def _date(view: View, day: float | None) -> str:
    if day is None:
        return "–"
    return view.say("number.not_reached") if day == float("inf") else format_date(day)


def _dates(view: View, estimate: Estimate) -> str:
    low, high = estimate.ci_low, estimate.ci_high
    level = f"{100 * estimate.interval.level:.0f}%" if estimate.interval else ""
    return f"{level}: {_date(view, low)} – {_date(view, high)}" if estimate.interval else ""


def _limits(estimate: Estimate) -> str:
    if estimate.interval is None:
        return ""
    low = format_value(estimate.ci_low, "number")
    high = format_value(estimate.ci_high, "number")
    return f"{100 * estimate.interval.level:.0f}%: {low}–{high}"


def show_flow(view: View) -> None:
    """Show the patient flow, and why screened patients were not enrolled."""
    result = view.result(flow)
    # It counts everybody, so its caption must not speak of the filtered.
    whole = View(replace(view.cohort, filters=()), view.language, view.theme)
    below = caption_of(whole, NO_ENDPOINT)
    if view.exploratory:
        mark = view.say("status.exploratory")
        below = (
            f"{mark} · {below[0]}",
            below[1],
            *(say(n, view.language) for n in result.notes),
        )
    picture = partial(flow_figure, result, labels=view.labels)
    _show(view, picture, [result], key="flow", title="enrollment.flow", caption=below)
    if any(box.reasons for box in result.flow if box.id == "excluded"):
        why = partial(reasons_figure, result)
        _show(view, why, [result], key="reasons", title="enrollment.reasons", caption=below)
    show_method(view, view.say("enrollment.flow_method"))
    show_notes(result)


def show_baseline(view: View) -> None:
    """Show the baseline table by arm and the standardized differences."""
    result = view.result(baseline)
    names = {c.id: covariate_label(c, view.language) for c in view.spec.covariates}
    compared = bool(view.spec.compared_arms)
    left, right = st.columns([5, 4], gap="medium") if compared else (st.container(), None)
    with left:
        show_table(baseline_table(result, view.labels, names, view.language))
        show_method(view, view.say("enrollment.baseline_method"))
    if right is not None:
        with right:
            love = partial(love_plot, result, labels=view.labels, covariates=names, width=HALF)
            _show(view, love, [result], key="balance", title="enrollment.balance")
            show_method(view, view.say("enrollment.balance_method"))
    show_notes(result)
    show_download(view, "baseline", lambda: [result])


def show_follow_up(view: View) -> None:
    """Show how long patients were followed, and how complete the data are."""
    endpoint = choose_endpoint(view, timed_endpoints(view))
    if endpoint is None:
        st.info(view.say("empty.endpoint"))
        return
    result = view.result(follow_up, endpoint.id)
    complete = view.result(completeness, endpoint.id)
    left, right = st.columns([3, 2], gap="medium")
    with left:
        since = x_title(view, endpoint)
        curves = partial(follow_up_figure, result, labels=view.labels, x_title=since, width=FIRST)
        heading = view.endpoint_label(endpoint)
        results = [result, complete]
        _show(
            view,
            curves,
            results,
            key="follow-up",
            heading=heading,
            caption=caption_of(view, endpoint),
        )
        show_table(survival_table(result, None, view.labels, view.language))
        show_method(view, view.say("enrollment.follow_up_method"))
    with right:
        st.markdown(f"**{view.say('enrollment.completeness')}**")
        show_table(_completeness_table(view, complete))
    show_notes(result, complete)


def _completeness_table(view: View, result: Result) -> Table:
    """Return the columns that are not filled everywhere, and the completeness of follow-up."""
    names = {c.id: covariate_label(c, view.language) for c in view.spec.covariates}
    rows = [
        (
            names.get(e.covariates[0], column_name(e.covariates[0]))
            if e.covariates
            else e.quantity,
            format_of(round(e.value * (e.n or 0)), e.n or 0),
        )
        for e in result.estimates
        if e.value is not None and e.covariates and e.value < 1
    ]
    heads = (view.say("column.characteristic"), view.say("enrollment.filled"))
    return Table(heads, tuple(rows))
