"""Conversion surgery: the ladder, when it happens, what came of it, and survival after it."""

import streamlit as st

from components.choice import choose_one
from components.conversion import question_of, show_ladder
from components.conversion_after import show_after
from components.conversion_operation import show_operation
from components.conversion_timing import show_timing
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
    section = choose_one(
        view.say("conversion.section"),
        list(SECTIONS),
        named=lambda s: view.say(f"conversion.{s}"),
        key="conv",
        segmented=True,
        show_label=False,
    )
    st.caption(view.say(question_of(view, section)))
    SECTIONS[section](view)
