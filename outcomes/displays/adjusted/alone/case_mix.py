"""The number with the patients of another study: what of a difference is who was in it."""

from __future__ import annotations

from collections.abc import Iterator

from outcomes.displays.adjusted.alone.comparators import CaseMix, mixes_of
from outcomes.displays.adjusted.alone.rows import (
    compared_instead,
    drawn_of,
    endpoint_and_time,
    of_group,
    panel_of,
)
from outcomes.displays.adjusted.alone.ways import shown_alone
from outcomes.displays.base.choice import Choice, Chosen, one_of
from outcomes.displays.base.display import Display, Given, Questions
from outcomes.displays.base.panel import Panel
from outcomes.displays.base.words import Words, in_sentence
from outcomes.model.endpoint import Endpoint
from outcomes.model.question import request
from outcomes.model.scene import Scene
from outcomes.results.note import Note
from outcomes.results.result import Estimate
from outcomes.wording import format_percent


def shown_mixed(scene: Scene) -> tuple[Endpoint, ...]:
    """Return the endpoints that can be counted with the mix of a published study."""
    mixed = (e for e in shown_alone(scene) if mixes_of(scene.published, scene.spec, e))
    return tuple(mixed)


def no_case_mix(scene: Scene, words: Words) -> str:
    """Return why a study has no such view: no published study says who was in it."""
    if not scene.spec.compared_arms and not shown_mixed(scene):
        return words.say("sensitivity.no_case_mix")
    return compared_instead(scene, words, shown_mixed(scene))


def choices(scene: Scene, words: Words, chosen: Chosen) -> tuple[Choice, ...]:
    """Return the endpoint, the landmark, and whose mix where there are several."""
    asked = endpoint_and_time(scene, words, chosen, shown_mixed(scene), key="sensitive_mix")
    endpoint = scene.spec.endpoint(chosen.get("endpoint", asked[0].default))
    named = [(id, m.name) for id, m in mixes_of(scene.published, scene.spec, endpoint).items()]
    label = words.say("sensitivity.case_mix_of")
    return asked if len(named) < 2 else (*asked, one_of("mix", label, named))


def ask(scene: Scene, chosen: Chosen) -> Questions:
    """Return the one question."""
    other = _other(scene, chosen)
    options = {"covariate": other.covariate, "mix": other.mix}
    return {"mix": request("adjusted.alone.case_mix", chosen["endpoint"], **options)}


def draw(given: Given) -> Panel:
    """Draw the number with both mixes, and within the levels they are made of."""
    other = _other(given.scene, given.chosen)
    whole = {(e.group, e.at): e.n or 0 for e in given["mix"].estimates if e.made_by("own_mix")}

    def name(words: Words, e: Estimate) -> str:
        values = {"trial": other.name}
        if e.where:
            shares = {names: share for names, share in other.mix}
            here = (e.n or 0) / max(whole.get((e.group, e.at), 0), 1)
            values = {
                "levels": _levels(words, other.covariate, e.where.levels),
                "here": format_percent(here), "there": format_percent(shares[e.where.levels]),
            }  # fmt: skip
        return of_group(words, e, words.say(f"alone.{e.method[0].id}", **values))

    answer = list(_answer(given, other))
    return panel_of(given, given["mix"], answer, name=name, kind="case_mix")


def _other(scene: Scene, chosen: Chosen) -> CaseMix:
    endpoint = scene.spec.endpoint(chosen["endpoint"])
    known = mixes_of(scene.published, scene.spec, endpoint)
    return known.get(chosen.get("mix", "")) or next(iter(known.values()))


def _levels(words: Words, covariate: str, levels: tuple[str, ...]) -> str:
    known = words.spec.covariate(covariate)
    return f"{words.covariate(known)}: {', '.join(words.level(known, name) for name in levels)}"


def _answer(given: Given, other: CaseMix) -> Iterator[str]:
    words = given.words
    drawn = drawn_of(given, given["mix"].estimates)
    for group in dict.fromkeys(e.group for e in drawn):
        own, there = (e for e in drawn if e.group == group and not e.where)
        covariate = in_sentence(words.covariate(words.spec.covariate(other.covariate)))
        values = {"trial": other.name, "own": words.printed(own), "covariate": covariate}
        if there.value is None:
            said = words.say("sensitivity.case_mix_none", why=_why(words, there), **values)
        else:
            said = words.say("sensitivity.case_mix_answer", other=words.printed(there), **values)
        yield of_group(words, own, said)


def _why(words: Words, e: Estimate) -> str:
    """Return why there is no number, without saying first that there is none."""
    reasons = (note["why"] for note in e.notes if note.id == "not_estimable")
    reason = next(reasons, None)
    return words.note(reason) if isinstance(reason, Note) else words.say("ladder.none")


# A hosted instance has none of it: a level here may hold one patient.
CASE_MIX = Display("adjusted.case_mix", ask, draw, choices, no_case_mix, audience="patients")
