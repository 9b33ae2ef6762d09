"""What a visitor corrected in the reading of their workbook, as long as the session lasts."""

from __future__ import annotations

import streamlit as st

from outcomes.model.file.hints import Hints

_STATE = "corrections"


def corrections_of(file_id: str) -> Hints | None:
    """Return what was corrected of an upload; None where nothing was."""
    hints: Hints | None = st.session_state.get(_STATE, {}).get(file_id)
    return hints if hints != Hints() else None


def correct(file_id: str, hints: Hints) -> None:
    """Keep the corrections of an upload, and no longer those of one before it."""
    st.session_state[_STATE] = {file_id: hints}
