"""Competing publishers are killed while readers verify: ``python -m bench.publish kills [n]``."""

from __future__ import annotations

import os
import random
import shutil
import signal
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from bench.publish.toy import STUDY, publish
from outcomes.publish.bundle import Bundle, BundleError, Snapshot
from outcomes.publish.storage.log import entries, verify_log

PUBLISHERS, KEPT = 2, 6


def main(arguments: Sequence[str]) -> int:
    """Kill so many publishers, and count what readers found torn."""
    wanted = int(arguments[0]) if arguments else 300
    directory = Path(tempfile.mkdtemp(prefix="publish-kills-"))
    publish(directory, 0)
    start, killed, reads, torn = time.perf_counter(), 0, 0, 0
    alive = [_start(_publisher(directory, i)) for i in range(PUBLISHERS)]
    held = Bundle.open(directory).current(STUDY)
    while killed < wanted:
        time.sleep(random.uniform(0.0, 0.06))
        place = random.randrange(PUBLISHERS)
        os.kill(alive[place], signal.SIGKILL)
        os.waitpid(alive[place], 0)
        killed += 1
        torn += _read(directory, held)
        reads += 1
        if killed % 50 == 0:
            _sweep(directory, held)
        alive[place] = _start(_publisher(directory, killed))
    for process in alive:
        os.kill(process, signal.SIGKILL)
        os.waitpid(process, 0)
    broken = verify_log(directory)
    written = sum(1 for _ in entries(directory)) if broken is None else 0
    print(f"{killed} kills, {reads} verified reads of the current and of a held snapshot, "
          f"{written} releases on record, torn: {torn}, audit log broken: {broken is not None}, "
          f"{time.perf_counter() - start:.0f} s")  # fmt: skip
    shutil.rmtree(directory)
    return int(torn > 0 or broken is not None)


def _start(work: Callable[[], None]) -> int:
    child = os.fork()
    if child == 0:
        work()
        os._exit(0)
    return child


def _publisher(directory: Path, seed: int) -> Callable[[], None]:
    def work() -> None:
        n = seed
        while True:
            n += 1
            publish(directory, 1000 * seed + n)

    return work


def _read(directory: Path, held: Snapshot) -> int:
    """Return how many of two snapshots are not whole."""
    torn = 0
    for open_one in (lambda: Bundle.open(directory).current(STUDY), lambda: held):
        try:
            open_one().verify()
        except BundleError:
            torn += 1
    return torn


def _sweep(directory: Path, held: Snapshot) -> None:
    """Remove all but the newest snapshots, so that the disk stays small."""
    current = Bundle.open(directory).current_id(STUDY)
    found = sorted(directory.glob(f"{STUDY}/[0-9a-f]*"), key=lambda p: p.stat().st_mtime)
    for path in found[:-KEPT]:
        if path.name not in (current, held.id) and len(path.name) == 64:
            shutil.rmtree(path, ignore_errors=True)
