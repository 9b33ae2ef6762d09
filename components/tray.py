"""What a visitor collects on the way: figures of any view, kept in the link, taken as slides."""

from collections.abc import Iterator

import streamlit as st

from components.downloads import PPTX
from components.link import current_link
from components.view import View
from outcomes.displays.base.context import filter_words
from outcomes.displays.base.words import plain
from outcomes.displays.collected import Piece, chosen_in, pieces_in, written
from outcomes.displays.contents import entry_of, heading_of
from outcomes.export.deck import to_slides
from outcomes.export.report import Section, section_of

KEY = "tray"


def begin_tray() -> None:
    """Read what is collected from the link, and keep it there."""
    codes = current_link().take(KEY)
    if codes is not None:
        st.session_state[KEY] = list(codes)
    current_link().put(KEY, tuple(st.session_state[KEY]))


def show_collect(view: View, piece: Piece, *, key: str = "") -> None:
    """Offer to put a figure, as it is seen now, into the deck; or to take it out again."""
    if entry_of(piece.display) is None:
        return
    held = written(piece) in st.session_state.get(KEY, ())
    st.button(
        view.say("tray.held" if held else "tray.collect"),
        icon=":material/library_add_check:" if held else ":material/library_add:",
        type="tertiary",
        key=f"{key}collect.{piece.picture}",
        on_click=_drop if held else _add,
        args=(written(piece),),
    )


def show_tray(view: View) -> None:
    """Show what is collected of the open study, as a list and as a deck."""
    pieces = pieces_of(view)
    if not pieces:
        return
    label = view.say("tray.label", n=len(pieces))
    with st.popover(label, icon=":material/slideshow:"):
        for number, piece in enumerate(pieces, 1):
            with st.container(horizontal=True, vertical_alignment="center"):
                st.markdown(f"{number}. {plain(_called(view, piece))}")
                st.button("×", key=f"drop.{number}", type="tertiary", on_click=_drop,
                          args=(written(piece),), help=view.say("tray.drop"))  # fmt: skip
        with st.container(horizontal=True):
            st.download_button(
                view.say("tray.deck"),
                data=lambda: to_slides(sections_of(view, pieces), view.spec.slide_template),
                file_name=f"{view.spec.study.id}-slides.pptx",
                mime=PPTX,
                icon=":material/download:",
                on_click="ignore",
                type="primary",
            )
            st.button(view.say("tray.clear"), type="tertiary", on_click=_clear)


def pieces_of(view: View) -> list[Piece]:
    """Return what is collected of the open study."""
    pieces = pieces_in(st.session_state.get(KEY, ()))
    return [piece for piece in pieces if piece.study == view.spec.study.id]


def slide_of(view: View, piece: Piece) -> bytes:
    """Return one figure as a deck of one slide."""
    return to_slides(sections_of(view, (piece,)), view.spec.slide_template)


def sections_of(
    view: View, pieces: list[Piece] | tuple[Piece, ...]
) -> Iterator[tuple[Section, str]]:
    """Yield what is collected, drawn anew; what cannot be shown of these data is left out."""
    for piece in pieces:
        entry, asked = (
            entry_of(piece.display),
            view.elsewhere(piece.population, piece.unit, piece.filters),
        )
        if entry is None or asked is None:
            continue
        display, scene, words = entry.display, asked.scene, asked.words
        if display.offered(scene, words) or (display.compares and not scene.compares):
            continue
        chosen = chosen_in(piece, display, scene, words)
        about = display.about(scene, chosen)
        title = heading_of(entry.title, words, about)
        section = section_of("", title, display, scene, words, asked.ask, chosen, asked.stamp)
        yield section, piece.picture


def taken_from(view: View, piece: Piece) -> View | None:
    """Return the view a piece was taken from; None where it is not there any more."""
    return view.elsewhere(piece.population, piece.unit, piece.filters)


def _called(view: View, piece: Piece) -> str:
    entry, asked = (
        entry_of(piece.display),
        view.elsewhere(piece.population, piece.unit, piece.filters),
    )
    if entry is None or asked is None:
        return view.say("tray.gone")
    about = entry.display.about(
        asked.scene, chosen_in(piece, entry.display, asked.scene, asked.words)
    )
    heading = heading_of(entry.title, asked.words, about)
    who = [filter_words(asked.words, condition) for condition in asked.scene.filters]
    return " · ".join([heading, *who])


def _add(text: str) -> None:
    st.session_state[KEY] = [*st.session_state.get(KEY, ()), text]


def _drop(text: str) -> None:
    st.session_state[KEY] = [held for held in st.session_state.get(KEY, ()) if held != text]


def _clear() -> None:
    st.session_state[KEY] = []
