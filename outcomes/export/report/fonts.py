"""The letters of a PDF: those of this machine that hold the language's script."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import NamedTuple

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFError, TTFont

LATIN = ("Source Sans 3", "Noto Sans", "Liberation Sans", "Arial", "DejaVu Sans")
SIGNS = ("DejaVu Sans",)  # raised letters and the like; Matplotlib brings it along
CHINESE = ("Noto Sans SC", "Microsoft YaHei", "WenQuanYi Micro Hei")
ANYWHERE = "STSong-Light"  # readers bring this one along, where the machine has no Chinese font


class Fonts(NamedTuple):
    """Names of registered fonts, and those for letters they do not have."""

    plain: str
    bold: str
    rest: tuple[str, ...]


@cache
def fonts_for(language: str) -> Fonts:
    """Return the fonts of a language, registered.

    A font drawn with PostScript outlines cannot be put into the file and is passed over.
    """
    chinese = _first(CHINESE, bold=False)
    if chinese is None:
        pdfmetrics.registerFont(UnicodeCIDFont(ANYWHERE))
        chinese = ANYWHERE
    rest = (chinese, *filter(None, (_first(SIGNS, bold=False),)))
    if language == "zh":
        bold = _first(CHINESE, bold=True) or chinese
        return Fonts(chinese, bold, rest)
    plain = _first(LATIN, bold=False) or "Helvetica"
    return Fonts(plain, _first(LATIN, bold=True) or plain, rest)


def _first(names: tuple[str, ...], *, bold: bool) -> str | None:
    """Register the first of the fonts that is here and can be embedded."""
    from matplotlib import font_manager

    wanted = {700, "bold"} if bold else {400, "normal", "regular", "book"}
    for entry in sorted(font_manager.fontManager.ttflist, key=lambda e: _order(e.name, names)):
        upright = entry.style == "normal" and entry.weight in wanted
        if entry.name not in names or not upright or entry.stretch == "condensed":
            continue
        name = f"{Path(entry.fname).stem}-{entry.weight}"
        try:
            pdfmetrics.registerFont(TTFont(name, entry.fname))
        except TTFError:
            continue
        return name
    return None


def _order(name: str, names: tuple[str, ...]) -> int:
    return names.index(name) if name in names else len(names)


def split(words: str, font: str, rest: tuple[str, ...]) -> list[tuple[str, str]]:
    """Return words in pieces of one font: letters the first lacks are taken from the rest."""
    pieces: list[tuple[str, str]] = []
    for letter in words:
        own = next((name for name in (font, *rest) if has(name, letter)), font)
        if pieces and pieces[-1][1] == own:
            pieces[-1] = (pieces[-1][0] + letter, own)
        else:
            pieces.append((letter, own))
    return pieces


def has(font: str, letter: str) -> bool:
    """Whether a registered font holds a letter."""
    glyphs = getattr(pdfmetrics.getFont(font).face, "charToGlyph", None)
    return letter.isspace() or glyphs is None or ord(letter) in glyphs
