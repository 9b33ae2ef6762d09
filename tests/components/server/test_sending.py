"""What is drawn together leaves together, and nobody waits long for it."""

import asyncio
import threading
import time

import pytest

from components.server import sending
from components.server.sending import Sending, at_once, computing, together


@pytest.fixture
def loop(monkeypatch):
    """Return a loop that runs in a thread of its own, as that of a server does."""
    found = asyncio.new_event_loop()
    thread = threading.Thread(target=found.run_forever)
    thread.start()
    monkeypatch.setattr(Sending, "loop", found)
    yield found
    found.call_soon_threadsafe(found.stop)
    thread.join(5)
    found.close()


@pytest.fixture
def patient(monkeypatch):
    """Let the loop be held, and waited for, as long as it takes on any machine."""
    monkeypatch.setattr(sending, "LONGEST", 5)
    monkeypatch.setattr(sending, "SOON", 5)


def said_by(loop, seconds=5):
    """Return whether a loop comes to what it is asked now."""
    done = threading.Event()
    loop.call_soon_threadsafe(done.set)
    return done.wait(seconds)


def test_the_loop_sends_when_all_is_drawn(loop, patient):
    sent = []
    with at_once():
        for element in "abc":
            loop.call_soon_threadsafe(sent.append, element)
            time.sleep(0.01)  # the loop could have it
        assert sent == []
    assert said_by(loop)
    assert sent == ["a", "b", "c"]


def test_a_page_leaves_when_its_answer_is_computed_and_the_answer_by_itself(loop, patient):
    sent = []

    def draw(elements):
        for element in elements:
            loop.call_soon_threadsafe(sent.append, element)
            time.sleep(0.01)

    with together():
        draw("ab")
        assert sent == []
        computing()
        assert said_by(loop)
        assert sent == ["a", "b"]
        with at_once():
            draw("cd")
            assert sent == ["a", "b"]
        assert said_by(loop)
    computing()  # of a page that stands alone nothing is held
    assert sent == ["a", "b", "c", "d"]


def test_a_page_without_an_answer_leaves_at_its_end(loop, patient):
    with together():
        pass
    assert said_by(loop, 1)


def test_others_do_not_wait_for_one_that_takes_long(loop):
    with at_once():
        assert said_by(loop)


def test_others_do_not_wait_for_several_one_after_another(loop, monkeypatch):
    monkeypatch.setattr(sending, "LONGEST", 5)
    monkeypatch.setattr(sending, "SOON", 5)
    comes, goes, said = threading.Event(), threading.Event(), threading.Event()

    def draw():
        comes.set()
        with at_once():
            goes.wait(5)

    other = threading.Thread(target=draw)
    with at_once():
        other.start()
        comes.wait(5)
        time.sleep(0.05)  # it is the next to be waited for
        loop.call_soon_threadsafe(said.set)
    assert said.wait(2)
    goes.set()
    other.join(5)
    with at_once():
        assert not said_by(loop, 0.05)  # it waits for the next one as before


def test_who_fails_holds_nobody(loop, patient):
    with pytest.raises(KeyError), at_once():
        raise KeyError
    assert said_by(loop, 1)


def test_a_loop_that_is_busy_is_not_waited_for(loop):
    free = threading.Event()
    loop.call_soon_threadsafe(free.wait)
    drawn = []
    with at_once():
        drawn.append("drawn")
    assert drawn == ["drawn"]
    free.set()
    assert said_by(loop)


@pytest.mark.parametrize("loop", [None, "closed", "closing"])
def test_without_a_server_all_is_drawn(loop, monkeypatch):
    if loop is not None:
        state, loop = loop, asyncio.new_event_loop()
        loop.close()
        monkeypatch.setattr(loop, "is_closed", lambda: state == "closed")
    monkeypatch.setattr(Sending, "loop", loop)
    with at_once():
        drawn = True
    assert drawn
