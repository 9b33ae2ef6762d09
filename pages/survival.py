"""Survival: the curve of any timed endpoint, its table, and the comparison of the arms."""

import streamlit as st

from components.answers import comparisons_of, curves_of, definition_of, endpoint_results
from components.choice import choose_many, choose_one, choose_switch
from components.curves import show_curves
from components.endpoints import choose_endpoint, timed_endpoints
from components.estimand import show_estimand
from components.followed import show_follow
from components.frame import show_download, show_method, show_notes, show_table
from components.models import show_extrapolation, show_prediction
from components.panels import show_causes, show_hazards, show_landmark, show_means
from components.published import show_published
from components.view import View
from components.wall import choose_p_values, may_compare
from outcomes.estimators.survival.kaplan_meier import follow_up
from outcomes.figures.base.table import contrast_table, incidence_table, survival_table
from outcomes.model.protocol import Endpoint
from outcomes.results.result import Result

TITLE = "tab.survival"
SHORT = 28  # letters that fit the narrower box
COMPETING_ONLY = ("causes",)
ONE_EVENT_ONLY = ("means", "landmark", "extrapolation")


def render(view: View) -> None:
    """Draw the tab: one panel at a time, for one endpoint."""
    if not timed_endpoints(view):
        st.info(view.say("empty.endpoint"))
        return
    panel = choose_one(
        view.say("survival.panel"),
        list(PANELS),
        named=lambda p: view.say(f"panel.{p}"),
        key="panel",
        segmented=True,
        show_label=False,
    )
    endpoints = endpoints_for(view, panel)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        longest = max(len(view.endpoint_label(e)) for e in endpoints)
        width = 330 if longest > SHORT else 270  # beside it the other controls stay in one row
        endpoint = choose_endpoint(view, endpoints, width=width) or endpoints[0]
        options = choose_display(view, endpoint) if panel == "curves" else {}
        show_estimand(view, endpoint)
    PANELS[panel](view, endpoint, **options)


def endpoints_for(view: View, panel: str) -> list[Endpoint]:
    """Return the endpoints a panel can show; all of them where it can show none, to say so."""
    endpoints = timed_endpoints(view)
    if panel in COMPETING_ONLY:
        suited = [e for e in endpoints if e.kind == "competing"]
    elif panel in ONE_EVENT_ONLY:
        suited = [e for e in endpoints if e.kind != "competing"]
    else:
        suited = endpoints
    return suited or endpoints


def show_curve_panel(view: View, endpoint: Endpoint, **options: object) -> None:
    """Show the curve, the numbers of each arm, and the comparisons."""
    result = curves_of(view, endpoint)
    show_curves(view, endpoint, result, key="curves", **options)
    show_by_arm(view, endpoint, result)
    show_comparisons(view, endpoint)
    show_published(view, endpoint)


def choose_display(view: View, endpoint: Endpoint) -> dict[str, object]:
    """Ask how the figure is drawn: kept in the link, because a redrawn chart forgets clicks."""
    options: dict[str, object] = {}
    if endpoint.kind != "competing":
        options["as_"] = choose_one(
            view.say("survival.curve"),
            ("survival", "incidence"),
            named=lambda c: view.say(f"survival.as_{c}"),
            key="curve",
            segmented=True,
        )
    options["risk_table"] = choose_one(
        view.say("survival.style"),
        ("at_risk", "kmunicate"),
        named=lambda c: view.say(f"survival.{c}"),
        key="table",
        segmented=True,
    )
    with st.popover(view.say("survival.display"), icon=":material/tune:"):
        options["bands"] = choose_switch(view.say("survival.bands"), key="bands", default=True)
        options["horizon"] = choose_horizon(view)
        if len(view.labels) > 1:
            shown = choose_many(
                view.say("survival.arms"),
                list(view.labels),
                named=view.labels.__getitem__,
                key="arms",
            )
            options["groups"] = shown or None
    return options


def choose_horizon(view: View) -> float | None:
    """Ask where the time axis ends; automatic ends it where too few remain."""
    steps = {"days": 180, "weeks": 26, "months": 12, "years": 1}[view.spec.study.time_unit]
    chosen = choose_one(
        view.say("survival.horizon"),
        ["auto", *(str(steps * k) for k in (1, 2, 3, 5))],
        named=lambda c: view.say("survival.horizon_auto") if c == "auto" else c,
        key="horizon",
    )
    return None if chosen == "auto" else float(chosen)


def show_by_arm(view: View, endpoint: Endpoint, result: Result) -> None:
    """Show the numbers of each arm."""
    if endpoint.kind == "competing":
        show_table(incidence_table(result, view.labels, view.language))
        show_method(view, view.say("survival.method_competing"), definition_of(view, endpoint))
    else:
        followed = view.result(follow_up, endpoint.id)
        show_table(survival_table(result, followed, view.labels, view.language))
        show_method(view, view.say("survival.method"), definition_of(view, endpoint))
    if result.n_missing:
        st.caption(view.say("survival.missing", n=result.n_missing))
    show_notes(result)


def show_comparisons(view: View, endpoint: Endpoint) -> None:
    """Show every comparison of the arms, and withhold p-values where none was planned."""
    if not view.spec.compared_arms or not may_compare(view):
        return
    named = comparisons_of(view, endpoint)
    p_values = choose_p_values(view)
    show_table(contrast_table(named, view.labels, view.language, p_values=p_values))
    show_download(view, endpoint.id, lambda: endpoint_results(view, endpoint))


PANELS = {
    "curves": show_curve_panel,
    "hazards": show_hazards,
    "means": show_means,
    "landmark": show_landmark,
    "causes": show_causes,
    "follow": show_follow,
    "extrapolation": show_extrapolation,
    "prediction": show_prediction,
}
