"""The one way to show a display: what it asks, its answer, and what belongs beside it."""

from functools import partial
from types import ModuleType
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from components.answer.answering import answer
from components.answer.estimand import show_estimand
from components.answer.panel import show_answer
from components.answer.progress import aloud
from components.answer.wall import choose_p_values, may_compare
from components.asking.choose import choose_all
from components.asking.rows import row_of
from components.later import around_the_answer, later
from components.page.present import presenting, show_presentation
from components.page.section import choose_section
from components.server.sending import at_once, computing
from components.view import View
from outcomes.displays.base.choice import Chosen
from outcomes.displays.base.display import Display, nothing_to_choose
from outcomes.displays.published.beside import PUBLISHED
from outcomes.displays.tab import Tab, nothing_here
from outcomes.model.endpoint import Endpoint


def show_page(page: ModuleType, view: View) -> None:
    """Show the tab a page declares: to work with, or for the projector."""
    if presenting():
        show_presentation(page.TAB, view)
    else:
        show_tab(page.TAB, view)


def show_tab(tab: Tab, view: View) -> None:
    """Show the open section of a tab."""
    if tab.compares and not may_compare(view):
        return
    reason = tab.offered(view.scene, view.words)
    if reason:
        st.info(reason, icon=":material/info:")
        return
    with st.container(), around_the_answer():
        section = choose_section(tab, view)
    if not section:
        st.info(view.say(nothing_here(tab, view.scene, view.words)), icon=":material/info:")
        return
    question = tab.question(view.scene, view.words, section)
    show_display(tab.sections[section], view, question)


def show_display(display: Display, view: View, question: str = "", **fixed: Any) -> None:
    """Ask what a display asks, and show what it draws of the answers.

    Parameters
    ----------
    display, view
        What is shown, of whom.
    question
        What it answers, as markdown: above its choices, or in their place.
    fixed
        Choices that are settled before.
    """
    alone = display.choices is nothing_to_choose
    if question and not alone:
        st.caption(question)
    view = view.within(display.within)
    scene, words = view.scene, view.words
    reason = display.offered(scene, words)
    if reason:
        st.info(reason, icon=":material/info:")
        return
    if display.compares and not may_compare(view):
        return
    with _row(display, view, fixed), around_the_answer():
        if question and alone:
            later(lambda: st.caption(question))
        chosen = choose_all(partial(view.choices, display), fixed)
        endpoint = display.about(scene, chosen)
        registered = endpoint if endpoint in scene.spec.endpoints else None
        if registered and "endpoint" not in fixed:  # what it stands beside has said it
            later(lambda: show_estimand(view, registered, key=display.id))
    p_values = choose_p_values(view, tests=display.tests)
    computing()
    with aloud(display.id, slow=display.takes_long(scene.n)) as told:
        found = answer(display, view, chosen, p_values, told)
        with at_once():
            show_answer(found)
    if display.published and registered:
        show_published(view, registered)


def _row(display: Display, view: View, fixed: Chosen) -> DeltaGenerator:
    """Return the row in which a display asks, as high as it will be with what it asks."""
    if display.choices is nothing_to_choose:
        return st.container(horizontal=True, vertical_alignment="center")
    key = f"asked-{row_of(view.choices(display, fixed))}-{display.id}"
    return st.container(horizontal=True, vertical_alignment="bottom", key=key)


def show_published(view: View, endpoint: Endpoint) -> None:
    """Offer what was published of an endpoint, where the protocol names it."""
    if view.scene.published:
        show_display(PUBLISHED, view, endpoint=endpoint.id)
