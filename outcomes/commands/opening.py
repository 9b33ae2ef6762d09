"""What every command needs: a study opened, a cohort chosen, a file written, a reason to stop."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from outcomes.model.cohort import Cohort
    from outcomes.model.study import Study

CLEAN, DATA_ERRORS, UNREADABLE = 0, 1, 2  # what a command returns


class Stop(Exception):
    """The command cannot go on; the message is for the user."""


def load(where: str) -> Study:
    """Return the study of a folder, of a name among the studies served, or of a workbook alone."""
    from outcomes.intake.gate.raw import Refused
    from outcomes.intake.reader.studies import read_file, read_study
    from outcomes.model.toml.reader import ProtocolError

    path = Path(where)
    named = Path(os.environ.get("OUTCOMES_STUDIES", "data")) / where
    try:
        for folder in (path, named):
            if (folder / "study.toml").is_file():
                return read_study(folder)
        if path.exists():
            return read_file(path)
    except ProtocolError as error:
        raise Stop("\n".join((f"{where}/study.toml cannot be used:", *error.problems))) from error
    except Refused as error:
        raise Stop(f"{where}: {error.reason} [{error.rule}] → {error.remedy}") from error
    except OSError as error:
        raise Stop(f"{where} cannot be read: {error.strerror}") from error
    raise Stop(f"'{where}' is no folder with a study.toml and no workbook")


def cohort_of(study: Study, population: str | None, where: Sequence[str]) -> Cohort:
    """Return the patients asked about: an analysis set (the planned one), filters as text."""
    from outcomes.model.cohort import Cohort, FilterError, parse_filter

    chosen = population or study.spec.default_population.id
    known(chosen, "population", list(study.populations))
    try:
        filters = tuple(parse_filter(text, study) for text in where)
    except FilterError as error:
        raise Stop(f"--where: {error}") from error
    return Cohort(study, chosen, filters)


def known(name: str, what: str, among: Sequence[str]) -> None:
    """Stop where the name is none of those there are."""
    if name not in among:
        raise Stop(f"there is no {what} '{name}'; there is {', '.join(among) or 'none'}")


def write(path: Path | None, content: bytes) -> None:
    """Write to the file, or to standard output where none is named."""
    if path is None:
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
        return
    try:
        path.write_bytes(content)
    except OSError as error:
        raise Stop(f"{path} cannot be written: {error.strerror}") from error
