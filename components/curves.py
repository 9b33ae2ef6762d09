"""The survival figure as every page shows it."""

from collections.abc import Callable, Iterable
from typing import Any

from components.answers import headline_of
from components.frame import show_drawn
from components.status import caption_of
from components.view import View
from outcomes.figures.base.describe import describe
from outcomes.figures.curve_plot.curves import survival_figure
from outcomes.model.protocol import Endpoint
from outcomes.results.result import Result

SURVIVAL_WORDS = ("survival", "free", "生存")
SURVIVAL_SHORT = ("OS", "PFS", "DFS", "EFS", "RFS")
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
            y_title=y_title(view, endpoint, incidence=options.get("as_") == "incidence"),
            language=view.language,
            theme=theme,
            **options,
        )

    alt = describe(result, view.labels, contrast=contrast, language=view.language)
    name = f"{endpoint.id}-{key}"
    show_drawn(view, draw, results or (lambda: [result, *contrast]), key=name, alt=alt)


def y_title(view: View, endpoint: Endpoint, *, incidence: bool = False) -> str | None:
    """Return the endpoint's name as that of the curve; None where the figure's own words are it.

    A falling curve is survival or freedom from the event: one of an endpoint that is named like
    the event says so. A rising curve cannot be called survival.
    """
    label = view.endpoint_label(endpoint)
    rising = incidence or endpoint.kind == "competing"
    named = any(word in label.lower() for word in SURVIVAL_WORDS)
    survival = named or label in SURVIVAL_SHORT
    if rising:
        title = None if survival else label
    else:
        title = label if survival else view.say("axis.without", endpoint=label)
    return title if title and len(title) <= LONGEST_TITLE else None


def x_title(view: View, endpoint: Endpoint) -> str:
    """Return *Months since randomization*, or without an origin *Months since start*."""
    unit = view.say(f"axis.{view.spec.study.time_unit}")
    if not endpoint.origin:
        return view.say("axis.since_start", Unit=unit)
    origin = view.say_or(f"origin.{endpoint.origin}", endpoint.origin.replace("_", " "))
    return view.say("axis.time", unit=unit, origin=origin)
