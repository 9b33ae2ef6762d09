"""The tabs, in their order, and the page around the open one."""

from functools import cached_property
from pathlib import Path
from types import ModuleType

import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.navigation.page import Page

from outcomes.wording import text
from pages import TABS, publish

PUBLISH = publish
"""A page of the workbench, where it has a place to release to."""

ICON = Path(__file__).parent / "icon.png"


class Sidebar:
    """The places of the sidebar, from the top; made when the first of them is drawn in."""

    @cached_property
    def _places(self) -> tuple[DeltaGenerator, DeltaGenerator, DeltaGenerator]:
        with st.sidebar:
            return st.container(), st.container(), st.container()

    def study(self) -> DeltaGenerator:
        return self._places[0]

    def cohort(self) -> DeltaGenerator:
        return self._places[1]

    def language(self) -> DeltaGenerator:
        return self._places[2]


def begin_page(language: str, *more: ModuleType) -> tuple[Page, ModuleType]:
    """Return the open page with its module: the pages themselves draw nothing.

    ``language`` is that of their names; ``more`` are pages after the tabs.
    """
    tabs = (*TABS, *more)
    by_path = {path_of(tab): tab for tab in tabs}
    pages = [
        st.Page(_nothing, title=text(tab.TITLE, language), url_path=path, default=tab is tabs[0])
        for path, tab in by_path.items()
    ]
    page = st.navigation(pages, position="top")
    return page, by_path.get(page.url_path, tabs[0])


def set_up(again: bool) -> None:
    """Say what the page is called and how wide it is; on one that stands it is known."""
    if not again:
        st.set_page_config(page_title="Peritoneal Outcomes", page_icon=str(ICON), layout="wide")


def path_of(tab: ModuleType) -> str:
    """Return where a tab is in the address."""
    return tab.__name__.rpartition(".")[2]


def _nothing() -> None:
    """Stand for a page: the shell renders the open tab itself, inside the cohort it asked for."""
