"""``python -m bench.hostile.memory [tabs]``: what is held after tabs with uploads were closed.

Each tab opens a workbook of its own, looks at two pages of it, and is closed. Tabs come twice: what
a server keeps for good (imports, its own caches) it holds after the first time.
"""

from __future__ import annotations

import asyncio
import sys
import time
import urllib.request
from collections.abc import Iterator

from bench.hostile.visitor import visiting
from bench.hosting.opening import megabytes, started
from tests.intake.hostile import book, rows

TABS = 20
PATIENTS = 2_000
WAIT_SECONDS = 60.0  # a closed tab is kept for half of it, should its visitor come back
PAGES = ("enrollment", "data")


def workbook(number: int) -> bytes:
    """Return a workbook that no other tab opens."""
    head = ("patient_id", "arm", "age", "os_months", "os_event", *(f"note_{i}" for i in range(20)))
    lines: Iterator[tuple[str | int | float, ...]] = (
        (f"P{number:03}-{i:04}", "ab"[i % 2], 40 + i % 40, i % 60, i % 2,
         *(f"entry {number} {i} {j}" for j in range(20)))
        for i in range(PATIENTS)
    )  # fmt: skip
    return book(rows(head, *lines))


async def tab(address: str, number: int) -> str:
    """Open a workbook in a tab, look at it, close the tab; return what became of the file."""
    async with visiting(address) as visitor:
        told = await visitor.upload({"a.xlsx": workbook(number)})
        for page in PAGES:
            await visitor.ask("study=.upload", page)
        return told.verdict


async def tabs(address: str, first: int, count: int) -> set[str]:
    """Open and close tabs, two at a time."""
    verdicts: set[str] = set()
    for at in range(first, first + count, 2):
        verdicts |= set(await asyncio.gather(tab(address, at), tab(address, at + 1)))
    return verdicts


def settled(address: str, process: int) -> float:
    """Return the megabytes of the server, once it had time to forget."""
    time.sleep(WAIT_SECONDS)
    urllib.request.urlopen(f"{address}/_stcore/health", timeout=10).close()
    return megabytes(process)


def main(arguments: list[str]) -> int:
    """Print the memory before, after the first tabs and after as many again."""
    count = int(arguments[0]) if arguments else TABS
    with started({}) as (address, _, process):
        held = [settled(address, process)]
        for first in (0, count):
            print(f"{count} tabs:", *asyncio.run(tabs(address, first, count)), flush=True)
            held.append(settled(address, process))
    print("MB at the start, after the tabs, after as many again:", *(f"{mb:.0f}" for mb in held))
    return int(held[2] > held[1] * 1.1)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
