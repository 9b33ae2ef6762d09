"""Figures of single patients: a panel per arm, and who is not shown in the caption."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from outcomes.figures.base.look import Look
from outcomes.figures.engine.layer import Layer
from outcomes.figures.engine.plot import Panel
from outcomes.results.patients import PatientLine, PatientSeries
from outcomes.wording import format_count, format_list

NAN = float("nan")


def arm_panels(
    series: PatientSeries, look: Look, layers: Callable[[list[PatientLine], str], Sequence[Layer]]
) -> tuple[Panel, ...]:
    """Return a panel for each arm that has patients: their layers, made in the color of the arm."""
    arms = [(g, [line for line in series.lines if line.group == g]) for g in look.labels]
    return tuple(
        Panel(tuple(layers(lines, look.color(g))), title=title_of(g, len(lines), look),
              color=look.word_color(g))
        for g, lines in arms if lines
    )  # fmt: skip


def title_of(group: str, n: int, look: Look) -> str:
    """Return the title of an arm's panel: its label and how many are in it."""
    return f"{look.label(group)} (n = {format_count(n)})"


def shown_words(series: PatientSeries, look: Look) -> str:
    """Return how many of how many patients are drawn, and why the others are not."""
    words = look.say("ascites.shown", shown=len(series.lines), of=series.n or 0)
    if not series.left_out:
        return words
    why = [f"{look.say(f'ascites.why.{reason}')} {n}" for reason, n in series.left_out]
    return look.say("ascites.not_shown", shown=words, why=format_list(why, look.language))


def most_in_an_arm(series: PatientSeries) -> int:
    """Return the number of patients in the largest arm."""
    groups = [line.group for line in series.lines]
    return max((groups.count(group) for group in set(groups)), default=0)


def boxes(
    sides: Sequence[tuple[float, float, float, float]],
) -> tuple[list[float], list[float]]:
    """Return x and y of many rectangles (left, right, low, high), parted by nan."""
    x: list[float] = []
    y: list[float] = []
    for left, right, low, high in sides:
        x += [left, right, right, left, left, NAN]
        y += [low, low, high, high, low, NAN]
    return x[:-1], y[:-1]
