"""The wall between what was planned and what is explored."""

from collections.abc import Iterable
from dataclasses import replace

import streamlit as st

from components.choice import choose_switch
from components.view import View
from outcomes.results.note import Note
from outcomes.results.result import Estimate, Result

SHOW_P = "show_p"
EXPLORATORY = Note("exploratory")
OFF = Note("no_comparison_after_baseline")
_TESTS = ("statistic", "interaction", "nonlinearity")


def choose_p_values(view: View) -> bool:
    """Whether p-values are shown: always for the planned population, under filters on request."""
    if not view.exploratory:
        return True
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(view.say("wall.p_values"))
        return choose_switch(view.say("wall.show_p"), key=SHOW_P)


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
    """Return results as they may leave the page: under filters marked, tests withheld.

    After a filter on something later than baseline there is no comparison of arms in them either.
    The mark is English like every name in the files; what a file says must not depend on the
    language of the visitor who saved it.
    """
    if not view.exploratory:
        return list(results)
    if view.scene.post_baseline:
        results = [_uncompared(result) for result in results]
    return [_marked(result, p_values) for result in results]


def _uncompared(result: Result) -> Result:
    return replace(result.described(), notes=(OFF, *result.notes))


def _marked(result: Result, p_values: bool) -> Result:
    marked = replace(result, notes=(EXPLORATORY, *result.notes))
    if p_values:
        return marked
    return replace(marked, estimates=tuple(_untested(e) for e in marked.estimates))


def _untested(estimate: Estimate) -> Estimate:
    """Return an estimate without its p-value; of a test the statistic goes too."""
    if estimate.p_value is None:
        return estimate
    value = None if estimate.quantity in _TESTS else estimate.value
    return replace(estimate, p_value=None, value=value, notes=(*estimate.notes, Note("p_withheld")))
