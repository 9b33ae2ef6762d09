"""Who is told of a first figure, where a page asks for it, and what is never answered."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from html.parser import HTMLParser
from threading import Event
from urllib.parse import parse_qs, urlsplit

import pytest
from starlette.requests import Request

from components.page import first as drawing
from components.page.first import Opening
from components.server.opening import first
from components.server.opening.first import First, first_links, send_first
from components.server.readiness import Readiness

OURS = {"sec-fetch-site": "same-origin"}


@pytest.fixture(autouse=True)
def workbench(monkeypatch):
    monkeypatch.setattr(First, "offered", True)


class Links(HTMLParser):
    def __init__(self, page):
        super().__init__()
        self.found = []
        self.feed(page.decode())

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))


def asked(path, query):
    """Return media, theme and parameters of every link."""
    links = Links(first_links(path, query)).found
    return [(a["media"], a["data-first"], parse_qs(urlsplit(a["href"]).query)) for _, a in links]


def test_a_page_names_its_figure_for_each_kind_of_browser():
    links = asked("/base/survival", b"study=a")
    assert all(q["study"] == ["a"] and q["tab"] == ["survival"] for *_, q in links)
    assert all(f"prefers-color-scheme: {theme}" in media for media, theme, _ in links)
    assert all(q["theme"] == [theme] for _, theme, q in links)
    wide = {media.partition(")")[0] + ")": q["width"] for media, _, q in links}
    assert wide["(width: 1920px)"] == ["1560"]  # (1920 - 359.25) / 20, whole
    assert wide["(width: 1536px)"] == ["1160"]  # 1180 where no scrollbar stands beside the page
    assert wide["(min-width: 1260px)"] == ["0"]
    assert len({media for media, *_ in links}) == len(links)


@pytest.mark.parametrize("query", [b"study=a&f.sex=male", b"section=follow", b"present=1"])
def test_whoever_has_chosen_anything_gets_no_other_view_first(query):
    assert first_links("/survival", query) == b""


def test_of_what_is_said_twice_it_takes_what_the_app_takes():
    links = asked("/survival", b"study=a&study=b&lang=&lang=zh")
    assert {(*q["study"], *q.get("lang", [])) for *_, q in links} == {("a",)}


def test_a_hosted_instance_names_none(monkeypatch):
    monkeypatch.setattr(First, "offered", False)
    assert first_links("/survival", b"study=a") == b""


def test_an_address_stays_an_address():
    links = Links(first_links("/survival", b"study=%22%3E%3Cscript%3Ealert(1)%3C/script%3E")).found
    assert {tag for tag, _ in links} == {"link"}


def request(query, headers=OURS):
    return Request({"type": "http", "method": "GET", "query_string": query,
                    "headers": [(k.encode(), v.encode()) for k, v in headers.items()]})  # fmt: skip


def answer(query, headers=OURS):
    with ThreadPoolExecutor(1) as pool:  # a browser test before may have left a loop in ours
        return pool.submit(asyncio.run, send_first(request(query, headers))).result()


@pytest.fixture
def drawn(monkeypatch):
    """What was drawn: the openings, and the figure they are answered with."""
    seen = []
    monkeypatch.setattr(drawing, "first_figure", lambda opening: seen.append(opening) or "<p>a</p>")
    return seen


def test_a_figure_is_answered_in_the_language_of_the_browser_or_the_link(drawn):
    said = b"tab=survival&study=a&theme=dark&width=1560"
    found = answer(said, {**OURS, "accept-language": "ZH-CN,en;q=0.5"})
    assert (found.status_code, found.body) == (200, b"<p>a</p>")
    assert found.headers["content-type"].startswith("text/plain")
    assert found.headers["cache-control"] == "no-store"
    answer(said + b"&lang=en", {**OURS, "accept-language": "zh"})
    answer(said, {**OURS, "accept-language": "fr"})
    answer(said + b"&lang=zh-CN", {**OURS, "accept-language": "en"})  # no language of the app
    languages = ("zh", "en", "en", "en")
    assert drawn == [Opening("survival", "a", code, "dark", 1560) for code in languages]


@pytest.mark.parametrize(
    ("query", "headers"),
    [
        (b"theme=light&width=0", {}),
        (b"theme=light&width=0", {"sec-fetch-site": "cross-site"}),
        (b"theme=light&width=-1", OURS),
        (b"theme=light&width=99999", OURS),
        (b"theme=light&width=1500", OURS),
        (b"theme=light", OURS),
        (b"theme=pink&width=0", OURS),
    ],
)
def test_another_page_or_a_strange_browser_gets_nothing(drawn, query, headers):
    assert answer(query, headers).status_code == 204
    assert not drawn


def test_before_the_program_is_there_nobody_waits_for_it(drawn, monkeypatch):
    monkeypatch.setattr(Readiness, "imported", asyncio.Event())
    assert answer(b"theme=light&width=0").status_code == 204
    assert not drawn


def test_few_are_drawn_at_once_and_the_others_wait_for_their_page(monkeypatch):
    """A study that is being read, or somebody who asks and asks, holds few threads."""
    begun, over = [], Event()
    monkeypatch.setattr(first, "_drawn", lambda *_: begun.append(over.wait(10)) or "<p>a</p>")

    async def many():
        asking = [asyncio.create_task(send_first(request(b"theme=light&width=0")))
                  for _ in range(20)]  # fmt: skip
        refused, waiting = await asyncio.wait(asking, timeout=0.2)
        over.set()
        return [(await one).status_code for one in (*refused, *waiting)]

    with ThreadPoolExecutor(1) as pool:
        told = pool.submit(asyncio.run, many()).result()
    assert told == [204] * 16 + [200] * 4
    assert len(begun) == 4
    assert answer(b"theme=light&width=0").status_code == 200


def test_a_figure_that_fails_is_told_by_the_page_alone(monkeypatch, caplog):
    def fail(*_):
        raise ValueError("a value")

    monkeypatch.setattr(first, "_drawn", fail)
    assert answer(b"theme=light&width=0").status_code == 204
    assert "ValueError" in caplog.text
    assert "a value" not in caplog.text
