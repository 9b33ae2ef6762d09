"""Figures of single patients: a panel per arm, and who is not shown in the caption."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from outcomes.figures.base.arms import place_of
from outcomes.figures.base.look import Look, word_color
from outcomes.figures.base.small_multiples import Panel
from outcomes.results.patients import PatientLine, PatientSeries
from outcomes.wording import format_count, format_list


def lines_by_arm(
    series: PatientSeries, labels: Mapping[str, str]
) -> list[tuple[str, list[PatientLine]]]:
    """Return the lines of each arm that has any, in protocol order."""
    arms = [(g, [line for line in series.lines if line.group == g]) for g in labels]
    return [(group, lines) for group, lines in arms if lines]


def panel_of(group: str, n: int, labels: Mapping[str, str], look: Look) -> Panel:
    """Return the panel of an arm, titled with the patients drawn."""
    title = f"{labels[group]} (n = {format_count(n)})"
    return Panel(title, word_color(place_of(group, labels), look.theme))


def shown_words(series: PatientSeries, look: Look) -> str:
    """Return how many of how many patients are drawn, and why the others are not."""
    words = look.say("ascites.shown", shown=len(series.lines), of=series.n or 0)
    if not series.left_out:
        return words
    why = [f"{look.say(f'ascites.why.{reason}')} {n}" for reason, n in series.left_out]
    return look.say("ascites.not_shown", shown=words, why=format_list(why, look.language))


def boxes(sides: Sequence[tuple[float, float, float, float]]) -> tuple[list[float | None], ...]:
    """Return x and y of many rectangles (left, right, low, high) as one trace with gaps."""
    x: list[float | None] = []
    y: list[float | None] = []
    for left, right, low, high in sides:
        x += [left, right, right, left, left, None]
        y += [low, low, high, high, low, None]
    return x[:-1], y[:-1]
