"""``python -m bench.mutate [--draw 60] [--seed 1] [room …]``: do the tests notice a changed line?

A seeded draw of single-statement changes of the kernel, the estimators, the intake and the figures.
Each is made in a copy of the tree, and every file of tests that reaches the changed line is run
once, up to the first test that fails; before them the file that mirrors the changed one, which may
start it in a further process. What reaches what is kept by ``bench/reach.py``. All changes are
tried with the tests of these rooms before any is with others, and with quick ones before slow ones:
what is hard to notice is known early. A test that fails has noticed the change if it passes without
it; a run that does not end is told apart. What no test notices is listed; below 90 % the exit code
is 1. A change that cannot be noticed is listed by hand, with the reason, in
``bench/equivalent.toml``.
"""

from __future__ import annotations

import argparse
import compileall
import multiprocessing
import os
import random
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterable, Iterator
from concurrent.futures import Executor, ProcessPoolExecutor, as_completed
from functools import partial
from pathlib import Path
from typing import Any

from bench.mutants import Mutant, mutants_of
from bench.reach import Reach, files_of_tests, measured, renewed
from bench.trial_runs import Ended, load_libraries, run

ROOT = Path(__file__).resolve().parents[1]
ROOMS = ("kernel", "estimators", "intake", "figures")
LEAST = 0.9
PROCESSES = 2
# Seconds of tests in the first step, and how many times as long each further one is.
FIRST, LONGER = 10.0, 5.0
# What a run may take beside what it takes without a change.
TIMES, MORE = 5.0, 60.0
Step = tuple[Reach, ...]


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


def steps(mutant: Mutant, known: list[Reach]) -> list[Step]:
    """Return the files of tests that can notice a change: its own, then the quickest."""
    inside = Path(mutant.path).relative_to("outcomes")
    own = ("tests" / inside.parent / f"test_{inside.name}").as_posix()
    tests = [test for test in known if test.file == own or test.reaches(mutant.path, mutant.lines)]
    tests.sort(key=lambda test: (test.file != own, test.seconds))
    found: list[Step] = []
    most = FIRST
    while tests:
        n, seconds = 1, tests[0].seconds
        while n < len(tests) and seconds + tests[n].seconds <= most:
            seconds += tests[n].seconds
            n += 1
        found.append(tuple(tests[:n]))
        tests, most = tests[n:], most * LONGER
    return found


def noticed(mutant: Mutant, step: Step) -> str:
    """Return how a step of tests takes a change, made in the copy of the tree of this process.

    Returns
    -------
    str
        ``caught`` or ``endless``, or "" where they pass.
    """
    copy = Path(os.environ["MUTATED_TREE"])
    target = copy / mutant.path
    kept = target.read_text(encoding="utf-8")
    tests = [test.file for test in step]
    failing = [f"--deselect={name}" for test in step for name in test.failing]
    target.write_text(mutant.source, encoding="utf-8")
    try:
        ended, by = run(tests + failing, copy, TIMES * sum(t.seconds for t in step) + MORE)
    finally:
        target.write_text(kept, encoding="utf-8")
    if ended is Ended.PASSED:
        return ""
    if ended is Ended.FAILED and run([by] if by else tests, copy)[0] is not Ended.PASSED:
        print(f"   {by or tests} fails without any change, too", flush=True)
        return ""
    how = "caught" if ended is Ended.FAILED else "endless"
    print(f"{how:7} {mutant}{'   by ' if by else ''}{by}", flush=True)
    return how


def copied(folder: Path) -> Path:
    """Return a copy of the files under version control, as they are now, and compiled.

    Runs write no bytecode: that of a changed file could pass for that of the next change.
    """
    listed = subprocess.run(["git", "ls-files", "-co", "--exclude-standard", "-z"], cwd=ROOT,
                            capture_output=True, check=True)  # fmt: skip
    for name in filter(None, listed.stdout.decode().split("\0")):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)
    compileall.compile_dir(folder, quiet=2)
    return folder


def try_all(mutants: list[Mutant], processes: int) -> list[str]:
    """Return how each is taken; every process has a copy of the tree to itself."""
    every = files_of_tests()
    near = [test for test in every if test.split("/")[1] in ROOMS]
    found = ["MISSED"] * len(mutants)
    with tempfile.TemporaryDirectory() as folder:
        copies = multiprocessing.Manager().Queue()
        first = copied(Path(folder) / "0")
        copies.put(first)
        for index in range(1, processes):
            copies.put(shutil.copytree(first, Path(folder) / str(index)))
        with ProcessPoolExecutor(processes, initializer=prepare, initargs=(copies,)) as pool:
            for tests in (near, [test for test in every if test not in near]):
                known = renewed(tests, partial(measured_in, pool))
                left = {i: steps(m, known) for i, m in enumerate(mutants) if found[i] == "MISSED"}
                while left := {i: further for i, further in left.items() if further}:
                    now = [further[0] for further in left.values()]
                    for i, how in zip(
                        list(left), pool.map(noticed, [mutants[i] for i in left], now), strict=True
                    ):
                        found[i] = how or "MISSED"
                        left[i] = [] if how else left[i][1:]
                    print(f"{found.count('MISSED')} of {len(found)} are not noticed", flush=True)
    return found


def measured_in(pool: Executor, tests: Iterable[str]) -> Iterator[Reach]:
    """Yield what files of tests reach, as they come to their end."""
    for done in as_completed([pool.submit(reach_of, test) for test in tests]):
        yield done.result()


def reach_of(test: str) -> Reach:
    """Return what a file of tests reaches, run in the copy of the tree of this process."""
    return measured(test, Path(os.environ["MUTATED_TREE"]))


def prepare(copies: Any) -> None:
    """Take a copy of the tree and load the libraries, once for all changes of this process."""
    os.environ["MUTATED_TREE"] = str(copies.get())
    os.environ.setdefault("OUTCOMES_REFERENCE", str(ROOT.parent / "shared"))
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
    for how, mutant in zip(found, mutants, strict=True):
        if how == "MISSED":
            print(f"{how:7} {mutant}")
    for room in asked.rooms:
        said = [f for f, m in zip(found, mutants, strict=True) if m.room == room]
        endless = f", {n} without an end" if (n := said.count("endless")) else ""
        print(f"{room}: {said.count('caught')} of {len(said)} caught{endless}")
    share = 1 - found.count("MISSED") / max(len(found), 1)
    print(f"seed {asked.seed}: {100 * share:.0f} % of {len(found)} noticed")
    return 0 if share >= LEAST else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
