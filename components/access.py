"""Which of the two profiles this process is, and where it finds what it shows."""

import os
from pathlib import Path


def hosted() -> bool:
    """Whether this process only looks up what was published (``OUTCOMES_MODE=hosted``)."""
    return os.environ.get("OUTCOMES_MODE", "workbench").strip().lower() == "hosted"


def bundle_directory() -> Path:
    """Return the directory of published snapshots (``OUTCOMES_BUNDLE``)."""
    return Path(os.environ.get("OUTCOMES_BUNDLE") or "bundle")


def release_directory() -> Path:
    """Return where a workbench releases to: the bundle of the hosted instance."""
    return bundle_directory()


def audit_directory() -> Path | None:
    """Return where a hosted instance keeps who saw what (``OUTCOMES_AUDIT``); None for nowhere."""
    named = os.environ.get("OUTCOMES_AUDIT")
    return Path(named) if named else None


def publishes() -> bool:
    """Whether releases are made from this workbench: only where it is told where to."""
    return not hosted() and bool(os.environ.get("OUTCOMES_BUNDLE"))


def studies_directory() -> Path:
    """Return the directory of study folders: ``OUTCOMES_STUDIES``, else the program's ``data/``."""
    default = Path(__file__).parent.parent / "data"
    return Path(os.environ.get("OUTCOMES_STUDIES") or default)


def upload_allowed() -> bool:
    """Whether visitors may open their own workbook (``OUTCOMES_UPLOAD=off`` forbids it)."""
    off = os.environ.get("OUTCOMES_UPLOAD", "on").strip().lower() in ("off", "0", "no")
    return not off and not hosted()
