"""The study folders of a directory: which there are, and what changes when one of them does."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from outcomes.model.file.told import told
from outcomes.model.toml.protocol import read_protocol
from outcomes.model.toml.reader import ProtocolError

State = tuple[tuple[str, int, int], ...]


@dataclass(frozen=True, slots=True)
class StudyEntry:
    """One study folder: what its protocol calls it, or why the protocol cannot be used."""

    id: str
    title: str
    folder: Path
    simulated: bool = False
    problems: tuple[str, ...] = ()


def list_studies(directory: Path) -> tuple[StudyEntry, ...]:
    """Return every subfolder with a ``study.toml``, by name; a broken one carries its problems.

    A folder that cannot be looked into is one of them: its problem is said, the others open.
    """
    folders = sorted(Path(entry.path) for entry in _visible(directory))
    return tuple(_entry(folder) for folder in folders if _may_hold_a_study(folder))


def state_of(folder: Path, depth: int = 2) -> State:
    """Return what changes when a file in the folder does; costs a stat, not a read.

    Hidden files are not looked at, and what cannot be looked at has no time and no size.
    """
    found = []
    for entry in _visible(folder):
        try:
            stat = entry.stat()
            found.append((entry.path, stat.st_mtime_ns, stat.st_size))
        except OSError:
            found.append((entry.path, 0, -1))
            continue
        if depth > 1 and entry.is_dir():
            found += state_of(Path(entry.path), depth - 1)
    return tuple(sorted(found))


def _visible(folder: Path) -> Iterator[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            yield from (entry for entry in entries if not entry.name.startswith("."))
    except OSError:
        return


def _may_hold_a_study(folder: Path) -> bool:
    try:
        (folder / "study.toml").lstat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError:
        return True
    return True


def _entry(folder: Path) -> StudyEntry:
    try:
        study = read_protocol(folder).study
    except ProtocolError as error:
        return StudyEntry(folder.name, folder.name, folder, problems=error.problems)
    except Exception as error:
        problem = told("study.toml cannot be used ({})", type(error).__name__)
        return StudyEntry(folder.name, folder.name, folder, problems=(problem,))
    return StudyEntry(study.id, study.title, folder, study.simulated)
