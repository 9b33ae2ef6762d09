"""Patients with each adverse event, by worst grade and arm; any, or soon after a dose."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from math import ceil
from typing import Any

from outcomes.displays.base.choice import Choice, Chosen, one_of
from outcomes.displays.base.display import Display, Given, Questions, without_sheet
from outcomes.displays.base.panel import Block, Cells, Panel, Picture, Text
from outcomes.displays.base.words import Words, plain
from outcomes.displays.safety.tables import counts_table, differences_of
from outcomes.figures.row_plot.adverse_events import adverse_events_alt, adverse_events_figure
from outcomes.figures.row_plot.intervals import interval_figure
from outcomes.model.endpoint import Endpoint
from outcomes.model.protocol import SafetyRules
from outcomes.model.question import request
from outcomes.model.scene import Scene
from outcomes.results.result import Result
from outcomes.wording import format_percent

TOPS = ("10", "20", "40", "all")
WINDOWS = (6.0, 12.0, 24.0, 48.0, 72.0)


no_events = partial(without_sheet, sheet="adverse_events", purpose="safety.purpose")


def acute_rate(scene: Scene, chosen: Chosen) -> Endpoint | None:
    """Return the registered rate of acute events; captions count none of another endpoint."""
    rates = (e for e in scene.spec.endpoints if e.success == "adverse_event_24h")
    return next(rates, Endpoint("safety", "safety", "proportion"))


def choices(scene: Scene, words: Words, chosen: Chosen) -> tuple[Choice, ...]:
    """Return bars or differences, how terms are grouped, how many, and which arm."""
    asked = []
    if scene.compares:
        forms = [(form, words.say(f"safety.{form}")) for form in ("bars", "difference")]
        asked.append(one_of("ae_as", words.say("safety.show"), forms, segmented=True, quiet=True))
    if "adverse_events.soc" in scene.filled:
        groups = [(by, words.say(f"safety.by_{by}")) for by in ("term", "soc")]
        asked.append(one_of("ae_by", words.say("safety.by"), groups, segmented=True, quiet=True))
    tops = [
        (code, words.say("safety.top_all" if code == "all" else "safety.top_n", count=code))
        for code in TOPS
    ]
    asked.append(one_of("ae_top", words.say("safety.top"), tops, quiet=True, width=190))
    others = [(arm.id, arm.label) for arm in scene.spec.compared_arms]
    if len(others) > 1:
        asked.append(one_of("ae_arm", words.say("safety.arm"), others, width=220))
    return tuple(asked)


def window_choices(scene: Scene, words: Words, chosen: Chosen) -> tuple[Choice, ...]:
    """Return the hours after a dose, then what can be chosen for all events."""
    standard = (scene.spec.safety or SafetyRules()).window_hours
    hours = [
        (f"{h:g}", words.say("safety.hours", count=f"{h:g}")) for h in sorted({*WINDOWS, standard})
    ]
    window = one_of("window", words.say("safety.within"), hours, default=f"{standard:g}",
                    quiet=True, width=130)  # fmt: skip
    return window, *choices(scene, words, chosen)


def ask(scene: Scene, chosen: Chosen) -> Questions:
    """Return the questions: counts, differences, and what was left out or assumed."""
    window: dict[str, Any] = {"window": float(chosen["window"])} if "window" in chosen else {}
    by = {"by": chosen.get("ae_by", "term")}
    asked = {
        "counts": request("safety.adverse_events", **window, **by),
        "accounting": request("safety.adverse_events:accounting", **window),
    }
    if scene.compares:
        differences = "safety.adverse_events:adverse_event_differences"
        asked["differences"] = request(differences, **window, **by)
    if window:
        asked["whole"] = request("safety.adverse_events", **window)
        asked["agreement"] = request("safety.agreement:window_agreement")
    return asked


def arms_of(scene: Scene, words: Words, chosen: Chosen) -> tuple[str, ...]:
    """Return the arms to draw: the reference and another one, or the only one."""
    reference, others = scene.spec.reference, scene.spec.compared_arms
    if reference is None or not others:
        return tuple(words.labels)[:2]
    return reference.id, chosen.get("ae_arm") or others[0].id


def draw(name: str, given: Given) -> Panel:
    """Draw the figure as it is asked for, the table of everything, and the accounting."""
    words, counts = given.words, given["counts"]
    differences = given.answers.get("differences")
    arms = arms_of(given.scene, words, given.chosen)
    blocks: list[Block] = list(_heads(given))
    if differences is not None and given.chosen.get("ae_as") == "difference":
        blocks.append(_differences(given, arms))
    else:
        blocks.append(_bars(given, arms, name))
    blocks.append(Cells(counts_table(words, counts, differences, arms)))
    if differences is not None and not differences.awaited:
        n = sum(e.group == arms[-1] for e in differences.estimates)
        blocks.append(Text(plain(words.say("safety.difference_method", count=n)), "caption"))
    method = words.say("safety.method")
    if "agreement" in given.answers:
        hours = given.chosen["window"]
        days = ceil(float(hours) / 24)
        method = words.say("safety.window_method", hours=hours, days=days)
        blocks += _agreement(words, given["agreement"])
    blocks += _accounting(words, given["accounting"])
    return Panel(tuple(blocks), method, quiet=tuple(given.answers), file=f"{name}-table")


def _top(chosen: Chosen) -> int | None:
    return None if chosen["ae_top"] == "all" else int(chosen["ae_top"])


def _bars(given: Given, arms: tuple[str, ...], name: str) -> Picture:
    counts, look = given["counts"], given.look
    figure = adverse_events_figure(counts, look, arms=arms, most=_top(given.chosen))
    return Picture(name, figure, adverse_events_alt(counts, look, arms=arms), (counts,))


def _differences(given: Given, arms: tuple[str, ...]) -> Picture:
    """Return the differences of any grade."""
    words, result, look = given.words, given["differences"], given.look
    found, names = differences_of(words, given["counts"], result, _top(given.chosen), arms[-1])
    reference, arm = (words.arm(a) for a in arms)
    x_title = words.say("safety.ae.difference", arm=arm, reference=reference)
    figure = interval_figure(found, names, look, x_title=x_title)
    return Picture("ae-differences", figure, words.say("ae.no_difference"), (result,))


def _heads(given: Given) -> Iterator[Block]:
    """Yield how many of each arm had any event in the window."""
    words, hours = given.words, given.chosen.get("window")
    if hours is None:
        return
    for group, label in words.labels.items():
        e = given["whole"].pick("proportion", group)
        if e is None or e.value is None:
            continue
        share = format_percent(e.value, e.n) + words.marks.at(e)
        said = words.say("safety.window_head", n=e.n_events or 0, size=e.n, share=share,
                         hours=hours)  # fmt: skip
        yield Text(plain(f"{label}: {said}" if len(words.labels) > 1 else said), "heading")


def _agreement(words: Words, result: Result) -> Iterator[Block]:
    """Yield whether the workbook's own answer agrees with its events."""
    found = {e.quantity: e for e in result.estimates}
    if not found:
        return
    count = {name: f"{e.value or 0:.0f}" for name, e in found.items()}
    if found["differ"].value:
        yield Text(words.say("safety.differ", **count), "warning")
    else:
        said = words.say("safety.agree", size=found["given"].n, count=count["derived"])
        yield Text(plain(said), "caption")


def _accounting(words: Words, result: Result) -> Iterator[Block]:
    """Yield what is left out or assumed, in counts."""
    said = [
        words.say(f"ae.count.{e.quantity}", n=round(e.value)) for e in result.estimates if e.value
    ]
    if said:
        yield Text("  \n".join(map(plain, said)), "caption")


EVENTS = Display("safety.events", ask, partial(draw, "ae"), choices, no_events,
                 about=acute_rate, within="safety")  # fmt: skip
WINDOW = Display("safety.window", ask, partial(draw, "ae24"), window_choices, no_events,
                 about=acute_rate, within="safety")  # fmt: skip
