"""The processes that read files, started before there is a file: each takes a second to start."""

from outcomes.intake.reader.pool import POOL


def prepare_readers() -> None:
    """Start as many as may read at the same time."""
    POOL.prepare(POOL.most)
