"""One group, one level, one stratum at a time; and survival by what happened on the way."""

from __future__ import annotations

from outcomes.export.r_script.recipe import (
    Asked,
    Check,
    Lines,
    Recipe,
    cox,
    data_of,
    four,
    r_name,
    r_text,
    share,
    within,
)
from outcomes.model.time_unit import DAYS_PER
from outcomes.results.result import Estimate

_KM = "survfit(Surv(time, event == 1) ~ 1, s, conf.type = 'log-log')"
_AJ = (
    "survfit(Surv(time, factor(event, 0:2, c('none', 'event', 'other'))) ~ 1, s, "
    "conf.type = 'log-log')"
)


def _by_group(asked: Asked) -> Lines:
    """Yield what is estimated of each group on its own, whatever kind of endpoint it is."""
    by = asked.columns("by")
    if set(by) - {c.id for c in asked.spec.covariates}:
        return
    timed = asked.spec.endpoint(asked.id).timed
    yield data_of(asked)
    for e in asked.result.estimates:
        if e.value is not None and e.n:
            yield within(e, by)
            yield from _described(e, competing=timed and asked.competing)


def _described(e: Estimate, *, competing: bool) -> Lines:
    if e.quantity == "proportion":
        yield "n <- c(sum(s$success), nrow(s))"
        yield share(e, "n")
        return
    yield f"fit <- {_AJ if competing else _KM}"
    at = f"at(fit, {e.at!r})"
    if e.quantity == "median":
        yield Check(e, "median_of(fit)[1]", "median_of(fit)[2]", "median_of(fit)[3]")
    elif e.quantity == "survival":
        yield Check(e, f"{at}$surv", f"{at}$lower", f"{at}$upper")
    elif e.quantity == "cumulative_incidence":
        limits = [f"{at}${end}[1, 2]" if e.ci_low is not None else "" for end in ("lower", "upper")]
        yield Check(e, f"{at}$pstate[1, 2]", limits[0], limits[1])
    elif e.quantity == "n_at_risk":
        yield Check(e, f"at_risk(fit, {e.at!r})")


def _conversion(asked: Asked) -> Lines:
    """Yield the incidence of conversion surgery, death competing, or as if it did not."""
    yield data_of(asked)
    yield "f$waits <- f$event == 0"
    if asked.request.option("naive"):
        yield "f$event <- ifelse(f$event == 2, 0, f$event)"
    for e in asked.estimates("cumulative_incidence"):
        yield within(e)
        yield from _described(e, competing=True)
    for e in asked.estimates("n_waiting"):
        yield within(e)
        yield Check(e, f"sum(s$waits & s$time < {e.at!r})")
    for e in asked.estimates("statistic", "gray"):
        yield "test <- cmprsk::cuminc(f$time, f$event, droplevels(f$arm), cencode = 0)$Tests"
        yield Check(e, "test['1', 'stat']", p_value="test['1', 'pv']")


def _operated(asked: Asked) -> Lines:
    yield data_of(asked)
    yield f"f <- f[f${asked.id}_surgery_known == 1, ]; f$surgery <- f${asked.id}_surgery"


def _time_dependent(asked: Asked) -> Lines:
    yield from _operated(asked)
    yield f"g <- split_at_surgery(f, {DAYS_PER[asked.spec.study.time_unit]!r})"
    model = "coxph(Surv(start, stop, event) ~ exposed, g, ties = '{}')"
    for e in asked.estimates("hazard_ratio"):
        yield f"fit <- {model.format('efron')}"
        yield four(e, "first(fit)")
    for e in asked.estimates("statistic", "mantel_byar"):
        yield f"fit <- {model.format('breslow')}"
        yield Check(e, "fit$score", p_value="pchisq(fit$score, 1, lower.tail = FALSE)")


def _naive(asked: Asked) -> Lines:
    yield from _operated(asked)
    yield "g <- f; g$arm <- !is.na(g$surgery) & g$surgery >= 0 & g$surgery <= g$time"
    yield from _two_groups(asked)


def _landmarked(asked: Asked) -> Lines:
    yield from _operated(asked)
    at = next((e.at for e in asked.result.estimates if e.at is not None), None)
    if at is None:
        return
    gone = f"f$time <= {at!r}"
    for quantity, happened in (("n_excluded_event", "=="), ("n_excluded_end", "!=")):
        for e in asked.estimates(quantity):
            yield Check(e, f"sum({gone} & f$event {happened} 1)")
    yield f"g <- f[f$time > {at!r}, ]; g$arm <- !is.na(g$surgery) & g$surgery <= {at!r}"
    for e in asked.estimates("n_later"):
        yield Check(e, f"sum(g$surgery > {at!r}, na.rm = TRUE)")
    yield f"g$time <- g$time - {at!r}"
    yield from _two_groups(asked)


def _two_groups(asked: Asked) -> Lines:
    """Yield hazard ratio and medians of the operated and the others in ``g``."""
    for e in (e for e in asked.estimates("hazard_ratio") if e.value is not None):
        yield f"fit <- {cox()}"
        yield four(e, "first(fit)")
    for e in (e for e in asked.estimates("median") if e.n):
        yield f"s <- g[{'!' if e.group.startswith('no_') else ''}g$arm, ]; fit <- {_KM}"
        yield Check(e, "median_of(fit)[1]", "median_of(fit)[2]", "median_of(fit)[3]")


def _prognosis(asked: Asked) -> Lines:
    column = asked.request.option("covariate")
    yield data_of(asked)
    yield f"g <- f[!is.na(f[[{r_text(column)}]]), ]; x <- g[[{r_text(column)}]]"
    yield "if (is.factor(x)) x <- droplevels(x)"
    for terms, quantity in (("x", "hazard_ratio"), ("(x != levels(x)[1])", "any_hazard_ratio")):
        for i, e in enumerate(asked.estimates(quantity), 1):
            right = f"{terms} + strata({r_name('arm')})"
            yield f"fit <- coxph(Surv(time, event == 1) ~ {right}, g, ties = 'efron')"
            yield f"fit <- wald(coef(fit)[{i}], sqrt(vcov(fit)[{i}, {i}]))"
            yield four(e, "fit")


_FAMILIES = {"exponential": "exponential", "weibull": "weibull", "log_normal": "lognormal",
             "log_logistic": "loglogistic"}  # fmt: skip


def _extrapolation(asked: Asked) -> Lines:
    """Yield the models that `survreg` knows."""
    half = 0.5 / DAYS_PER[asked.spec.study.time_unit]
    yield data_of(asked)
    yield f"f$time[f$time == 0] <- {half!r}"
    for family, name in _FAMILIES.items():
        for e in asked.result.estimates:
            if e.value is None or not e.made_by(family):
                continue
            if e.quantity == "aic":
                yield within(e)
                model = f"Surv(time, event == 1) ~ 1, s, dist = {r_text(name)}"
                yield f"fit <- survreg({model}, control = EXACT)"
            says = {"aic": "AIC(fit)", "bic": "AIC(fit, k = log(nrow(s)))",
                    "median": "predict(fit, s[1, ], type = 'quantile', p = 0.5)",
                    "rmst": f"area(fit, {e.at!r})"}  # fmt: skip
            yield Check(e, says[e.quantity], within=2e-5)  # both search


RECIPES: dict[str, Recipe] = {
    "subgroups.by_level": _by_group,
    "subgroups.prognosis": _prognosis,
    "recurrence.after_surgery:recurrence": _by_group,
    "survival.extrapolation": _extrapolation,
    "surgery.incidence:conversion_incidence": _conversion,
    "surgery.landmark:time_dependent_cox": _time_dependent,
    "surgery.survival:naive_comparison": _naive,
    "surgery.survival:landmark_groups": _landmarked,
}
