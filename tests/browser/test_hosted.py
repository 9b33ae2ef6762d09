"""What strangers and forgers get from a hosted instance, over HTTP and the app's own stream."""

import asyncio
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import connect

from components.page.tabs import path_of
from pages import TABS, publish
from tests.browser.test_cold_start import EMPTY, PATHS, get, upgrade
from tests.publish.bundles import write
from tests.serving import serving

pytestmark = pytest.mark.slow

SECRETS = (b"Toy study", b"Overall survival", b"toy")  # of the bundle; in no program's files


def hosting(folder, access):
    """Serve a bundle of one study with an access file."""
    file = folder / "access.toml"
    file.write_text(access, encoding="utf-8")
    return serving({"OUTCOMES_MODE": "hosted", "OUTCOMES_BUNDLE": str(folder / "bundle"),
                    "OUTCOMES_ACCESS": str(file)})  # fmt: skip


@pytest.fixture(scope="module")
def closed(tmp_path_factory):
    folder = tmp_path_factory.mktemp("closed")
    write(folder / "bundle")
    with hosting(folder, "") as address:
        yield address


@pytest.fixture(scope="module")
def public(tmp_path_factory):
    folder = tmp_path_factory.mktemp("open")
    write(folder / "bundle")
    with hosting(folder, 'mode = "open"') as address:
        yield address, folder / "bundle"


def asked(query="", page="", widgets=None):
    """Return what a browser sends to have a page drawn."""
    message = BackMsg()
    message.rerun_script.query_string = query
    message.rerun_script.page_script_hash = page
    for name, value in (widgets or {}).items():
        state = message.rerun_script.widget_states.widgets.add()
        state.id = name
        state.string_value = value
    return message.SerializeToString()


def finished(work):
    """Return what a coroutine returns, run beside the loop an open browser keeps in this thread."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, work).result()


def told(address, *messages, split=False, **headers):
    """Return every message of one session that asks these, one after another, as bytes."""

    async def talk():
        host = address.removeprefix("http://")
        found = []
        async with connect(
            f"ws://{host}/_stcore/stream", origin=address, subprotocols=["streamlit"],
            additional_headers=headers, max_size=None,
        ) as stream:  # fmt: skip
            for message in messages:
                await stream.send(message)
                async with asyncio.timeout(30):
                    while True:
                        found.append(await stream.recv())
                        kind = ForwardMsg.FromString(found[-1]).WhichOneof("type")
                        if kind == "script_finished":
                            break
        return found

    found = finished(talk())
    return found if split else b"".join(found)


EVERY_PAGE = tuple(f"/{path_of(tab)}?study=toy" for tab in (*TABS, publish))


@pytest.mark.parametrize("path", [*PATHS, *EVERY_PAGE])
def test_a_cold_process_answers_with_the_empty_page_or_nothing(closed, path):
    status, _, body = get(closed + path)
    if status == 200:
        assert body in EMPTY
    else:
        assert status in (301, 307, 400, 403, 404, 405)
        assert not any(secret in body for secret in SECRETS)


FORGED = [
    asked(),
    asked("study=toy"),
    asked("study=toy&who=all&arm=a&release=1"),
    asked("study=../../etc/passwd"),
    asked(page="0123456789abcdef0123456789abcdef"),
    asked(widgets={"$$ID-0-study": "toy"}),
]


@pytest.mark.parametrize("message", FORGED, ids=range(len(FORGED)))
def test_a_closed_instance_tells_a_session_nothing(closed, message):
    found = told(closed, message)
    assert b"Access is closed" in found
    assert not any(secret in found for secret in SECRETS)


def test_a_page_known_from_elsewhere_is_no_way_in(closed, public):
    messages = told(public[0], asked("study=toy"), split=True)
    found = [ForwardMsg.FromString(message) for message in messages]
    (pages,) = (m.navigation.app_pages for m in found if m.WhichOneof("type") == "navigation")
    assert len(pages) == len(TABS)
    said = told(closed, *(asked("study=toy", page.page_script_hash) for page in pages))
    assert said.count(b"Access is closed") >= len(pages)
    assert not any(secret in said for secret in SECRETS)


def test_headers_of_a_visitor_open_nothing(closed):
    said = {"X-Forwarded-Email": "ann@sponsor.com", "X-Outcomes-Proxy": "x" * 32}
    assert b"Access is closed" in told(closed, asked("study=toy"), **said)


def test_the_probe_finds_what_an_open_instance_shows(public):
    """The check can fail."""
    assert b"Toy study" in told(public[0], asked("study=toy"))


@pytest.mark.parametrize("message", FORGED, ids=range(len(FORGED)))
def test_forged_choices_fail_in_no_way(public, message):
    found = told(public[0], message)
    assert b"This view failed" not in found
    assert b"Traceback" not in found
    assert b"passwd" not in found


def test_no_file_is_taken(public):
    request = urllib.request.Request(
        f"{public[0]}/_stcore/upload_file/session/file", b"x" * 100, method="PUT"
    )
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(request, timeout=10)
    assert refused.value.code == 403
    refused.value.close()


def test_a_foreign_page_and_a_foreign_name_open_no_session(public):
    address = public[0]
    port = address.rsplit(":", 1)[1]
    rebound = f"foreign.example:{port}"
    assert upgrade(address, Origin="https://foreign.example") == 403
    assert upgrade(address, Origin=f"http://{rebound}", Host=rebound) == 403
    assert [get(address + path, Host=rebound).status for path in ("/", "/survival")] == [403, 403]


def test_a_session_stays_on_its_release_and_says_when_there_is_a_newer_one(public):
    address, directory = public

    async def talk():
        host = address.removeprefix("http://")
        async with connect(f"ws://{host}/_stcore/stream", origin=address,
                           subprotocols=["streamlit"], max_size=None) as stream:  # fmt: skip
            runs = []
            for _ in range(2):
                await stream.send(asked("study=toy"))
                said = b""
                async with asyncio.timeout(30):
                    while True:
                        data = await stream.recv()
                        said += data
                        if ForwardMsg.FromString(data).WhichOneof("type") == "script_finished":
                            break
                runs.append(said)
                if len(runs) == 1:
                    newer = write(directory, created="2025-03-01T00:00:00+00:00", n=120)
            return runs, newer

    (before, after), newer = finished(talk())
    assert b"A newer release" not in before
    assert b"A newer release" in after
    assert newer.short.encode() not in after
    assert newer.short.encode() in told(address, asked("study=toy"))


def test_a_bundle_that_was_changed_is_not_shown(tmp_path):
    snapshot = write(tmp_path / "bundle")
    file = snapshot.directory / "c000.json"
    file.chmod(0o644)
    file.write_bytes(file.read_bytes().replace(b"90", b"91"))
    with hosting(tmp_path, 'mode = "open"') as address:
        found = told(address, asked("study=toy"))
    assert b"not what was published" in found


def test_without_a_bundle_it_says_so(tmp_path):
    with hosting(tmp_path, 'mode = "open"') as address:
        assert b"no release that can be read" in told(address, asked())
