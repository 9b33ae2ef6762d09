"""Which lines each file of tests reaches, and how long it takes; kept in ``build/reach.jsonl``.

Each file of tests is run alone, in a process that has made nothing of ours before: what tests share
within a process is then counted for each of them. A file is run again where a file of Python that
it reached is not what it was; the last line that tells of it counts. What tests start in a further
process is not seen.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path

from bench.trial_runs import lines_reached

ROOT = Path(__file__).resolve().parents[1]
KEPT = ROOT / "build" / "reach.jsonl"


@dataclass(frozen=True, slots=True)
class Reach:
    """What a file of tests reaches.

    Attributes
    ----------
    seconds
        Of computing.
    failing
        The tests that fail without any change.
    lines
        By file of Python, tests included.
    made_of
        The digest of these files.
    """

    file: str
    seconds: float
    failing: list[str]
    lines: dict[str, list[int]]
    made_of: str

    def reaches(self, path: str, lines: range) -> bool:
        """Whether it reaches one of the lines of a file."""
        return not set(lines).isdisjoint(self.lines.get(path, ()))


def measured(test: str, root: Path) -> Reach:
    """Run a file of tests and return what it reaches."""
    told = lines_reached(test, root)
    lines = {test: []} | told.lines
    return Reach(test, told.seconds, told.failing, lines, digest(lines, root))


def digest(paths: Iterable[str], root: Path) -> str:
    """Return what tells whether one of the files is another than it was."""
    whole = sha256()
    for path in sorted(paths):
        file = root / path
        whole.update(path.encode() + (file.read_bytes() if file.is_file() else b""))
    return whole.hexdigest()


def files_of_tests(root: Path = ROOT) -> list[str]:
    """Return the files of tests, without those that need a browser."""
    found = (test.relative_to(root) for test in sorted((root / "tests").rglob("test_*.py")))
    return [test.as_posix() for test in found if "browser" not in test.parts]


def renewed(
    tests: Sequence[str],
    measure: Callable[[list[str]], Iterable[Reach]],
    root: Path = ROOT,
    kept: Path = KEPT,
) -> list[Reach]:
    """Return what files of tests reach; ``measure`` runs those that are new or changed."""
    told = kept.read_text(encoding="utf-8").splitlines() if kept.is_file() else ()
    known = {reach.file: reach for reach in (Reach(**json.loads(line)) for line in told)}
    old = {t for t in tests if t in known and digest(known[t].lines, root) == known[t].made_of}
    kept.parent.mkdir(exist_ok=True)
    with kept.open("a", encoding="utf-8") as file:
        for n, reach in enumerate(measure([t for t in tests if t not in old]), start=1):
            known[reach.file] = reach
            print(json.dumps(asdict(reach)), file=file, flush=True)
            print(f"{n} of {len(tests) - len(old)} files of tests told what they reach", end="\r")
    return [known[test] for test in tests]
