"""What the server answers before the app is asked."""

import asyncio
import gc
import socket
import tomllib
from functools import partial
from types import SimpleNamespace

import pytest
import uvicorn
from starlette.formparsers import MultiPartParser
from starlette.responses import PlainTextResponse
from streamlit import config
from streamlit.proto.BackMsg_pb2 import BackMsg

from components.page.tabs import TABS, path_of
from components.server import doors
from components.server.doors import Doors, accept_uploads, attend_connections
from tests.serving import ROOT

UPLOAD = "/_stcore/upload_file/session/file"


async def echo(scope, receive, send):
    """Answer requests with the bytes of their body, and messages with themselves."""
    if scope["type"] == "http":
        size, more = 0, True
        while more:
            message = await receive()
            size, more = size + len(message.get("body", b"")), message.get("more_body", False)
        await PlainTextResponse(str(size))(scope, receive, send)
        return
    await receive()
    await send({"type": "websocket.accept"})
    while (message := await receive())["type"] == "websocket.receive":
        await send({"type": "websocket.send", "bytes": message["bytes"]})


class Client:
    """Asks the doors as a browser would: requests, and the messages of a websocket."""

    def ask(self, method, path, body=b"", *, length=True, **headers):
        """Return status and text of the answer."""
        headers = {"host": "localhost:8501", **headers}
        if length and body:
            headers["content-length"] = str(len(body))
        sent = self._run("http", path, headers, [{"type": "http.request", "body": body}], method)
        return sent[0]["status"], sent[1]["body"].decode()

    def get(self, path, **headers):
        return self.ask("GET", path, **headers)[0]

    def put(self, body, path=UPLOAD, **headers):
        return self.ask("PUT", path, body, **headers)[0]

    def talk(self, *messages, **headers):
        """Return what a websocket hears: echoes, or that it is closed."""
        told = [{"type": "websocket.connect"}]
        told += [{"type": "websocket.receive", "bytes": data} for data in messages]
        headers = {"host": "localhost:8501", **headers}
        sent = self._run("websocket", "/_stcore/stream", headers, told)
        return [m["type"] if m["type"] == "websocket.close" else m.get("bytes") for m in sent]

    def sent_on(self, path, query=b""):
        """Return where a browser is sent that asks for an address."""
        asked = [{"type": "http.request", "body": b""}]
        start, *_ = self._run("http", path, {"host": "localhost:8501"}, asked, "GET", query)
        return dict(start["headers"]).get(b"location")

    def _run(self, kind, path, headers, told, method="", query=b""):
        raw = [(key.encode(), value.encode()) for key, value in headers.items()]
        scope = {"type": kind, "path": path, "headers": raw, "method": method}
        scope["query_string"] = query
        told, sent = [*told, {"type": "websocket.disconnect"}], []

        async def receive():
            return told.pop(0)

        async def send(message):
            sent.append(message)

        asyncio.run(Doors(echo)(scope, receive, send))
        return sent


@pytest.fixture
def client(monkeypatch):
    monkeypatch.setattr(config, "get_option", lambda name: ["localhost"])
    monkeypatch.setattr(doors, "get_max_widget_state_size_bytes", lambda: 1_000)
    return Client()


@pytest.fixture
def storage(monkeypatch):
    """Files that Streamlit holds, and a session that may send some."""
    files: dict[str, dict[str, SimpleNamespace]] = {}
    runtime = SimpleNamespace(uploaded_file_mgr=SimpleNamespace(file_storage=files))
    monkeypatch.setattr(doors.Runtime, "instance", lambda: runtime)
    ticket = doors._Ticket()
    doors._tickets["session"] = ticket
    yield files
    del ticket


def held(size):
    return SimpleNamespace(data=b"x" * size)


@pytest.mark.parametrize("path", ["/", "/_stcore/health", "/survival", "/_stcore/upload_file/a/b"])
def test_only_the_own_name_is_served(client, path):
    for host in ("evil.example", "localhost.evil.example", "localhost@evil.example", ""):
        assert client.get(path, host=host) == 403
        assert client.talk(host=host) == ["websocket.close"]
    assert client.get(path, host="localhost:8501") == 200
    assert client.talk(b"x", host="localhost") == [None, b"x"]


@pytest.mark.parametrize(
    ("origin", "let_in"),
    [
        ("http://localhost:8501", True),
        ("http://LOCALHOST:8501", True),
        ("http://localhost:3000", False),
        ("http://localhost", False),
        ("http://evil.example", False),
        ("http://localhost:8501.evil.example", False),
        ("null", False),
        ("http://localhost:no", False),
        ("http://[", False),
    ],
)
def test_only_the_own_page_may_change_something(client, storage, origin, let_in):
    assert client.put(b"abc", origin=origin) == (200 if let_in else 403)
    assert client.talk(origin=origin) == ([None] if let_in else ["websocket.close"])
    assert client.get("/", origin=origin) == 200


def test_a_standard_port_may_be_left_out():
    assert doors._same("https://host", "host:443")
    assert doors._same("https://host:443", "host")
    assert not doors._same("https://host", "host:80")


def test_what_developers_say_is_not_heard(client):
    visitors = [BackMsg(app_heartbeat=True).SerializeToString(), b"\xff\xff", b"x" * 2_000]
    rerun = BackMsg()
    rerun.rerun_script.query_string = "lang=zh"
    visitors.append(rerun.SerializeToString())
    download, install, dismiss = BackMsg(), BackMsg(), BackMsg()
    download.backend_operation_request.deferred_file.file_id = "a"
    visitors.append(download.SerializeToString())
    install.backend_operation_request.install_skills.SetInParent()
    dismiss.backend_operation_request.dismiss_skills_nudge.SetInParent()
    developers = [
        install,
        dismiss,
        BackMsg(clear_cache=True),
        BackMsg(load_git_info=True),
        BackMsg(set_run_on_save=True),
        BackMsg(debug_shutdown_runtime=True),
        BackMsg(debug_disconnect_websocket=True),
    ]
    said = [*(message.SerializeToString() for message in developers), *visitors]
    assert client.talk(*said) == [None, *visitors]


def test_what_is_said_of_more_widgets_or_files_than_any_page_has_is_not_heard(client, monkeypatch):
    monkeypatch.setattr(doors, "get_max_widget_state_size_bytes", lambda: 1_000_000)
    said = []
    for count in (doors.MOST_PARTS, doors.MOST_PARTS + 1):
        crowded, greedy = BackMsg(), BackMsg()
        for _ in range(count):
            crowded.rerun_script.widget_states.widgets.add(id="$$ID-0-who")
        greedy.file_urls_request.file_names.extend([""] * count)
        said += [crowded.SerializeToString(), greedy.SerializeToString()]
    assert client.talk(*said) == [None, *said[:2]]


def test_a_widget_no_page_has_is_not_heard(client):
    said = []
    for name in ("$$ID-0-who", "$$STREAMLIT_INTERNAL_KEY_a", "who", "", "$$WIDGET_ID-1"):
        told = BackMsg()
        told.rerun_script.widget_states.widgets.add(id=name, string_value="y")
        said.append(told.SerializeToString())
    assert client.talk(*said) == [None, *said[:2]]


def test_a_page_without_an_uploader_takes_no_file(client, storage):
    assert client.put(b"abc", "/_stcore/upload_file/other/file") == 403
    assert client.ask("PUT", UPLOAD, b"abc") == (200, "3")


def test_the_permission_ends_with_the_session(client, monkeypatch):
    monkeypatch.setattr(doors.Runtime, "instance", lambda: SimpleNamespace(
        uploaded_file_mgr=SimpleNamespace(file_storage={})))  # fmt: skip
    state: dict[str, object] = {}
    monkeypatch.setattr(doors.st, "session_state", state)
    monkeypatch.setattr(doors, "get_script_run_ctx", lambda: SimpleNamespace(session_id="session"))
    accept_uploads(True)
    assert client.put(b"abc") == 200
    accept_uploads(False)
    assert client.put(b"abc") == 403
    accept_uploads(True)
    state.clear()
    gc.collect()
    assert client.put(b"abc") == 403


def test_the_bytes_of_a_session_and_of_all_are_bounded(client, storage, monkeypatch):
    monkeypatch.setattr(doors, "SESSION_BYTES", 100)
    monkeypatch.setattr(doors, "ALL_BYTES", 250)
    storage["session"] = {"a": held(60)}
    assert client.put(b"x" * 41) == 413
    assert client.put(b"x" * 40) == 200
    storage["others"] = {"a": held(100), "b": held(80)}
    assert client.put(b"x" * 11) == 413
    assert client.put(b"x" * 10) == 200
    assert doors._arriving.total() == 0
    doors._arriving["others"] = 5
    assert client.put(b"x" * 10) == 413
    doors._arriving.clear()


def test_a_file_that_takes_too_long_makes_room(storage, monkeypatch):
    monkeypatch.setattr(config, "get_option", lambda name: ["localhost"])
    monkeypatch.setattr(doors, "UPLOAD_SECONDS", 0.05)
    headers = [(b"host", b"localhost"), (b"content-length", b"9")]
    scope = {"type": "http", "path": UPLOAD, "headers": headers, "method": "PUT"}
    sent = []

    async def send(message):
        sent.append(message)

    asyncio.run(Doors(echo)(scope, lambda: asyncio.sleep(60), send))
    assert sent[0]["status"] == 408
    assert doors._arriving.total() == 0


def test_a_file_of_unknown_length_is_not_taken(client, storage):
    assert client.ask("PUT", UPLOAD, b"abc", length=False)[0] == 411


def test_a_browser_says_little_at_once():
    options = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    hosted = tomllib.loads((ROOT / "deploy" / "streamlit.toml").read_text(encoding="utf-8"))
    for server in (options["server"], hosted["server"]):
        assert (server["maxWidgetStateSize"], server["maxMessageSize"]) == (1, 16)


def test_an_upload_stays_in_memory():
    assert MultiPartParser.spool_max_size >= config.get_option("server.maxUploadSize") << 20


def test_closed_paths_are_not_found(client):
    for path in ("/_stcore/metrics", "/_stcore/agent/x"):
        assert client.get(path) == 404


HALF = b"GET / HTTP/1.1\r\nHost: "


@pytest.fixture
def attended(monkeypatch):
    """What attends connections, for as long as a test takes; yields those it has seen."""
    from uvicorn.protocols.http.auto import AutoHTTPProtocol

    seen = []

    def connection_made(self, transport):
        begin(self, transport)
        seen.append(transport)

    for name in ("connection_made", "on_response_complete"):
        monkeypatch.setattr(AutoHTTPProtocol, name, getattr(AutoHTTPProtocol, name))
    attend_connections()
    begin = AutoHTTPProtocol.connection_made
    monkeypatch.setattr(AutoHTTPProtocol, "connection_made", connection_made)
    return seen


def protocol():
    """Return what makes uvicorn's side of a connection."""
    settings = uvicorn.Config(echo, lifespan="off", log_config=None)
    settings.load()
    state = uvicorn.Server(settings).server_state
    return partial(settings.http_protocol_class, settings, state, {})


@pytest.mark.parametrize("before", [b"", HALF + b"localhost\r\n\r\n"])
@pytest.mark.usefixtures("attended")
def test_a_connection_on_which_no_request_begins_is_closed(before, monkeypatch):
    monkeypatch.setattr(doors, "HEADER_SECONDS", 0.3)

    async def wait():
        server = await asyncio.get_running_loop().create_server(protocol(), "127.0.0.1", 0)
        async with server:
            reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
            writer.write(before)
            heard = await reader.readuntil(b"\r\n\r\n0") if before else b""
            writer.write(HALF)
            heard += await asyncio.wait_for(reader.read(), 20)
            writer.close()
            return heard

    assert asyncio.run(wait()).count(b"HTTP/1.1 200") == bool(before)


def test_nothing_that_is_to_be_sent_waits_for_what_was_sent_before(attended):
    async def ask():
        bound = socket.socket(socket.AF_INET)  # by the launcher, as `streamlit run` does
        bound.bind(("127.0.0.1", 0))
        async with await asyncio.get_running_loop().create_server(protocol(), sock=bound):
            reader, writer = await asyncio.open_connection(*bound.getsockname())
            writer.write(HALF + b"localhost\r\n\r\n")
            await reader.readuntil(b"\r\n\r\n0")
            connection = attended[0].get_extra_info("socket")
            at_once = connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
            writer.close()
            return at_once

    assert asyncio.run(ask())


def test_the_address_of_the_default_tab_is_the_bare_one(client):
    """Streamlit says of its own that there is no such page."""
    tab = f"/{path_of(TABS[0])}"
    assert client.sent_on(tab) == b"./"
    assert client.sent_on(tab, b"study=a&f.arm=x%20y") == b"./?study=a&f.arm=x%20y"
    assert client.sent_on(f"/{path_of(TABS[1])}", b"study=a") is None
    assert client.sent_on(f"/under/a/path{tab}") == b"./"
