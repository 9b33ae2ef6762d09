"""The language of the screen, and how the sidebar speaks it."""

from dataclasses import dataclass

import streamlit as st

from components.asking.choice import choose_one
from outcomes.wording import NAMES, text


@dataclass(frozen=True, slots=True)
class Asker:
    """The sidebar's language, so that no question needs to be told it again."""

    language: str

    def say(self, key: str, **values: object) -> str:
        return text(key, self.language, **values)


def choose_language() -> str:
    """Ask for the language of the screen; the browser's own is the default."""
    locale = (st.context.locale or "").lower()
    return choose_one(
        "Language · 语言",
        tuple(NAMES),
        default=next((code for code in NAMES if locale.startswith(code)), "en"),
        named=NAMES.__getitem__,
        key="lang",
        segmented=True,
        show_label=False,
    )
