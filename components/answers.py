"""The questions several pages ask in the same words, so that they cannot answer differently."""

from components.labels import covariate_label
from components.view import View
from outcomes.estimators.competing import cumulative_incidence
from outcomes.estimators.contrasts import log_rank, milestone_difference, rmst
from outcomes.estimators.cox import cox, proportional_hazards
from outcomes.estimators.survival import kaplan_meier
from outcomes.protocol import Endpoint
from outcomes.results import Estimate, Result
from outcomes.wording import text


def curves_of(view: View, endpoint: Endpoint) -> Result:
    """Return Kaplan–Meier, or cumulative incidence where events compete."""
    competing = endpoint.kind == "competing"
    return view.result(cumulative_incidence if competing else kaplan_meier, endpoint.id)


def comparisons_of(view: View, endpoint: Endpoint) -> list[tuple[str, Estimate]]:
    """Return the named comparisons of the arms, the prespecified ones first.

    Empty where there is nothing to compare, or where a filter on something measured after baseline
    has broken the randomization.
    """
    spec = view.spec
    if not spec.compared_arms or view.post_baseline:
        return []
    strata = spec.plan.strata
    key = tuple(c.id for c in spec.covariates if c.key)
    adjust = tuple(c.id for c in spec.covariates if c.adjust)
    asked: list[tuple[str, str, Result]] = []
    if strata:
        by = covariate_names(view, strata)
        asked.append(("row.log_rank_stratified", by, _ask(view, log_rank, endpoint, strata=strata)))
        asked.append(("row.cox_stratified", by, _ask(view, cox, endpoint, strata=strata)))
    asked.append(("row.log_rank", "", _ask(view, log_rank, endpoint)))
    asked.append(("row.cox", "", _ask(view, cox, endpoint)))
    for covariates in dict.fromkeys(c for c in (key, adjust) if c):
        by = covariate_names(view, covariates)
        asked.append(("row.cox_adjusted", by, _ask(view, cox, endpoint, covariates=covariates)))
    named = [
        (view.say(row, by=by), estimate)
        for row, by, result in asked
        for estimate in result.estimates
        if estimate.quantity in ("hazard_ratio", "statistic")
    ]
    return named + _model_free(view, endpoint)


def headline_of(view: View, endpoint: Endpoint) -> tuple[Result, ...]:
    """Return what stands on the figure itself: the prespecified hazard ratio and its test.

    Under filters the test is left out; after a post-baseline filter the ratio too.
    """
    if not view.spec.compared_arms or view.post_baseline:
        return ()
    strata = view.spec.plan.strata
    ratio = _ask(view, cox, endpoint, **({"strata": strata} if strata else {}))
    if view.exploratory:
        return (ratio,)
    return (ratio, _ask(view, log_rank, endpoint, **({"strata": strata} if strata else {})))


def _model_free(view: View, endpoint: Endpoint) -> list[tuple[str, Estimate]]:
    """Return the differences that need no proportional hazards, and the test of those."""
    if endpoint.kind == "competing":
        return []
    unit = text(f"unit.{view.spec.study.time_unit}", view.language)
    milestones = _ask(view, milestone_difference, endpoint).all("survival_difference")
    means = _ask(view, rmst, endpoint).all("rmst_difference")
    tests = _ask(view, proportional_hazards, endpoint).all("statistic")
    return [
        *((view.say("row.milestone", at=f"{e.at:g}", unit=unit), e) for e in milestones),
        *((view.say("row.rmst", at=f"{e.at or 0:.3g}", unit=unit), e) for e in means),
        *((view.say("row.zph"), e) for e in tests),
    ]


def _ask(view: View, estimator, endpoint: Endpoint, **options) -> Result:
    return view.result(estimator, endpoint.id, **options)


def covariate_names(view: View, ids: tuple[str, ...]) -> str:
    """Return covariate labels as a reader would list them."""
    labels = {c.id: covariate_label(c, view.language) for c in view.spec.covariates}
    return ", ".join(labels.get(i, i) for i in ids)


def definition_of(view: View, endpoint: Endpoint) -> str:
    """Return the operational definition of a timed endpoint in a sentence."""
    if endpoint.time:
        event = endpoint.event_column or endpoint.censor_column
        return view.say("survival.ready", time=endpoint.time, event=event)
    names = {
        "origin": column_name(endpoint.origin),
        "event": view.say("list.or").join(column_name(c) for c in endpoint.event),
        "censor": column_name(endpoint.censor),
    }
    cutoff = view.say("survival.cutoff_clause") if view.spec.study.data_cutoff else ""
    return view.say("survival.definition", **names) + cutoff


def column_name(column: str | None) -> str:
    """Return a date column as words: ``last_contact_date`` reads *last contact*."""
    return (column or "").removesuffix("_date").removesuffix("_day").replace("_", " ")
