"""Survival in R: curves, tests, Cox models, means, competing events, subgroups."""

from __future__ import annotations

from outcomes.export.r_script.recipe import (
    Asked,
    Check,
    Lines,
    Recipe,
    condition,
    cox,
    data_of,
    needed,
    pair,
    r_name,
    r_text,
    ratio,
)
from outcomes.results.result import Estimate

_FIT = "survfit(Surv(time, event == 1) ~ 1, a, conf.type = 'log-log')"


def _curves(asked: Asked) -> Lines:
    """Yield medians and milestones of Kaplan–Meier curves with log–log limits."""
    reverse = asked.request.name == "follow_up"
    yield data_of(asked)
    event = "event == 0" if reverse else "event == 1"
    yield f'km <- by_arm(f, function(a) survfit(Surv(time, {event}) ~ 1, a, conf.type = "log-log"))'
    for e in asked.estimates("median"):
        fit = f"median_of(km[[{r_text(e.group)}]])"
        yield Check(e, f"{fit}[1]", f"{fit}[2]", f"{fit}[3]")
    for e in asked.estimates("survival"):
        at = f"at(km[[{r_text(e.group)}]], {e.at!r})"
        yield Check(e, f"{at}$surv", f"{at}$lower", f"{at}$upper")
    for e in asked.estimates("n_at_risk"):
        fit = f"at(km[[{r_text(e.group)}]], {e.at!r})$n.risk"
        entered = f"sum(f$arm == {r_text(e.group)} & f$entry < {e.at!r} & f$time >= {e.at!r})"
        yield Check(e, entered if asked.late else fit)


def _log_rank(asked: Asked) -> Lines:
    strata = "".join(f" + strata({r_name(s)})" for s in asked.columns("strata"))
    yield data_of(asked)
    model = f"Surv(time, event == 1) ~ arm{strata}, f"
    if asked.late:  # survdiff takes nobody who enters later
        yield f"test <- list(chisq = coxph({model}, ties = 'exact')$score)"
    else:
        yield f"test <- survdiff({model})"
    for e in asked.estimates("statistic"):
        p = "pchisq(test$chisq, nlevels(droplevels(f$arm)) - 1, lower.tail = FALSE)"
        yield Check(e, "test$chisq", p_value=p)


def _cox(asked: Asked) -> Lines:
    covariates, strata = asked.columns("covariates"), asked.columns("strata")
    yield data_of(asked)
    for e in asked.estimates("hazard_ratio"):
        yield pair(e)
        yield needed(*covariates, *strata)
        yield f"fit <- {cox(covariates, strata)}"
        yield ratio(e)
    for e in asked.estimates("hazard_ratio_same_patients"):
        yield pair(e)
        yield needed(*covariates, *strata)
        yield f"fit <- {cox()}"
        yield ratio(e)
    for e in asked.estimates("hazard_ratio_profile"):
        yield pair(e)
        yield f"ends <- profiled({cox()}, g)"
        yield Check(e, "ends[1]", "ends[2]", "ends[3]", "ends[4]", within=1e-5)


_TRANSFORMS = {
    "score_km": "km", "score_rank": "rank", "score_identity": "identity", "score_log": "log",
}  # fmt: skip


def _proportionality(asked: Asked) -> Lines:
    yield data_of(asked)
    for e in asked.estimates("statistic"):
        if e.reference is None:
            continue
        how = next((t for name, t in _TRANSFORMS.items() if e.made_by(name)), "km")
        yield pair(e)
        yield f"test <- cox.zph({cox()}, transform = '{how}', global = FALSE)$table"
        yield Check(e, "test[1, 'chisq']", p_value="test[1, 'p']")
    for e in asked.estimates("piecewise_hazard_ratio"):
        note = next(note for note in e.notes if note.id == "piece")
        start, end = note["start"], note["end"]
        yield pair(e)
        yield f"g <- piece(g, {start!r}, {end!r})"
        yield f"fit <- {cox()}"
        yield ratio(e)


def _subgroups(asked: Asked) -> Lines:
    yield data_of(asked)
    for e in asked.estimates("hazard_ratio"):
        yield pair(e)
        if e.where is not None:
            yield f"g <- g[which({condition(e.where)}), ]"
        if e.value is not None:
            yield f"fit <- {cox()}"
            yield ratio(e)
    coded = {c.id for c in asked.spec.covariates if c.kind != "continuous"}
    for e in asked.estimates("interaction"):
        if e.value is None or e.covariates[0] not in coded:
            continue
        by = r_name(e.covariates[0])
        yield pair(e)
        yield needed(e.covariates[0])
        yield f"g${by} <- factor(g${by})"
        yield f"with_it <- {cox().replace('arm,', f'arm * {by},')}"
        yield f"test <- nested({cox(e.covariates)}, with_it)"
        yield Check(e, "test[1]", p_value="test[2]", within=1e-5)  # a level without events
    for e in asked.estimates("n_events"):
        inside = f"which({condition(e.where, 'f')})" if e.where else "seq_len(nrow(f))"
        yield f"s <- f[{inside}, ]"
        yield Check(e, f"sum(s$event == 1 & s$arm == {r_text(e.group)})")


def _landmark(asked: Asked) -> Lines:
    at = asked.request.option("at")
    yield data_of(asked)
    for e in asked.estimates("n_excluded"):
        early = "f$event == 1" if e.made_by("event_by_landmark") else "f$event != 1"
        yield Check(e, f"sum(f$time <= {at!r} & {early} & f$arm == {r_text(e.group)})")
    yield f"f <- f[f$time > {at!r}, ]"
    yield f"f$time <- f$time - {at!r}"
    yield f"km <- by_arm(f, function(a) {_FIT})"
    for e in asked.estimates("median"):
        fit = f"(median_of(km[[{r_text(e.group)}]]) + {at!r})"
        yield Check(e, f"{fit}[1]", f"{fit}[2]", f"{fit}[3]")
    for e in asked.estimates("hazard_ratio"):
        yield pair(e)
        yield f"fit <- {cox()}"
        yield ratio(e)


def _conditional(asked: Asked) -> Lines:
    given, at = asked.request.option("given"), asked.request.option("at")
    yield data_of(asked)
    yield "km <- by_arm(f, function(a) survfit(Surv(time, event == 1) ~ 1, a))"
    for e in asked.estimates("conditional_survival"):
        fit = f"km[[{r_text(e.group)}]]"
        yield Check(e, f"at({fit}, {at!r})$surv / at({fit}, {given!r})$surv")


def _rmst(asked: Asked) -> Lines:
    yield data_of(asked)
    yield "km <- by_arm(f, function(a) survfit(Surv(time, event == 1) ~ 1, a))"
    for e in asked.estimates("rmst"):
        mean = f"rmst_of(km[[{r_text(e.group)}]], {e.at!r})"
        yield Check(e, f"{mean}[1]", f"{mean}[2]", f"{mean}[3]")
    for e in asked.estimates("rmst_difference"):
        yield from _difference(e, "rmst_of")


def _difference(e: Estimate, of: str) -> Lines:
    """Yield the difference of what a function makes of two arms' curves at a time."""
    one, two = (f"{of}(km[[{r_text(g or '')}]], {e.at!r})" for g in (e.group, e.reference))
    yield f"gap <- difference({one}, {two})"
    yield Check(e, "gap[1]", "gap[2]", "gap[3]", "gap[4]")


def _milestones(asked: Asked) -> Lines:
    yield data_of(asked)
    yield "km <- by_arm(f, function(a) survfit(Surv(time, event == 1) ~ 1, a))"
    for e in asked.estimates("survival_difference"):
        yield from _difference(e, "point_of")


def _incidence(asked: Asked) -> Lines:
    of = asked.request.option("of") or 1
    state = "event" if of == 1 else "other"
    yield data_of(asked)
    yield (
        "aj <- by_arm(f, function(a) survfit("
        "Surv(time, factor(event, 0:2, c('none', 'event', 'other'))) ~ 1, a))"
    )
    for e in asked.estimates("cumulative_incidence"):
        yield Check(e, f"incidence(aj[[{r_text(e.group)}]], {e.at!r}, '{state}')")
    for e in asked.estimates("statistic", "gray"):
        yield "test <- cmprsk::cuminc(f$time, f$event, droplevels(f$arm), cencode = 0)$Tests"
        yield Check(e, f"test['{of}', 'stat']", p_value=f"test['{of}', 'pv']")


def _fine_gray(asked: Asked) -> Lines:
    yield data_of(asked)
    for e in asked.estimates("subdistribution_hazard_ratio"):
        yield pair(e)
        yield "g$what <- factor(g$event, 0:2, c('none', 'event', 'other'))"
        yield "long <- finegray(Surv(time, what) ~ arm + patient, g, etype = 'event')"
        yield (
            "fit <- coxph(Surv(fgstart, fgstop, fgstatus) ~ arm + cluster(patient), long, "
            "weights = fgwt)"
        )
        yield ratio(e)


def _weighted_tests(asked: Asked) -> Lines:
    yield data_of(asked)
    for e in asked.estimates("statistic"):
        weights = next((m for m in e.method if m.id == "fleming_harrington"), None)
        if weights is None:  # the largest of four: R's multivariate normal is random
            continue
        yield pair(e)
        yield f"z <- harrington(g, {weights['rho']!r}, {weights['gamma']!r})"
        yield Check(e, "z", p_value="2 * pnorm(-abs(z))")


RECIPES: dict[str, Recipe] = {
    "survival.kaplan_meier": _curves,
    "survival.kaplan_meier:follow_up": _curves,
    "survival.contrasts:log_rank": _log_rank,
    "survival.cox": _cox,
    "survival.cox:proportional_hazards": _proportionality,
    "survival.hazards": _proportionality,
    "survival.weighted_tests": _weighted_tests,
    "subgroups.effects:subgroups": _subgroups,
    "survival.conditional:landmark": _landmark,
    "survival.conditional:conditional_survival": _conditional,
    "survival.contrasts:rmst": _rmst,
    "survival.contrasts:milestone_difference": _milestones,
    "survival.competing:cumulative_incidence": _incidence,
    "survival.competing:fine_gray": _fine_gray,
}
