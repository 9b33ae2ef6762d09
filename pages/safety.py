"""Safety: adverse events by worst grade, those soon after a dose, and exposure."""

import streamlit as st

from components.choice import choose_one
from components.endpoints import endpoint_of
from components.estimand import show_estimand
from components.exposure import show_exposure
from components.safety import show_events, show_window
from components.view import View

TITLE = "tab.safety"
SECTIONS = {"events": show_events, "window": show_window, "exposure": show_exposure}


def render(view: View) -> None:
    """Draw the tab: one question at a time, always of the safety set."""
    st.caption(view.say("safety.question"))
    registered = endpoint_of(view, "adverse_event_24h")
    with st.container(horizontal=True, vertical_alignment="center"):
        section = choose_one(
            view.say("safety.section"),
            list(SECTIONS),
            named=lambda s: view.say(f"safety.{s}"),
            key="safety",
            segmented=True,
            show_label=False,
        )
        if registered:
            show_estimand(view, registered)
    SECTIONS[section](view)
