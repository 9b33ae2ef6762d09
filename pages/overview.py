"""Overview: the study in one screen — design, primary result, enrollment, what needs attention."""

from typing import Any

import streamlit as st

from components.answers import comparisons_of, curves_of
from components.curves import show_curves
from components.estimand import show_estimand
from components.frame import show_drawn, show_facts, show_notes
from components.overview import (
    accrual_fact,
    contrast_fact,
    design_words,
    events_fact,
    follow_up_fact,
    median_facts,
    show_attention,
)
from components.status import caption_of, plain
from components.view import View
from outcomes.estimators.conduct.accrual import accrual
from outcomes.figures.calendar.enrollment import accrual_figure
from outcomes.model.protocol import Endpoint

TITLE = "tab.overview"
LEFT, RIGHT = 600, 340  # pixels of the two columns at 1280


def render(view: View) -> None:
    """Draw the tab."""
    primary = primary_timed(view)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(design_words(view))
        if primary:
            show_estimand(view, primary)
    facts = [accrual_fact(view)]
    if primary:
        result = curves_of(view, primary)
        facts += [events_fact(view, primary, result), *median_facts(view, primary, result)]
        facts += contrast_fact(view, comparisons_of(view, primary))
        facts.append(follow_up_fact(view, primary))
    show_facts(facts)
    left, right = st.columns([8, 5], gap="medium")
    with left:
        if primary:
            show_primary(view, primary)
    with right:
        show_enrollment(view)
        show_attention(view)


def primary_timed(view: View) -> Endpoint | None:
    """Return the primary endpoint if it has times, else the first that has."""
    timed = [e for e in view.spec.endpoints if e.timed]
    primary = view.spec.primary
    return primary if primary in timed else next(iter(timed), None)


def show_primary(view: View, endpoint: Endpoint) -> None:
    """Draw the primary endpoint's curves."""
    registered = endpoint.registered
    label = view.say("overview.primary", label=plain(view.endpoint_label(endpoint)))
    help_text = view.say("overview.registered", words=plain(registered)) if registered else None
    st.markdown(f"**{label}**", help=help_text)
    result = curves_of(view, endpoint)
    show_curves(view, endpoint, result, key="primary", width=LEFT, plot_height=230)
    show_notes(result)


def show_enrollment(view: View) -> None:
    """Draw accrual against the plan."""
    st.markdown(f"**{view.say('overview.accrual')}**")
    result = view.result(accrual)

    def draw(theme: str) -> Any:
        look = {"language": view.language, "theme": theme, "width": RIGHT}
        # Beside the primary result there is room for the mark of a filtered cohort only.
        caption = caption_of(view)[:1] if view.exploratory else ()
        return accrual_figure(result, labels=view.labels, caption=caption, **look)

    alt = f"{view.say('overview.accrual')}: n = {view.cohort.n}"
    show_drawn(view, draw, lambda: [result], key="accrual", alt=alt)
