"""For the projector: one figure at a time, in large letters, walked with the arrow keys."""

from collections.abc import Sequence
from html import escape
from pathlib import Path

import segno
import streamlit as st

from components import chart
from components.answer.frame import show_cells
from components.files.tray import KEY as TRAY
from components.files.tray import Slide, pieces_of, slide_in
from components.later import later
from components.link import current_link, kept
from components.view import View
from outcomes.displays.base.display import Given, Look, settled
from outcomes.displays.base.panel import Block, Cells, Facts, Panel, Picture, Text
from outcomes.displays.base.words import plain
from outcomes.displays.collected import value_of
from outcomes.displays.contents import about_of
from outcomes.displays.tab import Tab

PRESENT, STEP, REVEALED, CODE = "present", "slide", "revealed", "qr"
WIDTH, HEIGHT = 1760, 470  # pixels of a figure, and of its plot, on a projector of 1920 × 1080
ROOM, TITLE = 880, 50  # pixels its figures share, and those that the title of one takes
LONGEST = 1800  # letters a code can still be read with from the last row
_STYLE = f"<style>{(Path(__file__).parent / 'present.css').read_text(encoding='utf-8')}</style>"


def presenting() -> bool:
    """Whether the link asks for the projector's form."""
    return bool(kept(PRESENT))


def show_present_button(view: View) -> None:
    """Offer the projector's form."""
    later(
        lambda: st.button(
            view.say("present.start"), icon=":material/present_to_all:", type="tertiary",
            help=view.say("present.help"), on_click=_set, args=(PRESENT, "1"),
        )
    )  # fmt: skip


def show_presentation(tab: Tab, view: View) -> None:
    """Show one slide, and take the keys that walk to the others."""
    st.html(_STYLE)
    slides = _collected(view) or _sections(tab, view)
    place = _place(len(slides))
    _show_keys(view, place, len(slides))
    if not slides:
        st.info(view.say("present.nothing"))
        return
    slide = slides[place]
    with st.container(horizontal=True, horizontal_alignment="distribute", key="present-title"):
        st.markdown(f"#### {plain(slide.title)}", anchors=False)
        st.caption(f"{place + 1} / {len(slides)} · {view.say('present.keys')}", width="content")
    _show_slide(slide, revealed=bool(kept(REVEALED)))
    if kept(CODE):
        show_code(view)


def _show_slide(slide: Slide, *, revealed: bool) -> None:
    display, view, words = slide.display, slide.view, slide.view.words
    chosen = {**slide.chosen, "revealed": revealed}
    endpoint = display.about(view.scene, chosen)
    answers = {name: view.ask(q) for name, q in display.ask(view.scene, chosen).items()}
    width = chart.page_width(WIDTH)
    look = Look(view.language, view.theme, "presentation", width, labels=words.labels,
                names=words.names, height=HEIGHT)  # fmt: skip
    panel = display.draw(Given(view.scene, chosen, answers, look, not view.exploratory))
    st.caption(plain(" · ".join(view.caption(endpoint))))
    _show_first(panel, view)
    said = dict.fromkeys(
        note for n, r in answers.items() if n not in panel.quiet for note in r.notes
    )
    if said:
        st.caption(plain(" · ".join(words.note(note) for note in said)))


def _show_first(panel: Panel, view: View) -> None:
    """Show the answer, every warning and the figures that fit; where there is none, the tables."""
    figures = fitting(panel)
    for block in panel.walk():
        if isinstance(block, Text) and block.role in ("answer", "warning", "banner", "info"):
            st.markdown(block.words)
        elif isinstance(block, Picture) and block in figures:
            if len(figures) > 1 and block.title:
                st.markdown(f"**{plain(block.title)}**")
            _show_figure(block)
        elif isinstance(block, Facts) and block not in _after(figures, panel):
            st.markdown(
                " · ".join(f"{plain(a)} **{plain(b)}** {plain(c)}" for a, b, c in block.facts)
            )
        elif isinstance(block, Cells) and not figures and not block.long:
            show_cells(block, view)


def fitting(panel: Panel) -> list[Picture]:
    """Return the figures one screen has room for, from the first on: that one always."""
    found: list[Picture] = []
    room = float(ROOM)
    for block in panel.walk():
        if isinstance(block, Picture):
            room -= _height(block)
            if found and room < 0:
                break
            found.append(block)
    return found


def _height(picture: Picture) -> float:
    return float(picture.figure.spec["layout"]["height"]) + TITLE if picture.figure else TITLE


def _after(figures: Sequence[Picture], panel: Panel) -> list[Block]:
    """Return what follows the first of the figures."""
    blocks = list(panel.walk())
    return blocks[blocks.index(figures[0]) :] if figures else []


def _show_figure(picture: Picture) -> None:
    if picture.figure is None:
        st.markdown(plain(picture.alt))
        return
    chart.show_chart(picture.figure, key=f"present.{picture.id}", alt=picture.alt,
                     page=chart.page_width(WIDTH))  # fmt: skip


def _collected(view: View) -> list[Slide]:
    """Return the collected figures as slides."""
    slides = (slide_in(view, piece) for piece in pieces_of(view))
    return [slide for slide in slides if slide and slide.view.has(slide.display)]


def _sections(tab: Tab, view: View) -> list[Slide]:
    """Return the sections of the open tab as slides, with the choices the link holds."""
    if not view.opens(tab):
        return []
    slides, held = [], current_link().held_codes
    for code, display in tab.sections.items():
        asked = view.within(display.within)
        if not asked.has(display):
            continue
        chosen = settled(display, asked.scene, asked.words, lambda c: value_of(c, held(c.key)))
        about = display.about(asked.scene, chosen)
        section = asked.say(tab.names.format(code) if len(tab.sections) > 1 else tab.title)
        slides.append(Slide(about_of(section, asked.words, about), display, asked, chosen))
    return slides


def _place(n: int) -> int:
    given = "".join(kept(STEP))
    return min(int(given[:6]), max(n - 1, 0)) if given.isdecimal() else 0


def _show_keys(view: View, place: int, n: int) -> None:
    """Draw the buttons the keys press: for the eye there are none."""
    actions = (
        ("next", STEP, str(min(place + 1, n - 1))),
        ("previous", STEP, str(max(place - 1, 0))),
        ("reveal", REVEALED, "" if kept(REVEALED) else "1"),
        ("code", CODE, "" if kept(CODE) else "1"),
        ("leave", PRESENT, ""),
    )
    with st.container(key="present-keys"):
        for name, key, value in actions:
            with st.container(key=f"present-{name}"):
                st.button(view.say(f"present.{name}"), key=f"present.{name}", on_click=_set,
                          args=(key, value))  # fmt: skip


def show_code(view: View) -> None:
    """Show the link of this view as a code a telephone can read."""
    page = str(st.context.url or "").partition("?")[0]
    link = f"{page}?{current_link().query(without=(TRAY, PRESENT, STEP, CODE, REVEALED))}"
    with st.container(key="present-qr", width="content"):
        if len(link) > LONGEST:
            st.caption(view.say("present.too_long"))
            return
        code = segno.make(link, error="m").svg_data_uri(scale=4, border=2, light="#fff")
        st.html(f'<img src="{escape(code)}" alt="{escape(link)}" width="260" height="260">')


def _set(key: str, value: str) -> None:
    st.session_state[key] = (value,) if value else ()
