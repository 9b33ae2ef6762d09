"""Survival after conversion surgery without immortal time, and the warning of it."""

from dataclasses import replace

import streamlit as st

from components.choice import choose_one
from components.curves import x_title as x_title_of
from components.curves import y_title
from components.frame import show_drawn, show_method, show_notes, show_table
from components.status import caption_of, plain
from components.view import View
from components.wall import choose_p_values
from outcomes.estimators.surgery.course import kind_of, origin_of
from outcomes.estimators.surgery.incidence import conversion_incidence
from outcomes.estimators.surgery.landmark import time_dependent_cox
from outcomes.estimators.surgery.survival import landmark_groups, naive_comparison
from outcomes.figures.base.describe import describe
from outcomes.figures.base.table import Table, estimate_cell
from outcomes.figures.curve_plot.moving_curves import moving_curves_figure
from outcomes.model.protocol import Endpoint
from outcomes.results.result import Estimate, Result
from outcomes.wording import format_at, format_estimate, format_p

LANDMARKS = (4.0, 6.0, 9.0)  # months, where the protocol names none
HALF_PAGE = 470  # pixels the figure has beside the table at 1280


def show_after(view: View) -> None:
    """Show Simon–Makuch or landmark curves, and every honest comparison beside the naive one."""
    endpoints = {e.id: e for e in view.spec.endpoints if e.kind == "time_to_event"}
    if not endpoints or kind_of(view.cohort) == "radical":
        key = "conversion.no_conversion" if endpoints else "conversion.not_timed"
        st.info(view.say(key), icon=":material/info:")
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        endpoint = endpoints[_choose_endpoint(view, endpoints)]
        chosen = _choose_curves(view)
    moving = view.result(time_dependent_cox, endpoint.id)
    if not moving.curves:
        st.info(plain("; ".join(moving.notes)), icon=":material/info:")
        return
    naive = view.result(naive_comparison, endpoint.id)
    landmarks = {at: _landmark(view, endpoint, at) for at in _landmarks(view)}
    shown = moving if chosen == "moving" else landmarks[float(chosen)]
    _show_warning(view, naive, moving)
    left, right = st.columns([10, 11], gap="medium")
    with left:
        _show_curves(view, endpoint, shown)
    with right:
        st.markdown(f"**{view.say('conversion.after.hr')}**")
        p_values = choose_p_values(view)
        show_table(_table(view, moving, landmarks, p_values))
        method, details = "conversion.after.method", "conversion.after.details"
        show_method(view, view.say(method), view.say(details))
    show_notes(shown)


def _choose_endpoint(view: View, endpoints: dict[str, Endpoint]) -> str:
    return choose_one(
        view.say("conversion.after.endpoint"),
        list(endpoints),
        default="os" if "os" in endpoints else None,
        named=lambda e: view.endpoint_label(endpoints[e]),
        key="conv_endpoint",
        width=260,
    )


def _choose_curves(view: View) -> str:
    """Ask which curves: everybody moving at surgery, or from one of the protocol's landmarks."""

    def named(code: str) -> str:
        if code == "moving":
            return view.say("conversion.after.simon_makuch")
        return view.say("conversion.after.landmark", at=code, unit=view.say("unit.months"))

    return choose_one(
        view.say("conversion.after.view"),
        ("moving", *(format_at(at) for at in _landmarks(view))),
        named=named,
        key="conv_from",
        segmented=True,
    )


def _landmarks(view: View) -> tuple[float, ...]:
    rules = view.spec.conversion
    return rules.landmarks if rules and rules.landmarks else LANDMARKS


def _landmark(view: View, endpoint: Endpoint, at: float) -> Result:
    return view.result(landmark_groups, endpoint.id, at=at)


def _show_warning(view: View, naive: Result, moving: Result) -> None:
    """Say what the naive comparison would say, and that it is wrong."""
    wrong, true = naive.pick("hazard_ratio"), moving.pick("hazard_ratio")
    if wrong is None or wrong.value is None:
        return
    said = _ratio(wrong, view)
    if true is None or true.value is None:
        words = view.say("conversion.warning_only", naive=plain(said))
    else:
        words = view.say("conversion.warning", naive=plain(said), true=plain(_ratio(true, view)))
    st.warning(words, icon=":material/warning:")


def _ratio(e: Estimate, view: View) -> str:
    return format_estimate(e.value, e.interval, "hazard_ratio", language=view.language)


def _labels(view: View) -> dict[str, str]:
    """Return the labels of both groups, behind those of the arms: their colors are no arm's."""
    arms = {f"arm {i}": "" for i in range(max(len(view.labels), 2))}
    groups = ("no_conversion", "conversion")
    return arms | {group: view.say(f"conversion.{group}_group") for group in groups}


def _show_curves(view: View, endpoint: Endpoint, shown: Result) -> None:
    labels = _labels(view)
    months = next((e.at for e in shown.estimates if e.at is not None), None)
    unit = view.spec.study.time_unit
    x_title = x_title_of(view, endpoint)
    if months is not None:
        words = {"Unit": view.say(f"axis.{unit}"), "unit": view.say(f"unit.{unit}")}
        x_title = view.say("conversion.since_landmark", at=format_at(months), **words)

    def draw(theme: str):
        return moving_curves_figure(
            shown, labels=labels, caption=caption_of(view, endpoint), language=view.language,
            theme=theme, width=HALF_PAGE, x_title=x_title, y_title=y_title(view, endpoint),
            plot_height=230, first=_first_surgery(view, endpoint),
        )  # fmt: skip

    alt = describe(_named(shown), labels, language=view.language)
    show_drawn(view, draw, lambda: [shown], key="after-conversion", alt=alt)


def _named(shown: Result) -> Result:
    """Name the reference of a time-dependent ratio: those not, or not yet, operated on."""
    reference = shown.curves[0].group if shown.curves else None
    estimates = (
        replace(e, reference=reference) if e.quantity == "hazard_ratio" else e
        for e in shown.estimates
    )
    return replace(shown, estimates=tuple(estimates))


def _first_surgery(view: View, endpoint: Endpoint) -> float | None:
    """Return when the first patient was operated on, on the clock of the endpoint."""
    if endpoint.origin != origin_of(view.cohort):
        return None
    curves = view.result(conversion_incidence).curves
    times = [t for c in curves for t, n in zip(c.time, c.n_events, strict=True) if n > 0]
    return min(times, default=None)


def _table(view: View, moving: Result, landmarks: dict[float, Result], p_values: bool) -> Table:
    """Return one row per analysis: ratio, p, numbers operated on, left out, operated on later."""
    heads = ["column.analysis", "column.hr"]
    heads = [view.say(f"conversion.{h}") for h in heads]
    heads += [view.say("column.p_value")] if p_values else []
    heads += [view.say(f"conversion.column.{h}") for h in ("operated", "excluded", "later")]
    unit = view.say("unit.months.short" if view.language == "en" else "unit.months")
    rows = [_row(view, view.say("conversion.row.time_dependent"), moving, p_values)]
    rows += [
        _row(
            view,
            _unbroken(view.say("conversion.row.landmark", at=format_at(at), unit=unit)),
            result,
            p_values,
        )
        for at, result in landmarks.items()
    ]
    test = moving.pick("statistic")
    if test and test.value is not None:
        printed = estimate_cell(test, "statistic", view.language)
        p = [_unbroken(format_p(test.p_value))] if p_values else []
        name = view.say("conversion.row.mantel_byar")
        rows.insert(1, (name, printed, *p, "", "", ""))
    return Table(tuple(heads), tuple(rows))


def _row(view: View, name: str, result: Result, p_values: bool) -> tuple[str, ...]:
    e = result.pick("hazard_ratio")
    if e is None:
        return (name, *[""] * (4 + p_values))
    p = [_unbroken(format_p(e.p_value)) if e.p_value is not None else ""] if p_values else []
    operated = result.pick("median", "conversion")
    early, ended, later = (
        result.pick(q) for q in ("n_excluded_event", "n_excluded_end", "n_later")
    )
    counts = ["", "", ""]
    if early and ended and later:
        excluded = (early.value or 0) + (ended.value or 0)
        counts = [str(operated.n if operated else 0), f"{excluded:.0f}", f"{later.value:.0f}"]
    cell = estimate_cell(e, "hazard_ratio", view.language)
    return (name, cell, *p, *counts)


def _unbroken(words: str) -> str:
    return words.replace(" ", "\u00a0")
