"""A chart that a new figure changes in place, where Streamlit's own is mounted again."""

import time
from html import escape
from typing import Any

import streamlit as st

from components.server.opening.scripts import SCRIPTS
from outcomes.displays.base.panel import Table
from outcomes.export.html import bare_table_html

# In JSON these stand only inside strings, where their escapes mean the same and HTML sees nothing.
_HARMLESS = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"}


WIDTH = "page-width"
DIGITS = 4
_READY_SECONDS = 0.03


def page_width(usual: int) -> int:
    """Return the pixels figures have between the margins; the usual until the browser says so."""
    return _pixels(str(st.session_state.get(WIDTH, ""))) or usual


def _pixels(said: str) -> int:
    """Return what a browser says as a width; 0 for what is none."""
    width = int(said) if said.isdecimal() and len(said) <= DIGITS else 0
    return width if 240 <= width <= 4000 else 0


def expect_figures(again: bool) -> None:
    """Let the browser load what holds a figure: the first element of its kind.

    One that is not loaded yet when it is to be seen has an empty place first, and such places are
    filled half a second later at the soonest, all at once. A page that stands not ``again`` but for
    the first time is as wide as its script says with the first request.
    """
    if not SCRIPTS.served:
        return
    said = "" if again else str(st.context.cookies.get(WIDTH))
    if _pixels(said):
        st.session_state.setdefault(WIDTH, said)
    with st.container(key="figures"):  # of no height, loaded or not
        st.html("<i hidden></i>")


def await_holders() -> None:
    """Give a browser that opens the page the moment in which it makes ready what holds figures."""
    if SCRIPTS.served:
        time.sleep(_READY_SECONDS)


def ask_width() -> None:
    """Place the hidden field in which the script writes the page's width, where figures misfit."""
    if SCRIPTS.served:
        st.text_input(WIDTH, key=WIDTH, max_chars=DIGITS, label_visibility="collapsed")


def show_chart(
    figure: Any, *, key: str, alt: str, page: int = 0, numbers: Table | None = None
) -> None:
    """Draw a figure, or change the one drawn under this key into it.

    Parameters
    ----------
    figure
        An ``outcomes.figures.base.style.Figure``.
    key
        Unique on the page; the chart of the same key is changed in place.
    alt
        The figure in words: read out for it, and shown where it cannot be drawn.
    page
        Pixels of the page it was made for; 0 for a figure that fits any.
    numbers
        The figure as a table, read out only.
    """
    told = "" if numbers is None else f'<div class="unseen">{bare_table_html(numbers)}</div>'
    st.html(holder_of(figure, key, alt, page) + told)


def holder_of(figure: Any, key: str, alt: str, page: int) -> str:
    """Return the element that carries a figure; its height is known before it is drawn."""
    height = round(figure.spec["layout"]["height"])
    spec = figure.to_json()
    for sign, escaped in _HARMLESS.items():
        spec = spec.replace(sign, escaped)
    return (
        f'<div class="chart" data-key="{escape(key)}" data-page="{page}" '
        f'role="img" aria-label="{escape(alt)}" '
        f'tabindex="0" style="height:{height}px"><p class="chart-words">{escape(alt)}</p>'
        f'<div class="chart-figure" hidden>{spec}</div></div>'
    )
