"""The answer first: what a click changes is asked and drawn before what stands around it.

What was chosen is known before its widget is drawn, so widgets can wait. Their place on the page
is kept in reading order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from contextvars import Context, ContextVar, copy_context
from time import sleep
from typing import Any

Draw = Callable[[], Any]
Place = Callable[[], AbstractContextManager[Any]]
"""Makes or finds the place on the page that something belongs to."""

HEAD_START = 0.02
"""Seconds in which the answer is sent: what is made meanwhile would take its turn on the way."""

_Waiting = list[tuple[Context, Place, Sequence[Draw]]]
_waiting: ContextVar[_Waiting | None] = ContextVar("waiting", default=None)
_inside: ContextVar[list[Draw] | None] = ContextVar("inside", default=None)


@contextmanager
def answer_first(again: bool) -> Iterator[None]:
    """Draw what stands around the answer at the end of the run, also when the answer failed.

    Parameters
    ----------
    again
        Whether the page stands already. On one that does not, what comes later would move what is
        there: nothing waits.
    """
    waiting: _Waiting = []
    token = _waiting.set(waiting if again else None)
    try:
        yield
    except Exception:  # a run that is stopped for another is none of these: the next draws all
        _draw(waiting)
        raise
    else:
        if waiting:
            sleep(HEAD_START)
        _draw(waiting)
    finally:
        _waiting.reset(token)


@contextmanager
def around_the_answer(place: Place = nullcontext) -> Iterator[None]:
    """Let what is asked and offered in here wait; it belongs to a place, or to the one open now."""
    waiting = _waiting.get()
    if waiting is None:
        with place():
            yield
        return
    with gathered() as widgets:
        yield
    waiting.append((copy_context(), place, widgets))


@contextmanager
def gathered() -> Iterator[list[Draw]]:
    """Yield what would be drawn in here, to be drawn by whoever makes the place it belongs to."""
    inside: list[Draw] = []
    token = _inside.set(inside)
    try:
        yield inside
    finally:
        _inside.reset(token)


def later(draw: Draw) -> None:
    """Draw now, unless what is drawn here waits."""
    inside = _inside.get()
    if inside is None:
        draw()
    else:
        inside.append(draw)


def _draw(waiting: _Waiting) -> None:
    for there, place, widgets in waiting:
        there.run(_draw_in, place, widgets)


def _draw_in(place: Place, widgets: Sequence[Draw]) -> None:
    _waiting.set(None)
    with place():
        draw_all(widgets)


def draw_all(widgets: Iterable[Draw]) -> None:
    """Draw what was gathered, in its order."""
    for draw in widgets:
        draw()
