"""Subgroups: is the effect the same in everybody; without a control arm, how each group fared."""

import streamlit as st

from components.choice import choose_one
from components.effect_along import choose_measured, measured, show_along
from components.endpoints import choose_contrast, choose_endpoint, timed_endpoints
from components.estimand import show_estimand
from components.subgroups import choose_measure, show_by_level, show_forest
from components.view import View
from components.wall import may_compare

TITLE = "tab.subgroups"


def render(view: View) -> None:
    """Draw the tab: one endpoint, one effect, every subgroup of the protocol."""
    if not sections_of(view):
        st.info(view.say("subgroups.none_declared"), icon=":material/info:")
    elif not view.spec.compared_arms:
        show_described(view)
    elif may_compare(view):
        show_compared(view)


def show_compared(view: View) -> None:
    """Show the effect in subgroups, or along a measured value."""
    st.caption(view.say("subgroups.question"))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        section = choose_section(view)
        offered = timed_endpoints(view) if section == "curve" else view.spec.endpoints
        endpoint = choose_endpoint(view, offered, width=230)
        if endpoint is None:
            st.info(view.say("empty.endpoint"))
            return
        if section == "curve":
            covariate = choose_measured(view)
        else:
            measure = choose_measure(view, endpoint)
        contrast = choose_contrast(view)
        show_estimand(view, endpoint)
    if section == "curve":
        show_along(view, endpoint, covariate, contrast)
    else:
        show_forest(view, endpoint, measure, contrast)


def show_described(view: View) -> None:
    """Show the outcome at every level; there is no effect to compare."""
    st.caption(view.say("subgroups.by_level"))
    endpoint = choose_endpoint(view, view.spec.endpoints, width=230)
    if endpoint is None:
        st.info(view.say("empty.endpoint"))
        return
    show_by_level(view, endpoint)


def sections_of(view: View) -> list[str]:
    """Return what can be shown: a forest of named subgroups, a curve along a measured value."""
    named = any(c.subgroup for c in view.spec.covariates)
    compared = bool(view.spec.compared_arms)
    return ["forest"] * named + ["curve"] * (compared and bool(measured(view)))


def choose_section(view: View) -> str:
    """Ask for subgroups or a measured value, where there is one."""
    return choose_one(
        view.say("subgroups.section"),
        sections_of(view),
        named=lambda s: view.say(f"subgroups.{s}"),
        key="subgroup_view",
        segmented=True,
    )
