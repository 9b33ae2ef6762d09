"""The entry script: choose a study, choose a cohort, run the one tab that is open."""

import streamlit as st

from components.link import show_link_warnings
from components.sidebar import (
    Asker,
    choose_filters,
    choose_language,
    choose_population,
    choose_study,
)
from components.status import show_closed, show_status, show_welcome
from components.view import View
from outcomes.cohort import Cohort
from pages import data, enrollment, overview, survival

TABS = (overview, enrollment, survival, data)  # their order is an editorial decision


def main() -> None:
    """Draw one run of the app."""
    st.set_page_config(
        page_title="Peritoneal Outcomes", page_icon=":material/monitoring:", layout="wide"
    )
    with st.sidebar:
        study_area, cohort_area, language_area = st.container(), st.container(), st.container()
    with language_area:
        ask = Asker(choose_language())
    with study_area:
        opened = choose_study(ask)
    view: View | None = None
    if opened is not None and opened.study is not None:
        study = opened.study
        with cohort_area:
            show_link_warnings(study, ask)
            population = choose_population(study, ask)
            filters = choose_filters(study, population, ask)
        theme = st.context.theme.type or "light"
        view = View(Cohort(study, population, filters), ask.language, theme)

    def run(tab) -> None:  # noqa: ANN001 (a page module)
        if opened is None:
            show_welcome(ask)
        elif view is None:
            show_closed(opened.problems, ask)
        else:
            show_status(view)
            tab.render(view)

    pages = [
        st.Page(
            lambda tab=tab: run(tab),
            title=ask.say(tab.TITLE),
            url_path=tab.__name__.split(".")[-1],
            default=tab is TABS[0],
        )
        for tab in TABS
    ]
    st.navigation(pages, position="top").run()


if __name__ == "__main__":
    main()
