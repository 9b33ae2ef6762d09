"""One cohort is asked like another: by as many processes as there are processors."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from typing import Any

from threadpoolctl import threadpool_limits

Each = Callable[[Callable[[Any], Any], Iterable[Any]], Iterable[Any]]
"""Calls a function with each of many, in their order: `map`, or one that shares the work."""


@contextmanager
def workers() -> Iterator[Each]:
    """Yield what works like `map`; who leaves early leaves nothing running."""
    processors = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 1
    if processors < 2:
        yield map
        return
    # Spawned, not forked: a server has threads, whose locks a fork would copy as they are.
    pool = ProcessPoolExecutor(processors, get_context("spawn"), _one_thread)
    try:
        yield pool.map
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _one_thread() -> None:
    """Small matrices gain nothing from many threads; these would fight for the processors."""
    threadpool_limits(1, "blas")
