"""The survival figure as every page shows it."""

from collections.abc import Callable, Iterable
from typing import Any

from components.answers import headline_of
from components.frame import show_drawn
from components.status import caption_of
from components.view import View
from outcomes.figures.curves import survival_figure
from outcomes.figures.describe import describe
from outcomes.protocol import Endpoint
from outcomes.results import Result

LONGEST_TITLE = 32  # letters along the height of the smallest figure


def show_curves(
    view: View,
    endpoint: Endpoint,
    result: Result,
    *,
    key: str,
    results: Callable[[], Iterable[Result]] | None = None,
    **options: Any,
) -> None:
    """Draw the curves of an endpoint with its headline comparison and, burnt in, its context.

    ``results`` gathers what the CSV of the figure holds; by default the curves and the comparison.
    """
    contrast = headline_of(view, endpoint)

    def draw(theme: str) -> Any:
        return survival_figure(
            result,
            labels=view.labels,
            contrast=contrast,
            caption=caption_of(view, endpoint),
            x_title=x_title(view, endpoint),
            y_title=y_title(view, endpoint),
            language=view.language,
            theme=theme,
            **options,
        )

    alt = describe(result, view.labels, contrast=contrast, language=view.language)
    name = f"{endpoint.id}-{key}"
    show_drawn(view, draw, results or (lambda: [result, *contrast]), key=name, alt=alt)


def y_title(view: View, endpoint: Endpoint) -> str | None:
    """Return the endpoint's name, or None (the figure's own words) where it is too long."""
    label = view.endpoint_label(endpoint)
    return label if len(label) <= LONGEST_TITLE else None


def x_title(view: View, endpoint: Endpoint) -> str:
    """Return *Months since randomization*, or without an origin *Months since start*."""
    unit = view.say(f"axis.{view.spec.study.time_unit}")
    if not endpoint.origin:
        return view.say("axis.since_start", Unit=unit)
    origin = view.say_or(f"origin.{endpoint.origin}", endpoint.origin.replace("_", " "))
    return view.say("axis.time", unit=unit, origin=origin)
