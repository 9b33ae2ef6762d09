"""Those followed less: how many would have to have had the event to reach another number."""

from __future__ import annotations

from collections.abc import Iterator

from outcomes.displays.adjusted.alone.comparators import Comparator, comparators_of
from outcomes.displays.adjusted.alone.rows import compared_instead, of_group, panel_of
from outcomes.displays.adjusted.alone.ways import shown_alone
from outcomes.displays.base.choice import Choice, Chosen, endpoint_choice, one_of
from outcomes.displays.base.display import Display, Given, Questions
from outcomes.displays.base.panel import Panel
from outcomes.displays.base.words import Words
from outcomes.figures.row_plot.engine.axis import Line
from outcomes.model.endpoint import Endpoint
from outcomes.model.question import request
from outcomes.model.scene import Scene
from outcomes.results.result import Estimate
from outcomes.wording import format_at, format_value


def shown_against(scene: Scene, words: Words) -> tuple[Endpoint, ...]:
    """Return the endpoints that have a number to be held against."""
    return tuple(e for e in shown_alone(scene) if comparators_of(scene, words, e))


def no_comparator(scene: Scene, words: Words) -> str:
    """Return why a study has no such view: it has no number to be held against."""
    if not scene.spec.compared_arms and not shown_against(scene, words):
        return words.say("sensitivity.no_comparator")
    return compared_instead(scene, words, shown_alone(scene))


def choices(scene: Scene, words: Words, chosen: Chosen) -> tuple[Choice, ...]:
    """Return the endpoint, and what it is held against."""
    shown = shown_against(scene, words)
    first = endpoint_choice(scene, words, shown, key="sensitive_against", quiet=True)
    endpoint = scene.spec.endpoint(chosen.get("endpoint", first.default))
    named = [(c.code, _named(words, c)) for c in comparators_of(scene, words, endpoint).values()]
    label = words.say("sensitivity.against")
    return first, one_of("against", label, named, width=330)


def ask(scene: Scene, chosen: Chosen) -> Questions:
    """Return the one question."""
    c = _comparator(scene, Words(scene.spec), chosen)
    return {"lost": request("adjusted.alone.lost", chosen["endpoint"], against=c.value, at=c.at)}


def draw(given: Given) -> Panel:
    """Draw the number as registered, where it tips, and with all of those lost."""
    words, lost, c = given.words, given["lost"], _comparator(given.scene, given.words, given.chosen)
    quantity = "cumulative_incidence" if given.endpoint.timed else "proportion"
    lines = [Line(c.value, _named(words, c), dash="dash")]
    return panel_of(
        given, lost, list(_answer(given, quantity, c)), name=_way, kind="lost",
        estimates=lost.all(quantity), lines=lines,
    )  # fmt: skip


def _comparator(scene: Scene, words: Words, chosen: Chosen) -> Comparator:
    known = comparators_of(scene, words, scene.spec.endpoint(chosen["endpoint"]))
    return known.get(chosen["against"]) or next(iter(known.values()))


def _named(words: Words, c: Comparator) -> str:
    at = "" if c.at is None else f", {format_at(c.at)} {words.unit_short}"
    whole = abs(100 * c.value - round(100 * c.value)) < 1e-9  # a plan names no tenths it has not
    value = format_value(c.value, "proportion", n=None if whole else 1000, language=words.language)
    return f"{c.name}{at}: {value}"


def _way(words: Words, e: Estimate) -> str:
    method = e.method[0]
    values = {name: value for name, value in method.values if name in ("n", "total")}
    key = method.id if e.at is not None else method.id.replace("lost", "blank")
    return of_group(words, e, words.say(f"alone.{key}", **values))


def _answer(given: Given, quantity: str, c: Comparator) -> Iterator[str]:
    words, lost = given.words, given["lost"]
    for registered in (e for e in lost.all(quantity) if e.made_by("as_registered")):
        tipping = lost.pick("tipping_count", registered.group)
        n_lost = lost.pick("n_lost", registered.group)
        if registered.value is None or tipping is None or n_lost is None:
            note = next(iter(registered.notes), None)
            yield of_group(
                words, registered, words.note(note) if note else words.say("ladder.none")
            )
            continue
        kind = "times" if given.endpoint.timed else "proportion"
        side = "event" if registered.value < c.value else "none"
        key = f"sensitivity.lost_{kind}_{'never' if tipping.value is None else side}"
        if not n_lost.value:
            key = "sensitivity.lost_nobody"
        at = "" if c.at is None else format_at(c.at)
        said = [
            words.say("sensitivity.lost_against", registered=words.printed(registered),
                      against=_named(words, c)),
            words.say(key, n=f"{int(tipping.value or 0)}{words.marks.at(tipping)}",
                      total=f"{int(n_lost.value or 0)}{words.marks.at(n_lost)}", at=at,
                      unit=words.unit),
        ]  # fmt: skip
        low, high = registered.ci_low, registered.ci_high
        if low is not None and high is not None and low <= c.value <= high:
            said.insert(1, words.say("sensitivity.lost_within"))
        said += _how_soon(words, lost.pick("tipping_time", registered.group))
        yield from (of_group(words, registered, sentence) for sentence in said)


def _how_soon(words: Words, soon: Estimate | None) -> list[str]:
    if soon is None or soon.value is None:
        return []
    time = format_at(soon.value) + words.marks.at(soon)
    return [words.say("sensitivity.lost_soon", time=time, unit=words.unit)]


# A hosted instance has none of it: it counts the few whose answer is not known.
LOST = Display("adjusted.lost", ask, draw, choices, no_comparator, audience="patients")
