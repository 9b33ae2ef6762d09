"""Every section of every tab in windows of every width: what overlaps, is cut or cannot be read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pages import TABS
from tests.browser.measuring import FAULTS, FITS, STUDIES
from tests.serving import CHROMIUM, browsing, serving, settled

# 640 is 1280 at 200 %; 844 is a telephone on its side.
WINDOWS = (360, 390, 640, 768, 820, 844, 1024, 1280, 1920, 2560)


def main(arguments: list[str]) -> int:
    """Print the faults of the windows given, else of all; return 1 where there are any."""
    if CHROMIUM is None:
        print("Chromium is not installed")
        return 2
    windows = tuple(map(int, arguments)) or WINDOWS
    found = 0
    with serving() as server, browsing() as browser:
        page = browser.new_page()
        for path in addresses():
            for width, fault in faults_at(page, f"{server}/{path}", windows):
                print(f"{width:5}  {path}  {fault}", flush=True)
                found += 1
    print(f"{found} faults in windows of {', '.join(map(str, windows))} pixels")
    return int(found > 0)


def addresses() -> Iterator[str]:
    """Yield the address of every section of both demos in both languages."""
    for study in STUDIES:
        for language in ("en", "zh"):
            for tab in TABS:
                path = "" if tab is TABS[0] else tab.__name__.rpartition(".")[2]
                for section in tab.TAB.sections:
                    yield f"{path}?study={study}&lang={language}&{tab.TAB.key}={section}"


def faults_at(page: Any, address: str, windows: tuple[int, ...]) -> Iterator[tuple[int, str]]:
    """Yield the faults of a page in windows of each width."""
    page.set_viewport_size({"width": windows[0], "height": 900})
    page.goto(address)
    settled(page)
    page.evaluate(FAULTS)
    for width in windows:
        page.set_viewport_size({"width": width, "height": 900})
        page.wait_for_timeout(350)
        page.wait_for_function(FITS, timeout=10_000)
        settled(page)
        yield from ((width, fault) for fault in page.evaluate("window.faults.ofPage()"))
