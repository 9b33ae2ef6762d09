"""The comparisons of arms several displays ask in the same words, so that they cannot differ."""

from __future__ import annotations

from collections.abc import Iterable

from outcomes.displays.base.words import Words
from outcomes.model.endpoint import Endpoint
from outcomes.model.protocol import StudySpec
from outcomes.model.question import Request, request
from outcomes.model.scene import Scene
from outcomes.results.result import Estimate, Result
from outcomes.wording import format_at

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


def curve_request(endpoint: Endpoint) -> Request:
    """Return the question for Kaplan–Meier, or for cumulative incidence where events compete."""
    if endpoint.kind == "competing":
        return request("survival.competing:cumulative_incidence", endpoint.id)
    return request("survival.kaplan_meier", endpoint.id)


def contrast_requests(scene: Scene, endpoint: Endpoint) -> dict[str, Request]:
    """Return the comparisons of the arms, the prespecified ones first; none where none is."""
    if not scene.compares:
        return {}
    spec, name = scene.spec, endpoint.id
    asked = []
    if spec.plan.strata:
        asked = [request(of, name, strata=spec.plan.strata) for of in _PLANNED]
    asked += [request(of, name) for of in _PLANNED]
    asked += [request("survival.cox", name, covariates=c) for c in adjustments(spec)]
    if endpoint.kind != "competing":  # differences that need no proportional hazards
        asked += [request(of, name) for of in _WITHOUT_MODEL]
    return {f"contrast{i}": question for i, question in enumerate(asked)}


_PLANNED = ("survival.contrasts:log_rank", "survival.cox")
_WITHOUT_MODEL = (
    "survival.contrasts:milestone_difference",
    "survival.contrasts:rmst",
    "survival.cox:proportional_hazards",
)


def adjustments(spec: StudySpec) -> tuple[tuple[str, ...], ...]:
    """Return the key covariates, then the prespecified set, each once."""
    sets = (spec.key_covariates, spec.adjustment_set)
    return tuple(dict.fromkeys(found for found in sets if found))


def headline_requests(scene: Scene, endpoint: Endpoint) -> dict[str, Request]:
    """Return what stands on the figure itself: the prespecified hazard ratio and its test.

    Under filters the test is left out; after a post-baseline filter the ratio too.
    """
    if not scene.compares:
        return {}
    strata = {"strata": scene.spec.plan.strata} if scene.spec.plan.strata else {}
    test, ratio = (request(of, endpoint.id, **strata) for of in _PLANNED)
    return {"ratio": ratio} if scene.exploratory else {"ratio": ratio, "test": test}


def named_contrasts(words: Words, results: Iterable[Result]) -> list[tuple[str, Estimate]]:
    """Return the estimates of comparisons, each named by what was done, and when it was chosen."""
    return [
        (_named(words, result, estimate), estimate)
        for result in results
        for estimate in result.estimates
        if estimate.quantity in COMPARED
    ]


def _named(words: Words, result: Result, e: Estimate) -> str:
    by, at = words.covariates(e.covariates), format_at(e.at or 0)
    name = words.say(ROWS[result.analysis], by=by, at=at, unit=words.units(e.at or 0))
    spec = words.spec
    later = result.analysis == "cox_adjusted" and not spec.inferred
    if not later or spec.prespecified(result.endpoint, "cox", e.covariates):
        return name
    return f"{name} · {words.say('planned.post_hoc')}"
