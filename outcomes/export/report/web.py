"""A document as one HTML file that needs nothing else."""

from __future__ import annotations

from html import escape
from pathlib import Path

from outcomes.export.html import cards_html, markdown_html, notes_html, table_html
from outcomes.export.report.document import (
    Cards,
    Document,
    Figure,
    Grid,
    Heading,
    Items,
    Part,
    Prose,
)
from outcomes.export.svg import to_svg

STYLE = (Path(__file__).parent / "report.css").read_text(encoding="utf-8")


def to_html(document: Document) -> bytes:
    """Return a document as HTML: figures are drawings in it, contents are links."""
    title = escape(document.title)
    banner = f'<p class="banner">{escape(document.banner)}</p>' if document.banner else ""
    return (
        f'<!doctype html><html lang="{document.language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{title}</title><style>{STYLE}</style></head><body>"
        f"<header><h1>{title}</h1><p>{escape(document.subtitle)}</p>{banner}"
        f"<p>{escape(document.who)}</p><p class='method'>{escape(document.made)}</p></header>"
        f"{_contents(document)}<main>{''.join(map(_part, document.parts))}</main></body></html>"
    ).encode()


def _contents(document: Document) -> str:
    lines = "".join(
        f'<li class="level{h.level}"><a href="#{h.anchor}">{h.number} {escape(h.words)}</a></li>'
        for h in document.headings
    )
    return f"<nav><h2>{escape(document.contents)}</h2><ul>{lines}</ul></nav>"


def _part(part: Part) -> str:
    match part:
        case Heading():
            level = part.level + 1
            return f'<h{level} id="{part.anchor}">{part.number} {escape(part.words)}</h{level}>'
        case Prose():
            words = f"**{part.words}**" if part.kind == "heading" else part.words
            return f'<div class="{part.kind}">{markdown_html(words)}</div>'
        case Figure():
            drawn = to_svg(part.picture.figure, title=part.picture.alt).decode()
            return f"<figure>{drawn}<figcaption>{escape(part.caption)}</figcaption></figure>"
        case Grid():
            caption = f'<p class="called">{escape(part.caption)}</p>'
            return caption + table_html(part.table) + notes_html(part.notes)
        case Cards():
            return cards_html(part.facts)
        case Items():
            return f"<p class='called'>{escape(part.title)}</p>{notes_html(part.lines)}"
