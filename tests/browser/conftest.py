"""One server and one browser for all browser tests, and for none after them.

Playwright keeps an event loop running as long as it is open, in which no other test could run one.
"""

import os
from functools import cache, partial

import pytest

from tests.browser.tabs import open_tabs
from tests.serving import CHROMIUM, browsing, serving


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


@pytest.fixture
def page(browser):
    """A fresh visitor: no cookies, no session."""
    context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="en-US")
    context.set_default_timeout(60_000)
    opened = context.new_page()
    problems: list[str] = []
    opened.on("pageerror", lambda error: problems.append(str(error)))
    yield opened
    context.close()
    assert not problems
