"""What is said of a view that takes long, and what is shown of it before all is there."""

from threading import Event
from types import SimpleNamespace

import pytest

from components.answer import progress
from outcomes.model.question import Request
from outcomes.results.result import Result

ASKED = {"one": Request("survival.cox", "os"), "two": Request("survival.hazards", "os")}
THREE = {**ASKED, "three": Request("survival.prediction.ranking", "os")}
FIRST, SECOND = "panel.computing 1 2 method.cox", "panel.computing_one 2 2 "


class Place:
    """A place of the page: what is put there is written down in its order."""

    def __init__(self, said, heard, name="all"):
        self.said, self.heard, self.name, self.filled = said, heard, name, False

    def progress(self, share, words):
        self.said.append((share, words))
        self.heard.set()

    def container(self, key):
        inside = Place(self.said, self.heard, key)
        inside.empty = lambda: Place(self.said, self.heard, "part")
        self.name = key if key.startswith("ready") else self.name
        return inside

    def empty(self):
        self.said.append(f"no {self.name}")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.said.append(f"end of {self.name}")


@pytest.fixture
def place(monkeypatch):
    made = Place([], Event())
    monkeypatch.setattr(progress.st, "empty", lambda: made)
    monkeypatch.setattr(progress.st, "html", lambda words: made.said.append("complete"))
    return made


@pytest.fixture
def clock(monkeypatch, place):
    """Return a clock that stands unless somebody turns it; nobody is told by a second one."""
    made = SimpleNamespace(now=0.0)
    monkeypatch.setattr(progress, "monotonic", lambda: made.now)
    monkeypatch.setattr(progress, "Timer", lambda *_: SimpleNamespace(start=int, cancel=int))
    monkeypatch.setattr(progress, "add_script_run_ctx", lambda _: None)
    return made


def view_of(ask):
    words = SimpleNamespace(say_or=lambda key, default: key if "cox" in key else default)
    return SimpleNamespace(
        ask=ask, words=words, say=lambda key, **v: f"{key} {v['n']} {v['total']} {v['what']}"
    )


def answer_in(clock, seconds):
    """Return who answers each question in so many seconds."""

    def ask(question):
        clock.now += seconds
        return Result(question.name)

    return view_of(ask)


def painted(place, view, questions, *, takes=0.0, clock=None):
    """Return the answers, after writing down for each part what was ready."""

    def paint(answers, prefix):
        ready = [name for name, answer in answers.items() if not answer.awaited]
        assert list(answers) == list(questions)
        place.said.append((prefix, *ready))
        if clock:
            clock.now += takes

    with progress.aloud("a.view", slow=True) as told:
        return progress.answered(view, questions, told, paint)


def parts(place):
    return [said for said in place.said if isinstance(said, tuple) and "ready" in str(said[0])]


def test_each_question_is_told_once_somebody_waits_and_nothing_stays(place):
    asked = []

    def ask(question):
        asked.append(question)
        assert place.heard.wait(5)  # the first is told while it is being answered
        return question.name

    with progress.aloud("a.view", slow=True) as told:
        found = progress.answered(view_of(ask), ASKED, told)
        place.said.append("the answer")
    assert found == {"one": "cox", "two": "hazards"}
    assert place.said == [(0.0, FIRST), (0.5, SECOND), "the answer", "no all"]


def test_what_is_there_at_once_is_not_announced_and_not_shown_in_parts(place, clock):
    painted(place, answer_in(clock, progress.PART / 4), THREE)
    assert place.said == []


def test_what_takes_no_time_has_no_place_on_the_page(place):
    with progress.aloud("a.view", slow=False) as told:
        found = progress.answered(view_of(lambda q: q.name), ASKED, told, pytest.fail)
    assert found == {"one": "cox", "two": "hazards"}
    assert place.said == []


def test_what_is_ready_is_shown_while_the_rest_is_computed_and_goes_with_the_answer(place, clock):
    found = painted(place, answer_in(clock, 1.0), THREE)
    assert list(found) == list(THREE)
    assert not any(answer.awaited for answer in found.values())
    first, second = "ready-a-view-1", "ready-a-view-2"
    assert parts(place) == [(f"{first}.", "one"), (f"{second}.", "one", "two")]
    shown = [said for said in place.said if not isinstance(said, tuple)]
    # The part before goes when the next is complete, and the last when the answer stands.
    assert shown == ["complete", f"end of {first}", "complete", f"end of {second}",
                     f"no {first}", "no all"]  # fmt: skip


def test_a_part_comes_no_sooner_than_a_moment_after_the_one_before(place, clock):
    painted(place, answer_in(clock, 0.6 * progress.PART), THREE)
    assert parts(place) == [("ready-a-view-1.", "one", "two")]


def test_a_part_that_takes_long_to_draw_is_not_drawn_at_every_answer(place, clock):
    many = {f"{n}": Request("survival.cox", f"{n}") for n in range(8)}
    painted(place, answer_in(clock, 1.0), many, takes=0.5, clock=clock)
    assert [len(ready) for _, *ready in parts(place)] == [1, 4, 7]


@pytest.mark.parametrize("ends", [ValueError, KeyboardInterrupt])
def test_an_answer_that_fails_or_is_stopped_leaves_no_part(place, clock, ends):
    def ask(question):
        clock.now += 1
        if question.name == "ranking":
            raise ends
        return Result(question.name)

    with pytest.raises(ends):
        painted(place, view_of(ask), THREE)
    assert parts(place)
    assert place.said[-1] == "no all"
