"""Restricted means to a horizon of the visitor's choice, and survival at fixed times."""

from __future__ import annotations

from outcomes.displays.base.choice import Choice, Chosen, endpoint_choice, number
from outcomes.displays.base.display import Display, Given, Questions
from outcomes.displays.base.panel import Beside, Panel, Picture
from outcomes.displays.base.words import Words
from outcomes.displays.survival.curves import no_times
from outcomes.displays.survival.hazards import HALF
from outcomes.figures.base.describe_depth import describe_intervals
from outcomes.figures.row_plot.intervals import interval_figure
from outcomes.model.endpoint import Endpoint
from outcomes.model.question import request
from outcomes.model.scene import Scene
from outcomes.wording import format_at


def single(scene: Scene) -> tuple[Endpoint, ...]:
    """Return the endpoints whose event nothing else can prevent."""
    return tuple(e for e in scene.timed if e.kind != "competing")


def no_single(scene: Scene, words: Words) -> str:
    """Return why there is no survival to read values from."""
    return no_times(scene, words) or ("" if single(scene) else words.say("panel.not_competing"))


def choices(scene: Scene, words: Words, chosen: Chosen) -> tuple[Choice, ...]:
    """Return the endpoint and the horizon of the restricted mean."""
    endpoints = endpoint_choice(scene, words, single(scene))
    endpoint = scene.spec.endpoint(chosen.get("endpoint", endpoints.default))
    standard = horizon_of(scene, endpoint)
    if not standard:
        return (endpoints,)
    label = words.say("panel.tau", unit=words.unit)
    return endpoints, number("tau", label, 0.0, 2 * standard, standard, standard / 20)


def horizon_of(scene: Scene, endpoint: Endpoint) -> float:
    """Return the protocol's horizon, else the end of the shortest arm's follow-up."""
    return endpoint.tau or scene.shortest.get(endpoint.id, 0.0)


def ask(scene: Scene, chosen: Chosen) -> Questions:
    """Return the questions: means, curves for the milestones, and their differences."""
    name, tau = chosen["endpoint"], chosen.get("tau")
    options = {} if tau is None else {"tau": tau}
    return {
        "means": request("survival.contrasts:rmst", name, **options),
        "curves": request("survival.kaplan_meier", name),
        "milestones": request("survival.contrasts:milestone_difference", name),
    }


def draw(given: Given) -> Panel:
    """Draw the restricted means beside the milestones."""
    words = given.words
    if "tau" not in given.chosen:
        return Panel((), quiet=("curves", "milestones"))
    tau = given.chosen["tau"]
    title = words.say("panel.rmst", at=format_at(tau), unit=words.units(tau))
    left = _intervals(given, ("means",), "rmst", title)
    right = _intervals(given, ("curves", "milestones"), "survival", words.say("panel.milestones"))
    return Panel((Beside(((left,), (right,))),), words.say("panel.means_method"), quiet=("curves",))


def _intervals(given: Given, names: tuple[str, ...], of_arm: str, title: str) -> Picture:
    """Return the estimates of each arm, then the differences, as dots with their intervals."""
    words, scene, look = given.words, given.scene, given.wide(HALF)
    of_pair = f"{of_arm}_difference"
    results = tuple(given[name] for name in names)
    quantities = (of_arm, of_pair) if scene.compares else (of_arm,)
    found = [e for quantity in quantities for r in results for e in r.all(quantity)]
    # The arms at one time stand under each other; differences of them follow.
    found.sort(key=lambda e: (e.quantity == of_pair, e.at or 0.0))
    rows = [words.named(e) for e in found]
    # The one time of all means is in their title.
    shown = rows if of_arm == "survival" else [words.pair(e.group, e.reference) for e in found]
    arms = scene.spec.compared_arms
    # With several arms compared, a side would name one of them.
    pair = given.favors(of_pair, arms[0].id) if scene.compares and len(arms) == 1 else None
    unit = "points" if of_arm == "survival" else scene.spec.study.time_unit
    x_title = words.say("axis.difference_in", unit=words.say(f"unit.{unit}"))
    figure = interval_figure(
        found, shown, look, favors=pair, x_title=x_title if scene.compares else ""
    )
    alt = describe_intervals(found, rows, language=words.language, marks=words.marks)
    return Picture(f"{given.endpoint.id}-{of_arm}", figure, alt, results, title)


MEANS = Display("survival.means", ask, draw, choices, no_single, many=50_000)
