"""Saved views: a name for the patients chosen now, kept in the link."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple
from urllib.parse import urlencode

import streamlit as st

from components.later import later
from components.link import FILTER, Parameters, current_link, kept
from components.view import View
from outcomes.displays.base.words import plain
from outcomes.displays.collected import fields_in

KEY = "saved"
POPULATION = "population"
LONGEST = 40  # letters of a name


class Saved(NamedTuple):
    """A name, and the parameters of the link that choose its patients."""

    name: str
    study: str
    codes: Parameters


def written(saved: Saved) -> str:
    """Return a view as text, as links hold it."""
    return urlencode({"name": saved.name, "study": saved.study, **saved.codes}, doseq=True)


def saved_in(texts: Iterable[str]) -> list[Saved]:
    """Return the views a link holds; what is none is left out."""
    found = []
    for text in texts:
        given = fields_in(text)
        name, study = ("".join(given.pop(key, [])) for key in ("name", "study"))
        codes = {k: tuple(v) for k, v in given.items() if k == POPULATION or k.startswith(FILTER)}
        if name.strip() and study:
            found.append(Saved(name[:LONGEST], study, codes))
    return found


def chosen_now(parameters: Mapping[str, tuple[str, ...]]) -> Parameters:
    """Return the parameters that choose patients, of all a link holds."""
    patients = (POPULATION, FILTER)
    return {key: codes for key, codes in parameters.items() if key.startswith(patients)}


def show_saved(view: View) -> None:
    """Offer the saved views of the open study, and to save the one in view."""
    kept(KEY)
    link = current_link()
    if view.narrows_freely:
        later(lambda: _draw_saved(view, chosen_now(link.next)))


def _draw_saved(view: View, now: Parameters) -> None:
    views = [one for one in saved_in(st.session_state[KEY]) if one.study == view.spec.study.id]
    standard = view.spec.default_population.id
    with st.popover(view.say("saved.title"), icon=":material/bookmarks:", type="tertiary"):
        for number, one in enumerate(views):
            with st.container(horizontal=True, vertical_alignment="center"):
                st.button(plain(one.name), key=f"saved.open.{number}", on_click=_open,
                          args=(one, tuple(now), standard))  # fmt: skip
                st.button("×", key=f"saved.drop.{number}", type="tertiary", on_click=_drop,
                          args=(written(one),), help=view.say("saved.drop"))  # fmt: skip
        st.text_input(view.say("saved.name"), key="saved.name", max_chars=LONGEST)
        st.button(view.say("saved.save"), icon=":material/bookmark_add:", on_click=_save,
                  args=(view.spec.study.id, now))  # fmt: skip


def _open(saved: Saved, now: Iterable[str], standard: str) -> None:
    for key in {*now, *saved.codes} - {POPULATION}:
        st.session_state[key] = list(saved.codes.get(key, ()))
    st.session_state[POPULATION] = next(iter(saved.codes.get(POPULATION, ())), standard)


def _save(study: str, codes: Parameters) -> None:
    name = str(st.session_state.get("saved.name", "")).strip()
    if name:
        text = written(Saved(name, study, codes))
        st.session_state[KEY] = [*(t for t in st.session_state[KEY] if t != text), text]
        st.session_state["saved.name"] = ""


def _drop(text: str) -> None:
    st.session_state[KEY] = [held for held in st.session_state[KEY] if held != text]
