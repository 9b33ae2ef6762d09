"""One server and one browser for all browser tests, and for none after them.

Playwright keeps an event loop running as long as it is open, in which no other test could run one.
"""

import os
from contextlib import contextmanager
from functools import cache, partial

import pytest

from tests.browser.tabs import open_tabs
from tests.serving import CHROMIUM, browsing, serving

SIZE = {"width": 1280, "height": 800}


@pytest.fixture(scope="package")
def server():
    if CHROMIUM is None:
        if os.environ.get("CI"):
            pytest.fail("CI must install Chromium: browser tests may not be skipped there")
        pytest.skip("Chromium is not installed")
    with serving() as address:
        yield address


@pytest.fixture(scope="package")
def browser(server):
    with browsing() as opened:
        yield opened


@pytest.fixture(scope="package")
def every_tab(browser, server):
    """Every tab of a study in a language and a theme, opened when first asked for."""
    return cache(partial(open_tabs, browser, server))


@contextmanager
def visiting(browser):
    """Yield a page of a new visitor; no script may fail in it."""
    context = browser.new_context(viewport=SIZE, locale="en-US")
    context.set_default_timeout(60_000)
    opened = context.new_page()
    problems: list[str] = []
    opened.on("pageerror", lambda error: problems.append(str(error)))
    yield opened
    context.close()
    assert not problems


@pytest.fixture
def fresh(browser):
    """A visitor with a window of their own, in which scripts and sockets may be put."""
    with visiting(browser) as opened:
        yield opened


@pytest.fixture(scope="package")
def window(browser):
    """One window for one visitor after another: opening one takes as long as a page in it."""
    with visiting(browser) as opened:
        yield opened


@pytest.fixture
def page(window):
    """A new visitor: no cookies, no session, nothing kept."""
    yield window
    window.unroute_all()
    if window.url.startswith("http"):
        origin = window.evaluate("origin")
        window.goto("about:blank")
        session = window.context.new_cdp_session(window)
        session.send("Storage.clearDataForOrigin", {"origin": origin, "storageTypes": "all"})
        session.detach()
    window.context.clear_cookies()
    window.set_viewport_size(SIZE)
    window.emulate_media(media="screen", color_scheme="light", reduced_motion="no-preference",
                         forced_colors="none")  # fmt: skip
    window.mouse.move(0, 0)
