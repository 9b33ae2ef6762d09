"""Processes that are started before they are asked."""

import subprocess
import sys
import time

import pytest

from outcomes.intake.reader import pool
from outcomes.intake.reader.pool import Pool

ECHO = "import sys; sys.stdout.write(sys.stdin.read().upper())"


@pytest.fixture
def started(monkeypatch):
    made = []

    def start():
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
        made.append(subprocess.Popen([sys.executable, "-c", ECHO], **pipes))
        return made[-1]

    monkeypatch.setattr(pool, "_start", start)
    yield made
    for child in made:
        with child:
            child.kill()


def test_what_is_prepared_is_asked_first_and_not_prepared_twice(started):
    asked = Pool(most=2)
    asked.prepare(5)
    asked.prepare(1)
    assert len(started) == 2
    assert [asked.ask(b"abc") for _ in range(3)] == [b"ABC"] * 3
    assert len(started) == 3


def test_one_that_has_ended_is_asked_nothing(started):
    asked = Pool()
    asked.prepare()
    started[0].kill()
    started[0].wait()
    assert asked.ask(b"abc") == b"ABC"
    assert len(started) == 2
    assert started[0].stdin.closed
    assert started[0].stdout.closed


def test_what_nobody_asks_ends(started, monkeypatch):
    monkeypatch.setattr(pool, "SPARE_SECONDS", 0.01)
    asked = Pool()
    asked.prepare()
    deadline = time.monotonic() + 20
    while started[0].poll() is None and time.monotonic() < deadline:
        time.sleep(0.01)
    assert started[0].poll() is not None
    assert asked.ask(b"abc") == b"ABC"
