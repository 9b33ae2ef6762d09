"""What a visitor sees before a study is open: what this is, and the two ways in."""

import streamlit as st

from components.asking.language import Asker
from components.cache import studies
from components.computed import template_file
from components.files.offers import show_file


def show_welcome(ask: Asker) -> None:
    """Say in three lines what this is, and open a study that is there, or take a workbook."""
    st.header(ask.say("welcome.title"), anchor=False)
    lines = (f"{n}. {ask.say(f'welcome.line{n}')}" for n in (1, 2, 3))
    st.markdown("\n".join(lines))
    with st.container(horizontal=True):
        for entry in studies()[:1]:
            name = ask.say("welcome.open", study=entry.title)
            st.button(name, type="primary", icon=":material/play_arrow:", on_click=_open,
                      args=(entry.id,))  # fmt: skip
        for language in ("en", "zh"):
            show_file(ask.say(f"data.template_{language}"), template_file(language))


def _open(study: str) -> None:
    st.session_state["study"] = study
