"""Earlier cuts of a study: workbooks in ``cuts/``, each named by its date."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from outcomes.intake.infer.protocol import to_toml
from outcomes.intake.reader.studies import read_upload
from outcomes.model.protocol import StudySpec
from outcomes.model.study import Study


def cuts_of(folder: Path) -> tuple[Path, ...]:
    """Return the earlier workbooks of a study folder, the earliest first."""
    found = [path for path in (folder / "cuts").glob("*.xlsx") if _cut_off(path)]
    return tuple(sorted(found, key=lambda path: path.stem))


def read_cut(spec: StudySpec, path: Path) -> Study:
    """Return the study as it was at an earlier cut, read by the protocol of today.

    Raises
    ------
    Refused
        When the workbook is not read.
    """
    then = replace(spec, study=replace(spec.study, data_cutoff=_cut_off(path)))
    return read_upload({path.name: path.read_bytes()}, to_toml(then).encode())


def _cut_off(path: Path) -> date | None:
    try:
        return date.fromisoformat(path.stem)
    except ValueError:
        return None
