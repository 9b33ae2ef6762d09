"""Subgroups: is the effect the same in everybody; without a control arm, how each group fared."""

import streamlit as st

from components.choice import choose_one
from components.subgroups import (
    choose_contrast,
    choose_measure,
    named_subgroups,
    show_by_level,
    show_forest,
)
from components.view import View
from components.wall import may_compare
from outcomes.protocol import Endpoint

TITLE = "tab.subgroups"


def render(view: View) -> None:
    """Draw the tab: one endpoint, one effect, every subgroup of the protocol."""
    if not named_subgroups(view.spec.covariates):
        st.info(view.say("subgroups.none_declared"), icon=":material/info:")
        return
    compared = bool(view.spec.compared_arms)
    st.caption(view.say("subgroups.question" if compared else "subgroups.by_level"))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        endpoint = choose_endpoint(view)
        if endpoint is None:
            st.info(view.say("empty.endpoint"))
            return
        if compared and not view.post_baseline:
            measure, contrast = choose_measure(view, endpoint), choose_contrast(view)
    if not compared:
        show_by_level(view, endpoint)
    elif may_compare(view):
        show_forest(view, endpoint, measure, contrast)


def choose_endpoint(view: View) -> Endpoint | None:
    """Ask for an endpoint of any kind; the primary one comes first."""
    endpoints = {e.id: e for e in view.spec.endpoints}
    if not endpoints:
        return None
    first = view.spec.primary
    chosen = choose_one(
        view.say("survival.endpoint"),
        list(endpoints),
        default=first.id if first else None,
        named=lambda e: view.endpoint_label(endpoints[e]),
        key="endpoint",
        width=330,
    )
    return endpoints[chosen]
