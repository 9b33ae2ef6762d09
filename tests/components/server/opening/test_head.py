"""The head of the page: ours is there before Streamlit draws, and nothing else is changed."""

import asyncio
from pathlib import Path

import streamlit

from components.server.opening.head import PageHead, begin, needed, parts, style
from components.server.opening.scripts import SCRIPTS


def sent(path, content_type, body, method="GET", asked=()):
    """Return the headers and the body a browser gets of an answer, and what the app was asked."""
    messages, seen = [], {}

    async def app(scope, receive, send):
        seen.update(scope)
        headers = [(b"content-type", content_type), (b"content-length", b"%d" % len(body)),
                   (b"etag", b"x")]  # fmt: skip
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        for at in range(0, len(body) + 1, 10):
            more = at + 10 <= len(body)
            part = {"type": "http.response.body", "body": body[at : at + 10], "more_body": more}
            await send(part)

    async def send(message):
        messages.append(message)

    scope = {"type": "http", "path": path, "method": method, "headers": list(asked)}
    asyncio.run(PageHead(app)(scope, None, send))
    return dict(messages[0]["headers"]), b"".join(m.get("body", b"") for m in messages), seen


PAGE = b"<html><head><title>t</title></head><body></body></html>"


def test_a_page_gets_our_style_and_script_first_and_its_new_length():
    headers, body, _ = sent("/survival", b"text/html; charset=utf-8", PAGE)
    title = b"<title>t</title>"
    head = b"<html><head>" + begin("/survival", b"") + title + parts()
    assert body.split(b"</head>") == [head, b"<body>" + style() + b"</body></html>"]
    assert headers[b"content-length"] == b"%d" % len(body)
    assert b"etag" not in headers
    assert SCRIPTS.style.encode() in body
    assert SCRIPTS.ours.encode() in body


def test_a_page_is_asked_for_whole():
    asked = [(b"accept-encoding", b"gzip"), (b"if-none-match", b"x"), (b"cookie", b"c")]
    assert sent("/", b"text/html", PAGE, asked=asked)[2]["headers"] == [(b"cookie", b"c")]


def test_what_is_no_page_is_sent_as_it_is():
    for path, content_type in (("/_stcore/health", b"text/plain"), ("/a.html", b"text/html")):
        asked = [(b"if-none-match", b"x")] if "." in path else []
        headers, body, seen = sent(path, content_type, PAGE, asked=asked)
        assert body == PAGE
        assert headers[b"etag"] == b"x"
        assert seen["headers"] == asked


def test_the_scripts_of_an_element_and_those_they_need_are_named_once(tmp_path):
    (tmp_path / "Html.a1.js").write_text('import{a}from"./one.js";import"./two.js";', "utf-8")
    (tmp_path / "one.js").write_text('import{b}from"./two.js"', "utf-8")
    (tmp_path / "two.js").write_text('import{b}from"./gone.js"', "utf-8")
    assert list(needed(tmp_path, ("Html", "Nothing"))) == ["Html.a1.js", "one.js", "two.js"]


def test_the_installed_streamlit_has_the_elements_and_the_places_by_these_names():
    page = (Path(streamlit.__file__).parent / "static" / "index.html").read_bytes()
    assert page.count(b"</head>") == page.count(b"<body>") == 1
    for element in ("Html", "Selectbox", "ButtonGroup", "BidiComponent", "Slider"):
        assert f"/{element}.".encode() in parts()
