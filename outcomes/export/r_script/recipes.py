"""How R makes the numbers of an answer: a recipe per estimator, a check per number.

A recipe yields lines of R that make objects, and checks: an estimate with the R expressions of its
value, limits and p-value. What no recipe claims is listed in the script as not repeated there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from outcomes.model.protocol import StudySpec
from outcomes.model.question import Request
from outcomes.results.condition import Condition
from outcomes.results.result import Estimate, Result


class Check(NamedTuple):
    """An estimate, and how R says its value, limits and p-value; empty where R has none."""

    estimate: Estimate
    value: str
    low: str = ""
    high: str = ""
    p_value: str = ""
    within: float = 1e-6


class Asked(NamedTuple):
    """What a recipe is given."""

    spec: StudySpec
    request: Request
    result: Result

    @property
    def competing(self) -> bool:
        return self.spec.endpoint(self.request.endpoint).kind == "competing"

    @property
    def id(self) -> str:
        return self.request.endpoint

    def estimates(self, quantity: str, *methods: str) -> list[Estimate]:
        """Return the estimates of a quantity, made in the given ways only where some are named."""
        found = [e for e in self.result.estimates if e.quantity == quantity]
        return [e for e in found if not methods or e.made_by(*methods)]

    def columns(self, option: str) -> tuple[str, ...]:
        value = self.request.option(option) or ()
        return tuple(value)


Lines = Iterator[str | Check]
Recipe = Callable[[Asked], Lines]


def r_name(name: str) -> str:
    """Return a column's name as R writes it."""
    return f"`{name}`"


def r_text(text: str) -> str:
    """Return a text as R writes it."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _frame(asked: Asked) -> str:
    return f"f <- followed({r_text(asked.id)})"


def _pair(e: Estimate, frame: str = "f") -> str:
    return f"g <- pair({frame}, {r_text(e.reference or '')}, {r_text(e.group)})"


def _row(e: Estimate) -> str:
    return f"rows({r_text(e.group)})"


_FIT = "survfit(Surv(time, event == 1) ~ 1, a, conf.type = 'log-log')"


def _curves(asked: Asked) -> Lines:
    """Yield medians and milestones of Kaplan–Meier curves with log–log limits."""
    reverse = asked.request.name == "follow_up"
    yield _frame(asked)
    event = "event == 0" if reverse else "event == 1"
    yield f'km <- by_arm(f, function(a) survfit(Surv(time, {event}) ~ 1, a, conf.type = "log-log"))'
    for e in asked.estimates("median"):
        fit = f"median_of(km[[{r_text(e.group)}]])"
        yield Check(e, f"{fit}[1]", f"{fit}[2]", f"{fit}[3]")
    for e in asked.estimates("survival"):
        at = f"at(km[[{r_text(e.group)}]], {e.at!r})"
        yield Check(e, f"{at}$surv", f"{at}$lower", f"{at}$upper")
    for e in asked.estimates("n_at_risk"):
        yield Check(e, f"at(km[[{r_text(e.group)}]], {e.at!r})$n.risk")


def _log_rank(asked: Asked) -> Lines:
    strata = "".join(f" + strata({r_name(s)})" for s in asked.columns("strata"))
    yield _frame(asked)
    yield f"test <- survdiff(Surv(time, event == 1) ~ arm{strata}, f)"
    for e in asked.estimates("statistic"):
        p = "pchisq(test$chisq, nlevels(droplevels(f$arm)) - 1, lower.tail = FALSE)"
        yield Check(e, "test$chisq", p_value=p)


def _cox(asked: Asked) -> Lines:
    covariates = "".join(f" + {r_name(c)}" for c in asked.columns("covariates"))
    strata = "".join(f" + strata({r_name(s)})" for s in asked.columns("strata"))
    needed = ", ".join(map(r_text, (*asked.columns("covariates"), *asked.columns("strata"))))
    yield _frame(asked)
    for e in asked.estimates("hazard_ratio"):
        yield _pair(e)
        yield f"g <- complete(g, c({needed}))"
        yield f"fit <- coxph(Surv(time, event == 1) ~ arm{covariates}{strata}, g, ties = 'efron')"
        yield ratio(e)
    for e in asked.estimates("hazard_ratio_same_patients"):
        yield _pair(e)
        yield f"g <- complete(g, c({needed}))"
        yield "fit <- coxph(Surv(time, event == 1) ~ arm, g, ties = 'efron')"
        yield ratio(e)


def ratio(e: Estimate, fit: str = "fit") -> Check:
    """Return the check of a ratio that is the first coefficient of a fit, with Wald's limits."""
    return Check(e, f"first({fit})[1]", f"first({fit})[2]", f"first({fit})[3]", f"first({fit})[4]")


_TRANSFORMS = {
    "score_km": "km", "score_rank": "rank", "score_identity": "identity", "score_log": "log",
}  # fmt: skip


def _proportionality(asked: Asked) -> Lines:
    yield _frame(asked)
    for e in asked.estimates("statistic"):
        if e.reference is None:
            continue
        how = next((t for name, t in _TRANSFORMS.items() if e.made_by(name)), "km")
        yield _pair(e)
        fit = "coxph(Surv(time, event == 1) ~ arm, g, ties = 'efron')"
        yield f"test <- cox.zph({fit}, transform = '{how}', global = FALSE)$table"
        yield Check(e, "test[1, 'chisq']", p_value="test[1, 'p']")


def _subgroups(asked: Asked) -> Lines:
    yield _frame(asked)
    for e in asked.estimates("hazard_ratio"):
        if e.where is None or e.value is None:
            continue
        yield _pair(e)
        yield f"g <- g[which({_condition(e.where)}), ]"
        yield "fit <- coxph(Surv(time, event == 1) ~ arm, g, ties = 'efron')"
        yield ratio(e)


def _condition(where: Condition) -> str:
    if where.op == "in":
        levels = ", ".join(map(r_text, where.levels))
        return f"g[[{r_text(where.column)}]] %in% c({levels})"
    return f"g[[{r_text(where.column)}]] {where.op} {where.bound!r}"


def _landmark(asked: Asked) -> Lines:
    at = asked.request.option("at")
    yield _frame(asked)
    yield f"f <- f[f$time > {at!r}, ]"
    yield f"f$time <- f$time - {at!r}"
    yield f"km <- by_arm(f, function(a) {_FIT})"
    for e in asked.estimates("median"):
        fit = f"(median_of(km[[{r_text(e.group)}]]) + {at!r})"
        yield Check(e, f"{fit}[1]", f"{fit}[2]", f"{fit}[3]")
    for e in asked.estimates("hazard_ratio"):
        yield _pair(e)
        yield "fit <- coxph(Surv(time, event == 1) ~ arm, g, ties = 'efron')"
        yield ratio(e)


def _conditional(asked: Asked) -> Lines:
    given, at = asked.request.option("given"), asked.request.option("at")
    yield _frame(asked)
    yield "km <- by_arm(f, function(a) survfit(Surv(time, event == 1) ~ 1, a))"
    for e in asked.estimates("conditional_survival"):
        fit = f"km[[{r_text(e.group)}]]"
        yield Check(e, f"at({fit}, {at!r})$surv / at({fit}, {given!r})$surv")


def _rmst(asked: Asked) -> Lines:
    yield _frame(asked)
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
    yield _frame(asked)
    yield "km <- by_arm(f, function(a) survfit(Surv(time, event == 1) ~ 1, a))"
    for e in asked.estimates("survival_difference"):
        yield from _difference(e, "point_of")


def _incidence(asked: Asked) -> Lines:
    yield _frame(asked)
    yield (
        "aj <- by_arm(f, function(a) survfit("
        "Surv(time, factor(event, 0:2, c('none', 'event', 'other'))) ~ 1, a))"
    )
    for e in asked.estimates("cumulative_incidence"):
        yield Check(e, f"incidence(aj[[{r_text(e.group)}]], {e.at!r})")
    for e in asked.estimates("statistic", "gray"):
        yield "test <- cmprsk::cuminc(f$time, f$event, droplevels(f$arm), cencode = 0)$Tests"
        yield Check(e, "test['1', 'stat']", p_value="test['1', 'pv']")


def _fine_gray(asked: Asked) -> Lines:
    yield _frame(asked)
    for e in asked.estimates("subdistribution_hazard_ratio"):
        yield _pair(e)
        yield "g$what <- factor(g$event, 0:2, c('none', 'event', 'other'))"
        yield "long <- finegray(Surv(time, what) ~ arm + patient, g, etype = 'event')"
        yield (
            "fit <- coxph(Surv(fgstart, fgstop, fgstatus) ~ arm + cluster(patient), long, "
            "weights = fgwt)"
        )
        yield ratio(e)


def _weighted(asked: Asked) -> Lines:
    if not asked.spec.endpoint(asked.id).timed:
        return
    covariates = asked.columns("covariates")
    right = " + ".join(map(r_name, covariates))
    needed = ", ".join(map(r_text, covariates))
    overlap = asked.request.option("weights") == "overlap"
    weights = "ifelse(z, 1 - ps, ps)" if overlap else "ifelse(z, 1 / ps, 1 / (1 - ps))"
    yield _frame(asked)
    for e in asked.estimates("hazard_ratio"):
        yield _pair(e)
        yield f"g <- complete(g, c({needed}))"
        yield "z <- g$arm == levels(g$arm)[2]"
        yield f"ps <- fitted(glm(z ~ {right}, binomial, g, control = list(epsilon = 1e-12)))"
        yield f"g$w <- {weights}"
        yield "fit <- coxph(Surv(time, event == 1) ~ arm, g, weights = w, robust = TRUE)"
        yield ratio(e)


def _proportion(asked: Asked) -> Lines:
    yield f"f <- counted({r_text(asked.id)})"
    for e in asked.estimates("proportion"):
        left_out = e.made_by("blank_left_out")
        n = f"{'answered' if left_out else 'tally'}(f, {r_text(e.group)})"
        limits = "wilson" if e.made_by("wilson") else "exact"
        ends = f"{limits}({n})"
        yield Check(e, f"{n}[1] / {n}[2]", f"{ends}[1]", f"{ends}[2]")


def _proportion_difference(asked: Asked) -> Lines:
    yield f"f <- counted({r_text(asked.id)})"
    for e in asked.estimates("risk_difference", "newcombe"):
        tally = "answered" if e.made_by("blank_left_out") else "tally"
        one, two = (f"{tally}(f, {r_text(g or '')})" for g in (e.group, e.reference))
        yield f"gap <- newcombe({one}, {two})"
        yield Check(e, "gap[1]", "gap[2]", "gap[3]")
    for e in asked.estimates("odds_ratio", "odds_exact"):
        one, two = (f"tally(f, {r_text(g or '')})" for g in (e.group, e.reference))
        yield f"test <- exact_odds({one}, {two})"
        yield Check(
            e, "test$estimate", "test$conf.int[1]", "test$conf.int[2]", "test$p.value", within=1e-3
        )  # fisher.test searches no closer


def _logistic(asked: Asked) -> Lines:
    covariates = asked.columns("covariates")
    right = "".join(f" + {r_name(c)}" for c in covariates)
    needed = ", ".join(map(r_text, covariates))
    yield f"f <- counted({r_text(asked.id)})"
    for e in asked.estimates("odds_ratio", "adjusted"):
        if e.made_by("blank_left_out"):
            continue
        yield _pair(e)
        yield f"g <- complete(g, c({needed}))"
        yield f"fit <- glm(success ~ arm{right}, binomial, g, control = list(epsilon = 1e-12))"
        yield "fit <- wald(coef(fit)[2], sqrt(vcov(fit)[2, 2]))"
        yield Check(e, "fit[1]", "fit[2]", "fit[3]", "fit[4]")


RECIPES: dict[str, Recipe] = {
    "survival.kaplan_meier": _curves,
    "survival.kaplan_meier:follow_up": _curves,
    "survival.contrasts:log_rank": _log_rank,
    "survival.cox": _cox,
    "survival.cox:proportional_hazards": _proportionality,
    "survival.hazards": _proportionality,
    "subgroups.effects:subgroups": _subgroups,
    "survival.conditional:landmark": _landmark,
    "survival.conditional:conditional_survival": _conditional,
    "survival.contrasts:rmst": _rmst,
    "survival.contrasts:milestone_difference": _milestones,
    "survival.competing:cumulative_incidence": _incidence,
    "survival.competing:fine_gray": _fine_gray,
    "adjusted.weighting": _weighted,
    "proportions.rates:proportion": _proportion,
    "proportions.rates:proportion_difference": _proportion_difference,
    "proportions.adjusted:logistic_adjusted": _logistic,
}
