"""The entry script: choose a study, choose a cohort, run the one tab that is open."""

from collections.abc import Sequence
from pathlib import Path
from types import ModuleType

import streamlit as st
from streamlit.navigation.page import Page

from components.cache import study_in
from components.chart import load_charts
from components.filters import choose_filters
from components.link import Link, begin_link, end_link
from components.mapping import show_mapping
from components.provenance import show_link_warnings
from components.show import show_page
from components.sidebar import (
    Asker,
    choose_language,
    choose_population,
    choose_study,
    choose_unit,
)
from components.status import show_closed, show_status
from components.view import View
from components.welcome import show_welcome
from outcomes.model.cohort import Cohort
from outcomes.model.study import Study
from outcomes.wording import text
from pages import (
    ascites,
    conversion,
    data,
    enrollment,
    overview,
    recurrence,
    safety,
    sensitivity,
    subgroups,
    survival,
)

ICON = Path(__file__).parent / "icon.png"
# What the theme cannot say: margins, and the row of facts. Read once, not on every rerun.
STYLE = f"<style>{(Path(__file__).parent / 'style.css').read_text(encoding='utf-8')}</style>"
# Their order is an editorial decision.
TABS = (
    overview,
    enrollment,
    ascites,
    conversion,
    survival,
    recurrence,
    sensitivity,
    subgroups,
    safety,
    data,
)


def main() -> None:
    """Draw one run of the app."""
    st.set_page_config(page_title="Peritoneal Outcomes", page_icon=str(ICON), layout="wide")
    st.html(STYLE)
    page, tab = choose_tab(TABS)
    link = begin_link(page.url_path)
    with st.sidebar:
        study_area, cohort_area, language_area = st.container(), st.container(), st.container()
    with language_area:
        ask = Asker(choose_language())
    with study_area:
        opened = choose_study(ask)
    view = None
    if opened is not None and opened.study is not None:
        with cohort_area:
            view = choose_view(opened.study, link, ask)
    if view is not None:
        show_status(view)
        if opened is not None and opened.guessed:
            show_reading(view, opened.guessed)
        load_charts()
        show_page(tab, view)
    elif opened is not None:
        show_closed(opened.problems, ask)
    else:
        show_welcome(ask)
    end_link(link)


def show_reading(view: View, file_id: str) -> None:
    """Offer to correct how an upload without a protocol was read; open until it makes a curve."""
    with st.expander(
        view.say("tab.mapping"), expanded=not view.scene.timed, icon=":material/rule_settings:"
    ):
        show_mapping(view, file_id)


def choose_view(study: Study, link: Link, ask: Asker) -> View:
    """Ask for population and filters, and return the view they make."""
    show_link_warnings(study, link, ask)
    study = study_in(study, choose_unit(study, ask))
    population = choose_population(study, ask)
    filters = choose_filters(study, population, ask.language)
    theme = st.context.theme.type or "light"
    return View(Cohort(study, population, filters), ask.language, theme)


def choose_tab(tabs: Sequence[ModuleType]) -> tuple[Page, ModuleType]:
    """Return the open page and its module; the pages themselves draw nothing."""
    language = st.session_state.get("lang") or st.query_params.get("lang", "en")
    by_path = {tab.__name__.split(".")[-1]: tab for tab in tabs}
    pages = [
        st.Page(_nothing, title=text(tab.TITLE, language), url_path=path, default=tab is tabs[0])
        for path, tab in by_path.items()
    ]
    page = st.navigation(pages, position="top")
    return page, by_path.get(page.url_path, tabs[0])


def _nothing() -> None:
    """Stand for a page: the shell renders the open tab itself, inside the cohort it asked for."""


if __name__ == "__main__":
    main()
