"""``python -m bench.hostile [kind]``: every attack, what became of it, and who else noticed.

Each file goes the way of an upload: to a process of its own, while an event loop in this process
plays another visitor and measures how late it is.
"""

import asyncio
import resource
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain

from bench.hostile import workbooks
from bench.hostile.protocols import protocols
from outcomes.intake.gate.raw import Refused
from outcomes.intake.reader.pool import POOL, Passing, Unforeseen
from outcomes.intake.reader.studies import read_upload
from outcomes.model.toml.reader import ProtocolError
from tests.intake.hostile import ORDINARY, book

PULSE = 0.01
SPARE_SECONDS = 1.5  # until the next process is ready, as it is between two uploads
HEADS = (
    "tried",
    "read",
    "refused",
    "stopped",
    "failed",
    "wall, s",
    "cpu, s",
    "late, ms",
    "busiest",
)
Attack = tuple[str, str, bytes, bytes | None]


@dataclass
class Tally:
    """What became of one kind of file."""

    tried: int = 0
    read: int = 0
    refused: int = 0
    stopped: int = 0
    failed: list[str] = field(default_factory=list)
    slowest: tuple[float, str] = (0.0, "")
    busiest: tuple[float, str] = (0.0, "")
    latest: tuple[float, str] = (0.0, "")

    def cells(self) -> tuple[str, ...]:
        counts = (self.tried, self.read, self.refused, self.stopped, len(self.failed))
        times = (f"{self.slowest[0]:.2f}", f"{self.busiest[0]:.2f}", f"{self.latest[0] * 1000:.0f}")
        return (*map(str, counts), *times, self.busiest[1])


def attacks() -> Iterator[Attack]:
    """Yield kind, name, workbook and protocol."""
    good = book(ORDINARY)
    yield "ordinary", "three rows", good, None
    made = (workbooks.known, workbooks.tags, workbooks.many, workbooks.texts,
            workbooks.random_bytes, workbooks.largest)  # fmt: skip
    for kind, name, data in chain.from_iterable(make() for make in made):
        yield kind, name, data, None
    for kind, name, protocol in protocols():
        yield kind, name, good, protocol


async def visit(late: list[float]) -> None:
    """Be another visitor: note how late each wake-up is."""
    while True:
        due = time.perf_counter() + PULSE
        await asyncio.sleep(PULSE)
        late.append(time.perf_counter() - due)


def attempt(data: bytes, protocol: bytes | None, tally: Tally, name: str) -> None:
    """Upload one file and count what happens."""
    try:
        read_upload({"a.xlsx": data}, protocol)
        tally.read += 1
    except Passing:
        tally.stopped += 1
    except (Refused, ProtocolError):
        tally.refused += 1
    except Unforeseen as failure:
        tally.failed.append(f"{name}: {failure.where}")


async def run(wanted: str) -> dict[str, Tally]:
    """Try every file, one after the other."""
    tallies: dict[str, Tally] = defaultdict(Tally)
    late: list[float] = []
    visitor = asyncio.create_task(visit(late))
    for kind, name, data, protocol in attacks():
        if wanted not in kind:
            continue
        tally = tallies[kind]
        await asyncio.sleep(SPARE_SECONDS)
        late.clear()
        start, busy = time.perf_counter(), cpu_of_children()
        await asyncio.to_thread(attempt, data, protocol, tally, name)
        tally.slowest = max(tally.slowest, (time.perf_counter() - start, name))
        tally.busiest = max(tally.busiest, (cpu_of_children() - busy, name))
        await asyncio.sleep(2 * PULSE)
        tally.latest = max(tally.latest, (max(late), name))
        tally.tried += 1
    visitor.cancel()
    return tallies


def cpu_of_children() -> float:
    """Return the seconds that processes which have ended computed, their start included."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def main() -> int:
    """Print the table; return 1 where something crashed."""
    POOL.keep_spare()
    tallies = asyncio.run(run(sys.argv[1] if len(sys.argv) > 1 else ""))
    for kind, cells in (("kind", HEADS), *((k, t.cells()) for k, t in tallies.items())):
        print(f"{kind:20}", *(f"{cell:>8}" for cell in cells))
    for tally in tallies.values():
        print(*tally.failed[:5], sep="\n")
    return int(any(t.failed or t.stopped for t in tallies.values()))


if __name__ == "__main__":
    sys.exit(main())
