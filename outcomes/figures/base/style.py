"""What all figures share: colors of the arms, type, margins, and text that fits."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Literal

import plotly.graph_objects as go

from outcomes.wording import say_note, text

Theme = Literal["light", "dark"]
Size = Literal["screen", "presentation"]
Spec = dict[str, Any]
Figure = go.Figure

FONT = (
    "'Source Sans', 'Source Sans Pro', system-ui, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, "
    "'Noto Sans SC', 'PingFang SC', 'Microsoft YaHei', 'WenQuanYi Micro Hei', sans-serif"
)

# Okabe–Ito order without the colors that fail 3:1 on white; then darkened kin of the same hues.
_MARKS: Mapping[str, tuple[str, ...]] = {
    "light": ("#0072B2", "#D55E00", "#007A5A", "#A2477A", "#6B6B6B", "#7A5C00", "#3B3FA0",
              "#9C2A2A", "#00727A", "#555555"),
    "dark": ("#56B4E9", "#F28E4B", "#3FC39B", "#E094BD", "#B5BCC4", "#D9B84A", "#A0A6F5",
             "#EE9090", "#58C4CC", "#CCCCCC"),
}  # fmt: skip
# Marks need 3:1, words 4.5:1: vermillion is the one hue that has to darken to be read.
_WORDS: Mapping[str, tuple[str, ...]] = {
    "light": ("#0069A3", "#B34F00", *_MARKS["light"][2:]),
    "dark": _MARKS["dark"],
}
GLUED = "\u00a0=\u00a0"  # a line that breaks inside "p = 0.08" reads as two
_DASHES = ("solid", "9px,3px", "2px,3px", "12px,3px,2px,3px", "5px,3px", "16px,4px")


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
    """

    language: str = "en"
    theme: str = "light"
    size: str = "screen"
    width: float = 900
    labels: Mapping[str, str] = field(default_factory=dict)
    caption: tuple[str, ...] = ()
    height: float | None = None

    @property
    def dark(self) -> bool:
        return self.theme == "dark"

    @property
    def em(self) -> int:
        """Font size in pixels."""
        return 21 if self.size == "presentation" else 13

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
        return 540 if self.size == "presentation" else 310

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

    def say(self, key: str, **values: Any) -> str:
        return text(key, self.language, **values)


def arm_color(index: int, theme: str = "light") -> str:
    """Return the color of the marks of an arm, by its place in the protocol."""
    colors = _MARKS["dark" if theme == "dark" else "light"]
    return colors[index % len(colors)]


def word_color(index: int, theme: str = "light") -> str:
    """Return the color of words about an arm: the same hue, dark enough to read."""
    colors = _WORDS["dark" if theme == "dark" else "light"]
    return colors[index % len(colors)]


def arm_dash(index: int) -> str:
    """Return the dash pattern of an arm, so that color is never the only difference."""
    return _DASHES[index % len(_DASHES)]


def faded(color: str, alpha: float) -> str:
    """Return a hex color with an alpha."""
    red, green, blue = (int(color[i : i + 2], 16) for i in (1, 3, 5))
    return f"rgba({red},{green},{blue},{alpha:g})"


@lru_cache(maxsize=4096)
def text_width(label: str, em: float = 13, *, bold: bool = False) -> float:
    """Return an upper bound of the width of a label in pixels, whatever sans-serif is there.

    Notes
    -----
    Widths of the widest common fallback fonts: 1 em for CJK (twice a Latin letter), 0.78 em for
    capitals, digits and signs, less for small and narrow letters. Underestimating clips.
    """
    units = sum(_unit(letter) for letter in label)
    return units * em * (1.08 if bold else 1.0)


def _unit(letter: str) -> float:
    if unicodedata.east_asian_width(letter) in "WF":
        return 1.04
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


def wrapped(label: str, width: float, em: float = 13) -> list[str]:
    """Return the label in lines no wider than a width; breaks at spaces, in CJK anywhere."""
    lines, line = [], ""
    for word in _words(label.replace(" = ", GLUED)):
        if line and text_width(line + word.rstrip(), em) > width:
            lines.append(line.rstrip())
            line = ""
        line += word
    lines = [*lines, line.rstrip()] if line.strip() or not lines else lines
    return [line.replace(GLUED, " = ") for line in lines]


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


def note(words: str, *, color: str, size: float, **place: Any) -> Spec:
    """Return an annotation without an arrow; ``place`` holds x, y, their references and shifts."""
    align = {"left": "left", "right": "right"}.get(place.get("xanchor", ""), "center")
    font = {"color": color, "size": size}
    return {"text": words, "showarrow": False, "align": align, "font": font, **place}


def layout(look: Look, *, height: float, margin: tuple[float, float, float, float]) -> Spec:
    """Return the layout all figures start from; ``margin`` is left, right, top, bottom."""
    left, right, top, bottom = (round(m) for m in margin)
    return {
        "height": round(height),
        "margin": {"l": left, "r": right, "t": top, "b": bottom, "pad": 0},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"family": FONT, "size": look.em, "color": look.ink},
        "showlegend": False,
        "dragmode": False,
        "hoverlabel": {
            "bgcolor": look.paper,
            "bordercolor": look.muted,
            "font": {"family": FONT, "size": max(look.em - 1, 12), "color": look.ink},
            "namelength": -1,
        },
        "template": {},  # None would bring in Plotly's own: 7 kB and its colors
    }


def axis(look: Look, *, grid: bool = False, **more: Any) -> Spec:
    """Return an axis of the house style."""
    return {
        "showgrid": grid,
        "gridcolor": look.grid,
        "gridwidth": 1,
        "zeroline": False,
        "showline": not grid,
        "linecolor": look.muted,
        "linewidth": 1,
        "ticks": "" if grid else "outside",
        "ticklen": 5,
        "tickcolor": look.muted,
        "tickfont": {"size": look.em, "color": look.ink},
        "fixedrange": True,
        "automargin": False,
        "tickangle": 0,
        **more,
    }


def caption_size(look: Look) -> float:
    """Return the size of the letters under a figure, in pixels."""
    return look.em - 1.5 if look.em < 16 else look.em - 5


def caption_lines(look: Look, lines: Iterable[str], *, below: float, left: float) -> list[Spec]:
    """Return small muted lines, the first one ``below`` pixels under the plotting area."""
    size = caption_size(look)
    return [
        note(plain(line), color=look.muted, size=size, xref="x domain", yref="y domain", x=0, y=0,
             xanchor="left", yanchor="middle", xshift=-left, yshift=-(below + i * 1.5 * size))
        for i, line in enumerate(line for line in lines if line)
    ]  # fmt: skip


def figure(data: list[Spec], layout_: Spec) -> go.Figure:
    """Return the figure of a finished specification.

    Validation costs more than everything else here; the tests validate every figure instead.
    """
    return go.Figure({"data": data, "layout": layout_}, _validate=False)


def explanation(words: str, look: Look | None = None, height: int = 140) -> go.Figure:
    """Return a figure that says in words why there is nothing to draw."""
    look = look or Look()
    spec = layout(look, height=height, margin=(10, 10, 10, 10))
    hidden = {"visible": False, "range": [0, 1], "fixedrange": True}
    place = {"xref": "paper", "yref": "paper", "x": 0.5, "y": 0.5}
    spec |= {"xaxis": hidden, "yaxis": hidden, "meta": {"empty": True}}
    spec["annotations"] = [
        note(plain(say_note(words, look.language)), color=look.muted, size=look.em + 1, **place)
    ]
    return figure([], spec)
