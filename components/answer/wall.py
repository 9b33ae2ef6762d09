"""The wall between what was planned and what is explored."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import partial

import streamlit as st

from components.asking.choice import choose_switch
from components.later import Draw, draw_all, gathered, later
from components.view import View
from outcomes.results.note import Note, Ref
from outcomes.results.result import Result
from outcomes.results.withheld import uncompared, untested

SHOW_P = "show_p"
EXPLORATORY = Note("exploratory")


def choose_p_values(view: View, *, tests: bool) -> bool:
    """Whether p-values are shown: of the planned patients always, of others on request.

    What holds no tests asks for none.
    """
    if not (view.exploratory and tests):
        return not view.exploratory
    why = view.say("wall.p_values")
    if view.scene.other_set:
        planned = view.words.population(view.spec.default_population.id)
        why = view.say("wall.p_values_set", population=planned)
    with gathered() as widgets:
        later(lambda: st.caption(why, width="content"))
        shown = choose_switch(view.say("wall.show_p"), key=SHOW_P)
    later(partial(_show_switch, widgets))
    return shown


def _show_switch(widgets: Sequence[Draw]) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key="p-values"):
        draw_all(widgets)  # at once: a row that comes after the answer would push it down


def may_compare(view: View) -> bool:
    """Say why the arms are not compared where they are not."""
    if not view.spec.compared_arms:
        st.info(view.say("panel.no_arms"), icon=":material/info:")
        return False
    if view.scene.post_baseline:
        st.info(view.say("wall.post_baseline"), icon=":material/block:")
        return False
    return True


def for_export(view: View, results: Iterable[Result], *, p_values: bool) -> list[Result]:
    """Return results as they may leave the page: marked as what they are.

    Of others than planned tests are withheld; after a filter on something later than baseline
    there is no comparison of arms either. The marks are English like every name in the files; what
    a file says must not depend on the language of the visitor who saved it.
    """
    if view.scene.post_baseline:
        results = [uncompared(result) for result in results]
    marks = (*standing_notes(view), *_origin_notes(view))
    return [_marked(result, marks, p_values or not view.exploratory) for result in results]


def standing_notes(view: View) -> tuple[Note, ...]:
    """Return what results of others than the planned patients say of themselves."""
    own = view.spec.default_population.id
    other = Note("other_set", population=Ref("population", own))
    marks = ((other, view.scene.other_set), (EXPLORATORY, bool(view.scene.filters)))
    return tuple(note for note, holds in marks if holds)


def _origin_notes(view: View) -> tuple[Note, ...]:
    """Return what results say of where they are from: invented, or read with corrections."""
    scene = view.scene
    corrected = Note("corrected", what="; ".join(scene.corrected))
    marks = ((Note("simulated"), scene.spec.study.simulated), (corrected, bool(scene.corrected)))
    return tuple(note for note, holds in marks if holds)


def _marked(result: Result, marks: tuple[Note, ...], p_values: bool) -> Result:
    marked = replace(result, notes=(*marks, *result.notes))
    return marked if p_values else untested(marked)
