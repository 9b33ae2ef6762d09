"""Sensitivity: one comparison under one assumption after another, and why the answers differ."""

from typing import Any

import streamlit as st

from components.adjusted import show_adjusted
from components.choice import choose_one
from components.imbalance import show_imbalance
from components.published import choose_published
from components.robustness import show_robustness
from components.sensitivity import choose_arm, choose_own, question_of, show_ladder
from components.specifications import show_specifications
from components.view import View
from components.wall import may_compare
from outcomes.ladder import key_covariates, prespecified
from outcomes.protocol import Endpoint

TITLE = "tab.sensitivity"

SECTIONS = {
    "ladder": show_ladder,
    "imbalance": show_imbalance,
    "curves": show_adjusted,
    "models": show_specifications,
    "robustness": show_robustness,
}


def render(view: View) -> None:
    """Draw the tab: one section at a time, for one endpoint and one comparison."""
    if not may_compare(view):
        return
    if not (key_covariates(view.spec) or prespecified(view.spec)):
        st.info(view.say("sensitivity.no_covariates"), icon=":material/info:")
        return
    st.markdown(question_of(view))
    section = choose_one(
        view.say("sensitivity.section"),
        list(SECTIONS),
        named=lambda s: view.say(f"sensitivity.{s}"),
        key="rungs",
        segmented=True,
        show_label=False,
    )
    with st.container(horizontal=True, vertical_alignment="center"):
        endpoint = choose_endpoint(view)
        arm = choose_arm(view)
        options: dict[str, Any] = {"own": choose_own(view)} if section == "ladder" else {}
        if section in ("ladder", "models") and endpoint.timed:
            options["published"] = choose_published(view)
    SECTIONS[section](view, endpoint, arm, **options)


def choose_endpoint(view: View) -> Endpoint:
    """Ask for an endpoint of any kind; the primary one comes first."""
    endpoints = {e.id: e for e in view.spec.endpoints}
    first = view.spec.primary
    chosen = choose_one(
        view.say("survival.endpoint"),
        list(endpoints),
        default=first.id if first else None,
        named=lambda e: view.endpoint_label(endpoints[e]),
        key="sensitive",
        width=330,
        show_label=False,
    )
    return endpoints[chosen]
