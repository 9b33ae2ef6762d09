"""Streamlit's files are answered as Streamlit answers them, and nothing else is."""

import asyncio

import pytest
import streamlit as st
from starlette.applications import Starlette
from streamlit.web.server.starlette.starlette_static_routes import (
    create_streamlit_static_assets_routes,
)

from components.server.opening.assets import STATIC, Assets

SCRIPT = next(path.name for path in STATIC.glob("js/index.*.js"))
ADDRESSES = sorted(f"/static/{path.parent.name}/{path.name}" for path in STATIC.glob("*/*"))


def ask(app, path, method="GET", **headers):
    """Return the status, the headers and the body of an answer."""
    sent = []

    async def receive():
        await asyncio.Event().wait()  # nothing more is said, and nobody leaves

    async def send(message):
        sent.append(message)

    pairs = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    scope = {
        "type": "http", "method": method, "path": path, "raw_path": path.encode(),
        "root_path": "", "query_string": b"", "headers": pairs,
    }  # fmt: skip
    asyncio.run(app(scope, receive, send))
    start, *bodies = sent
    told = {name.decode(): value.decode() for name, value in start["headers"]}
    return start["status"], told, b"".join(body.get("body", b"") for body in bodies)


async def behind(_scope, _receive, send):
    await send({"type": "http.response.start", "status": 418, "headers": []})
    await send({"type": "http.response.body", "body": b""})


@pytest.fixture
def streamlits():
    return Starlette(routes=create_streamlit_static_assets_routes(None))


@pytest.mark.parametrize("kind", ["js", "css", "media"])
def test_a_file_is_answered_as_streamlit_does(kind, streamlits):
    for address in [a for a in ADDRESSES if a.startswith(f"/static/{kind}/")][:12]:
        status, told, body = ask(Assets(behind), address)
        theirs = ask(streamlits, address)
        assert (status, body) == (theirs[0], theirs[2])
        for name in ("content-type", "content-length"):
            assert told[name] == theirs[1][name]
        for name in (told, theirs[1]):
            assert set(name["cache-control"].split(", ")) == {
                "public", "immutable", "max-age=31536000",
            }  # fmt: skip


@pytest.mark.parametrize(
    "path",
    [
        "/", "/survival", "/static/", "/static/js/", "/static/index.html",
        "/static/js/../../index.html", "/static/js/%2e%2e/index.html", f"/static/{SCRIPT}",
        "/static/js/none.js", f"/static/js//{SCRIPT}", f"/survival/static/js/{SCRIPT}",
    ],
)  # fmt: skip
def test_everything_else_is_streamlits_to_answer(path):
    assert ask(Assets(behind), path)[0] == 418


def test_what_a_browser_asks_beyond_the_file_is_streamlits_to_answer():
    address = f"/static/js/{SCRIPT}"
    for asked in ({"if_none_match": "x"}, {"range": "bytes=0-1"}, {"if_modified_since": "x"}):
        assert ask(Assets(behind), address, **asked)[0] == 418
    assert ask(Assets(behind), address, "HEAD")[0] == 418
    assert ask(Assets(behind), address)[0] == 200


def test_a_base_path_stands_before_the_address(monkeypatch):
    monkeypatch.setattr(st, "get_option", lambda _: "/trials/")
    assert ask(Assets(behind), f"/trials/static/js/{SCRIPT}")[0] == 200
    assert ask(Assets(behind), f"/other/static/js/{SCRIPT}")[0] == 418
