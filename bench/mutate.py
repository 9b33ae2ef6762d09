"""``python -m bench.mutate [--draw 60] [--seed 1] [room …]``: do the tests notice a changed line?

A seeded draw of single-statement changes of the kernel, the estimators, the intake and the figures.
Each is made in a copy of the tree and the nearest tests are run: those that mirror the file or
import it, those of its folder and of the one above, those of its room, and those that look at all
the numbers and figures of both demos. A test that fails has noticed the change if it passes without
it; a run that does not end is told apart.
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
WIDE = (["tests/test_golden.py"], ["tests/displays/test_every_display.py"])


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
    """Return the tests of a file: its own and those that import it, its folder's, its room's."""
    inside = Path(path).relative_to("outcomes")
    own = root / "tests" / inside.parent / f"test_{inside.name}"
    module = path.removesuffix(".py").replace("/", ".").removesuffix(".__init__")
    imported = re.compile(rf"^\s*(from|import) {re.escape(module)}\b", re.MULTILINE)
    tests = sorted((root / "tests").rglob("test_*.py"))
    mine = [t for t in tests if t == own or imported.search(t.read_text(encoding="utf-8"))]
    first = [t.relative_to(root).as_posix() for t in mine if "browser" not in t.parts]
    room = root / "tests" / inside.parent
    while not room.is_dir():
        room = room.parent
    above = sorted(room.parent.glob("test_*.py")) if room.parent != root / "tests" else []
    more = [place.relative_to(root).as_posix() for place in (room, *above)]
    more += [t for name, found in ELSEWHERE.items() if inside.as_posix().startswith(name)
             for t in found if (root / t).exists()]  # fmt: skip
    return [step for step in (first, more, [f"tests/{inside.parts[0]}"]) if step]


def noticed(mutant: Mutant) -> str:
    """Return how tests take the change, made in the copy of the tree of this process.

    Returns
    -------
    str
        ``caught``, ``endless`` or ``MISSED``.
    """
    copy = Path(os.environ["MUTATED_TREE"])
    target = copy / mutant.path
    kept = target.read_text(encoding="utf-8")
    target.write_text(mutant.source, encoding="utf-8")
    found, by = "MISSED", ""
    try:
        for tests in (*nearest(mutant.path, copy), *WIDE):
            ended, by = run(tests, copy)
            if ended is not Ended.PASSED:
                found = "caught" if ended is Ended.FAILED else "endless"
                break
    finally:
        target.write_text(kept, encoding="utf-8")
    if found == "caught" and run([by] if by else tests, copy)[0] is not Ended.PASSED:
        found, by = "MISSED", f"{by or tests}, which fails without any change"
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


def try_all(mutants: list[Mutant]) -> list[str]:
    """Return how each is taken; every process has a copy of the tree to itself."""
    with tempfile.TemporaryDirectory() as folder:
        copies = multiprocessing.Manager().Queue()
        for index in range(PROCESSES):
            copies.put(copied(Path(folder) / str(index)))
        with ProcessPoolExecutor(PROCESSES, initializer=prepare, initargs=(copies,)) as pool:
            return list(pool.map(noticed, mutants))


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
    asked = parser.parse_args(arguments)
    mutants = drawn(asked.rooms, asked.draw, asked.seed)
    found = try_all(mutants)
    for room in asked.rooms:
        said = [f for f, m in zip(found, mutants, strict=True) if m.room == room]
        endless = f", {n} without an end" if (n := said.count("endless")) else ""
        print(f"{room}: {said.count('caught')} of {len(said)} caught{endless}")
    share = 1 - found.count("MISSED") / max(len(found), 1)
    print(f"seed {asked.seed}: {100 * share:.0f} % of {len(found)} noticed")
    return 0 if share >= LEAST else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
