"""What a display drew, on the page: its blocks, how it was made, its notes and its files."""

import re
from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from components import chart
from components.answer.beside import show_who
from components.answer.frame import show_cells, show_facts, show_method, show_notes
from components.answer.shown import Answer, Shown
from components.answer.wall import for_export
from components.files.downloads import show_csv, show_files
from components.files.offers import show_offer
from components.files.tray import show_collect, slide_of
from components.later import around_the_answer, later
from outcomes import __version__
from outcomes.displays.base.display import PAGE
from outcomes.displays.base.panel import (
    Beside,
    Block,
    Cells,
    Facts,
    Folded,
    Offer,
    Panel,
    Picture,
    Role,
    Text,
)
from outcomes.displays.base.said.methods import methods_of
from outcomes.displays.base.words import plain
from outcomes.displays.collected import piece_of
from outcomes.results.result import Result

POINTS = re.compile(r"(\d) pp\b")  # a line does not end between a number and its unit


def show_answer(answer: Answer) -> None:
    """Show one panel, or two cohorts' side by side on the same axes."""
    if len(answer.shown) == 1:
        show_panel(answer.shown[0], answer.panels[0])
        return
    columns = st.columns(2, gap="medium")
    for column, one, panel in zip(columns, answer.shown, answer.panels, strict=True):
        with column:
            with st.container(key=f"who-{one.column or 'in-view'}"):
                show_who(one.view)
            show_panel(one, panel)


def show_panel(shown: Shown, panel: Panel) -> None:
    """Show what a display drew, how it was made, its notes, and its numbers as a file."""
    show_blocks(panel.blocks, shown)
    view, answers = shown.view, shown.given.answers
    if panel.method:
        with st.container(horizontal=True, vertical_alignment="center"), around_the_answer():
            later(lambda: _show_method(shown, panel))
    show_notes(view, [r for name, r in answers.items() if name not in panel.quiet])
    if panel.file:
        everything, p_values = list(answers.values()), shown.given.p_values
        name = shown.column + panel.file
        with st.container(), around_the_answer():
            later(
                lambda: show_csv(
                    view, name, lambda: for_export(view, everything, p_values=p_values)
                )
            )


def _show_method(shown: Shown, panel: Panel) -> None:
    view, answers = shown.view, shown.given.answers
    script = view.script(shown.display.id, shown.asked())
    about = shown.display.about(view.scene, shown.given.chosen)
    results = [result for result in answers.values() if isinstance(result, Result)]
    paper = methods_of(view.scene, view.words, about, results, __version__)
    show_method(
        view,
        panel.method,
        panel.details,
        script,
        paper=paper.text if results else "",
        key=shown.column,
    )


def show_blocks(blocks: Sequence[Block], shown: Shown) -> None:
    """Show blocks in reading order."""
    for block in blocks:
        match block:
            case Picture():
                _show_picture(block, shown)
            case Cells():
                _show_heading(block.title)
                show_cells(block, shown.view)
            case Text():
                _TEXTS[block.role](POINTS.sub("\\1\u00a0pp", block.words))
            case Facts():
                show_facts(block.facts)
            case Offer() if shown.whole:
                show_offer(block, shown.view)
            case Beside():
                shares = list(block.shares) or [1] * len(block.columns)
                for column, inside in zip(
                    st.columns(shares, gap="medium"), block.columns, strict=True
                ):
                    with column:
                        show_blocks(inside, shown)
            case Folded():
                with st.expander(block.title, expanded=block.open):
                    show_blocks(block.blocks, shown)


def _show_picture(picture: Picture, shown: Shown) -> None:
    _show_heading(picture.title)
    if picture.figure is None:
        st.info(plain(picture.alt), icon=":material/info:")
        return
    chart.show_chart(picture.figure, key=shown.column + picture.id, alt=picture.alt,
                     page=chart.page_width(PAGE), numbers=picture.numbers)  # fmt: skip
    if not shown.whole:
        return
    view, p_values = shown.view, shown.given.p_values
    piece = piece_of(shown.display, picture.id, shown.given.scene, shown.given.chosen)
    with st.container(horizontal=True, vertical_alignment="center"), around_the_answer():
        later(
            lambda: show_files(
                view,
                picture,
                lambda: shown.light().picture(picture.id).figure,
                lambda: for_export(view, picture.results, p_values=p_values),
                lambda: slide_of(view, piece),
                key=shown.column,
            )
        )
        show_collect(view, piece, key=shown.column)


def _show_heading(title: str) -> None:
    if title:
        st.markdown(f"**{plain(title)}**")


_TEXTS: dict[Role, Callable[[str], Any]] = {
    "answer": st.markdown,
    "heading": lambda words: st.markdown(f"**{words}**"),
    "line": st.markdown,
    "items": st.markdown,
    "caption": st.caption,
    "info": lambda words: st.info(words, icon=":material/info:"),
    "warning": lambda words: st.warning(words, icon=":material/warning:"),
    "success": lambda words: st.success(words, icon=":material/check_circle:"),
    "banner": lambda words: st.markdown(f":orange-badge[:material/filter_alt: {words}]"),
}
