"""What the page names before anything is drawn: our style, our script, Streamlit's parts.

An element of Streamlit comes after the first run and after the script that draws it: a style that
came so late would move all that is there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from html import escape
from pathlib import Path

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from components.server.opening.assets import STATIC
from components.server.opening.first import first_links
from components.server.opening.scripts import SCRIPTS

_STATIC = STATIC / "js"
# The elements of nearly every tab, by the names Streamlit's scripts begin with.
_ELEMENTS = ("Html", "TextInput", "ButtonGroup", "Selectbox", "Button", "BidiComponent", "Slider",
             "DownloadButton", "Checkbox")  # fmt: skip
_NEEDS = re.compile(r"""(?:from|import)\s*["']\./([\w.-]+\.js)["']""")
# What an answer depends on that is not the page itself: ours is always sent whole.
_CONDITIONS = (b"accept-encoding", b"if-none-match", b"if-modified-since", b"range")


def needed(folder: Path, elements: tuple[str, ...]) -> Iterator[str]:
    """Yield the scripts that some elements are drawn with, each once; none for an unknown one."""
    waiting = [path for name in elements for path in sorted(folder.glob(f"{name}.*.js"))]
    seen = set()
    while waiting:
        path = waiting.pop(0)
        if path.name not in seen and path.is_file():
            seen.add(path.name)
            yield path.name
            waiting += [folder / name for name in _NEEDS.findall(path.read_text("utf-8"))]


def begin(path: str, query: bytes) -> bytes:
    """Return what the head begins with: what is seen first, and our script, which shows it.

    Streamlit's is a hundred files; a browser fetches six at a time, and runs them for a second.
    """
    ours = escape(SCRIPTS.drawing())
    script = f'<script type="module" async fetchpriority="high" src="{ours}"></script>'
    sheet = f'<link rel="preload" as="style" href="{_sheet()}">'
    return first_links(path, query) + (script + sheet).encode()


@cache
def parts() -> bytes:
    """Return what the head ends with: the parts of Streamlit that nearly every tab needs."""
    return "".join(
        f'<link rel="modulepreload" crossorigin href="./static/js/{name}">'
        for name in needed(_STATIC, _ELEMENTS)
    ).encode()


def style() -> bytes:
    """Return what the body begins with: after the head, to which Streamlit adds its own styles."""
    return f'<link rel="stylesheet" href="{_sheet()}">'.encode()


def _sheet() -> str:
    return escape(SCRIPTS.address(SCRIPTS.style))


def with_ours(page: bytes, path: str, query: bytes) -> bytes:
    """Return a page with what it names of ours."""
    page = page.replace(b"<head>", b"<head>" + begin(path, query), 1)
    page = page.replace(b"</head>", parts() + b"</head>", 1)
    return page.replace(b"<body>", b"<body>" + style(), 1)


class PageHead:
    """ASGI middleware: adds to every HTML page, and to nothing else."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or "." in scope["path"].rpartition("/")[2]:
            await self.app(scope, receive, send)
            return
        asked = [pair for pair in scope["headers"] if pair[0] not in _CONDITIONS]
        start: list[Message] = []
        body = bytearray()

        async def send_with_head(message: Message) -> None:
            if message["type"] == "http.response.start" and _is_page(message):
                start.append(message)
            elif message["type"] == "http.response.body" and start:
                body.extend(message.get("body", b""))
                if not message.get("more_body"):
                    await _send_page(start[0], bytes(body), scope, send)
            else:
                await send(message)

        await self.app({**scope, "headers": asked}, receive, send_with_head)


def _is_page(start: Message) -> bool:
    return MutableHeaders(scope=start).get("content-type", "").startswith("text/html")


async def _send_page(start: Message, body: bytes, scope: Scope, send: Send) -> None:
    headers = MutableHeaders(scope=start)
    if scope["method"] != "HEAD":
        body = with_ours(body, scope["path"], scope.get("query_string", b""))
        headers["content-length"] = str(len(body))
    for name in ("etag", "last-modified"):
        del headers[name]
    await send(start)
    await send({"type": "http.response.body", "body": body})
