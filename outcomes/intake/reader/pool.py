"""A few processes that each read one file, and a queue before them."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from pathlib import Path

import outcomes
from outcomes.intake.gate.raw import Refused

WALL_SECONDS = 120.0
PATIENCE_SECONDS = 90.0
SPARE_SECONDS = 60.0
ANSWER_BYTES = 64 << 20
_FEWER = "Open it in Excel, keep only the study's data, and save it as .xlsx."
_KEPT = ("PATH", "SYSTEMROOT", "LANG", "TZ")
_ROOT = str(Path(outcomes.__file__).resolve().parents[1])


class Passing(Refused):
    """A refusal that says nothing about the file: next time it may be another."""


class Unforeseen(RuntimeError):
    """The reading process failed where it should not have; ``where`` quotes no value."""

    def __init__(self, where: str) -> None:
        super().__init__(where)
        self.where = where


class Pool:
    """At most so many processes at a time; who comes later waits, and hears so when it is full.

    Parameters
    ----------
    most
        Processes that read at the same time.
    waiting
        Readers that may wait for them.
    """

    def __init__(self, most: int = 2, waiting: int = 8) -> None:
        self.most = most
        self.asked = 0  # who reads or waits now
        self._places = threading.BoundedSemaphore(most + waiting)
        self._turns = threading.BoundedSemaphore(most)
        self._lock = threading.Lock()
        self._spare: list[subprocess.Popen[bytes]] = []

    @property
    def full(self) -> bool:
        """Whether whoever asks now will wait."""
        return self.asked >= self.most

    def prepare(self, n: int = 1) -> None:
        """Have so many processes ready before they are asked: one takes a second to start.

        What is not asked within a minute ends: it holds memory.
        """
        with self._lock:
            self._spare = [child for child in self._spare if _lives(child)]
            started = [_start() for _ in range(min(n, self.most) - len(self._spare))]
            self._spare += started
        if started:
            timer = threading.Timer(SPARE_SECONDS, self._end, (started,))
            timer.daemon = True
            timer.start()

    def _end(self, children: Sequence[subprocess.Popen[bytes]]) -> None:
        with self._lock:
            idle = [child for child in children if child in self._spare]
            self._spare = [child for child in self._spare if child not in idle]
        for child in idle:
            child.kill()
            child.communicate()

    def ask(
        self, request: bytes, meanwhile: Callable[[], object] = int, times: float = 1.0
    ) -> bytes:
        """Return what a process of its own answers to the request.

        Parameters
        ----------
        request
            All that the process reads.
        meanwhile
            What can be done while it works.
        times
            How many times as long as usual it may take, and its answer be.

        Raises
        ------
        Passing
            When the process was stopped by one of its limits, or too many are waiting.
        """
        if not self._places.acquire(blocking=False):
            raise _busy()
        try:
            with self._lock:
                self.asked += 1
            if not self._turns.acquire(timeout=PATIENCE_SECONDS):
                raise _busy()
            try:
                return _exchange(self._child(), request, meanwhile, times)
            finally:
                self._turns.release()
        finally:
            with self._lock:
                self.asked -= 1
            self._places.release()

    def _child(self) -> subprocess.Popen[bytes]:
        with self._lock:
            while self._spare:
                child = self._spare.pop(0)
                if _lives(child):
                    return child
        return _start()


def _lives(child: subprocess.Popen[bytes]) -> bool:
    """Whether a process waits to be asked; of one that has ended nothing is kept open."""
    if child.poll() is None:
        return True
    child.communicate()
    return False


def _busy() -> Passing:
    reason = "Other files are being read, and more are waiting than there is room for."
    return Passing("busy", reason, "Try again in a minute.")


def _start() -> subprocess.Popen[bytes]:
    kept = {key: os.environ[key] for key in _KEPT if key in os.environ}
    plain = {"PYTHONPATH": _ROOT, "PYTHONUTF8": "1", "OPENBLAS_NUM_THREADS": "1"}
    return subprocess.Popen(
        [sys.executable, "-s", "-B", "-m", "outcomes.intake.reader.child"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,  # a traceback may quote a cell
        env={**kept, **plain},
        cwd=_ROOT,
    )


def _exchange(
    child: subprocess.Popen[bytes], request: bytes, meanwhile: Callable[[], object], times: float
) -> bytes:
    """Write everything, then read everything: the child answers only after its last byte."""
    assert child.stdin is not None
    assert child.stdout is not None
    timer = threading.Timer(WALL_SECONDS * times, child.kill)
    longest = int(ANSWER_BYTES * times)
    timer.start()
    try:
        with child:
            try:
                child.stdin.write(request)
                child.stdin.close()
            except BrokenPipeError:
                pass  # it has ended; its return code says so
            meanwhile()
            answer = child.stdout.read(longest + 1)
            if len(answer) > longest:
                child.kill()
    finally:
        timer.cancel()
    if child.returncode or not answer:
        reason = "Reading the file took too much memory or time, or broke the parser."
        raise Passing("parser-failed", reason, _FEWER)
    return answer


POOL = Pool()
