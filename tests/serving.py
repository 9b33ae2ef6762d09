"""A real server and a real browser, for tests and timings alike."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parent.parent
CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
FLAGS = (
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


@contextmanager
def serving(environment: Mapping[str, str] | None = None, port: int | None = None) -> Iterator[str]:
    """Serve the app as the README does and yield its address."""
    port = port or free_port()
    command = [sys.executable, "-m", "streamlit", "run", "app.py"]
    command += ["--server.port", str(port), "--server.headless", "true"]
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env={**os.environ, **(environment or {})},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        _wait_until_healthy(process, port)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(20)
        process.stderr.close()


def _wait_until_healthy(process: subprocess.Popen, port: int) -> None:
    deadline = time.monotonic() + 90
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"the server stopped: {process.stderr.read()[-2000:]}")
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=2):
                return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError("the server did not answer within 90 s")


@contextmanager
def browsing():
    """Yield a headless Chromium."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def answered(page) -> Iterator[None]:
    """Wait until the app has run for what is done inside, and has finished.

    A browser that draws beginning and end of a run at once never says that it is running: what
    does not run for a while has run.
    """
    page.evaluate(
        """() => {
            const app = document.querySelector('[data-testid="stApp"]');
            const state = 'data-test-script-state';
            window.watching?.disconnect();
            window.answered = false;
            window.watching = new MutationObserver(() => {
                window.answered ||= app.getAttribute(state) === 'notRunning';
            });
            window.watching.observe(app, { attributeFilter: [state] });
            const { watching } = window;
            setTimeout(() => {
                if (watching === window.watching && app.getAttribute(state) === 'notRunning')
                    window.answered = true;
            }, 10_000);
        }"""
    )
    yield
    page.wait_for_function("() => window.answered", timeout=60_000)
    settled(page)


def settled(page, timeout: float = 60_000) -> None:
    """Wait until the app has finished its run (and a chart, if there is one, is drawn)."""
    page.wait_for_selector('[data-testid="stApp"]', timeout=timeout)
    page.wait_for_function(
        """() => {
            const app = document.querySelector('[data-testid="stApp"]');
            const idle = app && app.getAttribute('data-test-script-state') === 'notRunning';
            const text = document.querySelector('[data-testid="stMain"]')?.innerText ?? '';
            const charts = [...document.querySelectorAll('.chart, [data-testid="stPlotlyChart"]')];
            const waiting = document.querySelector('[data-testid="stSkeleton"]');
            return idle && !waiting && text.length > 80 &&
                charts.every(c => c.querySelector('svg'));
        }""",
        timeout=timeout,
    )
