"""What is said of a view that takes long."""

from threading import Event
from types import SimpleNamespace

import pytest

from components.page import progress
from outcomes.model.question import Request

ASKED = {"one": Request("survival.cox", "os"), "two": Request("survival.hazards", "os")}


class Place:
    def __init__(self):
        self.said, self.heard = [], Event()

    def progress(self, share, words):
        self.said.append((share, words))
        self.heard.set()

    def empty(self):
        self.said.append("nothing")


@pytest.fixture
def place(monkeypatch):
    made = Place()
    monkeypatch.setattr(progress.st, "empty", lambda: made)
    return made


def view_of(ask):
    words = SimpleNamespace(say_or=lambda key, default: key if "cox" in key else default)
    return SimpleNamespace(
        ask=ask, words=words, say=lambda key, **v: f"{key} {v['n']} {v['total']} {v['what']}"
    )


def test_each_question_is_told_once_somebody_waits_and_nothing_stays(place):
    asked = []

    def ask(question):
        asked.append(question)
        assert place.heard.wait(5)  # the first is told while it is being answered
        return question.name

    found = progress.answered(view_of(ask), ASKED, slow=True)
    assert found == {"one": "cox", "two": "hazards"}
    first, second = "panel.computing 1 2 method.cox", "panel.computing_one 2 2 "
    assert place.said == [(0.0, first), (0.5, second), "nothing"]


def test_what_is_there_at_once_is_not_announced(place, monkeypatch):
    monkeypatch.setattr(progress, "Timer", lambda *_: SimpleNamespace(start=int, cancel=int))
    monkeypatch.setattr(progress, "add_script_run_ctx", lambda _: None)
    progress.answered(view_of(lambda q: q.name), ASKED, slow=True)
    assert place.said == []
