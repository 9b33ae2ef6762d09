"""One bit of every file is flipped, many times: ``python -m bench.publish flips [per file]``."""

from __future__ import annotations

import random
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

from bench.publish.toy import STUDY, publish
from outcomes.publish.bundle import CURRENT, Bundle, BundleError
from outcomes.publish.storage.log import LOG, verify_log


def main(arguments: Sequence[str]) -> int:
    """Flip bits, and count those nobody noticed."""
    times = int(arguments[0]) if arguments else 200
    directory = Path(tempfile.mkdtemp(prefix="publish-flips-"))
    before, now = publish(directory, 1), publish(directory, 2)
    files = [*now.directory.iterdir(), directory / STUDY / CURRENT, directory / LOG]
    missed = served = 0
    for path in files:
        content = path.read_bytes()
        for _ in range(times):
            flipped = bytearray(content)
            flipped[random.randrange(len(content))] ^= 1 << random.randrange(8)
            path.write_bytes(flipped)
            missed += not _noticed(directory, path)
            before.verify()
            served += 1
        path.write_bytes(content)
    now.verify()
    print(f"{len(files)} files, {times} flips each: {missed} missed; "
          f"the earlier snapshot was served whole {served} times")  # fmt: skip
    shutil.rmtree(directory)
    return int(missed > 0)


def _noticed(directory: Path, path: Path) -> bool:
    if path.name == LOG:
        return verify_log(directory) is not None
    try:
        Bundle.open(directory).current(STUDY).verify()
    except BundleError:
        return True
    return False
