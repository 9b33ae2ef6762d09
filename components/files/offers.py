"""Files to take away, as buttons."""

import streamlit as st

from components.files.reports import show_report
from components.view import File, View
from outcomes.displays.base.panel import Offer


def show_offer(offer: Offer, view: View) -> None:
    """Offer one file, where there is one; a report is asked about first."""
    if offer.id == "report":
        show_report(view)
        return
    file = view.file(offer)
    if file is not None:
        show_file(offer.label, file)


def show_file(label: str, file: File, *, key: str | None = None) -> None:
    """Offer a file; it is made when it is asked for."""
    st.download_button(
        label,
        data=file.content,
        file_name=file.name,
        mime=file.mime,
        icon=file.icon,
        on_click="ignore",
        key=key,
    )
