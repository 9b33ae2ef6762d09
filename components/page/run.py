"""A run of the app, whatever it serves: which page is open, what its link says, then its answer."""

from collections.abc import Callable
from contextlib import nullcontext
from types import ModuleType

from components.asking.language import language_ahead
from components.chart import expect_figures
from components.later import answer_first
from components.link import Link, begin_link, end_link
from components.page.tabs import begin_page, set_up
from components.server.idle import MEMORY
from components.server.sending import together


def run_page(show: Callable[[Link, ModuleType], None], *more: ModuleType) -> None:
    """Draw one run of the app: ``show`` the open tab; ``more`` are pages after the tabs."""
    page, tab = begin_page(language_ahead(), *more)
    link = begin_link(page.url_path)
    with MEMORY.a_run():
        try:
            with together() if link.again else nullcontext():
                expect_figures(link.again)
                set_up(link.again)
                with answer_first(link.again):
                    show(link, tab)
        except Exception:  # what stands around it is what was chosen: the link says so, too
            end_link(link)
            raise
        end_link(link)
