"""What a visitor collects on the way: figures of any view, kept in the link, taken as slides."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import streamlit as st

from components.files.downloads import PPTX
from components.later import later
from components.link import kept
from components.view import View
from outcomes.displays.base.display import Chosen, Display
from outcomes.displays.base.said.context import filter_words
from outcomes.displays.base.words import plain
from outcomes.displays.collected import Piece, chosen_in, pieces_in, written
from outcomes.displays.contents import entry_of, heading_of
from outcomes.export.report.sections import Section, section_of

KEY = "tray"


class Slide(NamedTuple):
    """What stands on the projector: a display of a view, with its choices settled."""

    title: str
    display: Display
    view: View
    chosen: Chosen


def begin_tray() -> None:
    """Read what is collected from the link, and keep it there."""
    kept(KEY)


def show_collect(view: View, piece: Piece, *, key: str = "") -> None:
    """Offer to put a figure, as it is seen now, into the deck; or to take it out again."""
    if entry_of(piece.display) is None:
        return
    held = written(piece) in st.session_state.get(KEY, ())
    later(
        lambda: st.button(
            view.say("tray.held" if held else "tray.collect"),
            icon=":material/library_add_check:" if held else ":material/library_add:",
            type="tertiary",
            key=f"{key}collect.{piece.picture}",
            on_click=_drop if held else _add,
            args=(written(piece),),
        )
    )


def show_tray(view: View) -> None:
    """Show what is collected of the open study, as a list and as a deck."""
    pieces = pieces_of(view)
    if pieces:
        later(lambda: _draw_tray(view, pieces))


def _draw_tray(view: View, pieces: Sequence[Piece]) -> None:
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
                data=lambda: slides_of(view, pieces),
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
    return slides_of(view, (piece,))


def slides_of(view: View, pieces: Sequence[Piece]) -> bytes:
    """Return figures as a deck, in their order."""
    from outcomes.export.deck import to_slides  # a third of what the app imports, for few

    return to_slides(sections_of(view, pieces), view.spec.slide_template)


def sections_of(view: View, pieces: Sequence[Piece]) -> Iterator[tuple[Section, str]]:
    """Yield what is collected, drawn anew; what cannot be shown of these data is left out."""
    for piece in pieces:
        slide = slide_in(view, piece)
        if slide is None or not slide.view.has(slide.display):
            continue
        title, display, asked, chosen = slide
        section = section_of(
            "", title, display, asked.scene, asked.words, asked.ask, chosen, asked.stamp
        )
        yield section, piece.picture


def slide_in(view: View, piece: Piece) -> Slide | None:
    """Return a collected figure as it was seen; None where it is not there any more."""
    entry = entry_of(piece.display)
    asked = view.elsewhere(piece.population, piece.unit, piece.filters)
    if entry is None or asked is None:
        return None
    asked = asked.within(entry.display.within)
    chosen = chosen_in(piece, entry.display, asked.scene, asked.words)
    about = entry.display.about(asked.scene, chosen)
    return Slide(heading_of(entry.title, asked.words, about), entry.display, asked, chosen)


def _called(view: View, piece: Piece) -> str:
    slide = slide_in(view, piece)
    if slide is None:
        return view.say("tray.gone")
    words, scene = slide.view.words, slide.view.scene
    return " · ".join([slide.title, *(filter_words(words, one) for one in scene.filters)])


def _add(text: str) -> None:
    st.session_state[KEY] = [*st.session_state.get(KEY, ()), text]


def _drop(text: str) -> None:
    st.session_state[KEY] = [held for held in st.session_state.get(KEY, ()) if held != text]


def _clear() -> None:
    st.session_state[KEY] = []
