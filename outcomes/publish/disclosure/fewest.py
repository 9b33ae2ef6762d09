"""The smallest number of patients behind a number that compares or models."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial

import numpy as np

from outcomes.model.cohort import Cohort, satisfies
from outcomes.model.question import Request
from outcomes.results.condition import Condition
from outcomes.results.note import Method
from outcomes.results.result import Estimate, Result

# A question about a difference, and the one about the rates it is of.
RATES = {
    "ascites.response:ascites_difference": "ascites.response:ascites_rate",
    "ascites.response:ascites_stratified": "ascites.response:ascites_rate",
    "ascites.response:ascites_logistic": "ascites.response:ascites_rate",
    "safety.adverse_events:adverse_event_differences": "safety.adverse_events",
}
OF_RATES = ("of", "denominator", "criteria", "missing", "confirmed", "window", "by", "top")
Fewest = Callable[[Estimate], int | None]


def fewest_of(
    cohort: Cohort, question: Request, result: Result, ask: Callable[[Request], Result]
) -> Fewest:
    """Return what tells of an estimate the smallest number its groups hold.

    Of a time that is a number of events, of a share the smaller of those with and those without.
    """
    rates = _rates(question, result, ask)
    if question.estimator == "conduct.censoring":
        return partial(_of_censored, result)

    def fewest(e: Estimate) -> int | None:
        if e.quantity.startswith("smd"):
            return _level(cohort, e)
        if rates is not None:
            return _of_shares(rates, e)
        groups = {e.group, e.reference} - {None}
        if question.endpoint and groups <= {*cohort.groups, "all"}:
            of_later = None if e.at is None else _of_result(result, e)  # of a landmark, since then
            counts = (_of_arms(cohort, question, e), of_later)
            return min((n for n in counts if n is not None), default=None)
        if question.endpoint and "=" in e.group:
            return _of_level(cohort, question.endpoint, e.group)
        if not question.endpoint and question.estimator.startswith("conduct."):
            return min(_sizes(cohort, np.ones(cohort.n, dtype=bool)), default=None)
        return _of_result(result, e)

    return fewest


def _of_censored(result: Result, e: Estimate) -> int | None:
    """Return the fewest whose observation ended as the estimate compares it: early, or at all."""
    ends = result.all("n_censored" if Method("any_censoring") in e.method else "proportion")
    counts = [x.value if x.n_events is None else x.n_events for x in ends]
    return min((int(n) for n in counts if n is not None), default=None)


def _rates(
    question: Request, result: Result, ask: Callable[[Request], Result]
) -> Iterable[Estimate] | None:
    if question.estimator not in RATES:
        own = [e for e in result.estimates if e.quantity == "proportion"]
        return own if own and not question.endpoint else None
    kept = tuple((name, v) for name, v in question.options if name in OF_RATES)
    return ask(Request(RATES[question.estimator], question.endpoint, kept)).all("proportion")


def _of_shares(rates: Iterable[Estimate], e: Estimate) -> int | None:
    raw = [r for r in rates if r.n and r.n_events is not None]
    groups = {e.group, e.reference} if e.reference else {r.group for r in raw} - {"all"}
    same = [r for r in raw if r.group in groups]
    if any(r.covariates for r in same):
        same = [r for r in same if r.covariates == e.covariates and r.at == e.at]
    if {r.group for r in same} != groups:
        return None
    return min((min(r.n_events or 0, (r.n or 0) - (r.n_events or 0)) for r in same), default=None)


def _inside(cohort: Cohort, where: Condition | None) -> np.ndarray | None:
    if where is None:
        return np.ones(cohort.n, dtype=bool)
    if where.column == "population":
        return None
    if where.column not in cohort.patients:
        return None
    return np.asarray(satisfies(cohort.patients, where))


def _of_arms(cohort: Cohort, question: Request, e: Estimate) -> int | None:
    if e.where is not None and e.where.column == "population":
        inside: np.ndarray | None = np.ones(cohort.n, dtype=bool)
    else:
        inside = _inside(cohort, e.where)
    if inside is None:
        return None
    if question.endpoint not in cohort.study.endpoints:
        return None
    known = cohort.endpoint(question.endpoint)
    status = cohort.study.endpoints[known.id].event[cohort.mask]
    if not known.timed:
        inside = inside & cohort.belonging(known.id)
    of = dict(question.options).get("of", 1)  # a competing event has another number
    counts = []
    for place, group in enumerate(cohort.groups):
        mine = inside & (cohort.arm == place)
        if not mine.any() or not _asked(group, e):
            continue
        happened = int((status[mine] == of).sum())
        # Blanks are told apart by the sensitivity rows: what is small among the answers is small.
        failed = happened if known.timed else int((status[mine] == 0).sum())
        counts.append(min(happened, failed))
    return min(counts, default=None)


def _asked(group: str, e: Estimate) -> bool:
    return e.group == "all" or group in (e.group, e.reference)


def _of_level(cohort: Cohort, endpoint: str, group: str) -> int | None:
    column, _, level = group.partition("=")
    inside = _inside(cohort, Condition(column, "in", (level,)))
    if inside is None or endpoint not in cohort.study.endpoints:
        return None
    happened = cohort.study.endpoints[endpoint].event[cohort.mask] == 1
    return min(int((happened & inside).sum()), int((happened & ~inside).sum()))


def _level(cohort: Cohort, e: Estimate) -> int | None:
    inside = _inside(cohort, e.where)
    if inside is None:
        return None
    sizes = _sizes(cohort, inside)
    return min([*sizes, *_sizes(cohort, ~inside)] if e.where else sizes, default=None)


def _sizes(cohort: Cohort, inside: np.ndarray) -> list[int]:
    places = [i for i in range(len(cohort.groups)) if (cohort.arm == i).any()]
    return [int((inside & (cohort.arm == i)).sum()) for i in places]


def _of_result(result: Result, e: Estimate) -> int | None:
    """Return the fewest events of the groups as the result itself counts them."""
    counts: dict[str, int] = {}
    for curve in result.curves:
        if curve.n_events:
            counts[curve.group] = int(sum(curve.n_events))
    for other in result.estimates:
        if other.reference is None and other.at == e.at and other.n_events is not None:
            counts[other.group] = other.n_events
    groups = {e.group, e.reference} - {None} if e.reference else set(counts) - {"all"}
    if not groups or not groups <= set(counts):
        return None
    return min(counts[g] for g in groups if g)
