"""What is made once is made once, of each on its own, and gone with what it was made of."""

import gc
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from weakref import ref

from outcomes.model.once import once


class Thing:
    pass


def counted():
    made = []

    @once
    def find(of, by=""):
        made.append((id(of), by))
        return [by]

    return find, made


def test_it_is_made_once_per_thing_and_question():
    find, made = counted()
    one, other = Thing(), Thing()
    assert find(one) is find(one)
    assert find(one) is not find(other)
    assert find(one, "a") is find(one, "a")
    assert find(one, "a") is not find(one, "b")
    assert made == [(id(one), ""), (id(other), ""), (id(one), "a"), (id(one), "b")]


def test_what_was_found_goes_with_what_it_was_found_of():
    @once
    def find(of):
        return Thing()

    thing = Thing()
    gone = ref(find(thing))
    assert gone() is not None
    del thing
    gc.collect()
    assert gone() is None


def test_those_who_ask_at_the_same_moment_are_given_the_same():
    together = Barrier(2)

    @once
    def find(of):
        together.wait(timeout=10)
        return Thing()

    thing = Thing()
    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(find, (thing, thing))
    assert first is second is find(thing)


def test_what_cannot_be_found_is_looked_for_again():
    asked = []

    @once
    def find(of):
        asked.append(of)
        if len(asked) == 1:
            raise ValueError
        return asked

    thing = Thing()
    for _ in range(3):
        try:
            find(thing)
        except ValueError:
            pass
    assert len(asked) == 2
