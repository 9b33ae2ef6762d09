"""Studies without a comparison in R: other ways to count, and the levels of an exposure."""

from __future__ import annotations

from dataclasses import replace

from outcomes.export.r_script import adjusted
from outcomes.export.r_script.recipe import (
    Asked,
    Check,
    Lines,
    Recipe,
    condition,
    cox,
    data_of,
    gap,
    needed,
    pair,
    r_text,
    ratio,
    share,
)
from outcomes.model.plan.benchmarks import Mix
from outcomes.model.protocol import exposed_spec
from outcomes.results.result import Estimate

_COUNTED_AS = {"as_registered": 2, "naive_incidence": 0, "competing_counted": 1}
"""The code of a competing event in each way to count."""


def _definitions(asked: Asked) -> Lines:
    yield data_of(asked)
    for e in asked.estimates("cumulative_incidence"):
        yield f"g <- f[f$arm == {r_text(e.group)}, ]"
        if e.method[0].id in _COUNTED_AS:
            yield f"g$event[g$event == 2] <- {_COUNTED_AS[e.method[0].id]}"
            yield _risk(e)
            continue
        lost = f" + sum(g$event == 0 & g$time < {e.at!r})" * e.made_by("lost_with_event")
        yield Check(e, f"(sum(g$event == 1 & g$time <= {e.at!r}){lost}) / nrow(g)")


def _risk(e: Estimate) -> Check:
    """Return the check of a risk against Aalen–Johansen's with log-log limits."""
    number = f"risk(g, {e.at!r})"
    return Check(e, f"{number}[1]", f"{number}[2]", f"{number}[3]")


def _blanks(asked: Asked) -> Lines:
    yield f"f <- counted({r_text(asked.id)}); whole <- denominator({r_text(asked.id)})"
    for e in asked.estimates("proportion"):
        arm = r_text(e.group)
        if e.made_by("as_registered"):
            yield share(e, f"tally(f, {arm})")
        elif e.made_by("blank_left_out"):
            yield share(e, f"answered(f, {arm})")
        elif e.made_by("blank_as_failures", "blank_as_success"):
            answer = 1 if e.made_by("blank_as_success") else 0
            yield f"whole$success <- ifelse(is.na(whole$answer), {answer}, whole$answer)"
            yield share(e, f"tally(whole, {arm})")


def _lost(asked: Asked) -> Lines:
    timed = asked.spec.endpoint(asked.id).timed
    yield data_of(asked)
    for e in asked.estimates("cumulative_incidence" if timed else "proportion"):
        way = e.method[0]
        n = 0 if way.id == "as_registered" else int(str(way["n"]))
        happened = way.id.endswith("_event")
        if not timed:
            excluded = asked.spec.endpoint(asked.id).missing == "exclude"
            added = f"c({n * happened}, {n * excluded})"
            yield share(e, f"(tally(f, {r_text(e.group)}) + {added})")
            continue
        yield f"g <- f[f$arm == {r_text(e.group)}, ]"
        yield f"short <- which(g$event == 0 & g$time < {e.at!r})"
        yield "short <- short[order(g$time[short])]"
        if n:  # the last lost have the event, or the first lost are followed on
            last = f"g$event[tail(short, {n})] <- 1"
            yield last if happened else f"g$time[head(short, {n})] <- {e.at!r}"
        yield _risk(e)


def _exposure(asked: Asked) -> Lines:
    spec = exposed_spec(asked.spec)
    levels, name = ", ".join(r_text(arm.id) for arm in spec.arms), asked.spec.study.exposure or ""
    within = asked._replace(spec=spec)
    yield f"kept <- d; d$arm <- factor(as.character(d[[{r_text(name)}]]), c({levels}))"
    for e in (e for e in asked.result.estimates if e.value is not None):
        yield from _contrast(within, e, e.method[0].id)
    yield "d <- kept"


def _contrast(asked: Asked, e: Estimate, way: str) -> Lines:
    """Yield one contrast of levels: the recipes of arms, asked of the levels."""
    covariates = asked.spec.adjustment_set
    timed = asked.spec.endpoint(asked.id).timed
    only = asked._replace(result=replace(asked.result, estimates=(e,)))
    if way == "exposure_weighted":
        yield from adjusted.RECIPES["adjusted.weighting"](only)
    elif way == "exposure_standardized":
        yield from adjusted.RECIPES["adjusted.standardized"](only)
    elif timed:
        terms = covariates if way == "exposure_adjusted" else ()
        yield data_of(asked)
        yield pair(e)
        yield needed(*terms)
        yield f"fit <- {cox(terms)}"
        yield ratio(e)
    else:
        yield data_of(asked)
        one, two = (f"tally(f, {r_text(g or '')})" for g in (e.group, e.reference))
        yield from gap(e, one, two)


def _case_mix(asked: Asked) -> Lines:
    """Yield the number with the mix there is, within the levels, and with the other mix."""
    timed = asked.spec.endpoint(asked.id).timed
    named = r_text(asked.request.option("covariate") or "")
    of = "risk(g, {0!r})" if timed else "proportion_of(g)"
    yield data_of(asked)
    yield f"f <- f[!is.na(f[[{named}]]), ]"
    told = asked.estimates("cumulative_incidence" if timed else "proportion")
    for e in (e for e in told if e.value is not None):
        mine, number = f"f$arm == {r_text(e.group)}", of.format(e.at)
        if e.made_by("other_mix"):
            levels = [f"c({', '.join(map(r_text, names))})" for names, _ in _mix(asked)]
            yield f"levels <- list({', '.join(levels)})"
            yield f"shares <- c({', '.join(repr(share) for _, share in _mix(asked))})"
            inside = f"f[{mine} & f[[{named}]] %in% names, ]"
            yield f"parts <- sapply(levels, function(names) {{ g <- {inside}; {number} }})"
            yield "there <- mixed(parts, shares)"
            yield Check(e, "there[1]", "there[2]", "there[3]")
            continue
        who = f" & {condition(e.where, 'f')}" if e.where else ""
        yield f"g <- f[{mine}{who}, ]; here <- {number}"
        yield Check(e, "here[1]", "here[2]", "here[3]")


def _mix(asked: Asked) -> Mix:
    found: Mix = asked.request.option("mix") or ()
    return tuple((names, share) for names, share in found if share)


RECIPES: dict[str, Recipe] = {
    "survival.definitions": _definitions,
    "proportions.blanks": _blanks,
    "adjusted.alone.lost": _lost,
    "adjusted.alone.exposure": _exposure,
    "adjusted.alone.case_mix": _case_mix,
}
