"""The language of the screen, and how the sidebar speaks it."""

from dataclasses import dataclass

import streamlit as st

from components.asking.choice import choose_one
from components.link import walked
from outcomes.wording import NAMES, text

_KEY = "lang"


@dataclass(frozen=True, slots=True)
class Asker:
    """The sidebar's language, so that no question needs to be told it again."""

    language: str

    def say(self, key: str, **values: object) -> str:
        return text(key, self.language, **values)


def choose_language() -> str:
    """Ask for the language of the screen; the browser's own is the default."""
    return choose_one(
        "Language · 语言",
        tuple(NAMES),
        default=language_of(None, st.context.locale),
        named=NAMES.__getitem__,
        key=_KEY,
        segmented=True,
        show_label=False,
    )


def language_ahead() -> str:
    """Return the language this run will be in, before it is asked for: pages are named first."""
    held = st.session_state.get(_KEY)
    asked = st.query_params.get(_KEY) if held is None or walked() else held
    return language_of(asked, st.context.locale)


def language_of(asked: str | None, spoken: str | None) -> str:
    """Return the language that is asked for, where there is one; else what a browser speaks."""
    spoken = (spoken or "").lower()
    usual = next((code for code in NAMES if spoken.startswith(code)), "en")
    return asked if asked in NAMES else usual
