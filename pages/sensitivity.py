"""Sensitivity: one comparison under one assumption after another, and why the answers differ."""

from typing import Any

import streamlit as st

from components.adjusted import show_adjusted
from components.choice import choose_one
from components.endpoints import choose_contrast, choose_endpoint
from components.estimand import show_estimand
from components.imbalance import show_imbalance
from components.published import choose_published
from components.robustness import show_robustness
from components.sensitivity import choose_own, question_of, show_ladder
from components.specifications import show_specifications
from components.view import View
from components.wall import may_compare
from outcomes.displays.adjusted.ladder import key_covariates, prespecified

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
        endpoint = choose_endpoint(
            view, view.spec.endpoints, key="sensitive", show_label=False, width=280
        )
        if endpoint is None:
            st.info(view.say("empty.endpoint"))
            return
        arm = choose_contrast(view, show_label=False)
        options: dict[str, Any] = {"own": choose_own(view)} if section == "ladder" else {}
        if section in ("ladder", "models") and endpoint.timed:
            options["published"] = choose_published(view)
        show_estimand(view, endpoint)
    SECTIONS[section](view, endpoint, arm, **options)
