"""The same frame around every result: figure, table, method in a line, notes, downloads."""

from collections.abc import Callable, Iterable, Sequence
from html import escape
from typing import Any

import pandas as pd
import streamlit as st

from components.chart import show_chart
from components.downloads import show_downloads
from components.status import plain
from components.view import View
from components.wall import SHOW_P, for_export
from outcomes.export.spreadsheet import to_csv
from outcomes.export.table import to_table
from outcomes.figures.base.table import Table
from outcomes.results.result import Result
from outcomes.wording import say


def show_drawn(
    view: View,
    draw: Callable[[str], dict[str, Any] | None],
    results: Callable[[], Iterable[Result]],
    *,
    key: str,
    alt: str,
) -> None:
    """Draw a figure with its downloads: SVG and PNG in light, CSV of the numbers behind it.

    Parameters
    ----------
    view
        The visitor's view.
    draw
        Makes the figure, caption included, in a theme (``light``, ``dark``); None: nothing to draw.
    results
        Gathers what the figure shows; called when the CSV is asked for.
    key
        Unique on the page; names the files.
    alt
        The figure in words; stands in its place where there is none.
    """
    figure = draw(view.theme)
    show_figure(figure, key=key, alt=alt)
    if figure is not None:
        show_downloads(view, lambda: draw("light"), results, key, alt=alt)


def show_figure(figure: Any | None, *, key: str, alt: str) -> None:
    """Draw a finished figure; where there is none, the alternative text stands in its place."""
    if figure is None:
        st.info(plain(alt), icon=":material/info:")
        return
    show_chart(figure, key=key, alt=alt)


def show_table(table: Table, *, alt: str = "") -> None:
    """Draw a small table as real HTML: selectable, printable, read by screen readers."""
    frame = pd.DataFrame(
        [[plain(cell) for cell in row] for row in table.rows],
        columns=[plain(column) for column in table.columns],
    )
    st.table(frame, border="horizontal", hide_index=True, alt=alt or None)


def show_method(view: View, method: str, details: str = "") -> None:
    """Say in one line how the numbers above were made; the details are one click away."""
    if not details:
        st.caption(plain(method))
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(plain(method))
        with st.popover(view.say("frame.method"), type="tertiary"):
            st.markdown(details)


def show_notes(*results: Result) -> None:
    """Show what the results want said beside them, once each, in the visitor's language."""
    notes = dict.fromkeys(note for result in results for note in result.notes)
    language = st.session_state.get("lang", "en")
    if notes:
        st.caption("  \n".join(plain(say(note, language)) for note in notes))


def show_download(view: View, name: str, ask_results: Callable[[], Iterable[Result]]) -> None:
    """Offer the raw numbers behind what is shown; they are gathered only when asked for."""
    tested = bool(st.session_state.get(SHOW_P))
    st.download_button(
        view.say("frame.csv"),
        data=lambda: to_csv(to_table(for_export(view, ask_results(), p_values=tested))),
        file_name=f"{view.spec.study.id}-{name}.csv",
        mime="text/csv",
        icon=":material/download:",
        type="tertiary",
        on_click="ignore",
        key=f"csv.{name}",
    )


def show_missing_sheet(view: View, sheet: str, purpose: str) -> None:
    """Say which sheet a view lacks, what it would show, and where to get the template."""
    st.info(view.say("empty.sheet", sheet=sheet, purpose=purpose), icon=":material/info:")


def show_facts(facts: Sequence[tuple[str, str, str]]) -> None:
    """Show a row of large numbers: label, value, and the small print under it."""
    cards = "".join(
        f"<div><dt>{escape(label)}</dt><dd>{escape(value)}</dd><dd>{escape(small)}</dd></div>"
        for label, value, small in facts
    )
    st.html(f'<dl class="facts">{cards}</dl>')
