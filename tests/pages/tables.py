"""The tables and figures of a page under test, read back from their HTML."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any, NamedTuple

import pandas as pd


class Shown(NamedTuple):
    """A table as Streamlit's own would be given by its test of a page."""

    value: pd.DataFrame


def tables(app: Any) -> list[Shown]:
    """Return the tables of a page, in their order."""
    return [Shown(_frame(body)) for body in _bodies(app) if "<table" in body]


def words_in_html(app: Any) -> list[str]:
    """Return what else is sent as HTML, but for figures."""
    return [body for body in _bodies(app) if "<table" not in body]


def figures(app: Any) -> list[Any]:
    """Return the figures of a page as they are drawn, in their order."""
    found = (FIGURE.search(e.proto.body) for e in app.get("html"))
    return [json.loads(spec[1]) for spec in found if spec]


FIGURE = re.compile('<div class="chart-figure" hidden>(.*?)</div>', re.DOTALL)


def _bodies(app: Any) -> Iterator[str]:
    bodies = (e.proto.body for e in app.get("html"))
    return (body for body in bodies if not FIGURE.search(body))


class _Cells(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.rows: list[list[str]] = []

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        if tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th"):
            self.rows[-1].append("")

    def handle_data(self, data: str) -> None:
        if self.rows and self.rows[-1]:
            self.rows[-1][-1] += data


def _frame(body: str) -> pd.DataFrame:
    read = _Cells()
    read.feed(body)
    heads, *rows = read.rows
    return pd.DataFrame(rows, columns=heads)
