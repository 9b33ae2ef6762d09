"""The wall between what was planned and what is explored."""

import streamlit as st

from components.choice import choose_switch
from components.view import View


def choose_p_values(view: View) -> bool:
    """Whether p-values are shown: always for the planned population, under filters on request."""
    if not view.exploratory:
        return True
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(view.say("wall.p_values"))
        return choose_switch(view.say("wall.show_p"), key="show_p")


def may_compare(view: View) -> bool:
    """Say why the arms are not compared where they are not."""
    if not view.spec.compared_arms:
        st.info(view.say("panel.no_arms"), icon=":material/info:")
        return False
    if view.post_baseline:
        st.info(view.say("wall.post_baseline"), icon=":material/block:")
        return False
    return True
