"""What carries a figure to the browser: HTML finds no markup in it, and nothing is lost."""

import asyncio
import gzip
import json
from concurrent.futures import ThreadPoolExecutor
from html.parser import HTMLParser

import pytest
from starlette.exceptions import HTTPException
from starlette.requests import Request

from components.chart import holder_of
from components.server.opening.scripts import Scripts, read_plotly
from outcomes.figures.curve_plot.curves import survival_figure
from tests.figures.made import look, survival

HOSTILE = "</div><script>alert(1)</script><!-- \"&amp;' ]]>"


class Reader(HTMLParser):
    """Collects the tags with their attributes, and the text in each."""

    def __init__(self, page):
        super().__init__()
        self.tags, self.texts = [], []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        self.texts.append("")

    def handle_data(self, data):
        self.texts[-1] += data


def test_hostile_labels_and_words_stay_text():
    figure = survival_figure(survival({"sox": 30}), look(labels={"sox": HOSTILE}))
    read = Reader(holder_of(figure, HOSTILE, HOSTILE, 1200))
    assert [tag for tag, _ in read.tags] == ["div", "p", "div"]
    about = read.tags[0][1]
    assert about["aria-label"] == about["data-key"] == read.texts[1] == HOSTILE
    assert about["style"] == f"height:{figure.layout.height}px"
    assert json.loads(read.texts[2]) == json.loads(figure.to_json())
    assert not set("<>&") & set(read.texts[2])


def answer(path, encoding):
    """Ask the route of that path, outside any server."""
    scripts = Scripts()
    named = {"name": path.removeprefix("chart/")}
    scope = {"type": "http", "method": "GET", "headers": [(b"accept-encoding", encoding)],
             "path_params": named}  # fmt: skip
    # In a thread of its own: a browser test before this one may have left a loop in ours.
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, scripts.send(Request(scope))).result()


def test_plotly_is_the_installed_one_and_kept_by_the_browser():
    path = Scripts().plotly
    plain, packed = answer(path, b"identity"), answer(path, b"br, gzip")
    assert b"plotly.js v" in plain.body[:200]
    assert gzip.decompress(packed.body) == plain.body == read_plotly()
    assert packed.headers["content-encoding"] == "gzip"
    assert "immutable" in packed.headers["cache-control"]
    assert packed.headers["vary"] == "Accept-Encoding"


def test_another_version_of_a_script_is_not_there():
    with pytest.raises(HTTPException):
        answer("chart/chart-0123456789ab.js", b"")


def test_the_script_is_told_where_plotly_is():
    scripts = Scripts()
    assert not scripts.served
    assert scripts.drawing() == f"/{scripts.ours}?plotly=/{scripts.plotly}"
    assert b"MutationObserver" in answer(scripts.ours, b"").body
    assert scripts.routes()
    assert scripts.served
