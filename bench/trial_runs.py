"""Test runs of a copy of the tree, each in a fork of a process that has loaded the libraries."""

from __future__ import annotations

import json
import os
import resource
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from importlib import import_module
from pathlib import Path
from typing import Any

LIBRARIES = ("numpy", "pandas", "scipy.stats", "scipy.optimize", "lifelines", "sksurv.datasets",
             "plotly.graph_objects", "hypothesis", "pytest")  # fmt: skip
OPTIONS = (
    "-q", "--no-header", "-p", "no:cacheprovider", "-p", "no:xdist", "-m", "not browser",
    "--hypothesis-seed=0", "-W", "ignore::pytest.PytestAssertRewriteWarning",
)  # fmt: skip
# Seconds of computing where nothing is changed; how often to look whether a run has ended, as some
# wait for ever. No clock: it goes on while a machine sleeps.
ENOUGH, LOOKS = 900, 90_000
PASSED, NOTHING_TO_RUN = 0, 5


class Ended(Enum):
    """How a run of tests ended."""

    PASSED = "passed"
    FAILED = "failed"
    ENDLESS = "endless"


def load_libraries() -> None:
    """Import what most tests import; nothing of ours, which changes."""
    os.environ |= {"OMP_NUM_THREADS": "1", "PYTHONDONTWRITEBYTECODE": "1"}
    sys.dont_write_bytecode = True
    for name in LIBRARIES:
        import_module(name)


def run(tests: list[str], folder: Path, seconds: float = ENOUGH) -> tuple[Ended, str]:
    """Run tests in a copy of the tree, up to the first that fails.

    Parameters
    ----------
    tests, folder
        What is run, in this order, and the root of the tree.
    seconds
        Of computing, after which a run counts as endless, however busy the machine is.

    Returns
    -------
    ended, failed
        How it ended, and the name of the test that failed; empty where none could be started.
    """
    with tempfile.NamedTemporaryFile() as told:
        tell = _Failed(Path(told.name))
        code = _forked(lambda: _pytest(["-x", *tests], tell), folder, seconds)
        failed = told.read().decode().partition("\n")[0]
    if code is None:
        return Ended.ENDLESS, ""
    return (Ended.PASSED if code in (PASSED, NOTHING_TO_RUN) else Ended.FAILED), failed


@dataclass(frozen=True, slots=True)
class Told:
    """What a run tells: its seconds of computing, what fails, the lines that it reaches by file."""

    seconds: float
    failing: list[str]
    lines: dict[str, list[int]]


def lines_reached(test: str, folder: Path) -> Told:
    """Run a file of tests in a copy of the tree and return what it reaches there."""
    with tempfile.TemporaryDirectory() as told:
        failing, kept = Path(told) / "failing", Path(told) / "lines"
        failing.touch()
        _forked(lambda: _recorded(test, folder, _Failed(failing), kept), folder, ENOUGH)
        return Told(
            failing=failing.read_text("utf-8").splitlines(), **json.loads(kept.read_bytes())
        )


def _recorded(test: str, folder: Path, failed: _Failed, kept: Path) -> int:
    rooms = [f"{folder / room}/*" for room in ("outcomes", "tests")]
    record = import_module("coverage").Coverage(data_file=None, config_file=False, include=rooms)
    began = time.process_time()
    record.start()
    code = _pytest([test], failed)
    record.stop()
    seconds, found = time.process_time() - began, record.get_data()
    files = {Path(f).relative_to(folder).as_posix(): f for f in found.measured_files()}
    lines = {name: sorted(found.lines(file)) for name, file in files.items()}
    kept.write_text(json.dumps({"seconds": seconds, "lines": lines}), encoding="utf-8")
    return code


def _forked(work: Callable[[], int], folder: Path, seconds: float) -> int | None:
    """Return the exit code of work done in a process of its own; None where it had no end."""
    child = os.fork()
    if child == 0:
        os.setpgid(0, 0)
        limit = round(seconds) + 1
        resource.setrlimit(resource.RLIMIT_CPU, (limit, limit + 9))
        os.chdir(folder)
        sys.path[0] = str(folder)
        silent = os.open(os.devnull, os.O_WRONLY)
        os.dup2(silent, 1)
        os.dup2(silent, 2)
        try:
            os._exit(work())
        except BaseException:
            os._exit(1)
    return _waited(child)


def _waited(child: int) -> int | None:
    code = None
    for _ in range(LOOKS):
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            code = os.waitstatus_to_exitcode(status)
            break
        time.sleep(0.02)
    try:
        os.killpg(child, signal.SIGKILL)  # and what it started
    except ProcessLookupError:
        pass
    if code is None:
        os.waitpid(child, 0)
    return None if code == -signal.SIGXCPU else code


def _pytest(arguments: list[str], *plugins: Any) -> int:
    return int(import_module("pytest").main([*OPTIONS, *arguments], plugins=list(plugins)))


class _Failed:
    """Tells in a file which tests, or which files of tests, fail: the first in the first line."""

    def __init__(self, told: Path) -> None:
        self._told = told

    def pytest_runtest_logreport(self, report: Any) -> None:
        self._tell(report)

    def pytest_collectreport(self, report: Any) -> None:
        self._tell(report)

    def _tell(self, report: Any) -> None:
        if report.failed:
            with self._told.open("a", encoding="utf-8") as told:
                told.write(f"{report.nodeid}\n")
