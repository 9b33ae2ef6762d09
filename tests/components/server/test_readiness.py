"""The page is there before the program; a session begins when both are."""

import asyncio
import gc
import subprocess
import sys
import threading

import pytest

from components.server.ahead import FirstAsked
from components.server.readiness import Readiness, let_in_after
from tests.serving import ROOT

PAGE = {"type": "http", "path": "/survival", "query_string": b""}
SESSION = {"type": "websocket", "path": "/_stcore/stream", "query_string": b""}


@pytest.fixture(autouse=True)
def another_server(monkeypatch):
    monkeypatch.setattr(Readiness, "imported", None)


async def asked(load):
    """Return in which order a session and a page get in while something is loaded."""
    seen, answered = [], threading.Event()

    async def app(scope, _receive, _send):
        seen.append(scope["type"])

    def told():
        assert answered.wait(20)
        load()
        seen.append("loaded")

    loading = asyncio.create_task(let_in_after(told))
    await asyncio.sleep(0)
    session = asyncio.create_task(Readiness(app)(SESSION, None, None))
    await Readiness(app)(PAGE, None, None)
    answered.set()
    await asyncio.gather(loading, session)
    return seen


def test_a_page_comes_at_once_and_a_session_when_the_program_is_there():
    def load():
        assert not gc.isenabled()
        assert sys.getswitchinterval() < usual / 2
        frozen.append(gc.get_freeze_count())

    usual, frozen = sys.getswitchinterval(), []
    try:
        assert asyncio.run(asked(load)) == ["http", "loaded", "websocket"]
        assert gc.get_freeze_count() > frozen[0]
    finally:
        gc.unfreeze()
    assert gc.isenabled()
    assert sys.getswitchinterval() == usual


def test_a_broken_program_lets_sessions_in_which_say_so_and_the_log_names_the_place(caplog):
    def load():
        raise ImportError("a value")

    try:
        assert asyncio.run(asked(load)) == ["http", "websocket"]
    finally:
        gc.unfreeze()
    assert "ImportError at test_readiness.py" in caplog.text
    assert "a value" not in caplog.text


@pytest.mark.parametrize(
    ("paths", "study"),
    [
        ([("/static/js/a.js", b"study=x"), ("/_stcore/health", b"study=x")], None),
        ([("/survival", b"study=first&section=read"), ("/", b"study=second")], "first"),
        ([("/", b"")], ""),
    ],
)
def test_the_first_page_says_which_study_is_read_first(paths, study, monkeypatch):
    async def app(*_):
        pass

    async def ask():
        monkeypatch.setattr(FirstAsked, "asked", asyncio.Event())
        monkeypatch.setattr(FirstAsked, "study", "")
        for path, query in paths:
            await FirstAsked(app)({"type": "http", "path": path, "query_string": query}, None, None)
        return FirstAsked.study if FirstAsked.asked.is_set() else None

    assert asyncio.run(ask()) == study


def test_the_launcher_itself_imports_nothing_that_computes():
    loaded = "import sys, app; print(*{m.partition('.')[0] for m in sys.modules})"
    run = [sys.executable, "-c", loaded]
    names = set(subprocess.run(run, cwd=ROOT, capture_output=True, check=True).stdout.split())
    assert b"app" in names
    assert not names & {b"numpy", b"pandas", b"scipy", b"outcomes"}


def test_a_survival_curve_needs_no_library_of_everything():
    asked = (
        "import sys; from components.server.ahead import import_workbench as go; go();"
        "print(*sys.modules)"
    )
    run = [sys.executable, "-W", "ignore", "-c", asked]
    names = set(subprocess.run(run, cwd=ROOT, capture_output=True, check=True).stdout.split())
    assert b"outcomes.estimators.survival.cox" in names
    heavy = {b"scipy.stats", b"scipy.optimize", b"lifelines", b"sklearn", b"matplotlib"}
    assert not names & heavy
