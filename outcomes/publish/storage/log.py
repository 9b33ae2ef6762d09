"""What happened to the publications, one event a line, each with the hash of the one before."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any, BinaryIO, Literal, NamedTuple

LOG = "audit.jsonl"
BEGIN = "0" * 64
LONGEST = 1 << 16  # bytes of a line
Event = Literal[
    "start", "session_start", "session_end", "view", "cohort", "denied", "publish", "rollback",
    "unblind",
]  # fmt: skip
# What a line may say: never a value of a cell, never an id of a patient.
FIELDS = frozenset(
    {"who", "study", "snapshot", "reason", "policy", "pooled", "session", "view", "cohort", "why",
     "software", "mode"}
)  # fmt: skip


class Broken(NamedTuple):
    """The first line of a log that does not follow from those before it; from 1."""

    line: int
    why: str


def record(directory: Path, event: Event, **said: str | bool) -> None:
    """Append an event to the log of a directory.

    Parameters
    ----------
    directory
        Where the log is.
    event
        What happened.
    said
        Of ``FIELDS``: who, to which study, why, ….

    Raises
    ------
    ValueError
        Where something else would be said.
    OSError
        Where it cannot be written; the line is not there then.
    """
    if foreign := said.keys() - FIELDS:
        raise ValueError(f"an audit line has no {', '.join(sorted(foreign))}")
    with (directory / LOG).open("a+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        size = file.seek(0, os.SEEK_END)
        line = _line(_last_hash(file, size), event, said)
        try:
            os.write(file.fileno(), line)
            os.fsync(file.fileno())
        except OSError:
            os.ftruncate(file.fileno(), size)
            raise


def _line(previous: str, event: str, said: dict[str, str | bool]) -> bytes:
    at = datetime.now(UTC).isoformat(timespec="seconds")
    entry = {"at": at, "event": event, **said, "previous": previous}
    entry["hash"] = _hash(entry)
    return (json.dumps(entry, ensure_ascii=False) + "\n").encode()


def _hash(entry: dict[str, Any]) -> str:
    rest = {key: value for key, value in entry.items() if key != "hash"}
    return hashlib.sha256(json.dumps(rest, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def _last_hash(file: BinaryIO, size: int) -> str:
    """Return the hash of the last line; a log grows long, and only its end is read."""
    file.seek(max(size - LONGEST, 0))
    last = file.read().splitlines()[-1:]
    return str(json.loads(last[0])["hash"]) if last else BEGIN


def entries(directory: Path) -> Iterator[dict[str, Any]]:
    """Yield the events of a log, the oldest first; none where there is no log."""
    path = directory / LOG
    if path.exists():
        for line in path.read_bytes().splitlines():
            yield json.loads(line)


def set_back(directory: Path) -> tuple[int, ...]:
    """Return the lines, from 1, that say an earlier time than the line before them.

    Their order is that of the events; a clock was set back in between.
    """
    times = [str(entry["at"]) for entry in entries(directory)]
    return tuple(n for n, (a, b) in enumerate(pairwise(times), 2) if b < a)


def verify_log(directory: Path) -> Broken | None:
    """Return where the chain of a log breaks, None where it is whole.

    A line that was changed, moved, put in or taken out from the middle breaks it. Lines taken from
    the end do not: keep the hash of the last line elsewhere to find that, too.
    """
    path, previous = directory / LOG, BEGIN
    if not path.exists():
        return None
    for place, line in enumerate(path.read_bytes().splitlines(), 1):
        try:
            entry = json.loads(line)
            said, own = entry["previous"], entry["hash"]
        except (ValueError, KeyError, TypeError):
            return Broken(place, "unreadable")
        if said != previous:
            return Broken(place, "does not follow from the line before")
        if own != _hash(entry):
            return Broken(place, "changed")
        previous = own
    return None
