"""The servers measured beside each other: ours, and the peers."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.serving import ROOT, free_port

PEERS = ROOT / ".venv" / "peers"  # what only Dash needs
STREAMLIT = (sys.executable, "-m", "streamlit", "run", "{app}", "--server.headless", "true",
             "--server.port", "{port}", "--browser.gatherUsageStats", "false")  # fmt: skip


@dataclass(frozen=True, slots=True)
class App:
    """How an app is started, opened, and where the levels of its first two filters are."""

    name: str
    command: tuple[str, ...]
    path: str
    levels: tuple[str, str]

    def at(self, port: int) -> tuple[str, ...]:
        return tuple(part.replace("{port}", str(port)) for part in self.command)


def apps(study: str) -> tuple[App, ...]:
    """Return ours and the peers, to show a study."""
    ours = tuple(part.replace("{app}", "app.py") for part in STREAMLIT)
    naive = tuple(part.replace("{app}", "bench/peers/streamlit_app.py") for part in STREAMLIT)
    dash = (sys.executable, "-m", "bench.peers.dash_app", "{port}")
    keys = ("ascites_category", "ecog")
    return (
        App("ours", ours, f"/survival?study={study}",
            tuple(f'[data-filter="f.{key}"] button' for key in keys)),
        App("Dash", dash, "/", tuple(f"#{key} input" for key in keys)),
        App("Streamlit", naive, "/", tuple(f".st-key-{key} button" for key in keys)),
    )  # fmt: skip


@dataclass(slots=True)
class Server:
    """A started server: its address, its process, and how long it took to answer."""

    app: App
    address: str
    pid: int
    started: float

    @property
    def url(self) -> str:
        return self.address + self.app.path

    def cpu(self) -> float:
        """Return the seconds of processor time it and those it started have used."""
        return sum(_cpu(pid) for pid in _family(self.pid))

    def megabytes(self) -> float:
        pids = ",".join(map(str, _family(self.pid)))
        listed = subprocess.run(["ps", "-o", "rss=", "--pid", pids], capture_output=True, text=True,
                                check=False).stdout  # fmt: skip
        return sum(map(int, listed.split())) / 1024


@contextmanager
def started(app: App, environment: Mapping[str, str]) -> Iterator[Server]:
    """Start an app and yield it once it answers."""
    port, begun = free_port(), time.monotonic()
    known = os.pathsep.join([str(PEERS), str(ROOT)])
    process = subprocess.Popen(
        app.at(port), cwd=ROOT, env={**os.environ, **environment, "PYTHONPATH": known},
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    address = f"http://127.0.0.1:{port}"
    try:
        _wait(process, address + ("/" if app.name == "Dash" else "/_stcore/health"))
        yield Server(app, address, process.pid, time.monotonic() - begun)
    finally:
        process.terminate()
        process.wait(20)


@contextmanager
def all_started(study: Path) -> Iterator[list[Server]]:
    """Start ours and the peers on a study's folder."""
    with ExitStack() as stack:
        yield [stack.enter_context(started(app, showing(study))) for app in apps(study.name)]


def showing(study: Path) -> dict[str, str]:
    """Return the environment in which each app shows a study."""
    return {"OUTCOMES_STUDIES": str(study.parent), "BENCH_STUDY": str(study)}


def _wait(process: subprocess.Popen[bytes], address: str) -> None:
    while True:
        if process.poll() is not None:
            raise RuntimeError("a server stopped: is .venv/peers there? see `make bench`")
        try:
            urllib.request.urlopen(address, timeout=2).close()
            return
        except OSError:
            time.sleep(0.02)


def _family(pid: int) -> list[int]:
    listed = subprocess.run(["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True,
                            text=True, check=False).stdout  # fmt: skip
    return [pid, *map(int, listed.split())]


def _cpu(pid: int) -> float:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    except OSError:  # another system, or a process that has just ended
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
