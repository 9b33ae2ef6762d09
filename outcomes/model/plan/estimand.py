"""The estimand of an endpoint in the five attributes of ICH E9(R1), from the protocol alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from outcomes.model.endpoint import Endpoint
from outcomes.model.protocol import StudySpec

Strategy = Literal[
    "treatment_policy", "hypothetical", "composite", "competing", "while_on_treatment"
]
PERITONEAL, REGIONAL = "peritoneal_recurrence_date", "regional_recurrence_date"


@dataclass(frozen=True, slots=True)
class Phrase:
    """A key of the wording with its values: a sentence that no language has yet made."""

    key: str
    values: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Intercurrent:
    """An event that may come between: how it is dealt with, and what else could be done.

    ``event`` and ``alternative`` are keys of the wording (``estimand.event.…``).
    """

    event: str
    strategy: Strategy
    alternative: str = ""


@dataclass(frozen=True, slots=True)
class Estimand:
    """Treatment, population, intercurrent events, summary measure; and a caution."""

    endpoint: str
    treatment: Phrase
    population: Phrase
    members: Phrase | None
    intercurrent: tuple[Intercurrent, ...]
    missing: Phrase | None
    summary: tuple[Phrase, ...]
    cautions: tuple[str, ...] = ()


def estimand(spec: StudySpec, endpoint: Endpoint, population: str) -> Estimand:
    """Return the estimand of an endpoint.

    Parameters
    ----------
    spec
        The protocol.
    endpoint
        One of its endpoints.
    population
        Id of the analysis set.

    Returns
    -------
    Estimand
        With texts as keys of the wording. Intercurrent events follow from what the endpoint is
        made of (the date columns of its event, or its success column), from the setting and from
        the arms; one that cannot happen in this study is not listed.

    References
    ----------
    ICH E9(R1) (2019) Addendum on estimands and sensitivity analysis in clinical trials.
    """
    return Estimand(
        endpoint.id,
        _treatment(spec, population),
        Phrase("estimand.analysis_set", (("population", spec.population(population).label),)),
        _members(endpoint),
        _intercurrent(spec, endpoint),
        Phrase(f"estimand.missing.{endpoint.missing}") if not endpoint.timed else None,
        _summary(spec, endpoint),
        _cautions(spec, endpoint),
    )


def _treatment(spec: StudySpec, population: str) -> Phrase:
    taken = "received" if population == "safety" else "assigned"
    reference = spec.reference
    if reference is None or not spec.compared_arms:
        return Phrase("estimand.treatment.single", (("title", spec.study.title),))
    arms = ", ".join(arm.label for arm in spec.compared_arms)
    key = f"estimand.treatment.{taken if spec.study.design == 'randomised' else 'observed'}"
    return Phrase(key, (("arms", arms), ("reference", reference.label)))


def _members(endpoint: Endpoint) -> Phrase | None:
    """Return who of the analysis set can have the endpoint at all."""
    if endpoint.origin == "surgery_date":
        return Phrase("estimand.members.operated")
    if endpoint.denominator:
        return Phrase("estimand.members.denominator", (("column", endpoint.denominator),))
    return None


def _intercurrent(spec: StudySpec, endpoint: Endpoint) -> tuple[Intercurrent, ...]:
    if not endpoint.timed:
        return _of_proportion(endpoint)
    if endpoint.kind == "competing":
        return _of_competing(endpoint)
    found = []
    if spec.compared_arms:
        found.append(Intercurrent("crossover", "treatment_policy", "hypothetical_exploratory"))
    if _recurrence_of(endpoint):
        return (
            *found,
            Intercurrent("other_recurrence", "treatment_policy", "censor_recurrence"),
            Intercurrent("new_therapy", "treatment_policy", "censor_therapy"),
            Intercurrent("death", "composite", "competing_death"),
        )
    overall = endpoint.event == ("death_date",)
    if endpoint.origin != "surgery_date" and spec.study.setting != "prophylactic":
        other = "hypothetical_exploratory" if overall else "censor_surgery"
        event = "conversion" if overall else "conversion_before"
        found.append(Intercurrent(event, "treatment_policy", other))
    other = "hypothetical_exploratory" if overall else "censor_therapy"
    found.append(
        Intercurrent("later_lines" if overall else "new_therapy", "treatment_policy", other)
    )
    if not overall and "death_date" in endpoint.event:
        found.append(Intercurrent("death", "composite"))
    return tuple(found)


def _recurrence_of(endpoint: Endpoint) -> bool:
    return bool({PERITONEAL, REGIONAL} & set(endpoint.event))


def _of_competing(endpoint: Endpoint) -> tuple[Intercurrent, ...]:
    found = []
    if "death_date" in endpoint.competing:
        found.append(Intercurrent("death", "competing", "composite_death"))
    if _recurrence_of(endpoint):
        found.append(Intercurrent("other_recurrence", "treatment_policy", "competing_recurrence"))
        found.append(Intercurrent("new_therapy", "treatment_policy", "censor_therapy"))
    elif "conversion_date" in endpoint.event:
        found.append(Intercurrent("progression", "treatment_policy", "competing_progression"))
    return tuple(found)


def _of_proportion(endpoint: Endpoint) -> tuple[Intercurrent, ...]:
    rules: dict[str, tuple[Intercurrent, ...]] = {
        "conversion_surgery": (Intercurrent("death_progression", "composite", "competing_death"),),
        "r0_resection": (Intercurrent("death_progression", "composite", "competing_death"),),
        "ascites_control": (
            Intercurrent("death_drainage", "composite"),
            Intercurrent("diuretics", "treatment_policy"),
        ),
        "objective_response": (
            Intercurrent("therapy_or_surgery", "while_on_treatment", "count_all"),
            Intercurrent("death_unassessed", "composite"),
        ),
        "adverse_event_24h": (Intercurrent("stopped", "while_on_treatment"),),
    }
    return rules.get(endpoint.success or "", ())


def _summary(spec: StudySpec, endpoint: Endpoint) -> tuple[Phrase, ...]:
    unit = spec.study.time_unit
    at = (("at", ", ".join(f"{t:g}" for t in endpoint.landmarks)), ("unit", unit))
    compared = bool(spec.compared_arms)
    if not endpoint.timed:
        return (
            Phrase("estimand.summary.proportion"),
            *((Phrase("estimand.summary.risk_difference"),) if compared else ()),
        )
    if endpoint.kind == "competing":
        return (
            Phrase("estimand.summary.incidence", at) if endpoint.landmarks
            else Phrase("estimand.summary.incidence_curve"),
            *((Phrase("estimand.summary.subdistribution"),) if compared else ()),
        )  # fmt: skip
    ratio = "stratified" if spec.plan.strata else "unadjusted"
    return (
        *((Phrase(f"estimand.summary.ratio_{ratio}"),) if compared else ()),
        Phrase("estimand.summary.median"),
        *((Phrase("estimand.summary.survival", at),) if endpoint.landmarks else ()),
        *(
            (Phrase("estimand.summary.rmst", (("at", f"{endpoint.tau:g}"), ("unit", unit))),)
            if endpoint.tau else ()
        ),
    )  # fmt: skip


def _cautions(spec: StudySpec, endpoint: Endpoint) -> tuple[str, ...]:
    found = []
    if spec.conversion and endpoint.event == ("death_date",):
        found.append("estimand.caution.by_conversion")
    if spec.study.design == "observational" and spec.compared_arms:
        found.append("estimand.caution.observational")
    if endpoint.origin == "surgery_date":
        found.append("estimand.caution.operated")
    return tuple(found)
