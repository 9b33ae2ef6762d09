"""What is made of counts: the counts of records stand in the script, R makes the limits of them."""

from __future__ import annotations

from outcomes.export.r_script.recipe import (
    Asked,
    Check,
    Lines,
    Recipe,
    data_of,
    four,
    gap,
    pair,
    r_text,
    share,
)
from outcomes.results.result import Estimate


def _shares(asked: Asked) -> Lines:
    yield "# Counts are of records that are not in the data: as the dashboard counts them."
    for e in asked.estimates("proportion"):
        if e.value is not None:
            name = _place(e, e.group)
            yield f"counts[[{name}]] <- c({e.n_events}, {e.n})"
            yield share(e, f"counts[[{name}]]")
    for e in asked.estimates("risk_difference"):
        if e.value is not None:
            one, two = (f"counts[[{_place(e, g or '')}]]" for g in (e.group, e.reference))
            p = f"exact_odds({one}, {two})$p.value" if e.made_by("fisher") else ""
            yield from gap(e, one, two, p)


def _place(e: Estimate, group: str) -> str:
    """Return the name of a count: what of, when, in which group."""
    return r_text(" · ".join([*e.covariates, *([f"{e.at:g}"] if e.at else []), group]))


def _ladder(asked: Asked) -> Lines:
    """Yield the rungs: everybody who reached one, of those in the denominator."""
    within = f"d$in_{asked.request.option('denominator') or 'itt'} == 1"
    for e in asked.estimates("proportion"):
        rung, *of = (f"d$reached_{c} == 1" for c in e.covariates)
        yield f"n <- reached({rung}, {' & '.join([within, *of])}, {r_text(e.group)})"
        yield share(e, "n")
    for e in asked.estimates("risk_difference"):
        one, two = (
            f"reached(d$reached_{e.covariates[0]} == 1, {within}, {r_text(g or '')})"
            for g in (e.group, e.reference)
        )
        yield f"one <- {one}; two <- {two}"
        yield from gap(e, "one", "two", "exact_odds(one, two)$p.value")


_ENDED = {"n_lost": "== 'lost'", "n_ended_early": "== 'early'", "n_to_cutoff": "== 'cutoff'"}


def _censoring(asked: Asked) -> Lines:
    early = "%in% c('lost', 'early')"
    yield data_of(asked)
    if asked.estimates("n_lost"):
        yield f"f$ended <- f${asked.id}_ended"
        yield f"f$success <- as.integer(f$ended {early})"
    for e in asked.estimates("n_censored"):
        yield Check(e, f"sum(f$event == 0 & f$arm == {r_text(e.group)})")
    for quantity, how in _ENDED.items():
        for e in asked.estimates(quantity):
            yield Check(e, f"sum(f$ended {how} & f$arm == {r_text(e.group)})")
    for e in asked.estimates("proportion"):
        yield share(e, f"tally(f, {r_text(e.group)})")
    for e in asked.estimates("risk_difference"):
        one, two = (f"tally(f, {r_text(g or '')})" for g in (e.group, e.reference))
        yield from gap(e, one, two)
    for e in (*asked.estimates("statistic"), *asked.estimates("hazard_ratio")):
        yield pair(e)
        ended = f"g$ended {early}" if e.made_by("early_censoring") else "g$event == 0"
        yield f"g$event <- as.integer({ended})"
        if e.quantity == "hazard_ratio":
            yield "fit <- first(coxph(Surv(time, event) ~ arm, g, ties = 'efron'))"
            yield four(e, "fit")
        else:
            yield "test <- survdiff(Surv(time, event) ~ arm, g)"
            yield Check(e, "test$chisq", p_value="pchisq(test$chisq, 1, lower.tail = FALSE)")


def _allocation(asked: Asked) -> Lines:
    """Yield the test of the sizes; who is allocated may be more than the data hold."""
    expected = {e.group: e for e in asked.estimates("expected_n")}
    for e in asked.estimates("statistic", "binomial_allocation"):
        arm = next(m["arm"] for m in e.method if m.id == "binomial_allocation")
        share = f"{expected[arm.id].value!r} / {e.n}"  # type: ignore[union-attr]
        yield f"n <- c({e.value:.0f}, {e.n})"
        yield Check(e, "n[1]", p_value=f"binom.test(n[1], n[2], {share})$p.value")


RECIPES: dict[str, Recipe] = {
    "safety.adverse_events": _shares,
    "safety.adverse_events:adverse_event_differences": _shares,
    "surgery.outcomes:operation_outcomes": _shares,
    "surgery.outcomes:not_resected": _shares,
    "recurrence.best_response": _shares,
    "recurrence.after_surgery:recurrence_sites": _shares,
    "surgery.steps:conversion_ladder": _ladder,
    "conduct.censoring": _censoring,
    "conduct.enrollment:allocation": _allocation,
}
