"""Recurrence and response: the risk of recurrence, its sites, and the response of the tumor."""

import streamlit as st

from components.choice import choose_one
from components.recurrence import recurrence_endpoints, show_free, show_risk, show_sites
from components.response import response_endpoints, show_response
from components.view import View

TITLE = "tab.recurrence"
PANELS = {
    "risk": show_risk,
    "free": show_free,
    "sites": show_sites,
    "response": show_response,
}


def render(view: View) -> None:
    """Draw the tab: one panel at a time."""
    panel = choose_one(
        view.say("recurrence.panel"),
        offered(view),
        named=lambda p: view.say(f"recurrence.panel.{p}"),
        key="recurrence_panel",
        segmented=True,
        show_label=False,
    )
    st.markdown(f"**{view.say(f'recurrence.question.{panel}')}**")
    PANELS[panel](view)


def offered(view: View) -> list[str]:
    """Return the panels the protocol has endpoints for; the sites need none."""
    possible = {
        "risk": bool(recurrence_endpoints(view, competing=True)),
        "free": bool(recurrence_endpoints(view, competing=False)),
        "response": bool(response_endpoints(view)),
        "sites": True,
    }
    return [panel for panel, has in possible.items() if has]
