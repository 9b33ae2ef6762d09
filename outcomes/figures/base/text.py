"""Text that fits: how wide words are, where they are cut and where they break."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import lru_cache

GLUED = "\u00a0=\u00a0"  # a line that breaks inside "p = 0.08" reads as two
LIMITS = "%\u00a0CI"  # not told apart from their level by the end of a line


def text_width(label: str, em: float = 13, *, bold: bool = False) -> float:
    """Return an upper bound of the width of a label in pixels, whatever sans-serif is there.

    Notes
    -----
    Widths of the widest common fallback fonts: 1 em for CJK (twice a Latin letter), 0.78 em for
    capitals, digits and signs, less for small and narrow letters. Underestimating clips.
    """
    units = sum(map(_unit, label))
    return units * em * (1.08 if bold else 1.0)


@lru_cache(maxsize=4096)
def _unit(letter: str) -> float:
    if unicodedata.east_asian_width(letter) in "WF":
        return 1.04
    if letter == "\u2003":
        return 1.0
    if letter in "iljtfrI.,:;'|!()[] \u00a0/·-":
        return 0.4
    if letter in "mwMW%@—":
        return 0.95
    return 0.7 if letter.isupper() else 0.62


def shortened(label: str, width: float, em: float = 13, *, bold: bool = False) -> str:
    """Return the label cut with an ellipsis to fit a width in pixels."""
    if text_width(label, em, bold=bold) <= width:
        return label
    while label and text_width(label + "…", em, bold=bold) > width:
        label = label[:-1]
    return label.rstrip() + "…"


SEPARATOR = " · "


def wrapped(label: str, width: float, em: float = 13) -> list[str]:
    """Return the label in lines no wider than a width; in CJK they break anywhere.

    What stands between two separators is parted only where a line has no room for it: else lines
    break at separators, which neither end nor begin one.
    """
    first, *others = label.split(SEPARATOR)
    lines = _broken(first, width, em)
    for piece in others:
        joined = f"{lines[-1]}{SEPARATOR}{piece}"
        if text_width(joined, em) <= width:
            lines[-1] = joined
        else:
            lines += _broken(piece, width, em)
    return lines


def _broken(label: str, width: float, em: float) -> list[str]:
    """Return words in lines no wider than a width, each as full as can be."""
    lines, line = [], ""
    for word in _words(label.replace(" = ", GLUED).replace("% CI", LIMITS)):
        if line and text_width(line + word.rstrip(), em) > width:
            lines.append(line.rstrip())
            line = ""
        line += word
    lines = [*lines, line.rstrip()] if line.strip() or not lines else lines
    return [line.replace(GLUED, " = ").replace(LIMITS, "% CI") for line in lines]


def _words(label: str) -> list[str]:
    """Return the pieces between which a line may break, trailing spaces kept."""
    words: list[str] = []
    open_word = False
    for letter in label:
        wide = unicodedata.east_asian_width(letter) in "WF"
        closing = letter in "，。、；：）》"
        glued = closing or letter == " " or (words and words[-1][-1] in "（《(")
        if words and (glued or (open_word and not wide)):
            words[-1] += letter
        else:
            words.append(letter)
        open_word = not wide and letter != " "
    return words


def plain(label: str) -> str:
    """Return a label out of the data as text that Plotly cannot read as markup."""
    return label.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def pushed_apart(wanted: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Return positions near the wanted ones, at least ``gap`` apart, within low and high."""
    order = sorted(range(len(wanted)), key=lambda i: wanted[i])
    placed = [0.0] * len(wanted)
    floor = low
    for i in order:
        placed[i] = max(wanted[i], floor)
        floor = placed[i] + gap
    ceiling = high
    for i in reversed(order):
        placed[i] = min(placed[i], ceiling)
        ceiling = placed[i] - gap
    return placed
