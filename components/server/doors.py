"""Who and what is let in: host names, origins, uploads, messages of the browser."""

from __future__ import annotations

import asyncio
import socket
from collections import Counter
from typing import Any
from urllib.parse import SplitResult, urlsplit
from weakref import WeakValueDictionary

import streamlit as st
from starlette.datastructures import Headers
from starlette.formparsers import MultiPartParser
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.runtime import Runtime
from streamlit.runtime.runtime_util import get_max_widget_state_size_bytes
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.state.common import GENERATED_ELEMENT_ID_PREFIX
from streamlit.runtime.state.session_state import STREAMLIT_INTERNAL_KEY_PREFIX
from streamlit.web.server.starlette.starlette_websocket import is_host_allowed
from uvicorn.protocols.http.auto import AutoHTTPProtocol

from components.server.heading import Heading

HEADER_SECONDS = 15.0
SESSION_BYTES = 64 << 20
ALL_BYTES = 512 << 20
UPLOAD_SECONDS = 300.0
MOST_PARTS = 2_000  # widgets a browser tells of, or files it would send, at once: some dozens
# Streamlit tells anybody how its caches and sessions are used, and lets programs drive the app.
_CLOSED = ("/_stcore/metrics", "/_stcore/agent")
_UPLOAD = "/_stcore/upload_file/"
# The tab that stands at the bare address, and at no other: Streamlit knows it by none of its own.
_DEFAULT_TAB = "/overview"
_HARMLESS = ("GET", "HEAD", "OPTIONS")
_PORTS = {"http": 80, "https": 443, "ws": 80, "wss": 443}
# What a visitor's browser has to say. The rest is for developers: clearing everybody's caches,
# asking about the repository, shutting down.
_HEARD = (
    "rerun_script",
    "stop_script",
    "app_heartbeat",
    "file_urls_request",
    "backend_operation_request",
)
# What names of widgets begin with; any other makes Streamlit fail where it lists them.
_WIDGETS = (GENERATED_ELEMENT_ID_PREFIX, STREAMLIT_INTERNAL_KEY_PREFIX)
# Of the server's operations; others write files into the developer's folders.
_ASKED = (None, "deferred_file", "dataframe_chunk")

# An upload stays in memory: no file with patients' rows lies in a directory of the system.
MultiPartParser.spool_max_size = ALL_BYTES


class _Ticket:
    """Lives in a session whose page shows an uploader, and dies with it."""

    __slots__ = ("__weakref__",)


_tickets: WeakValueDictionary[str, _Ticket] = WeakValueDictionary()
_arriving: Counter[str] = Counter()  # bytes on their way, by session


def accept_uploads(accepted: bool) -> None:
    """Let this session send files, or no longer: only a page that asks for one takes one."""
    context = get_script_run_ctx()
    if accepted and context is not None:
        _tickets[context.session_id] = st.session_state.setdefault("uploads", _Ticket())
    elif "uploads" in st.session_state:
        del st.session_state["uploads"]


class Doors:
    """ASGI middleware that answers in the app's place what the app should not be asked."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        refused = _refusal(scope, headers)
        if scope["type"] == "websocket":
            if refused:
                await send({"type": "websocket.close", "code": 1008})
            else:
                await self.app(scope, heard(receive), send)
        elif refused:
            await PlainTextResponse(*refused)(scope, receive, send)
        elif _asks_default_tab(scope):
            await _bare(scope["query_string"])(scope, receive, send)
        elif scope["method"] == "PUT" and _UPLOAD in scope["path"]:
            await self._upload(scope, receive, send, int(headers["content-length"]))
        else:
            await self.app(scope, receive, send)

    async def _upload(self, scope: Scope, receive: Receive, send: Send, size: int) -> None:
        session = _session_of(scope["path"])
        _arriving[session] += size
        try:
            async with asyncio.timeout(UPLOAD_SECONDS):
                await self.app(scope, receive, send)
        except TimeoutError:  # the bytes it announced are room that others wait for
            await PlainTextResponse("the file took too long", 408)(scope, receive, send)
        finally:
            _arriving[session] -= size
            if not _arriving[session]:
                del _arriving[session]


def attend_connections() -> None:
    """Send at once what there is to send; close a connection on which no further request begins.

    The system keeps a second small packet back until the first is acknowledged, which takes a
    browser 40 ms; asyncio forbids it only for sockets it has made itself. What uvicorn closes is a
    connection that is silent after an answer, not one that says a letter. It has no option for
    either.
    """
    kind: Any = AutoHTTPProtocol
    begin, complete = kind.connection_made, kind.on_response_complete

    def connection_made(self: Any, transport: Any) -> None:
        begin(self, transport)
        _hold_nothing_back(transport)
        self.loop.call_later(HEADER_SECONDS, _close_if_silent, self, transport, None)

    def on_response_complete(self: Any) -> None:
        answered = self.cycle  # before the next one of a pipeline begins
        complete(self)
        self.loop.call_later(HEADER_SECONDS, _close_if_silent, self, self.transport, answered)

    kind.connection_made, kind.on_response_complete = connection_made, on_response_complete


def _hold_nothing_back(transport: Any) -> None:
    connection = transport.get_extra_info("socket")
    if connection is not None and connection.family in (socket.AF_INET, socket.AF_INET6):
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


def _close_if_silent(protocol: Any, transport: Any, cycle: Any) -> None:
    if protocol.cycle is cycle and transport.get_protocol() is protocol:
        transport.close()


def _refusal(scope: Scope, headers: Headers) -> tuple[str, int] | None:
    """Return why a request is not let in, and the status that says so."""
    host, origin = headers.get("host"), headers.get("origin")
    if not is_host_allowed(host):
        return "this name is not served here", 403
    asks = scope["type"] == "http" and scope["method"] in _HARMLESS
    if origin is not None and not asks and not _same(origin, host or ""):
        return "asked from another page", 403
    if any(path in scope["path"] for path in _CLOSED):
        return "not found", 404
    if scope["type"] == "http" and scope["method"] == "PUT" and _UPLOAD in scope["path"]:
        return _upload_refusal(_session_of(scope["path"]), headers.get("content-length", ""))
    return None


def _asks_default_tab(scope: Scope) -> bool:
    return scope["method"] in _HARMLESS and scope["path"].endswith(_DEFAULT_TAB)


def _bare(query: bytes) -> Response:
    """Send on to the bare address, whatever is before it, with the same choices."""
    address = f"./?{query.decode('latin-1')}" if query else "./"
    return Response(status_code=307, headers={"location": address})


def _same(origin: str, host: str) -> bool:
    """Whether an origin is the host that was asked, port included."""
    try:
        page = urlsplit(origin)
        return _named(page) == _named(urlsplit(f"{page.scheme}://{host}"))
    except (ValueError, KeyError):
        return False


def _named(url: SplitResult) -> tuple[str, int]:
    if not url.hostname:
        raise ValueError("an address without a host")
    return url.hostname, url.port or _PORTS[url.scheme]


def _upload_refusal(session: str, length: str) -> tuple[str, int] | None:
    if session not in _tickets:
        return "this page takes no file", 403
    if not length.isdecimal():
        return "how long is the file?", 411
    stored = _stored()
    held = stored[session] + _arriving[session] + int(length)
    everybodys = stored.total() + _arriving.total() + int(length)
    if held > SESSION_BYTES or everybodys > ALL_BYTES:
        return "too many files are open; remove some", 413
    return None


def _stored() -> Counter[str]:
    """Return the bytes of uploads that are held, by session."""
    files: dict[str, dict[str, Any]] = Runtime.instance().uploaded_file_mgr.file_storage  # type: ignore[attr-defined]
    return Counter(
        {session: sum(len(f.data) for f in held.values()) for session, held in files.items()}
    )


def _session_of(path: str) -> str:
    return path.partition(_UPLOAD)[2].partition("/")[0]


def heard(receive: Receive) -> Receive:
    """Return the messages of a browser as they are meant, without those that no visitor sends."""
    heading = Heading()

    async def hear() -> Message:
        while True:
            message = await receive()
            said = _said(message.get("bytes"))
            if said is None:
                return message
            if _is_visitors(said):
                turned = said.HasField("rerun_script") and heading.meant(said.rerun_script)
                return {**message, "bytes": said.SerializeToString()} if turned else message

    return hear


def _said(data: bytes | None) -> BackMsg | None:
    """Return what a browser says; None for what is no message, or too large: Streamlit refuses."""
    if data is None or len(data) > get_max_widget_state_size_bytes():
        return None
    try:
        return BackMsg.FromString(data)
    except Exception:
        return None


def _is_visitors(said: BackMsg) -> bool:
    """Whether a visitor says this."""
    if said.backend_operation_request.WhichOneof("payload") not in _ASKED:
        return False
    widgets = said.rerun_script.widget_states.widgets
    parts = (widgets, said.file_urls_request.file_names)
    if not all(widget.id.startswith(_WIDGETS) for widget in widgets):
        return False
    return said.WhichOneof("type") in _HEARD and max(map(len, parts)) <= MOST_PARTS
