"""Test runs of a changed tree, each in a fork of a process that has loaded the libraries."""

from __future__ import annotations

import os
import resource
import signal
import sys
import time
from enum import Enum
from importlib import import_module
from pathlib import Path
from typing import Any

LIBRARIES = ("numpy", "pandas", "scipy.stats", "scipy.optimize", "lifelines", "sksurv.datasets",
             "plotly.graph_objects", "hypothesis", "pytest")  # fmt: skip
OPTIONS = (
    "-x", "-q", "--no-header", "-p", "no:cacheprovider", "-p", "no:xdist", "-m", "not browser",
    "--hypothesis-seed=0", "-W", "ignore::pytest.PytestAssertRewriteWarning",
)  # fmt: skip
# Of computing, however busy the machine is, and by the clock: a change may make a loop endless.
SECONDS, WAITED = 300, 1500
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


def run(tests: list[str], folder: Path) -> tuple[Ended, str]:
    """Run tests in a copy of the tree, up to the first that fails.

    Returns
    -------
    ended, failed
        How it ended, and the name of the test that failed; empty where none could be started.
    """
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(read)
        os._exit(_run(tests, folder, write))
    os.close(write)
    code = _waited(child)
    os.set_blocking(read, False)
    with os.fdopen(read, "rb") as told:
        failed = (told.read() or b"").decode().partition("\n")[0]
    if code is None:
        return Ended.ENDLESS, ""
    return (Ended.PASSED if code in (PASSED, NOTHING_TO_RUN) else Ended.FAILED), failed


def _waited(child: int) -> int | None:
    """Return the exit code of a process; None where it did not come to an end."""
    end, code = time.monotonic() + WAITED, None
    while code is None and time.monotonic() < end:
        done, status = os.waitpid(child, os.WNOHANG)
        code = os.waitstatus_to_exitcode(status) if done else None
        time.sleep(0.02)
    try:
        os.killpg(child, signal.SIGKILL)  # and what it started
    except ProcessLookupError:
        pass
    if code is None:
        os.waitpid(child, 0)
    return None if code == -signal.SIGXCPU else code


class _First:
    """Tells through a pipe which test, or which file of tests, failed first."""

    def __init__(self, pipe: int) -> None:
        self._pipe = pipe

    def pytest_runtest_logreport(self, report: Any) -> None:
        self._tell(report)

    def pytest_collectreport(self, report: Any) -> None:
        self._tell(report)

    def _tell(self, report: Any) -> None:
        if report.failed:
            os.write(self._pipe, f"{report.nodeid}\n".encode())


def _run(tests: list[str], folder: Path, pipe: int) -> int:
    os.setpgid(0, 0)
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 9))
    os.chdir(folder)
    sys.path[0] = str(folder)
    silent = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silent, 1)
    os.dup2(silent, 2)
    try:
        return int(import_module("pytest").main([*OPTIONS, *tests], plugins=[_First(pipe)]))
    except BaseException:
        return 1
