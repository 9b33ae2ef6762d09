"""Test runs of a changed tree, each in a fork of a process that has loaded the libraries."""

from __future__ import annotations

import os
import signal
import sys
import time
from importlib import import_module
from pathlib import Path

LIBRARIES = ("numpy", "pandas", "scipy.stats", "scipy.optimize", "lifelines", "sksurv.datasets",
             "plotly.graph_objects", "hypothesis", "pytest")  # fmt: skip
OPTIONS = (
    "-x", "-q", "--no-header", "-p", "no:cacheprovider", "-p", "no:xdist", "-m", "not browser",
    "--hypothesis-seed=0", "-W", "ignore::pytest.PytestAssertRewriteWarning",
)  # fmt: skip
SECONDS = 300  # a change that makes a loop endless is noticed
PASSED, NOTHING_TO_RUN, COULD_NOT_START = 0, 5, 4


def load_libraries() -> None:
    """Import what most tests import; nothing of ours, which changes."""
    os.environ |= {"OMP_NUM_THREADS": "1", "PYTHONDONTWRITEBYTECODE": "1"}
    sys.dont_write_bytecode = True
    for name in LIBRARIES:
        import_module(name)


def passes(tests: list[str], folder: Path) -> bool:
    """Whether tests pass in a copy of the tree.

    Raises
    ------
    RuntimeError
        Where they could not be started at all.
    """
    child = os.fork()
    if child == 0:
        os._exit(_run(tests, folder))
    code = _waited(child)
    if code == COULD_NOT_START:
        raise RuntimeError(f"pytest does not start for {' '.join(tests)}")
    return code in (PASSED, NOTHING_TO_RUN)


def _run(tests: list[str], folder: Path) -> int:
    os.setpgid(0, 0)
    os.chdir(folder)
    sys.path[0] = str(folder)
    silent = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silent, 1)
    os.dup2(silent, 2)
    try:
        return int(import_module("pytest").main([*OPTIONS, *tests]))
    except BaseException:
        return 1


def _waited(child: int) -> int:
    """Return the exit code of a process; 1 where it had to be ended."""
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.02)
    os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return 1
