"""Files to take away: a report, the empty workbook, the protocol as it is used."""

from collections.abc import Callable

import streamlit as st

from components.view import View
from outcomes.displays.base.panel import Offer
from outcomes.displays.contents import Preset
from outcomes.export.report import to_report
from outcomes.intake.infer.protocol import to_toml
from outcomes.intake.sheets.template import template
from outcomes.model.question import Request
from outcomes.model.scene import Scene
from outcomes.results.result import Result

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
    elif offer.id.startswith("report."):
        preset = "full" if offer.id.endswith("full") else "summary"
        st.download_button(
            offer.label,
            data=lambda: report_of(view, preset),
            file_name=f"{view.spec.study.id}-report.html",
            mime="text/html",
            icon=":material/article:",
            on_click="ignore",
        )
    else:
        show_template(offer.id.rpartition(".")[2], offer.label)


def report_of(view: View, preset: Preset) -> bytes:
    """Return the report of what is in view."""

    def source(population: str) -> tuple[Scene, Callable[[Request], Result]]:
        asked = view.within(population)
        return asked.scene, asked.ask

    return to_report(source, language=view.language, preset=preset)


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
