"""Proportions in R: exact limits, differences, stratified and logistic comparisons."""

from __future__ import annotations

from outcomes.export.r_script.recipe import (
    Asked,
    Check,
    Lines,
    Recipe,
    data_of,
    four,
    gap,
    needed,
    pair,
    r_name,
    r_text,
    share,
)
from outcomes.results.result import Estimate


def _proportion(asked: Asked) -> Lines:
    yield data_of(asked)
    for e in asked.estimates("proportion"):
        if e.made_by("early_as_failures"):
            continue  # the data of the script hold nobody whose window is not over
        n = _tally(asked, e, e.group)
        yield share(e, n)


def _tally(asked: Asked, e: Estimate, group: str) -> str:
    if e.made_by("blank_as_failures"):
        return f"tally(counted({r_text(asked.id)}, 'failure'), {r_text(group)})"
    return f"{'answered' if e.made_by('blank_left_out') else 'tally'}(f, {r_text(group)})"


def _proportion_difference(asked: Asked) -> Lines:
    yield data_of(asked)
    for e in asked.result.estimates:
        if e.reference is None or e.made_by("early_as_failures"):
            continue
        one, two = _tally(asked, e, e.group), _tally(asked, e, e.reference)
        if e.quantity == "risk_difference" and e.made_by("newcombe"):
            yield from gap(e, one, two)
        elif e.quantity == "risk_difference" and e.made_by("score"):
            yield f"gap <- score_gap({one}, {two})"
            yield four(e, "gap")
        elif e.quantity == "risk_ratio":
            yield f"n <- rbind({one}, {two}); n <- n[, 1] / n[, 2]"
            yield Check(e, "n[1] / n[2]")
        elif e.made_by("odds_sample"):
            yield f"odds <- woolf({one}, {two})"
            yield four(e, "odds")
        elif e.made_by("odds_exact"):
            yield f"odds <- conditional_odds({one}, {two})"
            yield four(e, "odds")


def _who(asked: Asked, e: Estimate) -> str:
    """Return who counts: as the protocol says, or with blanks as failures."""
    return f"counted({r_text(asked.id)}, 'failure')" if e.made_by("blank_as_failures") else "f"


def _logistic(asked: Asked) -> Lines:
    covariates = asked.columns("covariates")
    right = "".join(f" + {r_name(c)}" for c in covariates)
    yield data_of(asked)
    for e in asked.result.estimates:
        if e.reference is None or e.made_by("early_as_failures"):
            continue
        yield pair(e, _who(asked, e))
        if e.made_by("blank_left_out"):
            yield "g <- g[!is.na(g$answer), ]"
        yield needed(*covariates)
        terms = right if e.quantity == "odds_ratio" else ""
        yield f"fit <- glm(success ~ arm{terms}, binomial, g, control = CLOSE)"
        yield "fit <- wald(coef(fit)[2], sqrt(vcov(fit)[2, 2]))"
        yield four(e, "fit")


def _stratified(asked: Asked) -> Lines:
    strata = asked.columns("strata") or _standard(asked)
    yield data_of(asked)
    named = ", ".join(f"g[[{r_text(s)}]]" for s in strata)
    for e in asked.result.estimates:
        if e.reference is None or e.made_by("blank_left_out", "early_as_failures"):
            continue
        yield pair(e, _who(asked, e))
        yield needed(*strata)
        yield f"n <- tables(g, interaction({named}, drop = TRUE))"
        if e.quantity == "risk_difference" and e.made_by("mantel_haenszel_sato"):
            yield "gap <- sato(n)"
            yield Check(e, "gap[1]", "gap[2]", "gap[3]")
        elif e.quantity == "risk_ratio":
            yield "gap <- greenland(n)"
            yield Check(e, "gap[1]", "gap[2]", "gap[3]")
        elif e.quantity == "odds_ratio":
            yield "odds <- robins(n)"
            yield Check(e, "odds[1]", "odds[2]", "odds[3]")
        elif e.quantity == "statistic":
            yield "chi <- cochran(n)"
            yield Check(e, "chi", p_value="pchisq(chi, 1, lower.tail = FALSE)")
        elif e.quantity == "risk_difference_same_patients":
            yield "gap <- newcombe(c(sum(n$x1), sum(n$n1)), c(sum(n$x0), sum(n$n0)))"
            yield Check(e, "gap[1]", "gap[2]", "gap[3]")


def _standard(asked: Asked) -> tuple[str, ...]:
    spec = asked.spec
    key = tuple(c.id for c in spec.covariates if c.key and c.kind != "continuous")
    return tuple(spec.plan.strata) or key


RECIPES: dict[str, Recipe] = {
    "proportions.rates:proportion": _proportion,
    "proportions.rates:proportion_difference": _proportion_difference,
    "proportions.adjusted:logistic_adjusted": _logistic,
    "proportions.adjusted:stratified_difference": _stratified,
    "ascites.response:ascites_rate": _proportion,
    "ascites.response:ascites_difference": _proportion_difference,
    "ascites.response:ascites_stratified": _stratified,
    "ascites.response:ascites_logistic": _logistic,
}
