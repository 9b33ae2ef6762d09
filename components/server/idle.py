"""Memory that nobody uses goes back to the system once nobody asks for anything.

What a run makes and drops stays with the process: the next run would find it there. Taking it
anew costs that one nothing that could be measured.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock, Thread
from time import monotonic, sleep

QUIET = 2.0  # seconds without a run


class Quiet:
    """Does something when there has been no run for a while, once for all runs before.

    Parameters
    ----------
    work
        What is done.
    seconds
        How long it is quiet before.
    """

    def __init__(self, work: Callable[[], object], seconds: float = QUIET) -> None:
        self._work, self._seconds = work, seconds
        self._lock = Lock()
        self._due = 0.0
        self._runs = 0
        self._waits = False

    @contextmanager
    def a_run(self) -> Iterator[None]:
        """Hold this to be a run, and wait from its end on, whatever that is."""
        with self._lock:
            self._runs += 1
        try:
            yield
        finally:
            with self._lock:
                self._runs -= 1
                self._due = monotonic() + self._seconds
                begins, self._waits = not self._waits, True
            if begins:
                Thread(target=self._wait, name="quiet", daemon=True).start()

    def _wait(self) -> None:
        while True:
            with self._lock:
                left = self._due - monotonic()
                if left <= 0:
                    self._waits = False
                    break
            sleep(left)
        if not self._runs:  # one that goes on waits from its own end
            self._work()


def give_back() -> None:
    """Give back what is free between what is used, where the system's allocator can."""
    if sys.platform != "linux":
        return
    import ctypes

    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)


MEMORY = Quiet(give_back)
