"""``python -m bench.hostile.monkey [seconds] [seed]``: anything is clicked, in a real browser.

Both demos and random small studies, all tabs: buttons, pills, menus, sliders, the way back and
forward, another language, another study. A failure is an error box, an exception in the page, or
a line in the server's log.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import xlsxwriter

from bench.hostile.studies import random_study, random_workbook
from bench.hosting.opening import started
from outcomes.intake.gate.raw import RawWorkbook
from outcomes.intake.infer.protocol import to_toml
from tests.serving import ROOT, browsing

SECONDS = 360.0
FUZZED = 6  # studies beside the demos
TABS = ("", "enrollment", "survival", "subgroups", "sensitivity", "recurrence", "conversion",
        "ascites", "safety", "data")  # fmt: skip
FAILED = ("This view failed", "Traceback (most recent call last)")
IDLE = """() => document.querySelector('[data-testid="stApp"]')
    ?.getAttribute('data-test-script-state') === 'notRunning'"""
BUTTONS = (
    '[data-testid="stMain"] button:visible, [data-testid="stSidebar"] button:visible,'
    ' [data-testid="stMain"] label:visible, [data-testid="stSidebar"] summary:visible,'
    ' [data-testid="stMain"] summary:visible'
)


def studies(directory: Path, seed: int) -> list[str]:
    """Put the demos and random small studies into a directory; return their names."""
    for demo in ("hipec-sox-demo", "rmhtnf-demo"):
        shutil.copytree(ROOT / "data" / demo, directory / demo)
    for number in range(seed, seed + FUZZED):
        folder = directory / f"random-{number}"
        folder.mkdir()
        spec = random_study(number).spec
        named = replace(spec.study, id=folder.name, workbook="workbook.xlsx")
        (folder / "study.toml").write_text(to_toml(replace(spec, study=named)), encoding="utf-8")
        rng = Random(number)
        arms = ("SOX", "HIPEC + SOX", "Observation", "甲")[: rng.choice((1, 1, 2, 2, 2, 2, 3, 4))]
        write(folder / "workbook.xlsx", random_workbook(rng, arms))
    return sorted(path.name for path in directory.iterdir())


def write(path: Path, workbook: RawWorkbook) -> None:
    """Write the sheets of a workbook."""
    with xlsxwriter.Workbook(path, {"default_date_format": "yyyy-mm-dd hh:mm"}) as book:
        for raw in workbook.sheets:
            page = book.add_worksheet(raw.name)
            for number, row in enumerate((raw.header, *raw.rows)):
                page.write_row(number, 0, row)


class Monkey:
    """A browser page at which anything may be done."""

    def __init__(self, page: Any, address: str, names: list[str], rng: Random) -> None:
        self.page, self.address, self.names, self.rng = page, address, names, rng
        self.done: Counter[str] = Counter()
        self.failed: list[str] = []
        self.last = ""
        page.on("pageerror", lambda error: self.failed.append(f"page: {error} ({self.last})"))
        page.on("dialog", lambda dialog: dialog.dismiss())

    def act(self) -> None:
        """Do one thing and look at what came of it."""
        acts = (self.press, self.press, self.press, self.choose, self.choose, self.slide,
                self.turn, self.back, self.open)  # fmt: skip
        act = self.rng.choice(acts)
        self.last = f"{act.__name__} at {self.page.url.removeprefix(self.address)[:120]}"
        try:
            act()
            self.page.wait_for_function(IDLE, timeout=20_000)
            self.done[act.__name__] += 1
        except Exception as error:  # what cannot be clicked now is no failure, what hangs is
            if "wait_for_function" in str(error):
                self.failed.append(f"not idle after 20 s: {self.last}")
                self.open()
            self.done["missed"] += 1
        self.look()

    def look(self) -> None:
        """Note an error box."""
        words = self.page.locator("body").inner_text()
        boxes = self.page.locator('[data-testid="stException"]').count()
        if boxes or any(word in words for word in FAILED):
            self.failed.append(f"error box: {self.last}")
            self.open()

    def press(self) -> None:
        found = self.page.locator(BUTTONS)
        if count := found.count():
            found.nth(self.rng.randrange(count)).click(timeout=1_500)

    def choose(self) -> None:
        found = self.page.locator('[data-testid="stSelectbox"] input:visible')
        if count := found.count():
            found.nth(self.rng.randrange(count)).click(timeout=1_500)
            options = self.page.locator('[role="option"]')
            options.first.wait_for(timeout=1_500)
            options.nth(self.rng.randrange(options.count())).click(timeout=1_500)

    def slide(self) -> None:
        found = self.page.locator('[role="slider"]:visible')
        if count := found.count():
            found.nth(self.rng.randrange(count)).focus(timeout=1_500)
            for _ in range(self.rng.randrange(1, 8)):
                self.page.keyboard.press(self.rng.choice(("ArrowLeft", "ArrowRight", "End")))

    def turn(self) -> None:
        links = self.page.locator('[data-testid="stTopNavLink"]:visible, nav a:visible')
        if count := links.count():
            links.nth(self.rng.randrange(count)).click(timeout=1_500)
        else:
            self.open()

    def back(self) -> None:
        self.rng.choice((self.page.go_back, self.page.go_back, self.page.go_forward))(timeout=5_000)
        if not self.page.url.startswith(self.address):
            self.open()

    def open(self) -> None:
        name, tab = self.rng.choice(self.names), self.rng.choice(TABS)
        language = self.rng.choice(("", "&lang=zh"))
        self.page.goto(f"{self.address}/{tab}?study={name}{language}")
        self.page.locator('[data-testid="stMain"]').wait_for(timeout=15_000)


def main(arguments: list[str]) -> int:
    """Let it loose, print what it did and what failed."""
    seconds = float(arguments[0]) if arguments else SECONDS
    seed = int(arguments[1]) if len(arguments) > 1 else 1
    with tempfile.TemporaryDirectory() as place:
        directory, log = Path(place) / "studies", Path(place) / "log"
        directory.mkdir()
        names = studies(directory, seed)
        with (
            log.open("wb") as said,
            started({"OUTCOMES_STUDIES": str(directory)}, said) as (address, _, _),
            browsing() as browser,
        ):
            page = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
            page.set_default_timeout(15_000)
            monkey = Monkey(page, address, names, Random(seed))
            monkey.open()
            until = time.monotonic() + seconds
            while time.monotonic() < until:
                monkey.act()
        lines = [line for line in log.read_text().splitlines() if " at " in line]
    print(f"{monkey.done.total()} acts:", dict(monkey.done))
    print(*monkey.failed, *lines, sep="\n")
    print(f"{len(monkey.failed)} failures in the page, {len(lines)} in the server's log")
    return int(bool(monkey.failed or lines))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
