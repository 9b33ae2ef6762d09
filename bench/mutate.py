"""``python -m bench.mutate [--draw 60] [--seed 1] [room …]``: do the tests notice a changed line?

A seeded draw of single-statement changes of the kernel, the estimators, the intake and the figures.
Each is made in a copy of the tree and the nearest tests are run: those that mirror the file or
import it, those of its folder and of the one above, those of its room, and those that look at all
the numbers and figures of both demos, each of them once. All changes are tried with the nearest
tests before any is with further ones, so that what is hard to notice is known early. A test that
fails has noticed the change if it passes without it; a run that does not end is told apart.
What no test notices is listed; below 90 % the exit code is 1. A change that cannot be noticed is
listed by hand, with the reason, in ``bench/equivalent.toml``.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from concurrent.futures import ProcessPoolExecutor
from itertools import repeat
from pathlib import Path
from typing import Any

from bench.mutants import Mutant, mutants_of
from bench.trial_runs import Ended, load_libraries, run

ROOT = Path(__file__).resolve().parents[1]
ROOMS = ("kernel", "estimators", "intake", "figures")
LEAST = 0.9
PROCESSES = 2
# Where a room is tested beside the folder that mirrors it.
ELSEWHERE = {
    "kernel/cox": ("tests/estimators/survival/test_cox.py",),
    "intake/sheets": ("tests/intake/test_load.py",),
    "figures": ("tests/figures/row_plot/test_other_figures.py",),
}
# Tests that look at all the numbers, and at all the figures and texts, of both demos.
WIDE = ("tests/test_golden.py", "tests/displays/test_every_display.py")


def drawn(rooms: list[str], n: int, seed: int) -> list[Mutant]:
    """Return ``n`` changes: each line that can be changed is as likely, each change of it too."""
    known = equivalent()
    lines: dict[tuple[str, int], list[Mutant]] = {}
    for room in rooms:
        for path in sorted((ROOT / "outcomes" / room).rglob("*.py")):
            name = path.relative_to(ROOT).as_posix()
            for mutant in mutants_of(name, path.read_text(encoding="utf-8")):
                if (name, mutant.statement, mutant.after) not in known:
                    lines.setdefault((name, mutant.line), []).append(mutant)
    chance = random.Random(seed)
    picked = chance.sample(sorted(lines), min(n, len(lines)))
    return [chance.choice(lines[place]) for place in picked]


def equivalent() -> set[tuple[str, str, str]]:
    """Return path, line and change of what is listed as impossible to notice."""
    listed = tomllib.loads((ROOT / "bench" / "equivalent.toml").read_text(encoding="utf-8"))
    return {(m["path"], m["statement"], m["after"]) for m in listed.get("mutant", ())}


def nearest(path: str, root: Path) -> list[list[str]]:
    """Return the files of tests for a file, nearest first and none twice.

    Its own; those that import it; those of its folder and above; those of its room; those that look
    at everything.
    """
    inside = Path(path).relative_to("outcomes")
    own = root / "tests" / inside.parent / f"test_{inside.name}"
    module = path.removesuffix(".py").replace("/", ".").removesuffix(".__init__")
    imported = re.compile(rf"^\s*(from|import) {re.escape(module)}\b", re.MULTILINE)
    tests = [t for t in sorted((root / "tests").rglob("test_*.py")) if "browser" not in t.parts]
    importing = [t for t in tests if imported.search(t.read_text(encoding="utf-8"))]
    room = root / "tests" / inside.parent
    while not room.is_dir():
        room = room.parent
    above = sorted(room.parent.glob("test_*.py")) if room.parent != root / "tests" else []
    other = [root / t for name, found in ELSEWHERE.items() if inside.as_posix().startswith(name)
             for t in found]  # fmt: skip
    whole = root / "tests" / inside.parts[0]
    steps: list[list[Path]] = [
        [own],
        importing,
        [*_under(room), *above, *other],
        _under(whole),
        *([root / test] for test in WIDE),
    ]
    tried: set[Path] = set()
    found = []
    for step in steps:
        new = [t for t in step if t.exists() and t not in tried]
        tried |= set(new)
        found.append([t.relative_to(root).as_posix() for t in new])
    return [step for step in found if step]


def _under(folder: Path) -> list[Path]:
    return sorted(folder.rglob("test_*.py"))


def noticed(mutant: Mutant, step: int) -> str:
    """Return how one step of tests takes the change, made in the copy of the tree of this process.

    Returns
    -------
    str
        ``caught``, ``endless``, ``MISSED`` where no step is left, or "" where there is.
    """
    copy = Path(os.environ["MUTATED_TREE"])
    target = copy / mutant.path
    kept = target.read_text(encoding="utf-8")
    steps = nearest(mutant.path, copy)
    tests = steps[step]
    target.write_text(mutant.source, encoding="utf-8")
    try:
        ended, by = run(tests, copy)
    finally:
        target.write_text(kept, encoding="utf-8")
    found = {Ended.FAILED: "caught", Ended.ENDLESS: "endless"}.get(ended, "")
    if found == "caught" and run([by] if by else tests, copy)[0] is not Ended.PASSED:
        found, by = "MISSED", f"{by or tests}, which fails without any change"
    if not found and step == len(steps) - 1:
        found = "MISSED"
    if found:
        print(f"{found:7} {mutant}{'   by ' if by else ''}{by}", flush=True)
    return found


def copied(folder: Path) -> Path:
    """Return a copy of the files under version control, as they are now."""
    listed = subprocess.run(["git", "ls-files", "-co", "--exclude-standard", "-z"], cwd=ROOT,
                            capture_output=True, check=True)  # fmt: skip
    for name in filter(None, listed.stdout.decode().split("\0")):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)
    return folder


def try_all(mutants: list[Mutant], processes: int) -> list[str]:
    """Return how each is taken; every process has a copy of the tree to itself."""
    with tempfile.TemporaryDirectory() as folder:
        copies = multiprocessing.Manager().Queue()
        for index in range(processes):
            copies.put(copied(Path(folder) / str(index)))
        with ProcessPoolExecutor(processes, initializer=prepare, initargs=(copies,)) as pool:
            found = [""] * len(mutants)
            step = 0
            while left := [i for i, how in enumerate(found) if not how]:
                said = pool.map(noticed, [mutants[i] for i in left], repeat(step))
                for i, how in zip(left, said, strict=True):
                    found[i] = how
                step += 1
                print(f"step {step} of the tests: {found.count('')} go on", flush=True)
    return found


def prepare(copies: Any) -> None:
    """Take a copy of the tree and load the libraries, once for all changes of this process."""
    os.environ["MUTATED_TREE"] = str(copies.get())
    load_libraries()


def main(arguments: list[str]) -> int:
    """Draw, try and report; 1 where fewer than nine in ten are noticed."""
    parser = argparse.ArgumentParser(prog="python -m bench.mutate", description=__doc__)
    parser.add_argument("rooms", nargs="*", default=list(ROOMS), help=", ".join(ROOMS))
    parser.add_argument("--draw", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--processes", type=int, default=PROCESSES)
    asked = parser.parse_args(arguments)
    mutants = drawn(asked.rooms, asked.draw, asked.seed)
    found = try_all(mutants, asked.processes)
    for room in asked.rooms:
        said = [f for f, m in zip(found, mutants, strict=True) if m.room == room]
        endless = f", {n} without an end" if (n := said.count("endless")) else ""
        print(f"{room}: {said.count('caught')} of {len(said)} caught{endless}")
    share = 1 - found.count("MISSED") / max(len(found), 1)
    print(f"seed {asked.seed}: {100 * share:.0f} % of {len(found)} noticed")
    return 0 if share >= LEAST else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
