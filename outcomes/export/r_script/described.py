"""Baseline in R: counts, shares, means, quantiles, standardized differences."""

from __future__ import annotations

from outcomes.export.r_script.recipe import Asked, Check, Lines, Recipe, r_text
from outcomes.results.result import Estimate

_OF = {
    "mean": "mean(x)", "sd": "sd(x)", "median": "median(x)", "q1": "quantile(x, 0.25)",
    "q3": "quantile(x, 0.75)",
}  # fmt: skip


def _baseline(asked: Asked) -> Lines:
    coded = {c.id: c.kind != "continuous" for c in asked.spec.covariates}
    for e in asked.result.estimates:
        if not e.covariates or e.covariates[0] not in coded:
            continue
        name, *level = e.covariates
        if e.quantity == "smd" and e.reference:
            one, two = (_values(name, g) for g in (e.group, e.reference))
            yield Check(e, f"smd({one}, {two})")
        elif e.quantity == "smd_expected" and e.reference:
            one, two = (_values(name, g) for g in (e.group, e.reference))
            yield Check(e, f"expected_smd({one}, {two})")
        elif e.quantity in (*_OF, "n", "n_missing", "proportion"):
            yield f"x <- {_values(name, e.group)}"
            yield Check(e, _described(e, level))


def _described(e: Estimate, level: list[str]) -> str:
    if e.quantity == "n_missing":
        return "sum(is.na(x))"
    if e.quantity in _OF:
        return f"{{ x <- x[!is.na(x)]; {_OF[e.quantity]} }}"
    if not level:
        return "sum(!is.na(x))"
    count = f"sum(x == {r_text(level[0])}, na.rm = TRUE)"
    return count if e.quantity == "n" else f"{count} / sum(!is.na(x))"


def _values(name: str, group: str) -> str:
    who = "" if group == "all" else f"[which(d$arm == {r_text(group)})]"
    return f"d[[{r_text(name)}]]{who}"


RECIPES: dict[str, Recipe] = {"conduct.baseline": _baseline}
