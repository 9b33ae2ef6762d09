"""Files to take away: the empty workbook, the protocol as it is used."""

from collections.abc import Callable

import streamlit as st

from components.view import View
from outcomes.intake.infer.protocol import to_toml
from outcomes.intake.sheets.template import template

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def show_files(view: View) -> None:
    """Offer the template in both languages and the study's protocol."""
    left, right = st.columns(2, border=True)
    with left:
        st.subheader(view.say("data.template"), anchor=False)
        st.markdown(view.say("data.template_help"))
        show_template_buttons(view.say)
    with right:
        st.subheader(view.say("data.protocol"), anchor=False)
        st.markdown(view.say("data.protocol_help"))
        st.download_button(
            view.say("data.protocol_download"),
            data=lambda: to_toml(view.spec).encode(),
            file_name="study.toml",
            mime="application/toml",
            icon=":material/description:",
            on_click="ignore",
        )
        st.caption(view.say("data.fingerprint", mark=view.study.fingerprint[:12]))


def show_template_buttons(say: Callable[[str], str]) -> None:
    """Offer the empty workbook in both languages."""
    with st.container(horizontal=True):
        for language in ("en", "zh"):
            st.download_button(
                say(f"data.template_{language}"),
                data=lambda language=language: template(language),
                file_name=f"template-{language}.xlsx",
                mime=_XLSX,
                icon=":material/table_view:",
                on_click="ignore",
            )
