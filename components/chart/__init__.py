"""A chart that a new figure changes in place, where Streamlit's own is mounted again."""

from html import escape
from typing import Any

import streamlit as st

from components.chart.scripts import SCRIPTS

# In JSON these stand only inside strings, where their escapes mean the same and HTML sees nothing.
_HARMLESS = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"})


def load_charts() -> None:
    """Fetch the script that draws the page's figures, and with it Plotly, before they are made."""
    if SCRIPTS.served:
        with st.container(key="chart-script"):
            st.html(
                f'<script type="module" src="{escape(SCRIPTS.address())}"></script>',
                unsafe_allow_javascript=True,
            )


def show_chart(figure: Any, *, key: str, alt: str) -> None:
    """Draw a figure of Plotly, or change the one drawn under this key into it.

    Parameters
    ----------
    figure
        A ``plotly.graph_objects.Figure``.
    key
        Unique on the page; the chart of the same key is changed in place.
    alt
        The figure in words: read out for it, and shown where it cannot be drawn.

    Notes
    -----
    Under a server that does not serve our scripts, as that of a test, Streamlit's chart is drawn.
    """
    if SCRIPTS.served:
        st.html(_holder(figure, key, alt))
    else:
        config = {"displayModeBar": False}
        st.plotly_chart(figure, theme=None, config=config, key=key, alt=alt)


def _holder(figure: Any, key: str, alt: str) -> str:
    """Return the element that carries a figure; its height is known before it is drawn."""
    height = round(figure.layout.height)
    spec = figure.to_json()
    return (
        f'<div class="chart" data-key="{escape(key)}" role="img" aria-label="{escape(alt)}" '
        f'tabindex="0" style="height:{height}px"><p class="chart-words">{escape(alt)}</p>'
        f'<div class="chart-figure" hidden>{spec.translate(_HARMLESS)}</div></div>'
    )
