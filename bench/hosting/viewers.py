"""Many viewers of a hosted instance: how long a click takes, and what a killed replica costs.

    python -m bench.hosting.viewers http://127.0.0.1:8080 --viewers 200 --seconds 60
    python -m bench.hosting.viewers --kill PID …      # ends a replica half-way, to see who recovers

A viewer opens the page, then asks for another tab or cohort every ten seconds, as a browser does:
over the app's own stream, from the click until the last message of the run. What a browser paints
is not in the time. One that loses its replica connects again and asks for the same link.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import signal
import statistics
import time
import urllib.request
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

THINK = 10.0  # seconds between two clicks, on average
LINKS = ("", "panel=means", "arm=sox", "lang=zh", "endpoint=os", "panel=follow")
LONGEST = 30.0


@dataclass(slots=True)
class Seen:
    """What the viewers saw: seconds by kind of step, and how often something failed."""

    opened: list[float] = field(default_factory=list)
    clicked: list[float] = field(default_factory=list)
    recovered: list[float] = field(default_factory=list)
    later: list[float] = field(default_factory=list)  # clicks after a replica was ended
    ended: bool = False
    lost: int = 0
    failed: int = 0
    bytes: int = 0


class Viewer:
    """One browser: its route, its stream and its pages."""

    def __init__(self, address: str, number: int, seen: Seen) -> None:
        self.address, self.seen = address, seen
        self.random = random.Random(number)
        self.cookie = ""
        self.pages: list[str] = []
        self.asked = ("", "")

    async def live(self, until: float) -> None:
        """Come in at some time, look at page after page, and leave."""
        await asyncio.sleep(self.random.uniform(0, THINK))
        stream = await self.open(self.seen.opened)
        while stream and time.monotonic() < until:
            await asyncio.sleep(self.random.expovariate(1 / THINK))
            page = self.random.choice(self.pages) if self.pages else ""
            try:
                taken = await self.ask(stream, page, self.random.choice(LINKS))
                (self.seen.later if self.seen.ended else self.seen.clicked).append(taken)
            except (OSError, WebSocketException, TimeoutError):
                self.seen.lost += 1
                stream = await self.open(self.seen.recovered)
        if stream:
            await stream.close()

    async def open(self, times: list[float]) -> ClientConnection | None:
        """Open the stream and ask for what was last seen; try again for a while."""
        begun = time.monotonic()
        while time.monotonic() < begun + LONGEST:
            try:
                self.cookie = self.cookie or await asyncio.to_thread(route_of, self.address)
                stream = await self.connect()
                await self.ask(stream, *self.asked)
            except (OSError, WebSocketException, TimeoutError):
                await asyncio.sleep(0.5)
                continue
            times.append(time.monotonic() - begun)
            return stream
        self.seen.failed += 1
        return None

    async def connect(self) -> ClientConnection:
        host = urlsplit(self.address).netloc
        return await connect(
            f"ws://{host}/_stcore/stream",
            origin=self.address,  # type: ignore[arg-type]
            subprotocols=["streamlit"],  # type: ignore[list-item]
            additional_headers={"Cookie": self.cookie} if self.cookie else {},
            max_size=None,
            compression=None,
        )

    async def ask(self, stream: ClientConnection, page: str, link: str) -> float:
        """Ask for a page with a link and return the seconds until the run has ended."""
        begun = time.monotonic()
        message = BackMsg()
        message.rerun_script.query_string = link
        message.rerun_script.page_script_hash = page
        await stream.send(message.SerializeToString())
        async with asyncio.timeout(LONGEST):
            while True:
                data = await stream.recv()
                self.seen.bytes += len(data)
                told = ForwardMsg.FromString(data)  # type: ignore[arg-type]
                kind = told.WhichOneof("type")
                if kind == "navigation":
                    self.pages = [p.page_script_hash for p in told.navigation.app_pages]
                if kind == "script_finished":
                    self.asked = (page, link)
                    return time.monotonic() - begun


def route_of(address: str) -> str:
    """Return the cookie that brings a viewer back to the same replica."""
    with urllib.request.urlopen(address, timeout=LONGEST) as page:
        return str(page.headers.get("Set-Cookie") or "").partition(";")[0]


async def watch(address: str, viewers: int, seconds: float, kill: int | None) -> Seen:
    """Let viewers come; half-way one replica may be ended."""
    seen = Seen()
    until = time.monotonic() + seconds
    alive = [Viewer(address, number, seen).live(until) for number in range(viewers)]
    if kill is not None:
        alive.append(_end(seen, kill, seconds / 2))
    await asyncio.gather(*alive)
    return seen


async def _end(seen: Seen, process: int, after: float) -> None:
    await asyncio.sleep(after)
    seen.ended = True
    os.kill(process, signal.SIGKILL)


def line(name: str, times: list[float]) -> str:
    """Return a row of the table: how many, median, 95th percentile, slowest."""
    if not times:
        return f"{name:<12}     0"
    ordered = sorted(times)
    late = ordered[min(int(0.95 * len(ordered)), len(ordered) - 1)]
    middle = statistics.median(ordered)
    return f"{name:<12} {len(times):>5}  {middle:6.2f}  {late:6.2f}  {ordered[-1]:6.2f}"


def main() -> None:
    """Run the viewers and print what they saw."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("address")
    parser.add_argument("--viewers", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--kill", type=int, metavar="PID")
    options = parser.parse_args()
    address = options.address.rstrip("/")
    seen = asyncio.run(watch(address, options.viewers, options.seconds, options.kill))
    print(f"{'':<12} {'n':>5}  {'median':>6}  {'p95':>6}  {'slowest':>6}  seconds")
    for name in ("opened", "clicked", "later", "recovered"):
        print(line(name, getattr(seen, name)))
    per_click = seen.bytes / max(len(seen.clicked) + len(seen.later) + len(seen.opened), 1) / 1000
    print(f"lost {seen.lost}, gave up {seen.failed}, {per_click:.0f} kB a run")


if __name__ == "__main__":
    main()
