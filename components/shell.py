"""The entry script: choose a study, choose a cohort, run the one tab that is open."""

from types import ModuleType

import streamlit as st

from components.access import publishes
from components.asking.filters.filters import choose_filters
from components.asking.language import Asker, choose_language
from components.asking.sidebar import choose_population, choose_study, choose_unit
from components.cache import study_in
from components.chart import await_holders
from components.computed import Computed
from components.files.tray import begin_tray
from components.later import around_the_answer
from components.link import Link
from components.page.provenance import show_link_warnings
from components.page.run import run_page
from components.page.show import show_page
from components.page.status import show_closed, show_status
from components.page.tabs import PUBLISH, Sidebar
from components.page.welcome import show_welcome
from outcomes.model.cohort import Cohort
from outcomes.model.study import Study

_OPEN_AT = "map.open_at"  # the upload and the tab where its reading made no curve


def main() -> None:
    """Draw one run of the app."""
    run_page(show_run, *([PUBLISH] if publishes() else []))


def show_run(link: Link, tab: ModuleType) -> None:
    """Ask what is to be shown, and show it."""
    sidebar = Sidebar()
    with around_the_answer(sidebar.language):
        ask = Asker(choose_language())
    opened = choose_study(ask, sidebar.study)
    view = None
    if opened is not None and opened.study is not None:
        with around_the_answer(sidebar.cohort):
            view = choose_view(opened.study, link, ask)
    if view is not None:
        begin_tray()
        show_status(view)
        if opened is not None and opened.guessed:
            show_reading(view, opened.guessed, tab)
        if not link.again:
            await_holders()
        show_tab_or_publish(tab, view)
    elif opened is not None:
        show_closed(opened.problems, ask)
    else:
        show_welcome(ask)


def show_tab_or_publish(tab: ModuleType, view: Computed) -> None:
    """Show the open tab; the page of a publisher is loaded where it is opened."""
    if tab is not PUBLISH:
        show_page(tab, view)
        return
    from components.instance.publishing import show_publishing

    show_publishing(view)


def show_reading(view: Computed, file_id: str, tab: ModuleType) -> None:
    """Offer to correct how an upload without a protocol was read; open where it made no curve."""
    from components.asking.mapping.mapping import show_mapping

    here = (file_id, tab.__name__)
    if not view.scene.timed:
        st.session_state[_OPEN_AT] = here
    opened = st.session_state.get(_OPEN_AT) == here  # with the first curve nothing shuts
    label = view.say("tab.mapping")
    with st.expander(label, expanded=opened, icon=":material/rule_settings:"):
        show_mapping(view, file_id)


def choose_view(study: Study, link: Link, ask: Asker) -> Computed:
    """Ask for population and filters, and return the view they make."""
    show_link_warnings(study, link, ask)
    study = study_in(study, choose_unit(study, ask))
    population = choose_population(study, ask)
    filters = choose_filters(study, population, ask.language)
    theme = st.context.theme.type or "light"
    return Computed(Cohort(study, population, filters), ask.language, theme)


if __name__ == "__main__":
    main()
