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

from components.server.assets import STATIC
from components.server.scripts import SCRIPTS

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


@cache
def head() -> bytes:
    """Return what is added to the head of the page."""
    parts = "".join(
        f'<link rel="modulepreload" crossorigin href="./static/js/{name}">'
        for name in needed(_STATIC, _ELEMENTS)
    )
    return f'<script type="module" src="{escape(SCRIPTS.drawing())}"></script>{parts}'.encode()


def style() -> bytes:
    """Return what the body begins with: after the head, to which Streamlit adds its own styles."""
    return f'<link rel="stylesheet" href="{escape(SCRIPTS.address(SCRIPTS.style))}">'.encode()


def with_ours(page: bytes) -> bytes:
    """Return a page with what it names of ours."""
    page = page.replace(b"</head>", head() + b"</head>", 1)
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
                    await _send_page(start[0], bytes(body), scope["method"], send)
            else:
                await send(message)

        await self.app({**scope, "headers": asked}, receive, send_with_head)


def _is_page(start: Message) -> bool:
    return MutableHeaders(scope=start).get("content-type", "").startswith("text/html")


async def _send_page(start: Message, body: bytes, method: str, send: Send) -> None:
    headers = MutableHeaders(scope=start)
    if method != "HEAD":
        body = with_ours(body)
        headers["content-length"] = str(len(body))
    for name in ("etag", "last-modified"):
        del headers[name]
    await send(start)
    await send({"type": "http.response.body", "body": body})
