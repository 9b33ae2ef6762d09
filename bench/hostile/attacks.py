"""Every file that is thrown at the app, by kind."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from bench.hostile import other_files, planted, workbooks
from bench.hostile.protocols import protocols
from tests.intake.hostile import ORDINARY, book

Attack = tuple[str, str, dict[str, bytes]]  # kind, name, files that are dropped together


def attacks() -> Iterator[Attack]:
    """Yield each attack."""
    good = book(ORDINARY)
    yield "ordinary", "three rows", {"a.xlsx": good}
    made = (workbooks.known, workbooks.tags, workbooks.many, workbooks.texts,
            workbooks.random_bytes, workbooks.largest)  # fmt: skip
    for kind, name, data in chain.from_iterable(make() for make in made):
        yield kind, name, {"a.xlsx": data}
    for kind, name, protocol in protocols():
        yield kind, name, {"a.xlsx": good, "study.toml": protocol}
    yield from other_files.files()
    for name, data in planted.kinds():
        yield "identifiers", name, {"a.xlsx": data}
    for name, data in planted.innocent():
        yield "innocent files", name, {"a.xlsx": data}
