"""How a figure is to be read: language, light, size, whose colors, what stands under it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from outcomes.figures.base.marks import NO_MARKS, Marks
from outcomes.figures.base.page import NARROW, PAGE
from outcomes.figures.base.text import SEPARATOR
from outcomes.results.note import Note, Ref
from outcomes.results.result import Estimate
from outcomes.wording import Words, format_estimate, format_value, say, text

Size = Literal["screen", "presentation"]

MOST_LINES = 4  # of caveats under a figure, each on its own
# Okabe–Ito order without the colors that fail 3:1 on white; then darkened kin of the same hues.
_MARKS: Mapping[str, tuple[str, ...]] = {
    "light": ("#0072B2", "#D55E00", "#007A5A", "#A2477A", "#6B6B6B", "#7A5C00", "#3B3FA0",
              "#9C2A2A", "#00727A", "#555555"),
    "dark": ("#56B4E9", "#F28E4B", "#3FC39B", "#E094BD", "#B5BCC4", "#D9B84A", "#A0A6F5",
             "#EE9090", "#58C4CC", "#CCCCCC"),
}  # fmt: skip
# Marks need 3:1, words 4.5:1: vermillion is the one hue that has to darken to be read.
_WORDS: Mapping[str, tuple[str, ...]] = {
    "light": ("#0069A3", "#A84A00", *_MARKS["light"][2:]),
    "dark": _MARKS["dark"],
}
_DASHES = ("solid", "9px,3px", "2px,3px", "12px,3px,2px,3px", "5px,3px", "16px,4px")


def kept_back_of(e: Estimate) -> Note | None:
    """Return the note of a number that a release does not show; None where there is none."""
    return next((note for note in e.notes if e.value is None and note.says("publish_few")), None)


def value_of(e: Estimate, kind: str, language: str) -> str:
    """Return the value of an estimate alone; one that is kept back is not *not estimable*."""
    if kept_back_of(e):
        return text("number.kept_back", language)
    return format_value(e.value, kind, n=e.n, language=language)


@dataclass(frozen=True, slots=True)
class Look:
    """How a figure is to be read, not what it shows. Made once, handed down whole.

    Attributes
    ----------
    language, theme, size
        ``en`` or ``zh``; ``light`` or ``dark``; ``screen`` or ``presentation``.
    width
        About that of its place on the page in pixels: words are wrapped and cut to it.
    labels
        Label by group in protocol order: the order decides color and dash, filtered or not.
    caption
        Lines under the figure, for exports: population, filters, data cut-off.
    height
        Height of the plotting area in pixels; None leaves it to the figure.
    names
        Labels of the ids that a note of a result holds.
    marks
        The letters of the caveats of numbers.
    """

    language: str = "en"
    theme: str = "light"
    size: str = "screen"
    width: float = PAGE
    labels: Mapping[str, str] = field(default_factory=dict)
    caption: tuple[str, ...] = ()
    height: float | None = None
    names: Mapping[Ref, str] = field(default_factory=dict)
    marks: Marks = NO_MARKS

    @property
    def dark(self) -> bool:
        return self.theme == "dark"

    @property
    def narrow(self) -> bool:
        """Whether there is too little room for words beside the lines they belong to."""
        return self.width < NARROW * self.em / 13

    @property
    def em(self) -> int:
        """Font size in pixels."""
        return 26 if self.size == "presentation" else 13

    @property
    def line(self) -> float:
        """Distance between two lines of text in pixels."""
        return 1.42 * self.em

    @property
    def stroke(self) -> float:
        """Width of a curve in pixels."""
        return 3.4 if self.size == "presentation" else 2.2

    @property
    def plot_height(self) -> int:
        """Height of the plotting area in pixels."""
        if self.height is not None:
            return round(self.height)
        return 540 if self.size == "presentation" else round(310 * self.stretch)

    @property
    def stretch(self) -> float:
        """By how much a figure of a large page is taller than usual: none is a strip."""
        return min(max(self.width / PAGE, 1.0), 1.6)

    def room(self, share: float, most: float) -> float:
        """Return the pixels a label may take: a share of the width, at most so many em."""
        return min(share * self.width, most * self.em)

    @property
    def ink(self) -> str:
        return "#E6EBF0" if self.dark else "#1B2733"

    @property
    def muted(self) -> str:
        return "#A9B4BF" if self.dark else "#56626E"

    @property
    def grid(self) -> str:
        return "#2A3540" if self.dark else "#E3E8ED"

    @property
    def paper(self) -> str:
        return "#12181F" if self.dark else "#FFFFFF"

    def tell(self, words: Words) -> str:
        """Return a note or method, or words already said, as the reader reads it."""
        return say(words, self.language, self.names)

    def say(self, key: str, **values: Any) -> str:
        return text(key, self.language, **values)

    def absent(self, e: Estimate) -> str:
        """Return why an estimate has no number: it is kept back, or there is none."""
        kept_back = kept_back_of(e)
        return self.say("interval.ne") if kept_back is None else self.tell(kept_back)

    def nothing(self, notes: Iterable[Note], otherwise: str) -> str:
        """Return why there is nothing to draw: it is kept back, else the first note, or a key."""
        told = tuple(notes)
        kept_back = (note for note in told if note.says("publish_curves"))
        return self.tell(next(kept_back, next(iter(told), self.say(otherwise))))

    def printed(self, e: Estimate, kind: str = "", *, unit: str = "") -> str:
        """Return ``0.61 (95% CI 0.43–0.86)`` with the letters of its caveats."""
        if kept_back_of(e):
            return value_of(e, kind, self.language)
        words = format_estimate(
            e.value, e.interval, kind or e.quantity, n=e.n, unit=unit, language=self.language
        )
        return words + self.marks.at(e)

    def caveats(self, texts: Iterable[str], everywhere: Iterable[str] = ()) -> tuple[str, ...]:
        """Return the lines that belong under texts: the caveats whose letters are in them.

        Those ``everywhere``, by their letters, are of all numbers and need none.
        """
        return self.marks.lines(texts, self.tell, everywhere)

    def footnotes(self, texts: Iterable[str], everywhere: Iterable[str] = ()) -> tuple[str, ...]:
        """Return the caveats as they stand under a figure: many follow each other in lines."""
        lines = self.caveats(texts, everywhere)
        return lines if len(lines) <= MOST_LINES else (SEPARATOR.join(lines),)

    def label(self, group: str | None) -> str:
        """Return the label of a group; of one that has none its id."""
        return self.labels.get(group or "", group or "")

    def place(self, group: str | None) -> int:
        """Return the place of a group in the protocol; groups it does not know follow it."""
        known = list(self.labels)
        if group in known:
            return known.index(group)
        return 0 if group == "all" else len(known)

    def color(self, group: str | None) -> str:
        """Return the color of the marks of a group."""
        return arm_color(self.place(group), self.theme)

    def word_color(self, group: str | None) -> str:
        """Return the color of words about a group."""
        return word_color(self.place(group), self.theme)


def arm_color(index: int, theme: str = "light") -> str:
    """Return the color of the marks of an arm, by its place in the protocol."""
    colors = _MARKS["dark" if theme == "dark" else "light"]
    return colors[index % len(colors)]


def word_color(index: int, theme: str = "light") -> str:
    """Return the color of words about an arm: the same hue, dark enough to read."""
    colors = _WORDS["dark" if theme == "dark" else "light"]
    return colors[index % len(colors)]


def legible(color: str) -> str:
    """Return black or white, whichever stands out more from a color: 4.5 to 1 or better."""
    shares = (int(color[i : i + 2], 16) / 255 for i in (1, 3, 5))
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in shares]
    bright = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return "#000000" if bright > 0.179 else "#FFFFFF"


def arm_dash(index: int) -> str:
    """Return the dash pattern of an arm, so that color is never the only difference."""
    return _DASHES[index % len(_DASHES)]


def faded(color: str, alpha: float) -> str:
    """Return a hex color with an alpha."""
    red, green, blue = (int(color[i : i + 2], 16) for i in (1, 3, 5))
    return f"rgba({red},{green},{blue},{alpha:g})"
