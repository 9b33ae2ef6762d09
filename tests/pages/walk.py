"""Every view of every page, once: what it says in words, tables and figures, and what it asked."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from components import chart
from components.computed import Computed
from outcomes.model.question import Request
from outcomes.results.result import Result
from tests.pages.tables import tables, words_in_html
from tests.pages.test_ascites_page import SECTIONS as ASCITES
from tests.pages.test_pages import PAGES, VIEWS, drawn
from tests.pages.test_safety import VIEWS as SAFETY
from tests.pages.test_wall import MORE
from tests.serving import ROOT

Choices = Mapping[str, str]
SECTIONS: dict[str, tuple[Choices, ...]] = {
    **VIEWS,
    **MORE,
    "ascites": ASCITES,
    "safety": SAFETY,
    "survival": (*VIEWS["survival"], *({"endpoint": e} for e in ("os", "time_to_conversion"))),
    "sensitivity": (
        *VIEWS["sensitivity"],
        *({"sensitive": e} for e in ("r0_resection", "ascites_control", "objective_response")),
    ),
    "subgroups": (*MORE["subgroups"], {"endpoint": "objective_response"}),
    "conversion": (*MORE["conversion"], {"conv": "ladder", "conv_of": "treated"}),
}


class Drawn(NamedTuple):
    """One view of one page.

    Attributes
    ----------
    words : markdown, captions, notices and facts, without markdown's escapes
    tables : per table, per row, heading to cell
    figures : the words inside each figure, and its alternative text
    asked : every result the page was given
    """

    page: str
    choices: Choices
    words: tuple[str, ...]
    tables: tuple[tuple[dict[str, str], ...], ...]
    figures: tuple[str, ...]
    asked: tuple[Result, ...]

    @property
    def everything(self) -> Iterator[str]:
        """Yield every text of the view, table cells included."""
        yield from self.words
        yield from self.figures
        for row in self.rows:
            yield from (f"{head}: {cell}" for head, cell in row.items())

    @property
    def rows(self) -> Iterator[dict[str, str]]:
        for table in self.tables:
            yield from table

    def __repr__(self) -> str:
        return f"{self.page} {dict(self.choices)}"


@cache
def walk(study: str, language: str = "en") -> tuple[Drawn, ...]:
    """Return every view of every page for everybody of a demo study."""
    return tuple(
        visit(study, page, choices, language)
        for page in PAGES
        for choices in SECTIONS.get(page, ({},))
    )


def visit(study: str, page: str, choices: Choices, language: str = "en") -> Drawn:
    """Return one view; the figures are read, not drawn."""
    figures: list[str] = []
    asked: list[Result] = []
    with pytest.MonkeyPatch.context() as patch, _at(ROOT):
        _record(patch, figures, asked)
        app = drawn(study, page, "everybody", language, dict(choices))
    places = (*app.markdown, *app.caption, *app.info, *app.warning)
    words = [str(e.value) for e in places] + words_in_html(app)
    return Drawn(
        page,
        choices,
        tuple(map(_bare, words)),
        tuple(_rows(table.value) for table in tables(app)),
        tuple(figures),
        tuple(asked),
    )


def _record(patch: pytest.MonkeyPatch, figures: list[str], asked: list[Result]) -> None:
    ask = Computed.ask

    def record(self: Computed, question: Request) -> Result:
        found = ask(self, question)
        if isinstance(found, Result):  # single patients are drawn, not counted
            asked.append(found)
        return found

    def show_figure(figure: Any | None, *, key: str, alt: str, **_: Any) -> None:
        figures.append(alt)
        figures.extend(_inside(figure))

    patch.setattr(Computed, "ask", record)
    patch.setattr(chart, "show_chart", show_figure)


def _inside(figure: Any | None) -> Iterator[str]:
    """Yield the annotations and texts of a figure, tags removed."""
    if figure is None:
        return
    spec = figure if isinstance(figure, dict) else figure.spec
    for note in (spec.get("layout") or {}).get("annotations") or ():
        yield re.sub(r"<[^>]+>", " ", str(note.get("text") or ""))
    for trace in spec.get("data") or ():
        texts = trace.get("text")
        if texts is not None:
            yield from map(str, [texts] if isinstance(texts, str) else texts)


def _rows(table: Any) -> tuple[dict[str, str], ...]:
    heads = [_bare(str(head)) for head in table.columns]
    return tuple(
        dict(zip(heads, map(_bare, map(str, row)), strict=True)) for row in table.to_numpy()
    )


def _bare(text: str) -> str:
    """Return markdown as it reads: without its escapes, and facts without their tags."""
    return re.sub(r"\\([^A-Za-z0-9\s])", r"\1", re.sub(r"</?(dl|div|dt|dd)[^>]*>", " ", text))


@contextmanager
def _at(folder: Path) -> Iterator[None]:
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)
