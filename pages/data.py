"""Data: what was read, what was not, every finding with its cell; dictionary and template."""

import streamlit as st

from components.choice import choose_many, choose_one
from components.estimand import show_registered
from components.files import show_files
from components.findings import show_dictionary, show_findings, show_reading
from components.view import View

TITLE = "tab.data"
SECTIONS = ("issues", "read", "registered", "dictionary", "files")
SEVERITIES = ("error", "warning", "info")


def render(view: View) -> None:
    """Draw the tab."""
    section = choose_one(
        view.say("data.section"),
        SECTIONS,
        named=lambda s: view.say(f"data.{s}"),
        key="section",
        segmented=True,
        show_label=False,
    )
    if section == "issues":
        show_issues(view)
    elif section == "read":
        show_reading(view)
    elif section == "registered":
        show_registered(view)
    elif section == "dictionary":
        show_dictionary(view)
    else:
        show_files(view)


def show_issues(view: View) -> None:
    """Show the findings, narrowed by severity and sheet."""
    issues = view.study.issues
    if not issues:
        st.success(view.say("data.clean"), icon=":material/check_circle:")
        return
    present = [s for s in SEVERITIES if view.study.count(s)]
    sheets = list(dict.fromkeys(issue.sheet for issue in issues))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        severities = choose_many(
            view.say("data.severity"),
            present,
            named=lambda s: f"{view.say(f'data.{s}')} · {view.study.count(s)}",
            key="severity",
        )
        wanted = choose_many(
            view.say("data.sheet"),
            sheets,
            named=lambda s: f"{s} · {sum(i.sheet == s for i in issues)}",
            key="sheet",
        )
    show_findings(
        view,
        [
            issue
            for issue in issues
            if issue.severity in (severities or present) and issue.sheet in (wanted or sheets)
        ],
    )
