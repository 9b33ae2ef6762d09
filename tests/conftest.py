"""What tests share: where the independent reference values are, if they are anywhere."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

# How long an example takes says more about the machine than about the law.
settings.register_profile("outcomes", deadline=None)
settings.load_profile("outcomes")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep a file on one process, and all of the browser on one: one server, one Chromium."""
    for item in items:
        group = "browser" if "browser" in item.path.parts else str(item.path)
        item.add_marker(pytest.mark.xdist_group(group))


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
