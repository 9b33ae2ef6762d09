"""Ascites over time: categories from visit to visit, and patients one by one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from outcomes.displays.ascites.base import no_endpoint, no_sheet
from outcomes.displays.base.choice import Choice, Chosen, one_of
from outcomes.displays.base.display import Display, Given, Questions
from outcomes.displays.base.panel import Panel, Picture
from outcomes.displays.base.words import Words
from outcomes.figures.base.look import Look
from outcomes.figures.base.style import Figure
from outcomes.figures.patient_plot.alluvial import alluvial_figure
from outcomes.figures.patient_plot.patient_panels import shown_words
from outcomes.figures.patient_plot.swimmer import swimmer_figure
from outcomes.figures.patient_plot.trajectories import trajectories_figure
from outcomes.figures.patient_plot.waterfall import waterfall_figure
from outcomes.model.question import request
from outcomes.model.scene import Scene
from outcomes.results.result import Result
from outcomes.wording import format_of

FIGURES: dict[str, tuple[str, Callable[[Any, Look], Figure]]] = {
    "waterfall": ("ascites.patients:best_change", waterfall_figure),
    "trajectories": ("ascites.patients:volume_courses", trajectories_figure),
    "swimmer": ("ascites.patients:swimmers", swimmer_figure),
}


def choices(scene: Scene, words: Words, chosen: Chosen) -> tuple[Choice, ...]:
    """Return who is followed: those with ascites, or everybody."""
    who = [(w, words.say(f"ascites.who.{w}")) for w in ("ascites", "everybody")]
    return (one_of("asc_who", words.say("ascites.who"), who, segmented=True),)


def ask(scene: Scene, chosen: Chosen) -> Questions:
    """Return the question."""
    return {"course": request("ascites.over_time:ascites_over_time", who=chosen["asc_who"])}


def draw(given: Given) -> Panel:
    """Draw the categories at baseline and three visits, and who moved between them."""
    words, result = given.words, given["course"]
    figure = alluvial_figure(result, given.look)
    picture = Picture("alluvial", figure, _first_and_last(words, result), (result,))
    return Panel((picture,), words.say("ascites.time.method"))


def _first_and_last(words: Words, result: Result) -> str:
    """Return the categories at baseline and at the last visit in words."""
    days = sorted({e.at for e in result.all("n") if e.at is not None})
    if not days:
        return words.say("ascites.nobody")
    said = []
    for day in (days[0], days[-1]):
        when = words.say("ascites.week", n=f"{day / 7:g}") if day else words.say("ascites.baseline")
        for group, label in words.labels.items():
            counts = ", ".join(
                f"{words.say(f'ascites.category.{e.covariates[0]}')} "
                f"{format_of(e.value or 0, e.n or 0)}"
                for e in result.all("n")
                if e.group == group and e.at == day
            )
            said.append(f"{when}, {label}: {counts}")
    return "; ".join(said)


OVER_TIME = Display("ascites.over_time", ask, draw, choices, no_sheet, about=no_endpoint)


def choose_figure(scene: Scene, words: Words, chosen: Chosen) -> tuple[Choice, ...]:
    """Return which figure of single patients."""
    figures = [(f, words.say(f"ascites.figure.{f}")) for f in FIGURES]
    label = words.say("ascites.figure")
    return (one_of("asc_figure", label, figures, segmented=True, quiet=True),)


def ask_patients(scene: Scene, chosen: Chosen) -> Questions:
    """Return the questions: the patients one by one, and the counts behind them for files."""
    asked, _ = FIGURES[chosen["asc_figure"]]
    return {
        "patients": request(asked),
        "categories": request("ascites.over_time:response_categories"),
    }


def draw_patients(given: Given) -> Panel:
    """Draw one figure of single patients; none says who a patient is."""
    words, look, name = given.words, given.look, given.chosen["asc_figure"]
    series: Any = given["patients"]
    figure = FIGURES[name][1](series, look)
    alt = f"{words.say(f'ascites.figure.{name}')}: {shown_words(series, look)}"
    picture = Picture(name, figure, alt, (given["categories"],))
    quiet = ("patients", "categories")
    return Panel((picture,), words.say(f"ascites.{name}.method"), quiet=quiet)


PATIENTS = Display("ascites.patients", ask_patients, draw_patients, choose_figure, no_sheet,
                   about=no_endpoint, audience="patients")  # fmt: skip
