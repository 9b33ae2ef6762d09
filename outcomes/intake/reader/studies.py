"""How a server opens a study: the file is read in another process, which may fail alone."""

from __future__ import annotations

import json
import os
import pickle
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from outcomes.intake.gate.limits import LIMITS, times_larger
from outcomes.intake.reader.pool import POOL, Passing

if TYPE_CHECKING:
    from outcomes.model.file.hints import Hints
    from outcomes.model.study import Study


def read_study(folder: Path) -> Study:
    """Return the study in a folder, as `outcomes.intake.load.load_study` does in this process.

    Raises
    ------
    ProtocolError
        When ``study.toml`` cannot be used.
    Refused
        When the data are not read; `Identified` when they hold direct identifiers, `Passing` when
        the process was stopped or there was none.
    Unforeseen
        When the program failed on them.
    """
    rows = rows_of_folders()
    request = {"folder": str(folder.resolve()), "rows": rows}
    return _ask(request, times=times_larger(rows))


def rows_of_folders() -> int:
    """Return how many rows a table of a study folder may have: ``OUTCOMES_ROWS``."""
    given = os.environ.get("OUTCOMES_ROWS", "").replace("_", "").strip()
    return max(int(given), LIMITS.rows) if given.isdecimal() else LIMITS.rows


def read_file(path: Path) -> Study:
    """Return the study in one workbook, or in a folder of tables, without a protocol."""
    return _ask({"path": str(path.resolve()), "name": path.name})


def read_upload(
    files: Mapping[str, bytes], protocol: bytes | None = None, hints: Hints | None = None
) -> Study:
    """Return the study in the bytes of a workbook, or of several tables, by file name.

    ``protocol`` is its ``study.toml``, if there is one; ``hints`` correct what is inferred where
    there is none.
    """
    said = {"hints": hints.to_json()} if hints else {}
    sizes = [(name, len(content)) for name, content in files.items()]
    return _ask({"files": sizes, **said}, b"".join((*files.values(), protocol or b"")))


def _ask(request: dict[str, object], content: bytes = b"", times: float = 1.0) -> Study:
    asked = json.dumps(request).encode() + b"\n" + content
    answer = POOL.ask(asked, meanwhile=_import, times=times)
    from outcomes.intake.reader.answer import to_study

    try:
        return to_study(answer)
    except (pickle.UnpicklingError, AttributeError, TypeError, EOFError) as error:
        reason = "The process that reads the file gave no usable answer."
        raise Passing("parser-failed", reason, "Try again.") from error


def _import() -> None:
    """Import what an answer is made of, pandas among it, while the other process works."""
    import outcomes.intake.reader.answer  # noqa: F401
