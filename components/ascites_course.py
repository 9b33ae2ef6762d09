"""Ascites over time: categories from visit to visit, and patients one by one."""

from collections.abc import Callable
from typing import Any

from components.ascites import context_of
from components.choice import choose_one
from components.frame import show_drawn, show_method, show_notes
from components.view import View
from outcomes.estimators.ascites.over_time import ascites_over_time, response_categories
from outcomes.estimators.ascites.patients import best_change, swimmers, volume_courses
from outcomes.figures.base.look import Look
from outcomes.figures.patient_plot.alluvial import alluvial_figure
from outcomes.figures.patient_plot.patient_panels import shown_words
from outcomes.figures.patient_plot.swimmer import swimmer_figure
from outcomes.figures.patient_plot.trajectories import trajectories_figure
from outcomes.figures.patient_plot.waterfall import waterfall_figure
from outcomes.results.result import Result
from outcomes.wording import format_of

FIGURES: dict[str, tuple[Callable[..., Any], Callable[..., Any]]] = {
    "waterfall": (best_change, waterfall_figure),
    "trajectories": (volume_courses, trajectories_figure),
    "swimmer": (swimmers, swimmer_figure),
}


def show_over_time(view: View) -> None:
    """Show the categories at baseline and three visits, and who moved between them."""
    who = choose_one(
        view.say("ascites.who"),
        ("ascites", "everybody"),
        named=lambda w: view.say(f"ascites.who.{w}"),
        key="asc_who",
        segmented=True,
    )
    result = view.result(ascites_over_time, who=who)

    def draw(theme: str) -> Any:
        return alluvial_figure(
            result,
            labels=view.labels,
            language=view.language,
            theme=theme,
            caption=context_of(view),
        )

    show_drawn(view, draw, lambda: [result], key="alluvial", alt=_last_visit(view, result))
    show_method(view, view.say("ascites.time.method"))
    show_notes(result)


def _last_visit(view: View, result: Result) -> str:
    """Return the categories at baseline and at the last visit in words."""
    days = sorted({e.at for e in result.all("n") if e.at is not None})
    if not days:
        return view.say("ascites.nobody")
    said = []
    for day in (days[0], days[-1]):
        when = view.say("ascites.week", n=f"{day / 7:g}") if day else view.say("ascites.baseline")
        for group, label in view.labels.items():
            counts = ", ".join(
                f"{view.say(f'ascites.category.{e.covariates[0]}')} "
                f"{format_of(e.value or 0, e.n or 0)}"
                for e in result.all("n")
                if e.group == group and e.at == day
            )
            said.append(f"{when}, {label}: {counts}")
    return "; ".join(said)


def show_patients(view: View) -> None:
    """Show one figure of single patients; none says who a patient is."""
    chosen = choose_one(
        view.say("ascites.figure"),
        list(FIGURES),
        named=lambda f: view.say(f"ascites.figure.{f}"),
        key="asc_figure",
        segmented=True,
        show_label=False,
    )
    ask, make = FIGURES[chosen]
    series: Any = view.result(ask)

    def draw(theme: str) -> Any:
        return make(
            series,
            labels=view.labels,
            language=view.language,
            theme=theme,
            caption=context_of(view),
        )

    name = view.say(f"ascites.figure.{chosen}")
    alt = f"{name}: {shown_words(series, Look(view.language))}"
    show_drawn(view, draw, lambda: [view.result(response_categories)], key=chosen, alt=alt)
    show_method(view, view.say(f"ascites.{chosen}.method"))
