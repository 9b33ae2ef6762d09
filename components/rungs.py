"""The rungs of the sensitivity ladder, asked and named for a visitor."""

from collections.abc import Sequence
from typing import NamedTuple

from components.answers import covariate_names
from components.labels import covariate_label, in_sentence, level_label
from components.view import View
from components.wall import as_chosen
from outcomes.displays.adjusted.ladder import Rung, climb, key_covariates, prespecified
from outcomes.displays.adjusted.sentences import Imbalance, Ladder
from outcomes.estimators.conduct.baseline import baseline
from outcomes.estimators.subgroups.prognosis import prognosis
from outcomes.estimators.survival.contrasts import log_rank
from outcomes.figures.row_plot.ladder_rows import LadderRow
from outcomes.model.protocol import Endpoint
from outcomes.results.result import Estimate, Result
from outcomes.wording import format_at, format_estimate


class Step(NamedTuple):
    """A rung with its number for one arm, and the result this is from."""

    rung: Rung
    estimate: Estimate | None
    result: Result


def steps_of(view: View, rungs: Sequence[Rung], arm: str) -> list[Step]:
    """Return every rung answered for one arm against the reference."""
    answers = [view.ask(r.request) for r in rungs]
    answers = [
        as_chosen(answer) if rung.block == "own" else answer
        for rung, answer in zip(rungs, answers, strict=True)
    ]
    return [Step(*found) for found in climb(rungs, answers, arm)]


def row_of(view: View, step: Step) -> LadderRow:
    """Return a step as the figure draws it."""
    rung, estimate, _ = step
    return LadderRow(
        name=name_of(view, step),
        block=block_of(view, rung),
        estimate=estimate,
        marginal=rung.effect == "marginal",
        primary=rung.primary,
        why=why_not(step),
        assumes=assumes_of(view, rung),
        beside=beside_of(view, step),
    )


def assumes_of(view: View, rung: Rung) -> str:
    """Return what a rung assumes; without randomization some assume more."""
    words = view.say(f"rung.{rung.id}.assumes")
    if view.spec.study.design == "randomised":
        return words
    return view.say_or(f"rung.{rung.id}.assumes.observational", words)


def same_patients(step: Step) -> Estimate | None:
    """Return the unadjusted estimate on the complete cases of a rung, where there is one."""
    rung, estimate, result = step
    if estimate is None:
        return None
    found = result.all(f"{rung.quantity}_same_patients")
    mine = [e for e in found if e.group == estimate.group and e.at in (estimate.at, None)]
    return next(iter(mine), None)


def beside_of(view: View, step: Step) -> str:
    """Return the unadjusted estimate on the same patients in words, empty where it adds nothing."""
    alone = same_patients(step)
    if alone is None or alone.value is None:
        return ""
    value = format_estimate(
        alone.value, alone.interval, step.rung.quantity, n=alone.n, language=view.language
    )
    return view.say("ladder.same_patients", value=value, n=alone.n)


def name_of(view: View, step: Step) -> str:
    """Return the name of a rung, with what it adjusts for in it."""
    rung, estimate, _ = step
    names = covariate_names(view, estimate.covariates if estimate else rung.covariates)
    at = format_at(estimate.at) if estimate and estimate.at is not None else _asked_at(rung)
    unit = view.say(f"unit.{view.spec.study.time_unit}")
    population = _population_name(view, estimate)
    if population and estimate:
        adjusted = set(estimate.covariates) == set(rung.covariates)
        rung_id = "populations_adjusted" if adjusted else "populations"
        return view.say(f"rung.{rung_id}", names=names, population=population)
    return view.say(f"rung.{rung.id}", names=names, at=at, unit=unit, population=population)


def _asked_at(rung: Rung) -> str:
    at = rung.request.option("at")
    return format_at(at) if at is not None else ""


def _population_name(view: View, estimate: Estimate | None) -> str:
    if estimate is None or not estimate.where:
        return ""
    known = {p.id: p for p in view.spec.populations}
    word = estimate.where.split()[-1]
    found = known.get(word)
    if found is None:
        return estimate.where
    label = view.say_or(f"population.{found.id}", found.label)
    return found.label if view.language == "en" else label


def block_of(view: View, rung: Rung) -> str:
    """Return the heading a rung stands under."""
    names = covariate_names(view, rung.covariates)
    key = covariate_names(view, key_covariates(view.spec))
    return view.say(f"block.{rung.block}", names=names, covariate=key or names)


def status_of(view: View, rung: Rung) -> str:
    """Return whether a rung is primary, named in the protocol, or chosen by the visitor."""
    if rung.primary:
        return view.say("planned.primary")
    return view.say("planned.post_hoc" if rung.block == "own" else "planned.protocol")


def why_not(step: Step) -> str:
    """Return why a rung has no number; empty where it has one."""
    _, estimate, result = step
    if estimate is not None and estimate.value is not None:
        return ""
    notes = (estimate.notes if estimate else ()) or result.notes
    return next(iter(notes), "")


def reading_of(view: View, endpoint: Endpoint, arm: str, steps: Sequence[Step]) -> Ladder:
    """Return what the sentences about a ladder of hazard ratios are made from."""
    spec = view.spec
    found = {step.rung.id: step.estimate for step in reversed(steps)}
    planned = next((s.estimate for s in steps if s.rung.primary), None)
    strata = {"strata": spec.plan.strata} if spec.plan.strata else {}
    test = view.result(log_rank, endpoint.id, **strata).pick("statistic")
    several = len(spec.arms) > 2
    key = next(iter(key_covariates(spec)), next(iter(prespecified(spec)), ""))
    alone = "key" if key_covariates(spec) else "set"
    weighted = found.get("iptw_key") or found.get("iptw")
    return Ladder(
        arm=view.labels[arm],
        reference=spec.reference.label if spec.reference else "",
        primary=planned,
        unadjusted=found.get("unadjusted"),
        adjusted=found.get(alone),
        weighted=weighted,
        imbalance=imbalance_of(view, key, arm) if key else None,
        prognosis=_beyond(view, endpoint, key) if key else None,
        test=view.say("test.stratified_log_rank" if strata else "test.log_rank"),
        p_value=None if several or test is None else test.p_value,
        truth=endpoint.truth,
        randomized=spec.study.design == "randomised",
        exploratory=view.exploratory,
    )


def _beyond(view: View, endpoint: Endpoint, key: str) -> Estimate | None:
    if view.spec.covariate(key).kind == "continuous":
        return None
    result = view.result(prognosis, endpoint.id, covariate=key)
    return result.pick("any_hazard_ratio") or result.pick("hazard_ratio")


def imbalance_of(view: View, key: str, arm: str) -> Imbalance | None:
    """Return how many of each arm lie beyond the first level of a covariate with levels."""
    covariate, reference = view.spec.covariate(key), view.spec.reference
    if covariate.kind == "continuous" or reference is None:
        return None
    result = view.result(baseline, "", covariates=(key,))
    shares = [e for e in result.all("proportion") if len(e.covariates) == 2]
    first = next(iter(covariate.levels), "") or next((e.covariates[1] for e in shares), "")
    counts = {}
    for group in (arm, reference.id):
        mine = [e for e in shares if e.group == group]
        total = next((e.n or 0 for e in mine), 0)
        at_first = next((e.value or 0.0 for e in mine if e.covariates[1] == first), 0.0)
        counts[group] = (total - round(at_first * total), total)
    smd = result.pick("smd", arm)
    return Imbalance(
        label=in_sentence(covariate_label(covariate, view.language)),
        level=level_label(covariate, first, view.language),
        arm=counts[arm],
        reference=counts[reference.id],
        difference=smd.value if smd else None,
    )
