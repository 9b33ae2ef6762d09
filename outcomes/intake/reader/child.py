"""The process that reads one file: a request in, a study or the reason why not out, then it ends.

Whatever a file does to its reader it does here, under hard limits, and to nobody else.
"""

from __future__ import annotations

import gc
import json
import os
import sys
import traceback
from pathlib import Path
from typing import IO, Any

from outcomes.intake.gate.limits import times_larger
from outcomes.intake.gate.raw import Refused
from outcomes.intake.load import load_study, load_workbook
from outcomes.intake.reader.answer import Answer, to_bytes
from outcomes.model.file.hints import Hints
from outcomes.model.study import Study
from outcomes.model.toml.protocol import parse_protocol
from outcomes.model.toml.reader import ProtocolError
from outcomes.model.toml.text import read_toml

MEMORY_BYTES = 2 << 30
CPU_SECONDS = 60
OPEN_FILES = 64
_NICENESS = 10  # whoever is looking at a study comes first


def main() -> None:
    """Read a request from stdin (one JSON line, then the bytes it announces), write the answer."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # whoever prints is not heard
    gc.disable()  # it ends with the file: looking for what could be freed costs a third of its time
    line = sys.stdin.buffer.readline()
    request = json.loads(line) if line else {}
    limit_resources(times_larger(request.get("rows", 0)))
    if request:
        with answers:
            answers.write(to_bytes(answer(request, sys.stdin.buffer)))


def limit_resources(times: float = 1.0) -> None:
    """Memory, CPU, files and processes; a system without these limits still has the wall clock."""
    if hasattr(os, "nice"):
        os.nice(_NICENESS)
    try:
        import resource
    except ImportError:
        return
    for kind, most in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_CPU, int(CPU_SECONDS * times)),
        (resource.RLIMIT_AS, int(MEMORY_BYTES * times)),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NOFILE, OPEN_FILES),
        (resource.RLIMIT_NPROC, 0),
    ):
        try:
            resource.setrlimit(kind, (most, most))
        except (ValueError, OSError):
            continue


def answer(request: dict[str, Any], content: IO[bytes]) -> Answer:
    """Return the answer to one request; a failure of ours is told by its place, never its words."""
    try:
        return ("study", _study(request, content))
    except ProtocolError as error:
        return ("protocol", error.problems)
    except Refused as refusal:
        findings = getattr(refusal, "findings", ())
        return ("refused", refusal.rule, refusal.reason, refusal.remedy, findings)
    except MemoryError:
        raise
    except Exception as error:
        return ("failed", _place(error))


def _study(request: dict[str, Any], content: IO[bytes]) -> Study:
    if "folder" in request:
        return load_study(Path(request["folder"]), request["rows"])
    if "path" in request:
        return load_workbook(Path(request["path"]), name=request["name"])
    files = {name: content.read(size) for name, size in request["files"]}
    protocol = content.read()
    spec = parse_protocol(read_toml(protocol)) if protocol else None
    hints = Hints.of_json(request["hints"]) if request.get("hints") else None
    if len(files) > 1:
        return load_workbook(files, name="study", spec=spec, hints=hints)
    ((name, data),) = files.items()
    return load_workbook(data, name=name, spec=spec, hints=hints)


def _place(error: Exception) -> str:
    frames = reversed(traceback.extract_tb(error.__traceback__)[-6:])
    where = " < ".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in frames)
    return f"{type(error).__name__} at {where}"


if __name__ == "__main__":
    main()
