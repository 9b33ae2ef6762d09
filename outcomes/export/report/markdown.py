"""Light markdown as paragraphs of runs, for formats that know no markup."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from markdown_it import MarkdownIt
from markdown_it.token import Token

_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")


class Piece(NamedTuple):
    """A piece of a paragraph in one style."""

    words: str
    bold: bool = False
    italic: bool = False


class Paragraph(NamedTuple):
    """Pieces in a row; ``depth`` is that of the list it is an item of, 0 outside of any."""

    pieces: tuple[Piece, ...]
    depth: int = 0

    @property
    def words(self) -> str:
        return "".join(piece.words for piece in self.pieces)


def paragraphs_of(words: str) -> Iterator[Paragraph]:
    """Yield the paragraphs of light markdown; what comes out of data stays text."""
    depth = 0
    for token in MarkdownIt("commonmark", {"html": False}).parse(words):
        if token.type in ("bullet_list_open", "ordered_list_open"):
            depth += 1
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            depth -= 1
        elif token.type == "inline":
            yield Paragraph(tuple(_pieces(token.children or [])), depth)
        elif token.type in ("code_block", "fence"):
            yield Paragraph((Piece(printable(token.content)),), depth)


def _pieces(tokens: list[Token]) -> Iterator[Piece]:
    bold = italic = 0
    for token in tokens:
        if token.type in ("strong_open", "strong_close"):
            bold += token.nesting
        elif token.type in ("em_open", "em_close"):
            italic += token.nesting
        elif token.type in ("softbreak", "hardbreak"):
            yield Piece("\n" if token.type == "hardbreak" else " ")
        elif token.content:
            yield Piece(printable(token.content), bold > 0, italic > 0)


def printable(words: str) -> str:
    """Return words without the characters no file of XML may hold."""
    return _UNPRINTABLE.sub("", words)
