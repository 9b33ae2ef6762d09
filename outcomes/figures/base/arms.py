"""The arms of a figure: which curve, which label, which color, whatever is filtered away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from outcomes.figures.base.look import arm_color, arm_dash, word_color
from outcomes.figures.base.text import plain
from outcomes.figures.curve_plot.steps import Steps, to_steps
from outcomes.results.result import Curve


class ArmCurve(NamedTuple):
    """One curve to draw; ``place`` is the place of its arm in the protocol."""

    group: str
    label: str
    place: int
    steps: Steps

    @property
    def dash(self) -> str:
        return arm_dash(self.place)

    @property
    def name(self) -> str:
        return plain(self.label)

    def color(self, theme: str) -> str:
        return arm_color(self.place, theme)

    def ink(self, theme: str) -> str:
        return word_color(self.place, theme)


def place_of(group: str, labels: Mapping[str, str]) -> int:
    """Return the place of a group in the protocol; groups it does not know follow it."""
    known = list(labels)
    if group in labels:
        return known.index(group)
    return len(known) if group != "all" else 0


def arms_of(
    curves: Sequence[Curve],
    labels: Mapping[str, str],
    *,
    groups: Sequence[str] | None = None,
    incidence: bool = False,
) -> list[ArmCurve]:
    """Return the curves to draw, in the order given; ``groups`` keeps only some."""
    return [
        ArmCurve(
            curve.group,
            labels.get(curve.group, curve.group),
            place_of(curve.group, labels),
            to_steps(curve, incidence=incidence),
        )
        for curve in curves
        if groups is None or curve.group in groups
    ]
