"""What is drawn together is sent together: what arrives apart is drawn apart by the browser."""

from __future__ import annotations

from asyncio import AbstractEventLoop
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from contextvars import ContextVar
from threading import Event

LONGEST = 0.01
"""Seconds for which others wait while a run draws what it has made: it takes three thousandths."""
SOON = 0.002
"""Seconds in which a loop answers that has nothing else to do; one that has is not held."""


class Sending:
    """The loop that sends what runs draw, and answers everybody; None where no server runs."""

    loop: AbstractEventLoop | None = None
    held: AbstractEventLoop | None = None  # the one that has just waited for a run


_together: ContextVar[ExitStack | None] = ContextVar("together", default=None)


@contextmanager
def together() -> Iterator[None]:
    """Let what is drawn in here leave together, up to where the run says that it begins to compute.

    Of a page that stands these are its places and who is shown: what is drawn while the browser
    draws the beginning of the run would be a drawing of its own.
    """
    with ExitStack() as held:
        held.enter_context(at_once())
        token = _together.set(held)
        try:
            yield
        finally:
            _together.reset(token)


def computing() -> None:
    """Let what has been drawn leave: what follows takes time."""
    held = _together.get()
    if held is not None:
        held.close()


@contextmanager
def at_once() -> Iterator[None]:
    """Let the elements that are drawn in here leave together.

    Each one wakes the loop, and the interpreter takes turns between the two of them: the first
    element leaves alone, and the last ten milliseconds later, which are two drawings of the page.
    The loop waits for the run instead. It waits for one at a time, and between two of them does
    what has come meanwhile: however many there are, nobody is held longer than by one.
    """
    loop = Sending.loop
    if loop is None or loop.is_closed():
        yield
        return
    waits, drawn = Event(), Event()

    def wait() -> None:
        waits.set()
        if Sending.held is not loop:
            Sending.held = loop
            drawn.wait(LONGEST)
            loop.call_soon(let_others)

    def let_others() -> None:
        Sending.held = None

    with suppress(RuntimeError):  # it is closed this moment: nobody is there to draw for
        loop.call_soon_threadsafe(wait)
    if not waits.wait(SOON):
        drawn.set()
    try:
        yield
    finally:
        drawn.set()
