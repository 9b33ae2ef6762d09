"""The selection in words: each part can be taken back, all of it, or the last step."""

from collections.abc import Iterable, Mapping, Sequence

import streamlit as st

from components.link import FILTER, current_link
from components.view import View
from outcomes.displays.base.said.context import filter_words
from outcomes.displays.base.words import plain


def show_selection(view: View) -> None:
    """Show each filter with a way out of it, a way out of all, and a way back."""
    if not view.narrows_freely:
        return
    parts: dict[str, list[str]] = {}
    for condition in view.scene.filters:
        parts.setdefault(condition.column, []).append(filter_words(view.words, condition))
    current_link().remember()
    past = current_link().past
    if not parts and not past:
        return
    # Drawn at once: a row that comes after the answer would push it down.
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="selection"):
        _show_parts(view, parts, past=bool(past))


def _show_parts(view: View, parts: Mapping[str, Sequence[str]], *, past: bool) -> None:
    for column, words in parts.items():
        st.button(
            plain(" · ".join(words)),
            icon=":material/close:",
            key=f"without.{column}",
            help=view.say("selection.drop"),
            on_click=_without,
            args=((FILTER + column,),),
        )
    if len(parts) > 1:
        every = tuple(FILTER + column for column in parts)
        st.button(view.say("filter.reset"), type="tertiary", on_click=_without, args=(every,))
    if past:
        st.button(
            view.say("selection.undo"),
            icon=":material/undo:",
            type="tertiary",
            on_click=_back,
        )


def _without(keys: Iterable[str]) -> None:
    for key in keys:
        st.session_state[key] = []


def _back() -> None:
    """Return to the filters before the last change, where there is one: clicks cross answers."""
    link = current_link()
    if not link.past:
        return
    before = link.past.pop()
    for key in {*link.selection, *before}:
        st.session_state[key] = list(before.get(key, ()))
    link.selection = before
