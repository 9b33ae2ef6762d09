"""Adjusted comparisons in R: weighted arms, and outcomes standardized over the covariates."""

from __future__ import annotations

from outcomes.export.r_script.recipe import (
    Asked,
    Check,
    Lines,
    Recipe,
    cox,
    four,
    frame,
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
    covariates = asked.spec.adjusted_for(asked.columns("covariates"))
    right = " + ".join(map(r_name, covariates))
    yield frame(asked) if timed else f"f <- counted({r_text(asked.id)})"
    first = next((e for e in asked.result.estimates if e.reference), None)
    if first is None or len(asked.spec.compared_arms) != 1:  # more arms: other weights for each
        return
    yield pair(first)
    yield needed(*covariates)
    yield "z <- g$arm == levels(g$arm)[2]"
    yield f"ps <- fitted(glm(z ~ {right}, binomial, g, control = list(epsilon = 1e-12)))"
    yield f"g$w <- {_WEIGHTS[asked.request.option('weights') or 'ate']}"
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
    covariates = asked.spec.adjusted_for(asked.columns("covariates"))
    right = "".join(f" + {r_name(c)}" for c in covariates)
    yield frame(asked) if timed else f"f <- counted({r_text(asked.id)})"
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


RECIPES: dict[str, Recipe] = {
    "adjusted.weighting": _weighted,
    "adjusted.standardized": _standardized,
}
