"""Enrollment over calendar time: so far against the plan, and where it is heading."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from outcomes.displays.base.choice import Choice, Chosen, endpoint_choice, one_of
from outcomes.displays.base.display import Display, Given, Questions
from outcomes.displays.base.panel import Beside, Block, Facts, Panel, Picture
from outcomes.displays.base.said.context import caption_of
from outcomes.displays.base.words import Words
from outcomes.figures.base.look import Look
from outcomes.figures.base.style import Figure
from outcomes.figures.calendar.enrollment import (
    accrual_figure,
    events_projection,
    in_quarters,
    monthly_bars,
)
from outcomes.model.endpoint import Endpoint
from outcomes.model.question import request
from outcomes.model.scene import Scene
from outcomes.results.result import Estimate, Result
from outcomes.wording import format_date, format_percent, format_value

WIDTH = 420  # pixels a figure has beside another at 1280
OF_ENROLLED = ("accrual", "projection")  # analyses that do not follow the analysis set
Fact = tuple[str, str, str]


def no_events(scene: Scene, chosen: Chosen) -> Endpoint | None:
    """Return an endpoint that counts no events: the figure is about patients."""
    return Endpoint("enrollment", "enrollment", "proportion")


def choices(scene: Scene, words: Words, chosen: Chosen) -> tuple[Choice, ...]:
    """Return by what the enrolled are told apart."""
    groups = ["all", *(["arm"] if len(words.labels) > 1 else [])]
    groups += ["site"] if "site" in scene.columns else []
    options = [(group, words.say(f"enrollment.by_{group}")) for group in groups]
    return (one_of("by", words.say("enrollment.by"), options, segmented=True),)


def ask(scene: Scene, chosen: Chosen) -> Questions:
    """Return the questions: accrual, and whether the arms have the sizes asked for."""
    return {
        "accrual": request("conduct.accrual", by=chosen["by"]),
        "allocation": request("conduct.enrollment:allocation"),
    }


def draw(given: Given) -> Panel:
    """Draw cumulative accrual against the plan, and patients per month."""
    words, result, look = given.words, given["accrual"], of_enrolled(given, given.wide(WIDTH))
    look = replace(look, labels={}) if given.chosen["by"] == "site" else look
    cumulative, monthly = accrual_figure(result, look), monthly_bars(result, look)
    results = (result, given["allocation"])
    left, right = (
        counted(given, name, figure, words.say(f"enrollment.{title}"), results)
        for name, figure, title in (
            ("accrual", cumulative, "cumulative"),
            ("monthly", monthly, "quarterly" if in_quarters(result) else "monthly"),
        )
    )
    return Panel((Beside(((left,), (right,))),), words.say("enrollment.accrual_method"))


def counted(
    given: Given, name: str, figure: Figure | None, title: str, results: tuple[Result, ...]
) -> Picture:
    """Return a picture whose words are its title and how many it counts."""
    asked = results[0]
    n = asked.n if asked.analysis in OF_ENROLLED else given.scene.n
    why = "; ".join(map(given.words.note, asked.notes)) if not n else ""
    return Picture(name, figure, f"{title}: {why or f'n = {n}'}", results, title)


def of_enrolled(given: Given, look: Look) -> Look:
    """Return the look with the caption of everybody enrolled, whatever analysis set was chosen.

    On a projector the caption stands beside the figure, which has none.
    """
    if not look.caption:
        return look
    lines = caption_of(given.scene.enrolled, given.words, no_events(given.scene, {}))
    return replace(look, caption=(*lines, *look.caption[len(lines) :]))


ACCRUAL = Display("conduct.accrual", ask, draw, choices, about=no_events)


def choose_timed(scene: Scene, words: Words, chosen: Chosen) -> tuple[Choice, ...]:
    """Return the endpoint, where one has times."""
    return (endpoint_choice(scene, words, scene.timed),) if scene.timed else ()


def ask_projection(scene: Scene, chosen: Chosen) -> Questions:
    """Return the questions: accrual so far, and where patients and events are heading."""
    return {
        "accrual": request("conduct.accrual"),
        "projection": request("conduct.projection", chosen.get("endpoint", "")),
    }


def draw_projection(given: Given) -> Panel:
    """Draw when enrollment and events will be complete, with intervals."""
    words, result, look = given.words, given["projection"], given.wide(WIDTH)
    whole = of_enrolled(given, look)
    fan = accrual_figure(given["accrual"], whole, projection=result)
    title = words.say("enrollment.cumulative")
    columns: list[tuple[Block, ...]] = [(counted(given, "projection", fan, title, (result,)),)]
    if "endpoint" in given.chosen:
        events = events_projection(result, replace(look, caption=whole.caption))
        name = words.endpoint(given.endpoint)
        columns.append((counted(given, "events", events, name, (result,)),))
    facts = Facts(tuple(_projection_facts(words, result)))
    method = words.say("enrollment.projection_method")
    return Panel((facts, Beside(tuple(columns))), method, quiet=("accrual",))


def _projection_facts(words: Words, result: Result) -> Iterator[Fact]:
    rate, done = result.pick("accrual_rate"), result.pick("completion_date")
    share, events = result.pick("information_fraction"), result.pick("events_date")
    if rate and rate.value is not None:
        said = words.say("enrollment.per_month", rate=format_value(rate.value, "number"))
        yield words.say("enrollment.rate"), said, _limits(words, rate)
    if done and done.value is not None:
        reached = done.interval is None
        small = words.say("enrollment.complete") if reached else _dates(words, done)
        name = words.say(f"enrollment.{'completed' if reached else 'projected'}_n")
        yield name, _dated(words, done), small
    if share and share.value is not None:
        of = (
            f"{share.n_events} / {round((share.n_events or 0) / share.value)}"
            if share.value
            else ""
        )
        yield (
            words.say("enrollment.information"),
            format_percent(share.value) + words.marks.at(share),
            of,
        )
    if events and events.value is not None:
        yield words.say("enrollment.events_date"), _dated(words, events), _dates(words, events)


def _dated(words: Words, estimate: Estimate) -> str:
    return _date(words, estimate.value) + words.marks.at(estimate)


def _date(words: Words, day: float | None) -> str:
    if day is None:
        return "–"
    if day == float("inf"):
        return words.say("number.not_reached")
    return format_date(day)


def _dates(words: Words, estimate: Estimate) -> str:
    if estimate.interval is None:
        return ""
    low, high = _date(words, estimate.ci_low), _date(words, estimate.ci_high)
    return f"{100 * estimate.interval.level:.0f}% PI {low} – {high}"


def _limits(words: Words, estimate: Estimate) -> str:
    if estimate.interval is None:
        return ""
    low, high = (format_value(v, "number") for v in (estimate.ci_low, estimate.ci_high))
    level = f"{100 * estimate.interval.level:.0f}"
    return f"{words.say('number.ci', level=level)} {low}–{high}"


PROJECTION = Display("conduct.projection", ask_projection, draw_projection, choose_timed)
