"""A visitor without a browser: opens pages, sets widgets and sends files over the app's own stream.

What a browser would be told is kept as bytes and read by the words the app says.
"""

from __future__ import annotations

import asyncio
import http.client
import time
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Common_pb2 import FileURLs
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection, connect

LONGEST = 150.0
_FAILED = (b"This view failed", b"The program failed on these data", b"Traceback")
_STOPPED = b"took too much memory or time"
REFUSED = b"This study cannot be opened"


@dataclass(slots=True)
class Told:
    """What one run of a page said, and how long it took."""

    seconds: float = 0.0
    messages: list[ForwardMsg] = field(default_factory=list)
    words: bytes = b""

    @property
    def verdict(self) -> str:
        """Return failed, stopped, refused or read."""
        if any(word in self.words for word in _FAILED):
            return "failed"
        if _STOPPED in self.words:
            return "stopped"
        return "refused" if REFUSED in self.words else "read"

    def widgets(self) -> Iterable[tuple[str, str]]:
        """Yield kind and id of each widget that was drawn."""
        for message in self.messages:
            element = message.delta.new_element
            kind = element.WhichOneof("type") or ""
            name = getattr(getattr(element, kind), "id", "") if kind else ""
            if name:
                yield kind, name


class Visitor:
    """One session."""

    def __init__(self, address: str, stream: ClientConnection) -> None:
        self.address, self.stream = address, stream
        self.pages: dict[str, str] = {}
        self.id = ""
        self.files: list[WidgetState] = []  # what its uploader holds

    async def ask(
        self, query: str = "", page: str = "", widgets: Iterable[WidgetState] = ()
    ) -> Told:
        """Ask for a page by its name with a link, and wait until the run has ended."""
        begun, told = time.perf_counter(), Told()
        await self.say(query, page, widgets)
        async with asyncio.timeout(LONGEST):
            while True:
                data = await self.heard()
                heard = ForwardMsg.FromString(data)
                told.messages.append(heard)
                told.words += data
                kind = heard.WhichOneof("type")
                if kind == "navigation":
                    pages = heard.navigation.app_pages
                    self.pages = {p.url_pathname: p.page_script_hash for p in pages}
                elif kind == "new_session":
                    self.id = heard.new_session.initialize.session_id or self.id
                elif kind == "script_finished":
                    told.seconds = time.perf_counter() - begun
                    return told

    async def say(self, query: str, page: str, widgets: Iterable[WidgetState]) -> None:
        """Ask as a browser does, and wait for nothing."""
        message = BackMsg()
        message.rerun_script.query_string = query
        message.rerun_script.page_script_hash = self.pages.get(page, "")
        message.rerun_script.widget_states.widgets.extend([*self.files, *widgets])
        await self.stream.send(message.SerializeToString())

    async def upload(self, files: Mapping[str, bytes]) -> Told:
        """Put files into the uploader of a page that has one, and wait for what is said of them."""
        opened = await self.ask("study=.upload")
        uploader = next(name for kind, name in opened.widgets() if kind == "file_uploader")
        state = WidgetState(id=uploader)
        request = BackMsg()
        request.file_urls_request.request_id = "1"
        request.file_urls_request.session_id = self.id
        request.file_urls_request.file_names.extend(files)
        begun = time.perf_counter()
        await self.stream.send(request.SerializeToString())
        urls = await self._file_urls()
        for url, (name, content) in zip(urls, files.items(), strict=True):
            await asyncio.to_thread(put, self.address, url.upload_url, name, content)
            info = state.file_uploader_state_value.uploaded_file_info.add()
            info.name, info.size, info.file_id = name, len(content), url.file_id
            info.file_urls.CopyFrom(url)
        self.files = [state]
        told = await self.ask("study=.upload")
        told.seconds = time.perf_counter() - begun
        return told

    async def heard(self) -> bytes:
        """Return the next message of the app."""
        data = await self.stream.recv()
        return data if isinstance(data, bytes) else data.encode()

    async def _file_urls(self) -> list[FileURLs]:
        async with asyncio.timeout(LONGEST):
            while True:
                heard = ForwardMsg.FromString(await self.heard())
                if heard.WhichOneof("type") == "file_urls_response":
                    return list(heard.file_urls_response.file_urls)


def put(address: str, url: str, name: str, content: bytes) -> int:
    """Send one file as a browser does and return the status of the answer."""
    host = urlsplit(address).netloc
    connection = http.client.HTTPConnection(host, timeout=LONGEST)
    edge = "----hostile"
    body = (
        f'--{edge}\r\nContent-Disposition: form-data; name="{name}"; filename="{name}"\r\n'
        "Content-Type: application/octet-stream\r\n\r\n"
    ).encode() + content + f"\r\n--{edge}--\r\n".encode()  # fmt: skip
    headers = {"Content-Type": f"multipart/form-data; boundary={edge}", "Origin": address}
    try:
        connection.request("GET", "/_stcore/health")
        cookie = (answer := connection.getresponse()).headers.get("Set-Cookie") or ""
        answer.read()
        token = cookie.partition("_streamlit_xsrf=")[2].partition(";")[0]
        if token:
            headers |= {"X-Xsrftoken": token, "Cookie": f"_streamlit_xsrf={token}"}
        connection.request("PUT", url, body, headers)
        answer = connection.getresponse()
        answer.read()
        return answer.status
    finally:
        connection.close()


@asynccontextmanager
async def visiting(address: str) -> AsyncIterator[Visitor]:
    """Open a session; it ends with the block."""
    stream = await connect(
        f"ws://{urlsplit(address).netloc}/_stcore/stream",
        origin=address,  # type: ignore[arg-type]
        subprotocols=["streamlit"],  # type: ignore[list-item]
        max_size=None,
        compression=None,
    )
    try:
        yield Visitor(address, stream)
    finally:
        await stream.close()
