"""A click, ours beside a minimal Dash and a minimal Streamlit app: painted when, at whose cost."""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench.peers.apps import PEERS, App, Server, all_started, apps, showing, started
from bench.studies import write_study
from bench.timings.browser import DEMO, DEMOS, lowest_bit, visitor
from bench.timings.timing import Row, Sample, Target
from tests.serving import CHROMIUM, browsing

SIZES = (200, 929, 20_000)
STARTS = 3
OPENINGS = 4
CLICKS = 15
"""Number of selections of four levels: each click gives a cohort not asked for before."""
PROFILED = 6
PARTS = ("words", "curve", "table")
GOALS = {200: 100, 929: 110, 20_000: 120}


@dataclass(slots=True)
class Clicked:
    """What a series of clicks cost: milliseconds until painted, and of processors."""

    server: Server
    page: Any
    painted: dict[str, list[float]] = field(
        default_factory=lambda: {p: [] for p in (*PARTS, "all")}
    )
    browser_cpu: list[float] = field(default_factory=list)
    server_cpu: float = 0.0
    shares: Counter[str] = field(default_factory=Counter)

    def click(self, index: int) -> None:
        """Toggle one of four levels, and wait for the answer."""
        bit = lowest_bit(index)
        self.page.locator(self.server.app.levels[bit // 2]).nth(bit % 2).click()
        seen = self.page.evaluate("() => bench.answered()")
        took = {part: seen[part] - seen["start"] for part in PARTS}
        for part, ms in {**took, "all": max(took.values())}.items():
            self.painted[part].append(ms)


def rows() -> list[Row]:
    """Click through trials of three sizes, in turns."""
    if CHROMIUM is None or not PEERS.is_dir():
        print("no Chromium, or no peers: see `make bench`")
        return []
    found: list[Row] = []
    for n in SIZES:
        with tempfile.TemporaryDirectory() as folder:
            study = Path(folder) / write_study(Path(folder), n)
            shutil.copytree(DEMOS / DEMO, Path(folder) / DEMO)
            if n == SIZES[0]:
                found += _begun(study, n)
            with all_started(study) as servers:
                if n == SIZES[0]:
                    found += _opened(servers, n)
                with browsing() as browser:
                    found += _compared(browser, servers, n)
                found += _held(servers, n)
    return found


def _begun(study: Path, n: int) -> list[Row]:
    """Start each app alone, in turns, and open it as soon as it answers.

    What imports or reads on when it answers already is waited for as well.
    """
    shown = apps(study.name)
    first: list[list[float]] = [[] for _ in shown]
    for _ in range(STARTS):
        for app, taken in zip(shown, first, strict=True):
            with (
                browsing() as browser,
                visitor(browser) as page,
                started(app, showing(study)) as server,
            ):
                page.goto(server.url)
                page.wait_for_function("() => bench.opened.curve")
                taken.append(server.started * 1000 + page.evaluate("() => bench.opened.curve"))
    return _against("process start to first curve", n, shown, first)


def _opened(servers: list[Server], n: int) -> list[Row]:
    """Open each app in turns, every time in a browser that has just started."""
    seen: list[dict[str, list[float]]] = [{"words": [], "curve": []} for _ in servers]
    for _ in range(OPENINGS):
        for server, found in zip(servers, seen, strict=True):
            with browsing() as browser, visitor(browser) as page:
                page.goto(server.url)
                page.wait_for_function("() => bench.opened.words && bench.opened.curve")
                opened = page.evaluate("() => bench.opened")
            for part, values in found.items():
                values.append(opened[part])
    shown = [server.app for server in servers]
    rows = _against("opening, fresh browser: words", n, shown, [s["words"] for s in seen])
    return rows + _against(
        "opening, fresh browser: first curve", n, shown, [s["curve"] for s in seen]
    )


def _held(servers: list[Server], n: int) -> list[Row]:
    """Return the memory of each app after the clicks; megabytes stand where others have ms."""
    held = [[server.megabytes()] for server in servers]
    return _against("  memory of the server, MB", n, [server.app for server in servers], held)


def _against(what: str, n: int, shown: Sequence[App], values: list[list[float]]) -> list[Row]:
    """Return a row of ours against each peer."""
    mine, *theirs = (Sample(tuple(own)) for own in values)
    named = zip(shown[1:], theirs, strict=True)
    return [Row(what, n, mine, app.name, sample) for app, sample in named]


def _compared(browser: Any, servers: list[Server], n: int) -> list[Row]:
    with ExitStack() as stack:
        series = [Clicked(server, stack.enter_context(visitor(browser))) for server in servers]
        for one in series:
            one.page.goto(one.server.url)
            one.page.wait_for_function("() => bench.opened.words && bench.opened.curve")
            one.page.wait_for_timeout(2500)
        processes = browser.new_browser_cdp_session()
        for index in range(1, CLICKS + 1):
            for one in series:
                spent, served = _browser_cpu(processes), one.server.cpu()
                one.click(index)
                one.browser_cpu.append((_browser_cpu(processes) - spent) * 1000)
                one.server_cpu += (one.server.cpu() - served) * 1000 / CLICKS
        for one in series:
            one.shares = _profiled(one)
    return _rows(series, n)


def _browser_cpu(session: Any) -> float:
    """Return the processor seconds of all processes of the browser."""
    return sum(p["cpuTime"] for p in session.send("SystemInfo.getProcessInfo")["processInfo"])


def _profiled(one: Clicked) -> Counter[str]:
    """Click on with a profiler; return milliseconds a click by script and kind of work."""
    painted = {part: list(values) for part, values in one.painted.items()}
    session = one.page.context.new_cdp_session(one.page)
    for domain in ("Profiler", "Performance"):
        session.send(f"{domain}.enable")
    session.send("Profiler.setSamplingInterval", {"interval": 200})
    before = _metrics(session)
    session.send("Profiler.start")
    for index in range(CLICKS + 1, CLICKS + 1 + PROFILED):
        one.click(index)
    profile = session.send("Profiler.stop")["profile"]
    after = _metrics(session)
    one.painted = painted
    spent: Counter[str] = Counter()
    names = {node["id"]: _share(node["callFrame"]) for node in profile["nodes"]}
    for node, delta in zip(profile["samples"], profile["timeDeltas"], strict=True):
        spent[names[node]] += delta / 1000
    for name in ("LayoutDuration", "RecalcStyleDuration"):
        ms = (after[name] - before[name]) * 1000
        spent["style and layout"] += ms
    del spent["idle"]
    return Counter({name: ms / PROFILED for name, ms in spent.items()})


def _metrics(session: Any) -> dict[str, float]:
    return {m["name"]: m["value"] for m in session.send("Performance.getMetrics")["metrics"]}


def _share(frame: dict[str, Any]) -> str:
    """Return whose a frame of the profile is: a script by its file, or the browser's own work."""
    name, url = frame["functionName"], frame["url"]
    if name in ("(idle)", "(root)"):
        return "idle"
    if name == "(garbage collector)":
        return "garbage"
    if not url:
        return "browser" if name == "(program)" else "other"
    file = url.partition("?")[0].rpartition("/")[2].lower()
    if "plotly" in file:
        return "Plotly"
    known = {"chart-": "chart.js", "filters-": "filters.js", "index.": "Streamlit"}
    return next(
        (whose for start, whose in known.items() if file.startswith(start)), file.split(".")[0]
    )


def _rows(series: list[Clicked], n: int) -> list[Row]:
    ours, *others = series
    found = []
    for part in ("curve", "all"):
        what = {"curve": "click: curve painted", "all": "  words, curve and table"}[part]
        mine = Sample(tuple(ours.painted[part]))
        target = Target(at_most=GOALS[n]) if part == "all" else None
        for other in others:
            sample = Sample(tuple(other.painted[part]))
            found.append(Row(what, n, mine, other.server.app.name, sample, target))
            target = Target(times_faster=1.0)
    shown = [one.server.app for one in series]
    spent = {"browser": [one.browser_cpu for one in series],
             "server": [[one.server_cpu] for one in series]}  # fmt: skip
    for whose, values in spent.items():
        found += _against(f"  {whose}'s processor time", n, shown, values)
    for one in series:
        split = ", ".join(
            f"{name} {ms:.0f}" for name, ms in one.shares.most_common(12) if ms >= 0.5
        )
        found.append(Row(f"  {one.server.app.name}: whose work, ms", n,
                         Sample((sum(one.shares.values()),)), note=split))  # fmt: skip
    return found
