"""What a stranger gets from a server nobody has opened yet: the empty page, or nothing."""

import re
import urllib.error
import urllib.request
from http.client import HTTPConnection, HTTPMessage
from pathlib import Path
from typing import NamedTuple

import openpyxl
import pytest
import streamlit

from components.server.headers import HEADERS
from components.server.opening.head import with_ours
from outcomes.intake.load import load_study
from tests.intake.faulty import DEMO
from tests.serving import serving

pytestmark = pytest.mark.slow

INDEX = (Path(streamlit.__file__).parent / "static" / "index.html").read_bytes()
EMPTY = (INDEX, with_ours(INDEX, "/", b""))  # for what is no page of ours, and for those
FIRST = re.compile(rb'<link rel="preload" as="fetch"[^>]*>')  # where a page asks for its figure
# Values that stand in the served workbook and in no other file of any program.
CANARY_ID, CANARY_CELL = "okapi", "quagga"

PATHS = (
    "/",
    "/survival",
    "/enrollment",
    "/data",
    "/survival/",
    "/?study=canary&section=read",
    "/app.py",
    "/pages/survival.py",
    "/components/shell.py",
    "/outcomes/study.py",
    "/outcomes/intake/load.py",
    "/data/canary/workbook.xlsx",
    "/data/canary/study.toml",
    "/canary/workbook.xlsx",
    "/.streamlit/config.toml",
    "/.git/config",
    "/app/static/",
    "/app/static/workbook.xlsx",
    "/app/static/../app.py",
    "/app/static/%2e%2e/app.py",
    "/app/static/..%2f..%2fapp.py",
    "/static/..%2f..%2f..%2fapp.py",
    "/static/%2e%2e/%2e%2e/%2e%2e/app.py",
    "/media/",
    "/media/0123456789abcdef.csv",
    "/component/",
    "/component/..%2fapp.py",
    "/_stcore/upload_file/a/b",
    "/_stcore/metrics",
    "/_stcore/metrics/",
    "/_stcore/metrics?families=session_memory_bytes",
    "/_stcore/bidi-components/",
    "/_stcore/agent/openapi.json",
    "/_stcore/agent/mcp",
    "/openapi.json",
    "/docs",
    "/chart/first.html",
    "/chart/first.html?tab=survival&study=canary&theme=light&width=0",
)


class Response(NamedTuple):
    status: int
    headers: HTTPMessage
    body: bytes


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


def get(address: str, data: bytes | None = None, **headers: str) -> Response:
    """Ask anonymously (post, where there are data) and follow nothing."""
    request = urllib.request.Request(address, data, headers)
    try:
        with urllib.request.build_opener(_Stay).open(request, timeout=10) as answer:
            return Response(answer.status, answer.headers, answer.read())
    except urllib.error.HTTPError as error:
        with error:
            return Response(error.code, error.headers, error.read())


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """The demo study with ids and sites nobody could write by chance."""
    folder = tmp_path_factory.mktemp("studies") / "canary"
    folder.mkdir()
    protocol = (DEMO / "study.toml").read_text(encoding="utf-8")
    (folder / "study.toml").write_text(protocol.replace('"hipec-sox-demo"', '"canary"'))
    book = openpyxl.load_workbook(DEMO / "workbook.xlsx")
    for sheet in set(book.sheetnames) - {"patients", "meta"}:
        del book[sheet]
    for row in range(2, book["patients"].max_row + 1):
        book["patients"][f"A{row}"] = f"{CANARY_ID}-{row:03}"
        book["patients"][f"B{row}"] = CANARY_CELL
    book.save(folder / "workbook.xlsx")
    return folder


@pytest.fixture(scope="module")
def cold(folder):
    """A server that has read the study, before any session."""
    with serving({"OUTCOMES_STUDIES": str(folder.parent)}) as address:
        yield address


@pytest.fixture(scope="module")
def answers(cold):
    return {path: get(cold + path) for path in PATHS}


def test_the_study_that_is_served_holds_the_canaries(folder):
    patients = load_study(folder).patients
    assert patients["patient_id"].str.startswith(CANARY_ID).all()
    assert (patients["site"] == CANARY_CELL).all()


@pytest.mark.parametrize("path", PATHS)
def test_only_the_empty_page_or_nothing_comes_back(answers, path):
    status, _, body = answers[path]
    if status == 200:
        assert FIRST.sub(b"", body) in EMPTY
    else:
        assert status in (204, 301, 400, 403, 404, 405)
        assert len(body) < 100


def test_no_answer_holds_a_patient_or_a_line_of_the_program(cold, answers):
    technical = [get(f"{cold}/_stcore/{name}") for name in ("health", "host-config")]
    assert [answer.status for answer in technical] == [200, 200]
    for answer in (*answers.values(), *technical):
        said = (answer.body + str(answer.headers).encode()).lower()
        for secret in (CANARY_ID, CANARY_CELL, "canary", "patient_id", "traceback", "outcomes"):
            assert secret.encode() not in said


@pytest.mark.parametrize("path", ["/_stcore/agent/interact", "/_stcore/agent/mcp"])
def test_no_program_drives_the_app(cold, path):
    assert get(cold + path, b"{}", **{"Content-Type": "application/json"}).status == 404


def upgrade(cold, **headers):
    """Ask for a session's connection, and return the status."""
    host = cold.removeprefix("http://")
    connection = HTTPConnection(host, timeout=10)
    asked = {
        "Upgrade": "websocket",
        "Connection": "Upgrade",
        "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
        "Sec-WebSocket-Version": "13",
    }
    connection.request("GET", "/_stcore/stream", headers=asked | headers)
    status = connection.getresponse().status
    connection.close()
    return status


def test_a_foreign_page_opens_no_session(cold):
    assert upgrade(cold, Origin=cold) == 101
    assert upgrade(cold, Origin="https://foreign.example") == 403


def test_a_foreign_name_for_this_machine_opens_no_session(cold):
    port = cold.rsplit(":", 1)[1]
    rebound = f"foreign.example:{port}"  # a foreign name made to point at this machine
    assert upgrade(cold, Origin=f"http://{rebound}", Host=rebound) == 403


@pytest.mark.parametrize("path", ["/", "/survival", "/media/none", "/_stcore/metrics"])
def test_every_answer_carries_the_security_headers(cold, path):
    headers = get(cold + path).headers
    assert {name: headers.get(name) for name in HEADERS} == HEADERS
    policy = dict(part.split(" ", 1) for part in headers["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == policy["frame-ancestors"] == policy["form-action"] == "'none'"
    assert policy["script-src"].startswith("'self' 'sha256-")
    assert "unsafe" not in policy["script-src"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers.get("Set-Cookie") is None
    assert headers.get("Access-Control-Allow-Origin") is None
