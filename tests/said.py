"""Notes as their English sentences, one by one, for tests that read them."""

from outcomes.wording import say


def said(notes):
    return tuple(map(say, notes))
