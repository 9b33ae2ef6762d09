"""Opening the app and filtering in it, as the visitor's browser sees it."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench.studies import write_study
from bench.timings.timing import Row, Sample, Target
from tests.serving import CHROMIUM, browsing, serving, settled

DEMOS = Path(__file__).parents[2] / "data"
DEMO = "hipec-sox-demo"
SCRIPT = (Path(__file__).parent / "page.js").read_text()
OPENINGS = 5
CLICKS = 15


@dataclass(slots=True)
class Wire:
    """The frames of the page's web socket: second, direction and bytes of each."""

    frames: list[tuple[float, str, int]] = field(default_factory=list)

    def listen(self, page: Any) -> None:
        session = page.context.new_cdp_session(page)
        session.send("Network.enable")
        for way in ("Sent", "Received"):
            session.on(f"Network.webSocketFrame{way}", lambda e, way=way: self._note(way, e))

    def _note(self, way: str, event: Any) -> None:
        frame = event["response"]
        text = frame["payloadData"]
        size = len(text) if frame["opcode"] == 1 else len(text) * 3 // 4  # base64
        self.frames.append((event["timestamp"], way, size))

    def server_ms(self) -> float:
        """Time from the first frame sent to the last received after it."""
        start = next(at for at, way, _ in self.frames if way == "Sent")
        return (max(at for at, way, _ in self.frames if way == "Received") - start) * 1000

    def kilobytes(self) -> float:
        return sum(size for _, way, size in self.frames if way == "Received") / 1000


@dataclass(slots=True)
class Clicks:
    """What was measured of a series of clicks, in milliseconds (kilobytes for ``size``)."""

    words: list[float] = field(default_factory=list)
    curve: list[float] = field(default_factory=list)
    last: list[float] = field(default_factory=list)
    server: list[float] = field(default_factory=list)
    size: list[float] = field(default_factory=list)

    def rows(self, what: str, n: int, at_most: float) -> list[Row]:
        size = sorted(self.size)[len(self.size) // 2]
        return [
            Row(f"{what}: curve", n, _sample(self.curve), target=Target(at_most=at_most)),
            Row("  words and numbers", n, _sample(self.words)),
            Row("  last change of the page", n, _sample(self.last)),
            Row("  server's share", n, _sample(self.server), note=f"{size:.0f} kB received"),
        ]


def rows() -> list[Row]:
    """Time the demo, and trials of 2 000 and 20 000 patients."""
    if CHROMIUM is None:
        print("Chromium is not installed: no timings of the app")
        return []
    with studies() as directory:
        sizes = {DEMO: 164, **{write_study(directory, n): n for n in (2_000, 20_000)}}
        with serving({"OUTCOMES_STUDIES": str(directory)}) as address, browsing() as browser:
            found = []
            for tab in ("", "survival"):
                found += opening(browser, f"{address}/{tab}?study={DEMO}", tab or "overview")
            for study, n in sizes.items():
                found += filtering(browser, f"{address}/survival?study={study}", n)
            found += filtering(browser, f"{address}/?study={DEMO}", 164, tab="overview")
    return found


@contextmanager
def studies() -> Iterator[Path]:
    """Yield a directory that holds the demo."""
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(DEMOS / DEMO, Path(folder) / DEMO)
        yield Path(folder)


def opening(browser: Any, url: str, tab: str) -> list[Row]:
    """Open the page as a new visitor with an empty cache."""
    words, curve = [], []
    for _ in range(OPENINGS):
        with visitor(browser) as page:
            page.goto(url)
            page.wait_for_function("() => bench.opened.words && bench.opened.curve")
            seen = page.evaluate("() => bench.opened")
            words.append(seen["words"])
            curve.append(seen["curve"])
    return [
        Row(f"opening {tab}: words and numbers", 164, _sample(words)),
        Row(f"opening {tab}: first curve", 164, _sample(curve)),
    ]


def filtering(browser: Any, url: str, n: int, *, tab: str = "survival") -> list[Row]:
    """Click filters: each selection once, then all of them again."""
    at_most = 150 if n <= 2_000 else 300
    with visitor(browser) as page:
        page.goto(url)
        settled(page, 60_000)
        page.wait_for_timeout(1000)
        pills = _pills(page)
        wire = Wire()
        wire.listen(page)
        new, again = Clicks(), Clicks()
        for i in range(1, 2 * CLICKS + 2):
            target = pills[lowest_bit(i)]
            _click(page, target, wire, new if i <= CLICKS else again)
    return new.rows(f"filter, {tab}", n, at_most) + again.rows(
        f"filter, {tab}, seen before", n, at_most
    )


def _pills(page: Any) -> list[Any]:
    """Return two levels each of the first two filters with more than two."""
    groups = page.locator('[data-testid="stSidebar"] [data-filter]')
    chosen: list[Any] = []
    for i in range(groups.count()):
        buttons = groups.nth(i).locator("button")
        if buttons.count() > 2 and len(chosen) < 4:
            chosen += [buttons.nth(0), buttons.nth(1)]
    return chosen


def lowest_bit(i: int) -> int:
    """Return what to toggle so that all 16 selections of four levels come once (Gray code)."""
    return min((i & -i).bit_length() - 1, 3)


def _click(page: Any, pill: Any, wire: Wire, into: Clicks) -> None:
    wire.frames.clear()
    pill.click()
    seen = page.evaluate("() => bench.answered()")
    for name in ("words", "curve"):
        getattr(into, name).append(seen[name] - seen["start"])
    into.last.append(seen["changed"] - seen["start"])
    into.server.append(wire.server_ms())
    into.size.append(wire.kilobytes())


@contextmanager
def visitor(browser: Any) -> Iterator[Any]:
    """Yield a page of a fresh visitor: no cookies, no cache, no session."""
    context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="en-US")
    context.set_default_timeout(60_000)
    context.add_init_script(SCRIPT)
    try:
        yield context.new_page()
    finally:
        context.close()


def _sample(values: list[float]) -> Sample:
    return Sample(tuple(values))
