"""The rungs of the sensitivity ladder answered for one arm, and what each of them is called."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from outcomes.displays.adjusted.ladder import Rung, climb
from outcomes.displays.adjusted.sentences import Imbalance, Ladder
from outcomes.displays.base.words import Words, in_sentence
from outcomes.figures.row_plot.ladder import LadderRow
from outcomes.model.endpoint import Endpoint
from outcomes.model.question import Request, request
from outcomes.model.scene import Scene
from outcomes.results.note import Note
from outcomes.results.result import Estimate, Result
from outcomes.wording import format_at

CHOSEN = Note("own_covariates")


class Step(NamedTuple):
    """A rung with its number for one arm, and the result this is from."""

    rung: Rung
    estimate: Estimate | None
    result: Result


def rung_requests(rungs: Sequence[Rung], name: str) -> dict[str, Request]:
    """Return the questions of rungs, named in their order."""
    return {f"{name}{i}": rung.request for i, rung in enumerate(rungs)}


def steps_of(
    rungs: Sequence[Rung], name: str, answers: Mapping[str, Result], arm: str
) -> list[Step]:
    """Return every rung with its number for one arm against the reference."""
    found = [answers[f"{name}{i}"] for i in range(len(rungs))]
    marked = [
        as_chosen(answer) if rung.block == "own" else answer
        for rung, answer in zip(rungs, found, strict=True)
    ]
    return [Step(*step) for step in climb(rungs, marked, arm)]


def as_chosen(result: Result) -> Result:
    """Return the result of a visitor's own model: marked, and without its p-values."""
    marked = replace(result, notes=(CHOSEN, *result.notes))
    return replace(marked, estimates=tuple(replace(e, p_value=None) for e in marked.estimates))


def row_of(words: Words, step: Step, *, randomized: bool) -> LadderRow:
    """Return a step as the figure draws it."""
    rung, estimate, _ = step
    return LadderRow(
        name=name_of(words, step),
        block=block_of(words, rung),
        estimate=estimate,
        marginal=rung.effect == "marginal",
        primary=rung.primary,
        why=why_not(words, step),
        assumes=assumes_of(words, rung, randomized=randomized),
        beside=beside_of(words, step),
    )


def assumes_of(words: Words, rung: Rung, *, randomized: bool) -> str:
    """Return what a rung assumes; without randomization some assume more."""
    said = words.say(f"rung.{rung.id}.assumes")
    if randomized:
        return said
    return words.say_or(f"rung.{rung.id}.assumes.observational", said)


def same_patients(step: Step) -> Estimate | None:
    """Return the unadjusted estimate on the complete cases of a rung, where there is one."""
    rung, estimate, result = step
    if estimate is None:
        return None
    found = result.all(f"{rung.quantity}_same_patients")
    mine = [e for e in found if e.group == estimate.group and e.at in (estimate.at, None)]
    return next(iter(mine), None)


def beside_of(words: Words, step: Step) -> str:
    """Return the unadjusted estimate on the same patients in words, empty where it adds nothing."""
    alone = same_patients(step)
    if alone is None or alone.value is None:
        return ""
    return words.say("ladder.same_patients", value=words.printed(alone), n=alone.n)


def name_of(words: Words, step: Step) -> str:
    """Return the name of a rung, with what it adjusts for in it."""
    rung, estimate, _ = step
    names = words.covariates(estimate.covariates if estimate else rung.covariates)
    at = estimate.at if estimate and estimate.at is not None else rung.request.option("at")
    population = _population_name(words, estimate)
    if population and estimate:
        adjusted = set(estimate.covariates) == set(rung.covariates)
        rung_id = "populations_adjusted" if adjusted else "populations"
        return words.say(f"rung.{rung_id}", names=names, population=population)
    if rung.id == "populations" and step.result.awaited:  # which there are is not known yet
        return words.say("rung.populations.awaited")
    when = "" if at is None else format_at(at)
    if rung.id == "as_planned":
        population = words.population(words.spec.default_population.id)
    return words.say(
        f"rung.{rung.id}", names=names, at=when, unit=words.units(at or 0), population=population
    )


def _population_name(words: Words, estimate: Estimate | None) -> str:
    if estimate is None or not estimate.where:
        return ""
    known = {p.id for p in words.spec.populations}
    found = [p for p in estimate.where.levels if p in known]
    return words.population(found[0]) if found else str(estimate.where)


def block_of(words: Words, rung: Rung) -> str:
    """Return the heading a rung stands under."""
    names = words.covariates(rung.covariates)
    key = words.covariates(words.spec.key_covariates)
    return words.say(f"block.{rung.block}", names=names, covariate=key or names)


def status_of(words: Words, rung: Rung) -> str:
    """Return whether a rung is as planned, named in the protocol, post hoc, or a visitor's own."""
    if rung.primary:
        endpoint = words.spec.endpoint(rung.request.endpoint)
        return words.say("planned.primary" if endpoint.primary else "planned.secondary")
    if rung.named:
        when = rung.named.date.isoformat() if rung.named.date else ""
        source = ", ".join(filter(None, (rung.named.source, when)))
        return words.say("planned.named") + (f" ({source})" if source else "")
    return words.say("planned.own" if rung.block == "own" else "planned.post_hoc")


def why_not(words: Words, step: Step) -> str:
    """Return why a rung has no number; empty where it has one."""
    _, estimate, result = step
    if result.awaited:
        return words.awaited
    if estimate is not None and estimate.value is not None:
        return ""
    notes = (estimate.notes if estimate else ()) or result.notes
    return words.note(notes[0]) if notes else ""


def reading_requests(scene: Scene, endpoint: Endpoint) -> dict[str, Request]:
    """Return what the sentences ask beside the rungs: test, imbalance, prognosis."""
    spec = scene.spec
    strata = {"strata": spec.plan.strata} if spec.plan.strata else {}
    asked = {"test": request("survival.contrasts:log_rank", endpoint.id, **strata)}
    key = _key_of(scene)
    if key and spec.covariate(key).kind != "continuous":
        asked["baseline"] = request("conduct.baseline", "", covariates=(key,))
        asked["prognosis"] = request("subgroups.prognosis", endpoint.id, covariate=key)
    return asked


def _key_of(scene: Scene) -> str:
    return next(iter(scene.spec.key_covariates), next(iter(scene.spec.adjustment_set), ""))


def reading_of(
    scene: Scene,
    words: Words,
    endpoint: Endpoint,
    arm: str,
    steps: Sequence[Step],
    answers: Mapping[str, Result],
) -> Ladder:
    """Return what the sentences about a ladder of hazard ratios are made from."""
    spec, key = scene.spec, _key_of(scene)
    found = {step.rung.id: step.estimate for step in reversed(steps)}
    test = answers["test"].pick("statistic")
    adjusted = found.get("key" if spec.key_covariates else "set")
    weighted = found.get("iptw_key") or found.get("iptw")
    return Ladder(
        arm=words.arm(arm),
        reference=spec.reference.label if spec.reference else "",
        primary=next((s.estimate for s in steps if s.rung.primary), None),
        unadjusted=found.get("unadjusted"),
        adjusted=adjusted,
        weighted=weighted,
        adjusted_for=words.covariates(adjusted.covariates) if adjusted else "",
        weighted_for=words.covariates(weighted.covariates) if weighted else "",
        imbalance=imbalance_of(words, key, arm, answers.get("baseline")),
        prognosis=_beyond(answers.get("prognosis")),
        test=words.say("test.stratified_log_rank" if spec.plan.strata else "test.log_rank"),
        p_value=None if len(spec.arms) > 2 or test is None else test.p_value,
        caveats=words.marks.at(test),
        truth=endpoint.truth,
        randomized=scene.randomized,
        exploratory=scene.exploratory,
        planned_in=words.population(spec.default_population.id),
        inferred=spec.inferred,
    )


def _beyond(prognosis: Result | None) -> Estimate | None:
    if prognosis is None:
        return None
    return prognosis.pick("any_hazard_ratio") or prognosis.pick("hazard_ratio")


def imbalance_of(words: Words, key: str, arm: str, baseline: Result | None) -> Imbalance | None:
    """Return how many of each arm lie beyond the first level of a covariate with levels."""
    reference = words.spec.reference
    if baseline is None or reference is None:
        return None
    covariate = words.spec.covariate(key)
    shares = [e for e in baseline.all("proportion") if len(e.covariates) == 2]
    first = next(iter(covariate.levels), "") or next((e.covariates[1] for e in shares), "")
    counts = {}
    for group in (arm, reference.id):
        mine = [e for e in shares if e.group == group]
        total = next((e.n or 0 for e in mine), 0)
        at_first = next((e.value or 0.0 for e in mine if e.covariates[1] == first), 0.0)
        counts[group] = (total - round(at_first * total), total)
    smd = baseline.pick("smd", arm)
    return Imbalance(
        label=in_sentence(words.covariate(covariate)),
        level=words.level(covariate, first),
        arm=counts[arm],
        reference=counts[reference.id],
        distance=smd.value if smd else None,
        n_levels=len({e.covariates[1] for e in shares}),
    )
