"""Starting and opening a hosted instance against the workbench, in turns in one run.

    python -m bench.hosting.opening BUNDLE  # a directory of published studies, one of them the demo

Seconds from the start of the process to its first healthy answer, memory after a visit, and of a
fresh browser the seconds to the first words and to the first curve.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from tests.serving import ROOT, browsing, free_port

DEMO = "hipec-sox-demo"
TURNS = 5
WORDS = "() => document.querySelector('[data-testid=stMain]')?.innerText.length > 80"
CURVE = "() => !!document.querySelector('.chart svg')"


@contextmanager
def started(
    environment: Mapping[str, str], said: int | IO[bytes] = subprocess.DEVNULL
) -> Iterator[tuple[str, float, int]]:
    """Start the app; yield its address, the seconds that took, and its process.

    Its log goes to ``said``.
    """
    port, begun = free_port(), time.monotonic()
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.headless", "true"]
    process = subprocess.Popen(
        [*command, "--server.port", str(port)], cwd=ROOT, env={**os.environ, **environment},
        stdout=subprocess.DEVNULL, stderr=said,
    )  # fmt: skip
    address = f"http://127.0.0.1:{port}"
    try:
        while True:
            try:
                urllib.request.urlopen(f"{address}/_stcore/health", timeout=2).close()
                break
            except OSError:
                time.sleep(0.05)
        yield address, time.monotonic() - begun, process.pid
    finally:
        process.terminate()
        process.wait(20)


def megabytes(process: int) -> float:
    """Return what a process and those it started hold in memory."""
    listed = subprocess.run(["ps", "-o", "rss=", "--pid", str(process), "--ppid", str(process)],
                            capture_output=True, text=True, check=False).stdout  # fmt: skip
    return sum(map(int, listed.split())) / 1024


def opened(address: str) -> tuple[float, float]:
    """Open the survival tab in a fresh browser; return seconds to words and to the first curve."""
    with browsing() as browser:
        page = browser.new_context(viewport={"width": 1280, "height": 800}).new_page()
        begun = time.monotonic()
        page.goto(f"{address}/survival?study={DEMO}", wait_until="commit")
        page.wait_for_function(WORDS)
        words = time.monotonic() - begun
        page.wait_for_function(CURVE)
        return words, time.monotonic() - begun


def main() -> None:
    """Print both profiles beside each other."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("bundle", type=Path)
    bundle = parser.parse_args().bundle.resolve()
    with tempfile.TemporaryDirectory() as folder:
        access = Path(folder) / "access.toml"
        access.write_text('mode = "open"', encoding="utf-8")
        hosted = {"OUTCOMES_MODE": "hosted", "OUTCOMES_BUNDLE": str(bundle),
                  "OUTCOMES_ACCESS": str(access)}  # fmt: skip
        with started({}) as bench, started(hosted) as host:
            both = {"workbench": bench, "hosted": host}
            seen = {name: [opened(address)] for name, (address, _, _) in both.items()}
            for _ in range(TURNS - 1):
                for name, (address, _, _) in both.items():
                    seen[name].append(opened(address))
            print(f"{'':<10} {'start s':>8} {'MB':>6} {'words s':>8} {'curve s':>8}")
            for name, (_, start, process) in both.items():
                words, curve = (statistics.median(t) for t in zip(*seen[name], strict=True))
                held = megabytes(process)
                print(f"{name:<10} {start:8.1f} {held:6.0f} {words:8.2f} {curve:8.2f}")


if __name__ == "__main__":
    main()
