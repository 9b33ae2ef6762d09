"""What a visitor sees before a study is open: what to bring, and where to get the form."""

import streamlit as st

from components.asking.language import Asker
from components.computed import template_file
from components.files.offers import show_file


def show_welcome(ask: Asker) -> None:
    """Say in three steps how an own workbook becomes a dashboard."""
    st.header(ask.say("welcome.title"), anchor=False)
    columns = st.columns(3, border=True)
    for number, column in enumerate(columns, 1):
        with column:
            st.markdown(f"**{number} · {ask.say(f'welcome.step{number}')}**")
            st.markdown(ask.say(f"welcome.step{number}_body"))
            if number == 1:
                with st.container(horizontal=True):
                    for language in ("en", "zh"):
                        show_file(ask.say(f"data.template_{language}"), template_file(language))
    st.caption(ask.say("welcome.privacy"))
