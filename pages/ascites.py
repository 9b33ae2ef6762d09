"""Ascites: imbalance and response, its course, single patients, drainage, cytology."""

import streamlit as st

from components.ascites import choose_rates, show_response
from components.ascites_after import show_cytology, show_paracentesis
from components.ascites_course import show_over_time, show_patients
from components.choice import choose_one
from components.endpoints import endpoint_of
from components.estimand import show_estimand
from components.frame import show_missing_sheet
from components.show import show_published
from components.view import View

TITLE = "tab.ascites"
SECTIONS = {
    "response": show_response,
    "time": show_over_time,
    "patients": show_patients,
    "paracentesis": show_paracentesis,
    "cytology": show_cytology,
}


def render(view: View) -> None:
    """Draw the tab: one question at a time."""
    if not view.study.has("ascites"):
        show_missing_sheet(view, "ascites", view.say("ascites.purpose"))
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        section = choose_one(
            view.say("ascites.section"),
            list(SECTIONS),
            named=lambda s: view.say(f"ascites.{s}"),
            key="asc",
            segmented=True,
            show_label=False,
        )
        options = choose_rates(view) if section == "response" else {}
    rules = view.spec.ascites
    day = rules.target_day if rules else 28
    one = "_one" if section == "response" and not view.spec.compared_arms else ""
    registered = endpoint_of(view, "ascites_control")
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(view.say(f"ascites.{section}.question{one}", day=day))
        if registered and section == "response":
            show_estimand(view, registered)
    SECTIONS[section](view, **options)
    if registered and section == "response":
        show_published(view, registered)
