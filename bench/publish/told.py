"""What a reader is told: the words of a message to a browser, of a page, of a drawn picture."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import unescape
from typing import Any

from google.protobuf.message import Message

from outcomes.publish.audit.drawn import mended

_FIGURE = re.compile(
    r'(?s)<div class="chart-figure" hidden>(.*?)</div>|'
    r'<script type="application/json">(.*?)</script>'
)
_INSIDE = re.compile(r"</?(?:b|i|em|strong|sup|sub|span|a|tspan|br)\b[^>]*>")
_TAG = re.compile(r"(?s)<(?:style|script)\b.*?</(?:style|script)>|<[^>]*>")
_SPOKEN = re.compile(r'(?:alt|aria-label|title)="([^"]*)"')


def words_in(message: Message) -> Iterator[str]:
    """Yield every line of text a message holds, that of figures included."""
    for kind, value in message.ListFields():
        for part in value if kind.is_repeated else (value,):
            if isinstance(part, Message):
                yield from words_in(part)
            elif isinstance(part, str):
                yield from words_of_html(part)


def words_of_html(content: str) -> Iterator[str]:
    """Yield the lines of a page as it is read, what is spoken of it, and the words of figures."""
    for found in _FIGURE.findall(content):
        yield from _words_of_figure(json.loads(unescape(found[0] or found[1])))
    content = _FIGURE.sub("", content)
    yield from (unescape(said) for said in _SPOKEN.findall(content))
    for line in _TAG.sub("\n", _INSIDE.sub(" ", content)).splitlines():
        if line.strip():
            yield unescape(line).strip()


def _words_of_figure(figure: dict[str, Any]) -> Iterator[str]:
    notes = figure.get("layout", {}).get("annotations", ())
    yield from mended([str(note.get("text") or "") for note in notes])
    for trace in figure.get("data", ()):
        for name in ("text", "hovertext", "customdata"):
            yield from _strings(trace.get(name))


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for part in value:
            yield from _strings(part)
