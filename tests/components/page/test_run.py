"""A run of the app: what leaves together, and what is written of one that fails or is stopped."""

from contextlib import contextmanager
from types import SimpleNamespace

import pytest

from components.page import run


@pytest.fixture
def begun(monkeypatch):
    """Return what is done around an answer, and begin a run of a page: one that stands, or not."""
    done = []

    @contextmanager
    def together():
        done.append("held")
        yield
        done.append("sent")

    def begin(show, again=True):
        link = SimpleNamespace(again=again)
        monkeypatch.setattr(run, "begin_link", lambda path: link)
        run.run_page(show)

    monkeypatch.setattr(run, "language_ahead", lambda: "en")
    monkeypatch.setattr(run, "begin_page", lambda language: (SimpleNamespace(url_path=""), "tab"))
    monkeypatch.setattr(run, "together", together)
    for name in ("expect_figures", "set_up", "end_link"):
        monkeypatch.setattr(run, name, lambda _, name=name: done.append(name))
    return done, begin


@pytest.mark.parametrize("again", [True, False])
def test_of_a_page_that_stands_all_that_is_drawn_leaves_together(again, begun):
    done, begin = begun
    begin(lambda link, tab: done.append("drawn"), again)
    drawn = ["expect_figures", "set_up", "drawn"]
    assert done == [*(["held", *drawn, "sent"] if again else drawn), "end_link"]


@pytest.mark.parametrize(
    ("error", "written"),
    [(ValueError, 1), (KeyboardInterrupt, 0)],  # the second is no failure, as a stop is none
    ids=["failed", "stopped"],
)
def test_the_link_says_what_is_shown_also_where_the_answer_failed(error, written, begun):
    done, begin = begun

    def show(link, tab):
        raise error

    with pytest.raises(error):
        begin(show)
    assert done.count("end_link") == written
