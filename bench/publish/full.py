"""The disk is full at every stage of a publication: ``python -m bench.publish full``.

Files may grow to a limit only, which is raised step by step: the write that exceeds it fails.
"""

from __future__ import annotations

import os
import resource
import shutil
import signal
import tempfile
from collections.abc import Sequence
from pathlib import Path

from bench.publish.toy import STUDY, publish
from outcomes.publish.bundle import Bundle
from outcomes.publish.storage.log import verify_log
from outcomes.publish.storage.store import UNFINISHED

LIMITS = (0, 1, 50, 64, 100, 300, 1_000, 3_000, 10_000, 20_000)


def main(arguments: Sequence[str]) -> int:
    """Publish under every limit, and count where the earlier snapshot did not survive."""
    directory = Path(tempfile.mkdtemp(prefix="publish-full-"))
    current, failed, flaws = publish(directory, 1), 0, 0
    for limit in LIMITS:
        refused = _publish_within(directory, limit)
        failed += refused
        bundle = Bundle.open(directory)
        bundle.current(STUDY).verify()
        flaws += refused and bundle.current_id(STUDY) != current.id
        flaws += bool(list((directory / STUDY).glob(f"{UNFINISHED}*")))
        flaws += verify_log(directory) is not None
        current = bundle.current(STUDY)
    print(f"{len(LIMITS)} limits, {failed} publications failed, flaws: {flaws}")
    shutil.rmtree(directory)
    return int(flaws > 0 or failed == 0)


def _publish_within(directory: Path, limit: int) -> bool:
    child = os.fork()
    if child == 0:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
        try:
            publish(directory, limit + 2)
        except OSError:
            os._exit(1)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status) != 0
