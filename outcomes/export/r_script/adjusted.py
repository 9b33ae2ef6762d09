"""Adjusted comparisons in R: weighted arms, and outcomes standardized over the covariates."""

from __future__ import annotations

from outcomes.export.r_script.recipe import (
    Asked,
    Check,
    Lines,
    Recipe,
    cox,
    data_of,
    four,
    needed,
    pair,
    r_name,
    r_text,
    ratio,
)

_WEIGHTS = {
    "ate": "ifelse(z, 1 / ps, 1 / (1 - ps))",
    "att": "ifelse(z, 1, ps / (1 - ps))",
    "overlap": "ifelse(z, 1 - ps, ps)",
    "stabilized": "ifelse(z, mean(z) / ps, mean(!z) / (1 - ps))",
}


def _weighted(asked: Asked) -> Lines:
    timed = asked.spec.endpoint(asked.id).timed
    covariates = asked.covariates
    yield data_of(asked)
    first = next((e for e in asked.result.estimates if e.reference), None)
    if first is None or len(asked.spec.compared_arms) != 1:  # more arms: other weights for each
        return
    yield pair(first)
    yield needed(*covariates)
    yield from _weights(covariates, asked.request.option("weights") or "ate")
    for e in asked.estimates("effective_sample_size"):
        w = f"g$w[g$arm == {r_text(e.group)}]"
        yield Check(e, f"sum({w})^2 / sum({w}^2)")
    yield from _weighted_times(asked) if timed else _weighted_shares(asked)


def _weighted_times(asked: Asked) -> Lines:
    for e in asked.estimates("hazard_ratio"):
        yield f"fit <- {cox(more=', weights = w, robust = TRUE')}"
        yield ratio(e)
    for e in asked.estimates("hazard_ratio_same_patients"):
        yield f"fit <- {cox()}"
        yield ratio(e)
    yield (
        "km <- by_arm(g, function(a) survfit(Surv(time, event == 1) ~ 1, a, weights = w, "
        "robust = TRUE, conf.type = 'log-log'))"
    )
    for e in asked.estimates("survival"):
        at = f"at(km[[{r_text(e.group)}]], {e.at!r})"
        yield Check(e, f"{at}$surv", f"{at}$lower", f"{at}$upper")
    for e in asked.estimates("survival_difference"):
        one, two = (f"point_of(km[[{r_text(g or '')}]], {e.at!r})" for g in (e.group, e.reference))
        yield f"gap <- difference({one}, {two})"
        yield four(e, "gap")


def _weighted_shares(asked: Asked) -> Lines:
    for e in asked.estimates("proportion"):
        yield Check(e, f"share(g, {r_text(e.group)})[1]")
    for quantity, function in (("risk_difference", "difference"), ("risk_ratio", "quotient")):
        for e in asked.estimates(quantity):
            one, two = (f"share(g, {r_text(g or '')})" for g in (e.group, e.reference))
            yield f"gap <- {function}({one}, {two})"
            # R's formulas hold the weights fixed; the other limits count them as estimated.
            fixed = not e.made_by("robust_se_estimated")
            yield four(e, "gap") if fixed else Check(e, "gap[1]")


def _standardized(asked: Asked) -> Lines:
    """Yield the standardized values; their limits are from influence functions R has none of."""
    timed = asked.spec.endpoint(asked.id).timed
    covariates = asked.covariates
    right = "".join(f" + {r_name(c)}" for c in covariates)
    yield data_of(asked)
    if len(asked.spec.compared_arms) != 1:
        return
    yield "f$arm <- droplevels(f$arm)"
    yield needed(*covariates).replace("(g,", "(f,")
    if timed:
        yield f"fit <- {cox(covariates)}"
    else:
        yield f"fit <- glm(success ~ arm{right}, binomial, g, control = list(epsilon = 1e-12))"
    worlds = {"survival": "world_at", "rmst": "world_mean", "proportion": "world_share"}
    for quantity, function in worlds.items():
        for e in asked.estimates(quantity):
            yield Check(e, _world(function, e.group, e.at))
    gaps = {"survival_difference": "world_at", "rmst_difference": "world_mean",
            "risk_difference": "world_share"}  # fmt: skip
    for quantity, function in gaps.items():
        for e in asked.estimates(quantity):
            one, two = (_world(function, g or "", e.at) for g in (e.group, e.reference))
            yield Check(e, f"{one} - {two}")
    for e in asked.estimates("risk_ratio"):
        one, two = (_world("world_share", g or "", e.at) for g in (e.group, e.reference))
        yield Check(e, f"{one} / {two}")


def _world(function: str, arm: str, at: float | None) -> str:
    time = "" if at is None else f", {at!r}"
    return f"{function}(fit, g, {r_text(arm)}{time})"


def _specification(asked: Asked) -> Lines:
    """Yield the model of each subset of the covariates in each form."""
    kinds = {c.id: c.kind for c in asked.spec.covariates}
    yield data_of(asked)
    for e in asked.estimates("hazard_ratio"):
        if e.value is None:
            continue
        yield pair(e)
        yield needed(*e.covariates) if e.covariates else "# everybody"
        if e.made_by("form_cox"):
            yield f"fit <- {cox(e.covariates)}"
        elif e.made_by("form_stratified"):
            coded = tuple(c for c in e.covariates if kinds[c] != "continuous")
            others = tuple(c for c in e.covariates if c not in coded)
            yield f"fit <- {cox(others, coded)}"
        else:
            yield from _weights(e.covariates, "overlap" if e.made_by("form_overlap") else "ate")
            yield f"fit <- {cox(more=', weights = w, robust = TRUE')}"
        yield ratio(e)


def _weights(covariates: tuple[str, ...], scheme: str) -> Lines:
    right = " + ".join(map(r_name, covariates))
    yield "z <- g$arm == levels(g$arm)[2]"
    yield f"ps <- fitted(glm(z ~ {right}, binomial, g, control = list(epsilon = 1e-12)))"
    yield f"g$w <- {_WEIGHTS[scheme]}"


def _balance(asked: Asked) -> Lines:
    """Yield the weighted standardized differences; the plain ones are those of the baseline."""
    group = None
    for e in asked.result.estimates:
        if e.value is None or e.reference is None or e.quantity == "smd_expected":
            continue
        if group != e.group:
            group = e.group
            yield pair(e, "d")
            yield needed(*asked.covariates)
            yield from _weights(asked.covariates, asked.request.option("weights") or "ate")
        weighted = e.quantity.endswith("_weighted")
        data = "g" if weighted else pair(e, "d").removeprefix("g <- ")
        level = f", level = {r_text(e.where.levels[0])}" if e.where else ""
        weights = ", w = g$w" if weighted else ""
        yield Check(e, f"smd_in({data}, {r_text(e.covariates[0])}{level}{weights})")


def _adjusted_log_rank(asked: Asked) -> Lines:
    if asked.columns("strata"):
        return
    right = " + ".join(map(r_name, asked.covariates))
    yield data_of(asked)
    for e in asked.estimates("statistic"):
        share = next(m["probability"] for m in e.method if m.id.startswith("allocation_"))
        yield pair(e)
        yield needed(*asked.covariates)
        yield f"found <- adjusted_score(g, model.matrix(~ {right}, g)[, -1], {share!r})"
        yield Check(e, "found$z", p_value="2 * pnorm(-abs(found$z))")
    for quantity, name in (("hazard_ratio", "adjusted"), ("hazard_ratio_same_patients", "plain")):
        yield from (four(e, f"found${name}") for e in asked.estimates(quantity))


def _e_value(asked: Asked) -> Lines:
    if not asked.spec.endpoint(asked.id).timed:
        return
    covariates, strata = asked.columns("covariates"), asked.columns("strata")
    yield data_of(asked)
    for e in asked.estimates("risk_ratio"):
        yield pair(e)
        yield needed(*covariates, *strata) if covariates or strata else "# everybody"
        common = "common_risk" if e.made_by("ratio_common") else ""
        yield f"rr <- {common}(first({cox(covariates, strata)}))"
        yield Check(e, "rr[1]", "rr[2]", "rr[3]")
        values = {"e_value": "e_value(rr[1])",
                  "e_value_limit": "e_value(if (rr[2] > 1) rr[2] else min(rr[3], 1))"}  # fmt: skip
        for quantity, value in values.items():
            yield from (Check(x, value) for x in asked.estimates(quantity) if x.group == e.group)


RECIPES: dict[str, Recipe] = {
    "adjusted.specification": _specification,
    "adjusted.balance": _balance,
    "adjusted.log_rank:adjusted_log_rank": _adjusted_log_rank,
    "adjusted.robustness.e_value": _e_value,
    "adjusted.weighting": _weighted,
    "adjusted.standardized": _standardized,
}
