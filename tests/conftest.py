"""What tests share: the processes they run on, and where the independent reference values are."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

# How long an example takes says more about the machine than about the law.
settings.register_profile("outcomes", deadline=None)
settings.load_profile("outcomes")

TOGETHER = ("tests/browser/", "tests/displays/")
"""Folders whose files draw on the same: one server and one Chromium, answers asked once."""
APART = ("tests/browser/test_cold_start.py", "tests/browser/test_hosted.py")
"""Files among them that ask servers of their own, without Chromium, and mostly wait for them."""
LONGEST = (
    *TOGETHER,
    *APART,
    "tests/pages/test_denominators.py",
    "tests/pages/test_odd_studies.py",
    "tests/publish/test_release.py",
    "tests/publish/test_demos.py",
    "tests/intake/",
    "tests/pages/",
    "tests/components/",
    "tests/figures/",
)
"""What takes long, in the order it is begun: what is short evens out the end."""


def group_of(test: str) -> str:
    """Return what one process runs: a file, which keeps what it made, or a whole folder."""
    file = test.split("::")[0]
    return next((f for f in TOGETHER if file.startswith(f) and file not in APART), file)


def place_of(test: str) -> int:
    """Return when a test is begun."""
    group = group_of(test)
    if group in LONGEST:
        return LONGEST.index(group)
    places = (i for i, start in enumerate(LONGEST) if group.startswith(start))
    return next(places, len(LONGEST))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: place_of(item.nodeid))


@pytest.hookimpl(optionalhook=True)  # xdist may be switched off
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Deal out groups in the order of the tests.

    Marks (--dist loadgroup) are not enough: xdist 3.8 writes them into the names of tests, where
    pytest 9.2 does not look. Each test was a group of its own then, and whatever is made once per
    file or folder was made once per process.
    """
    from xdist.scheduler import LoadScopeScheduling

    class Grouped(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return group_of(nodeid)

    config.option.loadscopereorder = False  # by the number of tests
    return Grouped(config, log)


def reference_folder() -> Path | None:
    """The folder with gold/ and real/: OUTCOMES_REFERENCE, or `shared` beside the repository."""
    named = os.environ.get("OUTCOMES_REFERENCE")
    folder = Path(named) if named else Path(__file__).resolve().parents[2] / "shared"
    return folder if (folder / "gold").is_dir() else None


@pytest.fixture(scope="session")
def gold() -> Path:
    folder = reference_folder()
    if folder is None:
        pytest.skip("no reference values: set OUTCOMES_REFERENCE to the folder that holds gold/")
    return folder
