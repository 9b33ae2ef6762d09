"""The study in one screen: design, primary result, enrollment, what needs attention."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from outcomes.displays.adjusted.rungs import no_sensitivity
from outcomes.displays.base.choice import Chosen
from outcomes.displays.base.display import Display, Given, Questions
from outcomes.displays.base.panel import Beside, Block, Facts, Panel, Text
from outcomes.displays.base.said.context import caption_of
from outcomes.displays.base.words import Words, plain
from outcomes.displays.conduct.accrual import Fact, counted, no_events
from outcomes.displays.survival.comparisons import (
    contrast_requests,
    curve_request,
    headline_requests,
    named_contrasts,
)
from outcomes.displays.survival.curves import curve_picture
from outcomes.figures.base.look import kept_back_of, value_of
from outcomes.figures.calendar.enrollment import accrual_figure
from outcomes.model.endpoint import Endpoint
from outcomes.model.question import request
from outcomes.model.scene import Scene
from outcomes.results.result import Estimate, Result
from outcomes.wording import (
    format_at,
    format_count,
    format_interval,
    format_percent,
)

LEFT, RIGHT, HEIGHT = 534, 334, 215  # pixels of the two columns of a usual page, and of the plot
LINE, LEAST = 33, 150  # pixels that a line above takes from the plot, for all to be seen at once
MOST = 4  # findings


def primary_timed(scene: Scene, chosen: Chosen) -> Endpoint | None:
    """Return the primary endpoint if it has times, else the first that has."""
    primary = scene.spec.primary
    return primary if primary in scene.timed else next(iter(scene.timed), None)


def question(scene: Scene, words: Words, section: str) -> str:
    """Return design, allocation, setting and registration in a line."""
    spec = scene.spec
    arms = " : ".join(arm.label for arm in spec.arms)
    parts = [words.say(f"design.{spec.study.design}", arms=arms)]
    if spec.plan.allocation and len(spec.arms) > 1:
        ratio = ":".join(f"{part:g}" for part in spec.plan.allocation)
        parts.append(words.say("design.allocation", ratio=ratio))
    if spec.study.setting:
        parts.append(words.say(f"setting.{spec.study.setting}"))
    if spec.study.registry_id and not spec.study.simulated:
        parts.append(words.say("design.registry", id=spec.study.registry_id))
    return plain(" · ".join(parts))


def ask(scene: Scene, chosen: Chosen) -> Questions:
    """Return the questions: accrual, and of the primary endpoint curves, follow-up, contrasts."""
    asked = {"accrual": request("conduct.accrual")}
    primary = primary_timed(scene, chosen)
    if primary is None:
        return asked
    return {
        **asked,
        "curves": curve_request(primary),
        "follow_up": request("survival.kaplan_meier:follow_up", primary.id),
        **headline_requests(scene, primary),
        **contrast_requests(scene, primary),
    }


def draw(given: Given) -> Panel:
    """Draw the facts, the primary curves, accrual, and the gravest findings."""
    words, scene = given.words, given.scene
    primary = primary_timed(scene, given.chosen)
    facts = [_accrual_fact(scene, words)]
    left: list[Block] = []
    adjusted = tuple(_adjusted(given))
    if primary is not None:
        facts += _primary_facts(given, primary)
        own = primary.primary and not scene.exploratory
        label = plain(words.endpoint(primary))
        label = words.prose("overview.primary", label=words.endpoint(primary)) if own else label
        place = given.wide(LEFT, max(HEIGHT - LINE * len(adjusted), LEAST))
        left = [Text(label, "heading"), curve_picture(given, primary, "primary", place)]
        if primary.registered:
            said = words.prose("overview.registered", words=primary.registered)
            left.append(Text(said, "caption"))
    right = (_accrual(given), *_attention(scene, words))
    quiet = tuple(name for name in given.answers if name != "curves")
    beside = Beside((tuple(left), right), (8, 5))
    return Panel((Facts(tuple(facts)), *adjusted, beside), quiet=quiet)


def _primary_facts(given: Given, primary: Endpoint) -> Iterator[Fact]:
    words, result = given.words, given["curves"]
    if given.awaits("curves"):
        yield _awaited(words, words.say("overview.events"))
        return
    yield _events_fact(given.scene, words, primary, result)
    yield from _median_facts(words, primary, result)
    contrasts = [r for name, r in given.answers.items() if name.startswith("contrast")]
    yield from _contrast_facts(words, contrasts)
    yield _follow_up_fact(words, given["follow_up"])


def _awaited(words: Words, label: str) -> Fact:
    return label, "…", words.awaited


def _accrual_fact(scene: Scene, words: Words) -> Fact:
    """Return how many are enrolled, of how many planned."""
    planned = scene.spec.plan.planned_n
    if scene.filters:
        small = words.say("overview.of_set", n=scene.n_planned)
    else:
        small = words.say("overview.of_planned", planned=planned) if planned else ""
    label = words.say("overview.enrolled")
    return label, format_count(scene.n_enrolled), small or words.say("overview.no_plan")


def _events_fact(scene: Scene, words: Words, endpoint: Endpoint, result: Result) -> Fact:
    """Return the events so far, of those planned, else as a share of patients."""
    events, n = result.n_events or 0, result.n or 0
    planned = scene.spec.plan.planned_events.get(endpoint.id)
    if planned and not scene.exploratory:
        share = format_percent(events / planned)
        small = words.say("overview.events_of", planned=planned, share=share)
    else:
        share = format_percent(events / n if n else None)
        small = words.say("overview.events_rate", n=format_count(n), share=share)
    return words.say("overview.events"), format_count(events), small


def _median_facts(words: Words, endpoint: Endpoint, result: Result) -> Iterator[Fact]:
    """Yield each arm's median, or its incidence at the last landmark where events compete."""
    if endpoint.kind == "competing":
        found = result.all("cumulative_incidence")
        last = max((e.at for e in found if e.at is not None), default=None)
        head = words.say("overview.incidence", at=format_at(last or 0), unit=words.unit_short)
        for e in found:
            if e.at == last:
                yield head, *_value(words, e, "cumulative_incidence")
        return
    for e in result.all("median"):
        head = f"{words.say('overview.median')} · {words.arm(e.group)}"
        yield head, *_value(words, e, "median", words.unit_short)


def _contrast_facts(words: Words, contrasts: list[Result]) -> Iterator[Fact]:
    """Yield the first hazard ratio per arm compared: the prespecified one if there are strata."""
    ratios: dict[str, Estimate] = {}
    for result in contrasts:
        for estimate in result.all("hazard_ratio"):
            ratios.setdefault(estimate.group, estimate)
    for e in ratios.values():
        value, small = _value(words, e, "hazard_ratio")
        model = words.say("overview.stratified" if e.covariates else "overview.unadjusted")
        label = words.say("overview.hazard_ratio", arms=words.pair(e.group, e.reference))
        yield label, value, f"{small}, {model}" if small else model


def _adjusted(given: Given) -> Iterator[Block]:
    """Yield the ratio once what the arms differ in is adjusted for, and where more of it stands."""
    words = given.words
    answers = (r for name, r in given.answers.items() if name.startswith("contrast"))
    first = next((r for r in answers if r.analysis == "cox_adjusted"), None)
    if first is None or no_sensitivity(given.scene, words):
        return
    found = [(name, e) for name, e in named_contrasts(words, (first,)) if e.value is not None]
    for name, e in found:
        pair = f", {words.pair(e.group, e.reference)}" if len(found) > 1 else ""
        said = f"{name}{pair}: {words.printed(e)}"
        tab = words.say("tab.sensitivity")
        yield Text(words.prose("overview.adjusted", said=said, tab=tab), "line")


def _follow_up_fact(words: Words, followed: Result) -> Fact:
    """Return the median follow-up of each arm."""
    medians = followed.all("median")
    values = [value_of(e, "median", words.language) + words.marks.at(e) for e in medians]
    arms = " / ".join(words.labels.values()) if len(values) > 1 else ""
    label = f"{words.say('overview.follow_up')}, {words.unit_short}"
    if followed.awaited:
        return _awaited(words, label)
    if medians and all(map(kept_back_of, medians)):
        return label, values[0], _absence(words, medians[0])
    return label, " / ".join(values) or "NE", arms or words.say("overview.follow_up_note")


def _value(words: Words, e: Estimate, kind: str, unit: str = "") -> tuple[str, str]:
    value = value_of(e, kind, words.language)
    if e.value is None:
        return value, _absence(words, e)
    interval = format_interval(e.interval, kind, n=e.n, language=words.language)
    interval += words.marks.at(e)
    return f"{value} {unit}".strip() if e.value != float("inf") else value, interval


def _absence(words: Words, e: Estimate) -> str:
    return "; ".join(words.note(note) for note in e.notes)


def _accrual(given: Given) -> Block:
    words, result, look = given.words, given["accrual"], given.wide(RIGHT)
    # Beside the primary result there is room for who is shown; the cut-off stands in the figure.
    caption = caption_of(given.scene.enrolled, words, no_events(given.scene, {}))[:1]
    figure = accrual_figure(result, replace(look, caption=caption))
    return counted(given, "accrual", figure, words.say("overview.accrual"), (result,))


def _attention(scene: Scene, words: Words) -> Iterator[Block]:
    """Yield the gravest findings in the data; the rest is a tab away."""
    if not scene.read and not scene.findings:
        return  # a published study: what is wrong with its file is not known here
    yield Text(words.say("overview.attention"), "heading")
    grave = [f for f in scene.findings if f.severity != "info"]
    if not grave:
        yield Text(words.say("overview.nothing"), "caption")
        return
    for finding in grave[:MOST]:
        icon = ":material/error:" if finding.severity == "error" else ":material/warning:"
        yield Text(f"{icon} `{finding.address}` {plain(words.told(finding.message))}")
    if len(grave) > MOST:
        yield Text(words.say("overview.more_issues", n=len(grave)), "caption")


OVERVIEW = Display("conduct.overview", ask, draw, about=primary_timed)
