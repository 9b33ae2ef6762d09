"""Streamlit's own scripts, styles and fonts, from the disk to the browser on the shortest way.

A page needs some hundred of them before its first word. Streamlit's way asks a thread for every
piece of every file, and a first visitor waits for their sum.
"""

from __future__ import annotations

from mimetypes import guess_type
from pathlib import Path

import streamlit as st
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

STATIC = Path(st.__file__).parent / "static" / "static"
# Their names hold what is in them, as Streamlit says of them too.
FOREVER = "public, max-age=31536000, immutable"
# What a browser asks that is not simply the file; Streamlit answers that.
_CONDITIONS = ("range", "if-none-match", "if-modified-since")


def _named(folder: Path) -> dict[str, Path]:
    """Return the files of a folder by the end of their address: nothing else is ever read."""
    return {
        f"/static/{path.relative_to(folder).as_posix()}": path
        for path in folder.glob("*/*")
        if path.is_file()
    }


class Assets:
    """ASGI middleware: answers for Streamlit's files what Streamlit would, sooner."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        base = str(st.get_option("server.baseUrlPath") or "").strip("/")
        self._base = f"/{base}" if base else ""
        self._files = _named(STATIC)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = self._asked(scope)
        if path is None:
            await self.app(scope, receive, send)
            return
        kind = guess_type(path.name)[0] or "application/octet-stream"
        # They are in the system's memory: to read one takes less time than to wake a thread.
        answer = Response(path.read_bytes(), media_type=kind, headers={"Cache-Control": FOREVER})
        await answer(scope, receive, send)

    def _asked(self, scope: Scope) -> Path | None:
        if scope["type"] != "http" or scope["method"] != "GET":
            return None
        path = self._files.get(scope["path"].removeprefix(self._base))
        headers = Headers(scope=scope)
        return None if any(name in headers for name in _CONDITIONS) else path
