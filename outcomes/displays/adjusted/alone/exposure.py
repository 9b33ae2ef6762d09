"""The levels of an exposure the protocol names: adjusted associations, and what stays unlike."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from outcomes.displays.adjusted.alone.rows import compared_instead, said_of
from outcomes.displays.adjusted.imbalance import after_weighting
from outcomes.displays.base.choice import Choice, Chosen, endpoint_choice
from outcomes.displays.base.display import Display, Given, Questions
from outcomes.displays.base.panel import Block, Panel, Picture, Text
from outcomes.displays.base.words import Words, in_sentence
from outcomes.figures.base.look import Look
from outcomes.figures.row_plot.balance import love_plot
from outcomes.figures.row_plot.ladder import LadderRow, describe_ladder, ladder_figure
from outcomes.model.protocol import Covariate
from outcomes.model.question import request
from outcomes.model.scene import Scene
from outcomes.results.result import Estimate
from outcomes.wording import format_list, format_number

UNLIKE = 0.25  # standard deviations; beyond them a covariate is called different
CONDITIONAL = ("exposure_adjusted",)


def no_exposure(scene: Scene, words: Words) -> str:
    """Return why a study has no such view: its protocol names no exposure."""
    if not scene.spec.compared_arms and not scene.spec.study.exposure:
        return words.say("sensitivity.no_exposure")
    return compared_instead(scene, words, scene.spec.endpoints)


def choices(scene: Scene, words: Words, chosen: Chosen) -> tuple[Choice, ...]:
    """Return the endpoint; at first the one most patients have: both levels need some."""
    choice = endpoint_choice(scene, words, scene.spec.endpoints, key="sensitive", quiet=True)
    most = max(scene.timed, key=lambda e: scene.known.get(e.id, 0), default=None)
    return (replace(choice, default=most.id) if most else choice,)


def ask(scene: Scene, chosen: Chosen) -> Questions:
    """Return the questions: the contrasts of the levels, and how alike they are."""
    return {
        "exposure": request("adjusted.alone.exposure", chosen["endpoint"]),
        "balance": request("adjusted.alone.exposure:exposure_balance"),
    }


def draw(given: Given) -> Panel:
    """Draw the contrasts of the levels, and how alike the levels are."""
    words = given.words
    if given.scene.post_baseline:  # whoever is left was chosen by what came later
        return Panel((Text(words.say("wall.post_baseline"), "info"),))
    labels = _labels(given)
    look = replace(given.look, labels=labels)
    rows = list(_rows(given, labels))
    figure = ladder_figure(rows, look)
    contrasts = Picture(
        f"{given.endpoint.id}-exposure", figure, describe_ladder(rows, look), (given["exposure"],)
    )
    there = contrasts.drawn or given.awaits("exposure")  # else the answer says why there is none
    blocks: tuple[Block, ...] = (
        said_of(list(_answer(given, labels))), *([contrasts] if there else []),
        Text(words.say("sensitivity.exposure_alike"), "heading"),
        Text(_unlike(given)), _love(given, look),
    )  # fmt: skip
    names = _adjusted_for(given)
    plain = words.say("sensitivity.exposure_method_plain")
    method = words.say("sensitivity.exposure_method", names=names) if names else plain
    return Panel(blocks, method)


def _labels(given: Given) -> Mapping[str, str]:
    words, named = given.words, _named(given)
    levels = named.levels or ("N", "Y")
    return {level: words.level(named, level) for level in levels}


def _named(given: Given) -> Covariate:
    return given.scene.spec.covariate(given.scene.spec.study.exposure or "")


def _adjusted_for(given: Given) -> str:
    spec = given.scene.spec
    return given.words.covariates(c for c in spec.adjustment_set if c != spec.study.exposure)


def _contrast(words: Words, labels: Mapping[str, str], e: Estimate) -> str:
    said = words.say("contrast.arms", arm=labels[e.group], reference=labels[e.reference or ""])
    return said[:1].upper() + said[1:]


def _rows(given: Given, labels: Mapping[str, str]) -> Iterator[LadderRow]:
    words, estimates = given.words, given["exposure"].estimates
    for group in dict.fromkeys(e.group for e in estimates):
        for e in (e for e in estimates if e.group == group):
            why = _why(words, e) if e.value is None else ""
            name = words.say(f"alone.{e.method[0].id}")
            marginal = not e.made_by(*CONDITIONAL)
            yield LadderRow(name, _contrast(words, labels, e), e, marginal=marginal, why=why)


def _answer(given: Given, labels: Mapping[str, str]) -> Iterator[str]:
    """Yield what adjustment leaves of each contrast; the first row is unadjusted."""
    words, estimates = given.words, given["exposure"].estimates
    for group in dict.fromkeys(e.group for e in estimates):
        mine = [e for e in estimates if e.group == group]
        plain, best = mine[0], mine[min(1, len(mine) - 1)]
        contrast = _contrast(words, labels, plain)
        if best.value is None:
            yield words.say("sensitivity.exposure_none", contrast=contrast, why=_why(words, best))
            continue
        kind = words.say(f"sensitivity.exposure_{best.quantity}")
        key = "sensitivity.exposure_answer" if best is not plain else "sensitivity.exposure_plain"
        yield words.say(key, contrast=contrast, kind=kind, value=words.printed(best),
                        unadjusted=words.printed(plain))  # fmt: skip
    if any(e.value is not None for e in estimates):
        yield words.say("sensitivity.exposure_caution")


def _why(words: Words, e: Estimate) -> str:
    if e.says("one_arm", "arm_without_patients"):
        return words.say("sensitivity.exposure_one_level")
    if e.says("arm_without_events"):
        return words.say("sensitivity.exposure_no_events")
    return words.note(e.notes[0]) if e.notes else words.say("ladder.none")


def _unlike(given: Given) -> str:
    """Return which covariates the levels differ in, and whether weighting mends it."""
    words, balance = given.words, given["balance"]
    if balance.awaited:
        return words.awaited
    after = {e.covariates[0]: e.value for e in balance.all("smd_weighted")}
    chance = {e.covariates[0]: e.value or 0.0 for e in balance.all("smd_expected")}
    spec, found = given.scene.spec, []
    for e in balance.all("smd"):
        name = e.covariates[0]
        limit = max(UNLIKE, chance.get(name, 0.0))
        apart = e.says("no_variation") or abs(after.get(name) or e.value or 0.0) > limit
        if apart and name not in found:
            found.append(name)
    if not found:
        return words.say("sensitivity.exposure_like", limit=format_number(UNLIKE, 2))
    names = format_list(
        [in_sentence(words.covariate(spec.covariate(name))) for name in found], words.language
    )
    return words.prose("sensitivity.exposure_unlike", names=names)


def _love(given: Given, look: Look) -> Picture:
    words, balance = given.words, given["balance"]
    names = {c.id: words.covariate(c) for c in given.scene.spec.covariates}
    figure = love_plot(balance, names, look, weighted=after_weighting(balance))
    said = "; ".join(
        f"{names.get(e.covariates[0], '')} {format_number(e.value, 2)}"
        for e in balance.all("smd")
        if e.value is not None
    )
    return Picture("exposure-love", figure, said or words.say("interval.none"), (balance,))


# A hosted instance has none of it: the levels are few, and their tables are not masked together.
EXPOSURE = Display("adjusted.exposure", ask, draw, choices, no_exposure, audience="patients")
