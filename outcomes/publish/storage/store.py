"""Snapshots on disk: written whole or not at all, never changed, switched in one step."""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from outcomes.publish.bundle import CURRENT, MANIFEST, Bundle, Manifest, Snapshot, sha256
from outcomes.publish.storage.codec import to_json

LOCK, UNFINISHED = ".lock", ".unfinished-"


@contextmanager
def publishing(directory: Path, study: str) -> Iterator[Path]:
    """Hold the lock of a study's publishers; the kernel frees it when the process dies."""
    folder = directory / study
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / LOCK).open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for left in folder.glob(f"{UNFINISHED}*"):  # of publishers that were killed
            shutil.rmtree(left, ignore_errors=True)
        yield folder


def write_snapshot(folder: Path, manifest: Manifest, files: Mapping[str, bytes]) -> Snapshot:
    """Write a snapshot beside the others; nobody sees it before `switch`.

    Parameters
    ----------
    folder
        Of the study, with the lock held.
    manifest
        Without its files.
    files
        By their names in the manifest.

    Raises
    ------
    OSError
        Where the disk is full or read-only; nothing is left behind.
    """
    manifest = replace(manifest, files={name: sha256(files[name]) for name in sorted(files)})
    content = to_json(manifest)
    final = folder / sha256(content)
    if not final.exists():
        unfinished = Path(tempfile.mkdtemp(prefix=UNFINISHED, dir=folder))
        try:
            for name, part in {**files, MANIFEST: content}.items():
                _write(unfinished / name, part)
            unfinished.chmod(0o755)
            _sync(unfinished)
            unfinished.rename(final)
        except OSError:
            shutil.rmtree(unfinished, ignore_errors=True)
            raise
        _sync(folder)
    snapshot = Snapshot.open(final)
    snapshot.verify()
    return snapshot


def switch(folder: Path, snapshot: Snapshot) -> None:
    """Make a snapshot the one new sessions begin with, in one step."""
    handle, name = tempfile.mkstemp(prefix=UNFINISHED, dir=folder)
    os.close(handle)
    try:
        _write(Path(name), f"{snapshot.id}\n".encode())
        os.chmod(name, 0o644)
        os.replace(name, folder / CURRENT)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise
    _sync(folder)


def roll_back(directory: Path, study: str, to: str, record: Callable[[Snapshot], None]) -> Snapshot:
    """Make an earlier snapshot current again.

    Parameters
    ----------
    to
        Its id.
    record
        Told before the switch: nothing is shown that is not on record.
    """
    with publishing(directory, study) as folder:
        snapshot = Bundle.open(directory).snapshot(study, to)
        snapshot.verify()
        record(snapshot)
        switch(folder, snapshot)
    return snapshot


def _write(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
