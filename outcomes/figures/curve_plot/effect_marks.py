"""What stands around the curve of an effect: patients, lines, and the words at them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import log

from outcomes.figures.base.arms import place_of
from outcomes.figures.base.look import Look, faded, word_color
from outcomes.figures.base.style import Spec, note
from outcomes.figures.base.text import plain, shortened
from outcomes.results.result import Curve, Estimate
from outcomes.wording import format_interval, format_number

DENSITY = 0.13  # share of the height the bars of patients take


@dataclass(frozen=True, slots=True)
class Along:
    """What the effect is shown along.

    Attributes
    ----------
    name, unit
        Of the covariate, in words.
    cut
        The protocol's cut, marked.
    patients
        Middles of bins and the patients in each.
    """

    name: str
    unit: str = ""
    cut: float | None = None
    patients: Sequence[tuple[float, int]] = ()

    @property
    def title(self) -> str:
        return f"{self.name}, {self.unit}" if self.unit else self.name


def density_bars(along: Along, curve: Curve, look: Look) -> list[Spec]:
    """Return bars of the patients at the foot of the plot; where there are few, trust little."""
    inside = [(at, n) for at, n in along.patients if curve.time[0] <= at <= curve.time[-1]]
    if len(inside) < 2:
        return []
    half = 0.42 * min(b[0] - a[0] for a, b in pairwise(inside))
    most = max(n for _, n in inside) or 1
    return [
        {"type": "rect", "xref": "x", "yref": "y domain", "x0": max(at - half, curve.time[0]),
         "x1": min(at + half, curve.time[-1]), "y0": 0, "y1": DENSITY * n / most,
         "fillcolor": faded(look.muted, 0.35), "line": {"width": 0}, "layer": "below"}
        for at, n in inside if n
    ]  # fmt: skip


def reference_lines(along: Along, overall: Estimate | None, look: Look, color: str) -> list[Spec]:
    """Return the line of no effect, the overall effect and the cut."""
    found = [_line_at("y", 0.0, (look.muted, 1.3, "solid"))]
    if overall is not None and overall.value:
        found.append(_line_at("y", log(overall.value), (color, 1.3, "dash")))
    if along.cut is not None:
        found.append(_line_at("x", along.cut, (look.muted, 1.2, "dot")))
    return found


def _line_at(way: str, at: float, pen: tuple[str, float, str]) -> Spec:
    other = "x" if way == "y" else "y"
    line = dict(zip(("color", "width", "dash"), pen, strict=True))
    return {"type": "line", f"{way}ref": way, f"{other}ref": f"{other} domain", f"{way}0": at,
            f"{way}1": at, f"{other}0": 0, f"{other}1": 1, "line": line,
            "layer": "below"}  # fmt: skip


def cut_words(along: Along, curve: Curve, look: Look) -> list[Spec]:
    """Return the name of the cut beside it, where it lies in the plot."""
    if along.cut is None or not curve.time[0] < along.cut < curve.time[-1]:
        return []
    left = along.cut > (curve.time[0] + curve.time[-1]) / 2
    said = look.say("effect_curve.cut", cut=f"{along.cut:g}")
    return [note(plain(said), color=look.muted, size=look.em - 1, xref="x", yref="y domain",
                 x=along.cut, y=1, xanchor="right" if left else "left", yanchor="top",
                 xshift=-5 if left else 5)]  # fmt: skip


def overall_words(overall: Estimate | None, curve: Curve, look: Look, color: str) -> list[Spec]:
    """Return the overall effect at its line, on the side where the curve does not end."""
    if overall is None or not overall.value:
        return []
    value = format_number(overall.value, 2)
    limits = format_interval(overall.interval, "hazard_ratio", language=look.language, label=False)
    said = look.say("effect_curve.overall", value=f"{value} ({limits})" if limits else value)
    return [note(plain(said), color=color, size=look.em - 1, xref="x domain", yref="y", x=1,
                 y=log(overall.value), xanchor="right", xshift=-4,
                 yanchor="bottom" if curve.value[-1] < overall.value else "top")]  # fmt: skip


def favors(
    arms: tuple[str, str | None], labels: Mapping[str, str], look: Look, favorable: bool
) -> list[Spec]:
    """Return which arm is better above and below 1."""
    arm, reference = arms
    if reference is None:
        return []
    up, down = (arm, reference) if favorable else (reference, arm)
    found = []
    places = (("favors.above", up, 1.0, "top"), ("favors.below", down, DENSITY + 0.02, "bottom"))
    for key, better, y, anchor in places:
        name = shortened(labels.get(better, better), look.room(0.35, 16), look.em)
        found.append(
            note(plain(look.say(key, arm=name)), size=look.em - 1, xref="x domain",
                 yref="y domain", x=0, y=y, xanchor="left", xshift=6, yanchor=anchor,
                 color=word_color(place_of(better, labels), look.theme))
        )  # fmt: skip
    return found
