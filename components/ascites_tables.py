"""The tables of ascites response: rates by every rule, what they are made of, comparisons."""

from collections.abc import Sequence
from typing import Any

from components.answers import covariate_names
from components.choice import choose_one
from components.frame import show_table
from components.view import View
from components.wall import choose_p_values, may_compare
from outcomes.estimators.ascites.response import (
    ascites_difference,
    ascites_logistic,
    ascites_rate,
    ascites_stratified,
)
from outcomes.figures.base.table import Table, contrast_table, estimate_cell
from outcomes.results.result import Estimate, Result
from outcomes.wording import format_of, say

DENOMINATORS = ("ascites_at_baseline", "ascites_treated")
RATES = ("response", "control")
OUTCOMES = ("CR", "PR", "SD", "PD", "drained", "died", "NE", "untreated")
Asked = dict[str, Any]


def rates_table(view: View, asked: Asked, compare: bool) -> Table:
    """Return each rate under both rules for missing, both limits and both denominators."""
    other = next(d for d in DENOMINATORS if d != asked["denominator"])
    elsewhere = {**asked, "denominator": other}
    variants: Sequence[tuple[str, Asked, str]] = (
        (view.say("ascites.row.failure"), asked, ""),
        (view.say("ascites.row.wilson"), asked, "Wilson"),
        (view.say("ascites.row.exclude"), {**asked, "missing": "exclude"}, ""),
        (view.say("ascites.row.other", denominator=view.say(f"ascites.denominator.{other}")),
         elsewhere, ""),
    )  # fmt: skip
    arms = [arm.id for arm in view.spec.compared_arms] if compare else []
    rows = []
    for of in RATES:
        for how, options, method in variants:
            name = view.say("ascites.row.named", rate=view.say(f"ascites.short.{of}"), how=how)
            result = view.result(ascites_rate, of=of, **options)
            cells = [_share(view, result, group, method) for group in view.labels]
            if arms and method:
                cells += [""] * len(arms)
            elif arms:
                found = view.result(ascites_difference, of=of, **options)
                cells += [_difference(view, found, arm) for arm in arms]
            rows.append((name, *cells))
    heads = [view.say("ascites.column.rate"), *view.labels.values()]
    heads += [
        view.say("ascites.column.difference", arms=arms_of(view, arm, reference.id))
        for arm in arms
        if (reference := view.spec.reference)
    ]
    return Table(tuple(heads), tuple(rows))


def arms_of(view: View, arm: str, reference: str) -> str:
    """Return which arm is compared with which."""
    labels = view.labels
    arm, reference = labels.get(arm, arm), labels.get(reference, reference)
    return view.say("contrast.arms", arm=arm, reference=reference)


def _share(view: View, result: Result, group: str, method: str) -> str:
    found = (e for e in result.all("proportion") if e.group == group and e.method == method)
    e = next(found, None)
    if e is None or not e.n:
        return "0/0"
    return f"{e.n_events}/{e.n} · {estimate_cell(e, 'proportion', view.language)}"


def _difference(view: View, result: Result, arm: str) -> str:
    return estimate_cell(result.pick("risk_difference", arm), "risk_difference", view.language)


def outcomes_table(view: View, result: Result) -> Table:
    """Return how many had each outcome at the target visit, per arm."""
    rows = []
    for name in OUTCOMES:
        found = {e.group: e for e in result.all("n") if e.covariates == (name,)}
        cells = (format_of(e.value or 0, e.n or 0) for g in view.labels if (e := found.get(g)))
        rows.append((view.say(f"ascites.outcome.{name}"), *cells))
    held = {e.group: e for e in result.all("n_confirmed")}
    cells = (format_of(e.value or 0, e.n or 0) for g in view.labels if (e := held.get(g)))
    rows.append((view.say("ascites.outcome.confirmed"), *cells))
    return Table((view.say("ascites.column.outcome"), *view.labels.values()), tuple(rows))


def show_comparisons(view: View, asked: Asked) -> None:
    """Show differences and ratios by every method, crude, stratified and adjusted."""
    if not may_compare(view):
        return
    of = choose_one(
        view.say("ascites.compare"),
        tuple(reversed(RATES)),
        named=lambda r: view.say(f"ascites.rate.{r}"),
        key="asc_rate",
        segmented=True,
    )
    spec = view.spec
    found = [view.result(ascites_difference, of=of, **asked)]
    if spec.plan.strata:
        found.append(view.result(ascites_stratified, of=of, **asked))
    adjusted = tuple(c.id for c in spec.covariates if c.key)
    if adjusted:
        found.append(view.result(ascites_stratified, of=of, strata=adjusted, **asked))
        found.append(view.result(ascites_logistic, of=of, covariates=adjusted, **asked))
    named = [
        (_comparison(view, e), e)
        for result in found
        for e in result.estimates
        if e.quantity in ("risk_difference", "risk_ratio", "odds_ratio")
        and e.value is not None
        and "sensitivity" not in e.method
    ]
    p_values = choose_p_values(view)
    show_table(contrast_table(named, view.labels, view.language, p_values=p_values))


def _comparison(view: View, e: Estimate) -> str:
    name = view.say(f"ascites.row.{e.quantity}")
    by = covariate_names(view, e.covariates)
    # The method lists the columns by id; their labels follow it.
    adjusted = f"adjusted for {', '.join(e.covariates)}; "
    method = say((e.method or "").replace(adjusted, ""), view.language)
    parts = [name, method, by]
    return " · ".join(part for part in parts if part)
