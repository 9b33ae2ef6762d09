"""A run of the app: what leaves together."""

from contextlib import contextmanager
from types import SimpleNamespace

import pytest

from components.page import run


@pytest.mark.parametrize("again", [True, False])
def test_of_a_page_that_stands_all_that_is_drawn_leaves_together(again, monkeypatch):
    done = []

    @contextmanager
    def together():
        done.append("held")
        yield
        done.append("sent")

    link = SimpleNamespace(again=again)
    monkeypatch.setattr(run, "begin_page", lambda: (SimpleNamespace(url_path=""), "tab"))
    monkeypatch.setattr(run, "begin_link", lambda path: link)
    monkeypatch.setattr(run, "together", together)
    for name in ("expect_figures", "set_up", "end_link"):
        monkeypatch.setattr(run, name, lambda _, name=name: done.append(name))
    run.run_page(lambda link, tab: done.append("drawn"))
    drawn = ["expect_figures", "set_up", "drawn"]
    assert done == [*(["held", *drawn, "sent"] if again else drawn), "end_link"]
