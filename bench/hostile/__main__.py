"""``python -m bench hostile [kind …]``: every attack on the running app, and who else noticed.

Each file is dropped into a session of its own, as a browser would; links and widgets are forged;
random small studies are computed. Meanwhile another visitor clicks. Kinds are chosen by the
beginning of their name. See also ``bench.hostile.planted``, ``.harm``, ``.memory``, ``.monkey``.
"""

from __future__ import annotations

import asyncio
import math
import os
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from itertools import cycle, groupby
from operator import itemgetter
from pathlib import Path

from bench.hostile.attacks import Attack, attacks
from bench.hostile.states import DEMO, PARTS, SECRET, forged, own_faults
from bench.hostile.studies import failures
from bench.hostile.visitor import Told, Visitor, visiting
from bench.hosting.opening import started

THINK = 0.4  # seconds between two clicks of the other visitor
SPARE_SECONDS = 1.0  # until the next process is ready, as it is between two uploads
ALONE_SECONDS = 15.0
STUDIES = 200
FUZZED = "random studies"
HEADS = ("tried", "read", "refused", "stopped", "failed", "slowest", "cpu", "other", "slowest was")
LEVELS = ("f.sex=male", "f.sex=female", "f.ecog=0", "f.ecog=1", "arm=sox", "lang=zh", "")
Clicks = list[
    tuple[float, float]
]  # when it began, seconds it took (without end, as long as it waits)


@dataclass
class Tally:
    """What became of one kind of attack; times are seconds, with the name of the attack."""

    counts: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    failed: list[str] = field(default_factory=list)
    slowest: tuple[float, str] = (0.0, "")
    busiest: float = 0.0
    other: float = 0.0

    def add(self, name: str, told: Told, busy: float, other: float, failed: str = "failed") -> None:
        """Count one attack; ``failed`` is what a view that fails is counted as."""
        verdict = failed if told.verdict == "failed" else told.verdict
        self.counts[verdict] += 1
        if verdict in ("failed", "stopped"):
            self.failed.append(f"{verdict}: {name}")
        self.slowest = max(self.slowest, (told.seconds, name))
        self.busiest, self.other = max(self.busiest, busy), max(self.other, other)

    def cells(self) -> tuple[str, ...]:
        """Return a row of the table."""
        counts = [self.counts[what] for what in ("read", "refused", "stopped", "failed")]
        times = (f"{self.slowest[0]:.2f}", f"{self.busiest:.2f}", f"{self.other:.2f}")
        return (*map(str, (sum(counts), *counts)), *times, self.slowest[1])


def children_seconds(process: int) -> float:
    """Return what the children of a process computed that have ended, their start included."""
    stat = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(stat[13]) + int(stat[14])) / os.sysconf("SC_CLK_TCK")


async def click(visitor: Visitor, clicks: Clicks) -> None:
    """Be the other visitor: choose one thing after the other on the survival tab."""
    for number, level in enumerate(cycle(LEVELS)):
        clicks.append((time.perf_counter(), math.inf))
        told = await visitor.ask(f"study={DEMO}&{level}&f.age={30 + number % 20}&f.age=80")
        clicks[-1] = (clicks[-1][0], told.seconds)
        await asyncio.sleep(THINK)


@asynccontextmanager
async def clicking(address: str) -> AsyncIterator[Clicks]:
    """Yield the clicks of another visitor while the block runs."""
    clicks: Clicks = []
    async with visiting(address) as visitor:
        await visitor.ask(f"study={DEMO}")
        await visitor.ask(f"study={DEMO}", "survival")
        task = asyncio.create_task(click(visitor, clicks))
        task.add_done_callback(_left)
        try:
            yield clicks
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task


def _left(task: asyncio.Task[None]) -> None:
    """Say so where the other visitor was cut off: from then on no click of theirs ends."""
    if not task.cancelled():
        print("the other visitor was cut off:", repr(task.exception()), flush=True)


def since(clicks: Clicks, begun: float) -> float:
    """Return the longest click that ended after a time, or has not ended."""
    now = time.perf_counter()
    ended = ((at, min(seconds, now - at)) for at, seconds in clicks[-60:])
    return max((seconds for at, seconds in ended if at + seconds >= begun), default=0.0)


async def drop(address: str, attack: Attack) -> Told:
    """Drop the files of one attack into a fresh session."""
    async with visiting(address) as visitor:
        return await visitor.upload(attack[2])


async def run(address: str, process: int, kinds: list[str], log: Path) -> bool:
    """Try everything, one after the other, and print a row per kind; return whether all held."""
    held = True
    async with clicking(address) as clicks:
        await asyncio.sleep(ALONE_SECONDS)
        alone = [seconds for _, seconds in clicks if seconds < math.inf]
        print(f"a click alone: {statistics.median(alone):.2f} s, slowest {max(alone):.2f} s")
        print(row("kind", HEADS), flush=True)
        for kind, made in groupby(attacks(), key=itemgetter(0)):
            if not wanted(kind, kinds):
                continue
            tally = Tally()
            for attack in made:
                await asyncio.sleep(SPARE_SECONDS)
                begun, busy = time.perf_counter(), children_seconds(process)
                told = await drop(address, attack)
                busy = children_seconds(process) - busy
                tally.add(attack[1], told, busy, since(clicks, begun))
            held &= reported(kind, tally)
        for part in PARTS:
            if wanted(f"forged {part}", kinds):
                held &= reported(f"forged {part}", await forge(address, part, clicks, log))
    return held


async def forge(address: str, part: str, clicks: Clicks, log: Path) -> Tally:
    """Forge links or widgets; what fails must be of Streamlit, and nobody else's be said."""
    tally, told_others = Tally(), []
    async for name, told in forged(address, part):
        begun = time.perf_counter() - told.seconds
        tally.add(name, told, 0.0, since(clicks, begun), "refused")
        told_others += [f"of another: {name}"] if SECRET.encode() in told.words else []
    tally.failed = told_others + own_faults(log.read_text(encoding="utf-8"))
    return tally


def wanted(kind: str, kinds: list[str]) -> bool:
    """Whether a kind was asked for."""
    return not kinds or any(kind.startswith(k) for k in kinds)


def row(kind: str, cells: tuple[str, ...]) -> str:
    """Return a line of the table."""
    return f"{kind:22}" + " ".join(f"{cell:>7}" for cell in cells)


def reported(kind: str, tally: Tally) -> bool:
    """Print the row of a kind, and what failed; return whether nothing did."""
    print(row(kind, tally.cells()), *tally.failed[:5], sep="\n", flush=True)
    return not tally.failed


def fuzzed(count: int) -> Tally:
    """Compute the results of random small studies."""
    tally = Tally()
    for seed in range(count):
        begun = time.perf_counter()
        causes = failures(seed)
        told = Told(time.perf_counter() - begun, words=b"This view failed" if causes else b"")
        tally.add(f"seed {seed}: {', '.join(causes)}", told, 0.0, 0.0)
    return tally


def main(kinds: list[str]) -> int:
    """Print the table; return 1 where something crashed."""
    held = True
    if kinds != [FUZZED]:
        with (
            tempfile.NamedTemporaryFile() as log,
            started({}, log.file) as (address, _, process),
        ):
            held = asyncio.run(run(address, process, kinds, Path(log.name)))
    if wanted(FUZZED, kinds):
        held &= reported(FUZZED, fuzzed(STUDIES))
    return int(not held)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
