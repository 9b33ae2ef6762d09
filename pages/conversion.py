"""Conversion surgery: the ladder, when it happens, what came of it, and survival after it."""

import streamlit as st

from components.choice import choose_one
from components.conversion import question_of, show_ladder
from components.conversion_after import show_after
from components.conversion_operation import show_operation
from components.conversion_timing import show_timing
from components.endpoints import endpoint_of
from components.estimand import show_estimand
from components.show import show_published
from components.view import View

TITLE = "tab.conversion"
SECTIONS = {
    "ladder": show_ladder,
    "timing": show_timing,
    "operation": show_operation,
    "after": show_after,
}


def render(view: View) -> None:
    """Draw the tab: one question at a time."""
    registered = endpoint_of(view, "conversion_surgery")
    with st.container(horizontal=True, vertical_alignment="center"):
        section = choose_one(
            view.say("conversion.section"),
            list(SECTIONS),
            named=lambda s: view.say(f"conversion.{s}"),
            key="conv",
            segmented=True,
            show_label=False,
        )
        if registered:
            show_estimand(view, registered)
    st.caption(view.say(question_of(view, section)))
    SECTIONS[section](view)
    if registered and section == "ladder":
        show_published(view, registered)
