"""The line above every view: who is shown, from which data, and how far to trust it."""

import streamlit as st

from components.answer.beside import show_hold_button
from components.asking.filters.saved import show_saved
from components.asking.filters.selection import show_selection
from components.asking.language import Asker
from components.chart import ask_width
from components.files.tray import show_tray
from components.later import around_the_answer, later
from components.page.present import show_present_button
from components.view import View
from outcomes.displays.base.said.context import extent_of, standing_of, who_of
from outcomes.displays.base.said.findings import told_in
from outcomes.displays.base.words import plain
from outcomes.model.file.report import Issue


def show_status(view: View) -> None:
    """Show population, filters in words, n/N, events, cut-off, SIMULATED and EXPLORATORY."""
    with st.container(key="status"):
        _show_status(view)


def _show_status(view: View) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"#### {plain(view.spec.study.title)}", anchors=False)
        with around_the_answer():
            show_tray(view)
            show_saved(view)
            show_hold_button(view)
            show_present_button(view)
            later(ask_width)
    population, *facts = map(plain, facts_of(view))
    st.markdown(f"{' '.join(badges_of(view))} {' · '.join((f'**{population}**', *facts))}")
    show_selection(view)


def facts_of(view: View) -> list[str]:
    """Return the analysis set, how many of how many, events, and the data cut-off."""
    population, *_, counted = who_of(view.scene, view.words)
    return [population, counted, *extent_of(view.scene, view.words)]


def badges_of(view: View) -> list[str]:
    """Return what limits how far the numbers go, as markdown: invented, explored, faulty data."""
    badges = []
    if view.spec.study.simulated:
        badges.append(f":violet-badge[:material/science: {view.say('status.simulated')}]")
    standing = standing_of(view.scene, view.words)
    badges += [f":orange-badge[:material/filter_alt: {mark}]" for mark in standing]
    errors = sum(finding.severity == "error" for finding in view.scene.findings)
    if errors:
        badges.append(f":red-badge[:material/error: {view.say('status.errors', n=errors)}]")
    return [*badges, *view.badges]


def show_closed(problems: tuple[Issue, ...], ask: Asker) -> None:
    """Say why the study could not be opened: every reason, its place and its remedy."""
    st.header(ask.say("closed.title"), anchor=False)
    st.markdown(ask.say("closed.body"))
    for issue in problems[:50]:
        said, remedy = (plain(told_in(s, ask.language)) for s in (issue.message, issue.remedy))
        located = issue.cell or issue.sheet != "file"
        named = said.startswith(plain(issue.address))  # by the message itself
        place = f"**{plain(issue.address)}** — " if located and not named else ""
        st.error(f"{place}{said}  \n{remedy}", icon=":material/block:")
    if len(problems) > 50:
        st.markdown(ask.say("closed.more", n=len(problems) - 50))
