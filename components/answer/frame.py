"""The small parts every screen is made of: a table, large numbers, how they were made, notes."""

from collections.abc import Iterable, Sequence
from typing import Any

import streamlit as st

from components.access import hosted
from components.files.offers import show_file
from components.view import File, View
from outcomes.displays.base.panel import Cells, Table
from outcomes.displays.base.said.context import corrected_words
from outcomes.displays.base.words import plain
from outcomes.export.html import cards_html, table_html
from outcomes.export.spreadsheet import Rows, to_csv
from outcomes.results.result import Result

TALLEST = 560  # pixels of a table that is scrolled
MANY = 100  # rows that are looked through by scrolling and sorting


def show_table(table: Table, *, alt: str = "") -> None:
    """Draw a small table as real HTML: selectable, printable, read by screen readers."""
    st.html(table_html(table, alt))


def show_cells(block: Cells, view: View) -> None:
    """Draw a table of a display: every word of it, or one of many rows to be looked through."""
    table = block.table
    if not block.long or hosted() or len(table.rows) <= MANY:
        show_table(table, alt=block.alt)
        if block.notes:
            st.caption("  \n".join(map(plain, block.notes)))
        _offer_file(block, view)
        return
    frame = _frame(table.rows, table.columns)
    config = {
        head: st.column_config.TextColumn(width="large" if place in block.wide else None)
        for place, head in enumerate(table.columns)
    }
    st.dataframe(frame, hide_index=True, height=TALLEST, column_config=config)
    _offer_file(block, view)


def _offer_file(block: Cells, view: View) -> None:
    """Offer a table as a file, where it has one."""
    if block.file and not hosted():
        st.download_button(
            view.say("data.download_issues"),
            data=lambda: to_csv(saved_rows(view, block.table)),
            file_name=f"{view.spec.study.id}-{block.file}.csv",
            mime="text/csv",
            icon=":material/download:",
            on_click="ignore",
        )


def saved_rows(view: View, table: Table) -> Rows:
    """Return a table as it is saved: invented or corrected data say so in every row."""
    invented = view.say("status.simulated") if view.spec.study.simulated else ""
    mark = " · ".join(filter(None, (invented, corrected_words(view.scene, view.words))))
    if not mark:
        return Rows(table.columns, table.rows)
    heads = (*table.columns, view.say("data.standing"))
    return Rows(heads, tuple((*row, mark) for row in table.rows))


def _frame(rows: Sequence[Sequence[str]], columns: Sequence[str]) -> Any:
    import pandas as pd

    return pd.DataFrame(list(rows), columns=list(columns))


def show_facts(facts: Sequence[tuple[str, str, str]]) -> None:
    """Show a row of large numbers: label, value, and the small print under it."""
    st.html(cards_html(facts))


def show_method(
    view: View,
    method: str,
    details: str = "",
    script: File | None = None,
    *,
    paper: str = "",
    key: str = "",
) -> None:
    """Say in one line how the numbers above were made; the rest is one click away.

    Parameters
    ----------
    view, method, details
        Whose, the line, and what stands behind it as markdown.
    script
        Makes the same numbers by other software.
    paper
        The paragraph of a paper, to be copied.
    key
        Tells the same display of two cohorts apart.
    """
    st.caption(plain(method))
    if not (details or paper or script):
        return
    with st.popover(view.say("frame.method"), type="tertiary"):
        heading = f":small[:gray[{view.say('frame.paper')}]]" if paper else ""
        if details or heading:
            st.markdown("\n\n".join(filter(None, (details, heading))))
        if paper:
            st.code(paper, language=None, wrap_lines=True)
        if script is not None:
            show_file(view.say("frame.script"), script, key=f"{key}script")


def show_notes(view: View, results: Iterable[Result]) -> None:
    """Show what the results want said beside them, once each."""
    notes = dict.fromkeys(note for result in results for note in result.notes)
    if notes:
        st.caption("  \n".join(plain(view.words.note(note)) for note in notes))
