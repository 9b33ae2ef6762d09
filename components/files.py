"""Files to take away: the empty workbook, the protocol as it is used."""

from collections.abc import Callable

import streamlit as st

from components.view import View
from outcomes.displays.base.panel import Offer
from outcomes.intake.infer.protocol import to_toml
from outcomes.intake.sheets.template import template

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def show_offer(offer: Offer, view: View) -> None:
    """Offer one file; it is made when it is asked for."""
    if offer.id == "protocol":
        st.download_button(
            offer.label,
            data=lambda: to_toml(view.spec).encode(),
            file_name="study.toml",
            mime="application/toml",
            icon=":material/description:",
            on_click="ignore",
        )
    else:
        show_template(offer.id.rpartition(".")[2], offer.label)


def show_template_buttons(say: Callable[[str], str]) -> None:
    """Offer the empty workbook in both languages."""
    with st.container(horizontal=True):
        for language in ("en", "zh"):
            show_template(language, say(f"data.template_{language}"))


def show_template(language: str, label: str) -> None:
    """Offer the empty workbook in a language."""
    st.download_button(
        label,
        data=lambda: template(language),
        file_name=f"template-{language}.xlsx",
        mime=_XLSX,
        icon=":material/table_view:",
        on_click="ignore",
    )
