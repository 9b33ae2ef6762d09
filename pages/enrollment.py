"""Enrollment: accrual against the plan, projection, patient flow, baseline, follow-up."""

import streamlit as st

from components.choice import choose_one
from components.enrollment import (
    show_accrual,
    show_baseline,
    show_flow,
    show_follow_up,
    show_projection,
)
from components.view import View

TITLE = "tab.enrollment"
SECTIONS = {
    "accrual": show_accrual,
    "projection": show_projection,
    "flow": show_flow,
    "baseline": show_baseline,
    "follow_up": show_follow_up,
}


def render(view: View) -> None:
    """Draw the tab: one question at a time, each a click away."""
    st.caption(view.say("enrollment.question"))
    section = choose_one(
        view.say("enrollment.section"),
        list(SECTIONS),
        named=lambda s: view.say(f"enrollment.{s}"),
        key="view",
        segmented=True,
        show_label=False,
    )
    SECTIONS[section](view)
