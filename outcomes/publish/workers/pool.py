"""Processes of their own that are asked one thing after another, each by a thread that waits.

Started afresh, not by `multiprocessing`: that forks a server's locks, or runs its script again.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from queue import SimpleQueue
from typing import Any

Each = Callable[[Callable[[Any], Any], Iterable[Any]], Iterable[Any]]
"""Calls a function with each of many, in their order: `map`, or one that shares the work."""

_ROOT = str(Path(__file__).parents[3])
Child = subprocess.Popen[bytes]


class WorkerLost(RuntimeError):
    """A process ended before it had answered."""


@contextmanager
def workers() -> Iterator[Each]:
    """Yield what works like `map`; who leaves early leaves nothing running."""
    processors = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 1
    if processors < 2:
        yield map
        return
    children = [_start() for _ in range(processors)]
    free: SimpleQueue[Child] = SimpleQueue()
    for child in children:
        free.put(child)
    threads = ThreadPoolExecutor(processors)

    def each(function: Callable[[Any], Any], items: Iterable[Any]) -> Iterator[Any]:
        return threads.map(lambda item: _answer(free, function, item), items)

    try:
        yield each
    finally:
        for child in children:
            child.kill()
        threads.shutdown(cancel_futures=True)
        for child in children:
            child.communicate()


def _start() -> Child:
    # Small matrices gain nothing from many threads; these would fight for the processors.
    environment = {**os.environ, "PYTHONPATH": _ROOT, "OPENBLAS_NUM_THREADS": "1"}
    return subprocess.Popen(
        [sys.executable, "-m", "outcomes.publish.workers.child"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=_ROOT, env=environment,
    )  # fmt: skip


def _answer(free: SimpleQueue[Child], function: Callable[[Any], Any], item: Any) -> Any:
    child = free.get()
    assert child.stdin is not None
    assert child.stdout is not None
    try:
        pickle.dump((function, item), child.stdin)
        child.stdin.flush()
        failed, found = pickle.load(child.stdout)
    except (OSError, EOFError):
        raise WorkerLost("a process ended before it had answered") from None
    finally:
        free.put(child)
    if failed:
        raise found
    return found
