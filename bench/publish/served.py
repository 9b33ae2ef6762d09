"""Everything a browser gets, scanned: ``python -m bench.publish served [STUDY [DIR]]``.

A demo study is seeded and published (or found in DIR, where `canaries` put it); then every file of
its static edition, and every message of every section of every tab of a hosted instance, for some
cohorts, in both languages, must hold no canary, no exact time or day, no count below k. The
workbench, on the study as it is, is scanned alike: there they must be found.
"""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from urllib.parse import urlencode

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

from bench.publish.canaries import DATA, seeded
from bench.publish.scan import Found, Secrets, scan
from bench.publish.told import words_in, words_of_html
from components.instance.catalogue import code_of, parted
from outcomes.clinical.scene import scene_of
from outcomes.export.site.write import write_edition
from outcomes.intake.load import load_study
from outcomes.model.study import Study
from outcomes.publish.audit.drawn import shows_small
from outcomes.publish.bundle import Bundle, Snapshot
from outcomes.publish.policy import policy_named
from outcomes.publish.release import Wish, prepare, release
from outcomes.wording import NAMES, text
from pages import TABS
from tests.serving import serving

COHORTS = 3  # of the catalogue, the first; every one is in the static edition
POLICY = policy_named()
# How many events a model needs is said on every page; it counts nobody.
RULES = tuple(
    text("hosted.about_body", language, k=POLICY.k, round_to=POLICY.round_to,
         least_events=POLICY.least_events)
    for language in NAMES
)  # fmt: skip


def main(arguments: Sequence[str]) -> int:
    """Publish, scan what is served, scan the workbench; 0 where only the latter gives away."""
    study, secrets = seeded(load_study(DATA / (arguments[0] if arguments else "rmhtnf-demo")))
    with tempfile.TemporaryDirectory() as place:
        directory = Path(place)
        snapshot = released(study, Path(arguments[1]) if arguments[1:] else directory / "bundle")
        edition = _edition(snapshot, directory / "site", secrets)
        access = directory / "access.toml"
        access.write_text('mode = "open"', encoding="utf-8")
        told = {"OUTCOMES_MODE": "hosted", "OUTCOMES_ACCESS": str(access),
                "OUTCOMES_BUNDLE": str(snapshot.directory.parent.parent)}  # fmt: skip
        with serving(told) as address:
            hosted = asyncio.run(_visit(address, list(_links(snapshot)), secrets))
    with serving() as address:
        links = list(_links(snapshot, cohorts=1))
        workbench = asyncio.run(_visit(address, links, secrets))
    print(f"hosted: {hosted}\nworkbench: {workbench}")
    return int(edition.any or hosted.any or not (workbench.times and workbench.small))


def released(study: Study, directory: Path) -> Snapshot:
    """Return what is published of a study in a directory; publish it where nothing is."""
    name = study.spec.study.id
    if directory.is_dir() and name in Bundle.open(directory).studies:
        return Bundle.open(directory).current(name)
    wish = Wish(POLICY)
    made = prepare(study, wish, directory, scene_of, lambda *said: None)
    return release(study, made, wish, directory)


def _edition(snapshot: Snapshot, directory: Path, secrets: Secrets) -> Found:
    found = Found()
    tabs = [(tab.__name__.rpartition(".")[2], tab.TAB) for tab in TABS]
    count = write_edition(snapshot, tabs, directory)
    for path in directory.rglob("*"):
        scan(path.name.encode(), secrets, found)
        if path.suffix in (".html", ".svg", ".json"):
            scan(path.read_bytes(), secrets, found)
        if path.suffix in (".html", ".svg"):
            found.small += small_in(words_of_html(path.read_text(encoding="utf-8")))
    print(f"static edition, {count} files: {found}")
    return found


def small_in(lines: Iterable[str]) -> int:
    """Return how many lines hold a count from 1 to k-1, the rules themselves left out."""
    told = (line for line in lines if not any(rule in line for rule in RULES))
    return sum(shows_small(line, POLICY) for line in told)


def _links(snapshot: Snapshot, cohorts: int = COHORTS) -> Iterator[tuple[str, str]]:
    """Yield the path of a tab, and a link to one of its sections for one cohort."""
    for language in ("en", "zh"):
        for cohort in snapshot.cohorts[:cohorts]:
            others, arm = parted(cohort.conditions)
            who = {"study": snapshot.manifest.study, "lang": language, "who": code_of(others),
                   "arm": arm}  # fmt: skip
            for tab in TABS:
                for section in tab.TAB.sections:
                    path = tab.__name__.rpartition(".")[2]
                    yield path, urlencode({**who, tab.TAB.key: section})


async def _visit(address: str, links: list[tuple[str, str]], secrets: Secrets) -> Found:
    """Open every link in a session, and scan each message of its run."""
    found, runs, size = Found(), 0, 0
    host = address.removeprefix("http://")
    async with connect(
        f"ws://{host}/_stcore/stream", origin=address, subprotocols=["streamlit"],  # type: ignore[arg-type, list-item]
        max_size=None, compression=None,
    ) as stream:  # fmt: skip
        messages, pages = await _run(stream, "", "")
        for path, link in links:
            messages, _ = await _run(stream, pages.get(path, ""), link)
            runs += 1
            for message in messages:
                size += len(message)
                scan(message, secrets, found)
                found.small += small_in(words_in(ForwardMsg.FromString(message)))
    print(f"{address}: {runs} views, {size / 1e6:.1f} MB of messages")
    return found


async def _run(
    stream: ClientConnection, page: str, link: str
) -> tuple[list[bytes], dict[str, str]]:
    """Ask for a page; return every message until its run has ended, and the pages it named."""
    asked = BackMsg()
    asked.rerun_script.query_string = link
    asked.rerun_script.page_script_hash = page
    await stream.send(asked.SerializeToString())
    messages: list[bytes] = []
    pages: dict[str, str] = {}
    async with asyncio.timeout(120):
        while True:
            messages.append(await stream.recv())  # type: ignore[arg-type]
            told = ForwardMsg.FromString(messages[-1])
            if told.WhichOneof("type") == "navigation":
                pages = {p.url_pathname: p.page_script_hash for p in told.navigation.app_pages}
            if told.WhichOneof("type") == "script_finished":
                return messages, pages
