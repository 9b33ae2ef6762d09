from __future__ import annotations

import sys
from contextlib import suppress
from threading import Event
from time import sleep

import pytest

from components.server.idle import Quiet, give_back


def test_once_after_the_last_of_several_runs():
    done, times = Event(), []
    quiet = Quiet(lambda: (times.append(1), done.set()), seconds=0.3)
    for _ in range(4):
        with quiet.a_run():
            pass
        sleep(0.1)
    assert not times  # 0.4 s after the first, 0.1 s after the last
    assert done.wait(5)
    sleep(0.4)
    assert len(times) == 1


def test_again_after_the_next_run():
    done = Event()
    quiet = Quiet(done.set, seconds=0.01)
    for _ in range(2):
        done.clear()
        with quiet.a_run():
            pass
        assert done.wait(5)


def test_not_amid_a_run_that_goes_on():
    done = Event()
    quiet = Quiet(done.set, seconds=0.01)
    with quiet.a_run():
        with quiet.a_run():
            pass
        assert not done.wait(0.2)
    assert done.wait(5)


def test_also_after_a_run_that_was_stopped():
    done = Event()
    with suppress(KeyboardInterrupt), Quiet(done.set, seconds=0.01).a_run():
        raise KeyboardInterrupt
    assert done.wait(5)


def held() -> int:
    with open("/proc/self/statm") as said:
        return int(said.read().split()[1]) * 4096


@pytest.mark.skipif(sys.platform != "linux", reason="the allocator of another system")
def test_what_is_free_between_what_is_used_is_given_back():
    kept = [bytes(1_000) for _ in range(60_000)]
    kept = kept[::60]  # a sixtieth of 60 MB holds the rest
    before = held()
    give_back()
    assert held() < before - 20_000_000
    assert len(kept) == 1_000
