"""Blocks of a panel as HTML that needs no script: of a report, of a static edition, of a page."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from html import escape

from markdown_it import MarkdownIt

from outcomes.displays.base.panel import Beside, Block, Cells, Facts, Folded, Offer, Picture, Text
from outcomes.figures.base.table import Table

DrawFigure = Callable[[Picture], str]


def block_html(block: Block, figure: DrawFigure) -> str:
    """Return a block; ``figure`` makes the element of a picture that has a figure."""
    match block:
        case Picture():
            shown = f"<p>{escape(block.alt)}</p>" if block.figure is None else figure(block)
            return heading_html(block.title) + f"<figure>{shown}</figure>"
        case Cells():
            return heading_html(block.title) + table_html(block.table) + notes_html(block.notes)
        case Text():
            kind = "warning" if block.role == "warning" else "banner" * (block.role == "banner")
            words = f"**{block.words}**" if block.role == "heading" else block.words
            return f'<div class="{kind}">{markdown_html(words)}</div>'
        case Facts():
            return cards_html(block.facts)
        case Beside():
            return "".join(block_html(inside, figure) for c in block.columns for inside in c)
        case Folded():
            inside = "".join(block_html(b, figure) for b in block.blocks)
            return markdown_html(f"**{block.title}**") + inside
        case Offer():
            return ""


def cards_html(facts: Iterable[tuple[str, str, str]]) -> str:
    """Return large numbers in a row."""
    cards = "".join(
        f"<div><dt>{escape(label)}</dt><dd>{escape(value)}</dd><dd>{escape(small)}</dd></div>"
        for label, value, small in facts
    )
    return f'<dl class="facts">{cards}</dl>'


def heading_html(title: str) -> str:
    """Return the heading of a block; nothing where it has none."""
    return f"<h4>{escape(title)}</h4>" if title else ""


def notes_html(notes: Iterable[str]) -> str:
    """Return the lines under a table; nothing where there are none."""
    lines = "".join(f"<li>{escape(note)}</li>" for note in notes)
    return f'<ul class="notes">{lines}</ul>' if lines else ""


# Both limits of an interval: a line that ends at the dash reads as one of them.
LIMITS = re.compile(r"(?:−?\d[\d.,]*|NE)(?:–| to | 至 )(?:−?\d[\d.,]*|NR|NE|∞)")
LONG = 44  # letters: a cell of more may be broken over lines
WORDS = 20  # or of so many, where none is a digit: numbers stay in a line


def table_html(table: Table, alt: str = "") -> str:
    """Return a table that scrolls in its place where it is too wide."""
    return f'<div class="scroll" tabindex="0">{bare_table_html(table, alt)}</div>'


def bare_table_html(table: Table, alt: str = "") -> str:
    """Return a table as wide as its words."""
    named = f' aria-label="{escape(alt)}"' if alt else ""
    heads = "".join(f'<th scope="col">{escape(head)}</th>' for head in table.columns)
    rows = "".join(f"<tr>{''.join(map(_cell_html, row))}</tr>" for row in table.rows)
    return f"<table{named}><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"


def _cell_html(words: str) -> str:
    kind = "long" if len(words) > LONG else "words" if _prose(words) else ""
    named = f' class="{kind}"' if kind else ""
    return f"<td{named}>{LIMITS.sub(_unbroken, escape(words))}</td>"


def _unbroken(limits: re.Match[str]) -> str:
    return f'<span class="limits">{limits[0]}</span>'


def _prose(words: str) -> bool:
    return len(words) > WORDS and not any(letter.isdigit() for letter in words)


def markdown_html(words: str) -> str:
    """Return light markdown; raw HTML is off: what comes out of data stays text."""
    rendered: str = MarkdownIt("commonmark", {"html": False}).render(words)
    return rendered
