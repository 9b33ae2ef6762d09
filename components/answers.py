"""The questions several pages ask in the same words, so that they cannot answer differently."""

from components.labels import covariate_label, in_sentence
from components.view import View
from outcomes.estimators.survival.competing import cumulative_incidence
from outcomes.estimators.survival.contrasts import log_rank, milestone_difference, rmst
from outcomes.estimators.survival.cox import cox, proportional_hazards
from outcomes.estimators.survival.kaplan_meier import kaplan_meier
from outcomes.model.protocol import Endpoint
from outcomes.results.result import Estimate, Result
from outcomes.wording import format_at, text

COMPARED = ("hazard_ratio", "statistic", "survival_difference", "rmst_difference")
ROWS = {
    "log_rank": "row.log_rank",
    "log_rank_stratified": "row.log_rank_stratified",
    "cox": "row.cox",
    "cox_stratified": "row.cox_stratified",
    "cox_adjusted": "row.cox_adjusted",
    "milestone_difference": "row.milestone",
    "rmst": "row.rmst",
    "proportional_hazards": "row.zph",
}


def curves_of(view: View, endpoint: Endpoint) -> Result:
    """Return Kaplan–Meier, or cumulative incidence where events compete."""
    competing = endpoint.kind == "competing"
    return view.result(cumulative_incidence if competing else kaplan_meier, endpoint.id)


def comparisons_of(view: View, endpoint: Endpoint) -> list[tuple[str, Estimate]]:
    """Return the named comparisons of the arms, the prespecified ones first.

    Empty where there is nothing to compare, or where a filter on something measured after baseline
    has broken the randomization.
    """
    unit = text(f"unit.{view.spec.study.time_unit}", view.language)
    named = []
    for result in contrasts_of(view, endpoint):
        row = ROWS[result.analysis]
        for estimate in result.estimates:
            if estimate.quantity in COMPARED:
                by = covariate_names(view, estimate.covariates)
                at = format_at(estimate.at or 0)
                named.append((view.say(row, by=by, at=at, unit=unit), estimate))
    return named


def contrasts_of(view: View, endpoint: Endpoint) -> list[Result]:
    """Return the results behind the comparisons, the prespecified ones first."""
    spec = view.spec
    if not spec.compared_arms or view.post_baseline:
        return []
    found = []
    if spec.plan.strata:
        strata = {"strata": spec.plan.strata}
        found += [_ask(view, log_rank, endpoint, **strata), _ask(view, cox, endpoint, **strata)]
    found += [_ask(view, log_rank, endpoint), _ask(view, cox, endpoint)]
    key = tuple(c.id for c in spec.covariates if c.key)
    adjust = tuple(c.id for c in spec.covariates if c.adjust)
    for covariates in dict.fromkeys(c for c in (key, adjust) if c):
        found.append(_ask(view, cox, endpoint, covariates=covariates))
    if endpoint.kind != "competing":  # differences that need no proportional hazards
        found += [_ask(view, milestone_difference, endpoint), _ask(view, rmst, endpoint)]
        found.append(_ask(view, proportional_hazards, endpoint))
    return found


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


def _ask(view: View, estimator, endpoint: Endpoint, **options) -> Result:
    return view.result(estimator, endpoint.id, **options)


def covariate_names(view: View, ids: tuple[str, ...]) -> str:
    """Return covariate labels as a reader would list them in a sentence."""
    labels = {c.id: in_sentence(covariate_label(c, view.language)) for c in view.spec.covariates}
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
