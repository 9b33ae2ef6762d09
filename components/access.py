"""Who may do what: a workbench opens workbooks; an instance can be told not to."""

import os
from pathlib import Path


def studies_directory() -> Path:
    """Return the directory of study folders: ``OUTCOMES_STUDIES``, else the program's ``data/``."""
    default = Path(__file__).parent.parent / "data"
    return Path(os.environ.get("OUTCOMES_STUDIES") or default)


def upload_allowed() -> bool:
    """Whether visitors may open their own workbook (``OUTCOMES_UPLOAD=off`` forbids it)."""
    return os.environ.get("OUTCOMES_UPLOAD", "on").strip().lower() not in ("off", "0", "no")
