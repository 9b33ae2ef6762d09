"""Every question a study answers without being asked: what the results file holds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from outcomes.displays.adjusted.alone.comparators import mixes_of
from outcomes.displays.adjusted.ladder import absolute, ladder, odds, robustness
from outcomes.model.endpoint import Endpoint
from outcomes.model.further import CYTOLOGY, DENOMINATORS, PARACENTESIS
from outcomes.model.plan.benchmarks import published_of
from outcomes.model.protocol import StudySpec
from outcomes.model.question import Request
from outcomes.results.note import Note, Ref
from outcomes.results.result import Result
from outcomes.results.withheld import uncompared, untested

if TYPE_CHECKING:
    from outcomes.model.cohort import Cohort


def catalogue(spec: StudySpec) -> tuple[Request, ...]:
    """Return every request whose answer belongs into the results file of a study.

    The order is that of the vocabulary in the data contract: the study, then each endpoint in
    protocol order. Contrasts are asked for where there is an arm to compare. Extrapolation is
    not in it: it takes seconds per endpoint, needs a horizon somebody has to choose, and is about
    times at which nothing was observed.
    """
    requests = [Request("conduct.enrollment")]
    if spec.covariates:
        requests.append(Request("conduct.baseline"))
    if spec.plan.hierarchy and spec.compared_arms:
        requests.append(Request("conduct.hierarchy"))
    for endpoint in spec.endpoints:
        asked = (*of_endpoint(spec, endpoint), *sensitivity(spec, endpoint))
        requests += dict.fromkeys(asked)
    requests += [*of_ascites(spec), *of_surgery(spec)]
    requests.append(Request("safety.adverse_events"))
    if spec.safety:
        window = spec.safety.window_hours
        requests.append(Request("safety.adverse_events", options=(("window", window),)))
    return tuple(requests)


def of_endpoint(spec: StudySpec, endpoint: Endpoint) -> Iterator[Request]:
    """Yield the requests of one endpoint."""
    name, compared = endpoint.id, bool(spec.compared_arms)
    if endpoint.kind == "proportion":
        yield Request("proportions.rates:proportion", name)
        if compared:
            yield Request("proportions.rates:proportion_difference", name)
        return
    if endpoint.kind == "time_to_event":
        yield Request("survival.kaplan_meier", name)
    else:
        yield Request("survival.competing:cumulative_incidence", name)
        if compared:
            yield Request("survival.competing:fine_gray", name)
    yield Request("survival.kaplan_meier:follow_up", name)
    yield Request("conduct.censoring", name)
    if compared:
        yield from _hazards(spec, name)
    if endpoint.kind == "time_to_event":
        yield from _from_landmarks(endpoint)
        yield Request("survival.contrasts:rmst", name)
        if compared and endpoint.landmarks:
            yield Request("survival.contrasts:milestone_difference", name)
        if spec.study.setting != "prophylactic":
            yield Request("surgery.landmark:time_dependent_cox", name)
        if spec.conversion:
            yield Request("surgery.landmark:landmark_cox", name)


def of_ascites(spec: StudySpec) -> Iterator[Request]:
    """Yield what is asked about ascites beside the protocol's own endpoints on it."""
    if not (spec.ascites or any(e.success == "ascites_control" for e in spec.endpoints)):
        return
    compared, own = bool(spec.compared_arms), {e.id for e in spec.endpoints}
    for of in ("control", "response"):
        for denominator in DENOMINATORS:
            options = (("of", of), ("denominator", denominator))
            yield Request("ascites.response:ascites_rate", options=options)
            if compared:
                yield Request("ascites.response:ascites_difference", options=options)
    asked = {
        PARACENTESIS: ("survival.kaplan_meier", "survival.cox", "survival.contrasts:log_rank"),
        CYTOLOGY: ("proportions.rates:proportion", "proportions.rates:proportion_difference"),
    }
    for name, (alone, *contrasts) in asked.items():
        if name not in own:
            yield from (Request(e, name) for e in (alone, *(contrasts if compared else ())))


def of_surgery(spec: StudySpec) -> Iterator[Request]:
    """Yield what is asked about operations beside the protocol's own endpoints on them."""
    if spec.conversion:
        yield Request("surgery.steps:conversion_ladder")
        yield Request("surgery.incidence:conversion_incidence")
        yield Request("surgery.incidence:conversion_incidence", options=(("naive", True),))
    operated = ("conversion_surgery", "r0_resection", "surgery_date")
    if spec.conversion or any({e.success, e.origin} & {*operated} for e in spec.endpoints):
        yield Request("surgery.outcomes:operation_outcomes")


def sensitivity(spec: StudySpec, endpoint: Endpoint) -> Iterator[Request]:
    """Yield what the sensitivity ladder of one endpoint asks."""
    rungs = (*ladder(spec, endpoint), *absolute(spec, endpoint), *odds(spec, endpoint))
    yield from (rung.request for rung in rungs)
    if not spec.compared_arms:
        yield from alone(spec, endpoint)
    if spec.compared_arms and endpoint.kind == "time_to_event":
        yield from robustness(spec, endpoint).values()


def alone(spec: StudySpec, endpoint: Endpoint) -> Iterator[Request]:
    """Yield in which other ways a number without a comparison is made."""
    if not endpoint.timed:
        yield Request("proportions.blanks", endpoint.id)
    if spec.study.exposure:
        yield Request("adjusted.alone.exposure", endpoint.id)
    if endpoint.target is not None and (endpoint.landmarks or not endpoint.timed):
        yield Request("adjusted.alone.lost", endpoint.id, (("against", endpoint.target),))
    if endpoint.landmarks:
        yield Request("survival.definitions", endpoint.id)
        if endpoint.seen_at_visits:
            yield Request("adjusted.alone.between_visits", endpoint.id)
    published = published_of(spec.benchmarks, Path(spec.folder).parent) if spec.folder else ()
    for other in mixes_of(published, spec, endpoint).values():
        if endpoint.landmarks or not endpoint.timed:
            options = (("covariate", other.covariate), ("mix", other.mix))
            yield Request("adjusted.alone.case_mix", endpoint.id, options)


def _hazards(spec: StudySpec, name: str) -> Iterator[Request]:
    yield Request("survival.contrasts:log_rank", name)
    for strata in stratifications(spec):
        yield Request("survival.contrasts:log_rank", name, (("strata", strata),))
    yield Request("survival.cox", name)
    for strata in stratifications(spec):
        yield Request("survival.cox", name, (("strata", strata),))
    for adjusted in adjustments(spec):
        yield Request("survival.cox", name, (("covariates", adjusted),))
    yield Request("survival.cox:proportional_hazards", name)
    yield Request("survival.hazards", name)
    yield Request("survival.weighted_tests", name)
    if any(covariate.subgroup for covariate in spec.covariates):
        yield Request("subgroups.effects:subgroups", name)


def _from_landmarks(endpoint: Endpoint) -> Iterator[Request]:
    """Yield survival from each landmark on, and to each later one given an earlier one."""
    for given in endpoint.landmarks:
        yield Request("survival.conditional:landmark", endpoint.id, (("at", given),))
        for at in (later for later in endpoint.landmarks if later > given):
            yield Request(
                "survival.conditional:conditional_survival",
                endpoint.id,
                (("given", given), ("at", at)),
            )


def stratifications(spec: StudySpec) -> tuple[tuple[str, ...], ...]:
    """Return the stratifications in use: the randomisation strata, then each key covariate."""
    key = [(c.id,) for c in spec.covariates if c.key and c.kind != "continuous"]
    return _distinct([spec.plan.strata, *key])


def adjustments(spec: StudySpec) -> tuple[tuple[str, ...], ...]:
    """Return the adjustments in use: each key covariate alone, then the prespecified set."""
    key = [(c.id,) for c in spec.covariates if c.key]
    prespecified = spec.adjustment_set
    return _distinct([*key, prespecified])


def _distinct(sets: Iterable[tuple[str, ...]]) -> tuple[tuple[str, ...], ...]:
    return tuple(dict.fromkeys(chosen for chosen in sets if chosen))


def run_catalogue(cohort: Cohort, endpoints: Iterable[str] | None = None) -> tuple[Result, ...]:
    """Answer every request of the study for one cohort.

    Parameters
    ----------
    cohort
        Who is in. Without p-values where a filter or another analysis set than the protocol's own
        makes them others than the patients of the planned analysis, and without comparisons where
        a filter is on what came after baseline.
    endpoints
        Ids to restrict the endpoints to; what is about no endpoint is left out then.

    Raises
    ------
    KeyError
        If the study has no such endpoint; the message lists those it has.
    """
    requests = catalogue(cohort.study.spec)
    if endpoints is not None:
        wanted = {cohort.endpoint(name).id for name in endpoints}
        requests = tuple(r for r in requests if r.endpoint in wanted)
    found: Iterable[Result]
    found = (_with_left_out(cohort, request, request.ask(cohort)) for request in requests)
    if cohort.after_baseline:
        found = map(uncompared, found)
    return tuple(found if cohort.planned else map(untested, found))


def _with_left_out(cohort: Cohort, request: Request, result: Result) -> Result:
    """Say who is not in the n of the rows: without an arm, or without an endpoint with times."""
    own = {endpoint.id for endpoint in cohort.study.spec.endpoints if endpoint.timed}
    if request.endpoint not in own or not result.n_missing:
        return result
    missing = "not_available_or_arm" if cohort.arms else "not_available"
    why = Note(missing, endpoint=Ref("endpoint", request.endpoint))
    notes = [Note("left_out", n=result.n_missing, total=cohort.n, why=why)]
    if cohort.study.lacks_many(request.endpoint):
        share = cohort.study.endpoints[request.endpoint].lacking.share
        notes.insert(0, Note("many_left_out", share=share, population=_default(cohort)))
    return result.with_notes(*notes)


def _default(cohort: Cohort) -> Ref:
    return Ref("population", cohort.study.spec.default_population.id)
