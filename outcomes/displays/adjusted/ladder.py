"""The sensitivity ladder: one endpoint, the same comparison, under one assumption after another.

Each rung is a question to an estimator that stands on its own; here is only their order, what each
changes, and whether it is conditional or marginal. What a rung assumes in words is in the texts,
under its id.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Literal, NamedTuple

from outcomes.model.endpoint import Endpoint
from outcomes.model.plan.prespecified import Sensitivity
from outcomes.model.protocol import StudySpec
from outcomes.model.question import Request, request
from outcomes.results.result import Estimate, Result

Effect = Literal["conditional", "marginal"]
Block = Literal["planned", "here", "key", "set", "own", "marginal", "patients"]
ANALYSES = {
    "cox": "cox", "weighting": "iptw", "adjusted_log_rank": "log_rank_adjusted",
    "imputed": "cox_imputed", "other_populations": "populations",
    "stratified_difference": "proportion_difference_stratified",
}  # fmt: skip


class Rung(NamedTuple):
    """One rung: a question, and which of the numbers in its answer stands on the ladder.

    Attributes
    ----------
    id
        Key of its texts: ``rung.<id>`` and ``rung.<id>.assumes``.
    block
        What it changes compared with the rung it is read against.
    quantity
        Of the estimate shown; ``at`` (None: any) its time.
    effect
        Whether it compares patients alike (``conditional``) or whole arms (``marginal``). The
        unadjusted comparison is marginal.
    covariates
        What it adjusts for, weights or stratifies by.
    primary
        Whether it is the prespecified analysis.
    named
        The entry of the protocol that names it, None where none does.
    """

    id: str
    block: Block
    request: Request
    quantity: str
    effect: Effect
    covariates: tuple[str, ...] = ()
    primary: bool = False
    named: Sensitivity | None = None

    @property
    def method(self) -> str:
        """What its rows are called in the results file."""
        if self.request.option("strata") and self.request.name == "cox":
            return "cox_stratified"
        if self.request.option("weights"):
            return f"weighted_{self.request.option('weights')}"
        return ANALYSES.get(self.request.name, self.request.name)


def ladder(
    spec: StudySpec, endpoint: Endpoint, own: Sequence[str] = (), *, planned: bool = True
) -> tuple[Rung, ...]:
    """Return the rungs of one measure, in the order they are read.

    Parameters
    ----------
    spec, endpoint
        The protocol and one of its endpoints: hazard ratios where it has times (cause-specific
        where events compete), risk differences for a proportion.
    own
        Covariates a visitor chose; baseline columns of the protocol.
    planned
        Whether it is climbed by the patients of the planned analysis. By others, what was planned
        stays the first rung, and none of the others is called so.
    """
    if not spec.compared_arms:
        return ()
    rungs = _of_proportion if endpoint.kind == "proportion" else _of_times
    found = rungs(spec, endpoint, tuple(own))
    if planned:
        return tuple(_as_named(spec, rung) for rung in found)
    return (_as_planned(spec, endpoint), *(_elsewhere(rung) for rung in found))


def _as_named(spec: StudySpec, rung: Rung) -> Rung:
    own = rung.block == "own"
    entry = spec.prespecified(rung.request.endpoint, rung.method, rung.covariates)
    return rung if own else rung._replace(named=entry)


def _as_planned(spec: StudySpec, endpoint: Endpoint) -> Rung:
    """Return the planned analysis of the protocol's own set, whoever is looked at."""
    quantity = "hazard_ratio" if endpoint.timed else "risk_difference"
    strata = spec.plan.strata if endpoint.timed else ()
    effect: Effect = "conditional" if strata else "marginal"
    asked = request("adjusted.populations:as_planned", endpoint.id)
    return Rung("as_planned", "planned", asked, quantity, effect, strata, primary=True)


def _elsewhere(rung: Rung) -> Rung:
    return rung._replace(primary=False, block="here" if rung.block == "planned" else rung.block)


def absolute(spec: StudySpec, endpoint: Endpoint) -> tuple[Rung, ...]:
    """Return the rungs of the absolute differences of a timed endpoint: survival, then means."""
    if not spec.compared_arms or endpoint.kind != "time_to_event":
        return ()
    return tuple(_differences(spec, endpoint))


def climb(
    rungs: Iterable[Rung], answers: Iterable[Result], arm: str
) -> tuple[tuple[Rung, Estimate | None, Result], ...]:
    """Return each rung with its estimate for one arm, and the result it is from.

    A rung whose answer has several such estimates (times, populations) stands once for each; one
    without stands with None, and the result's notes say why.
    """
    found: list[tuple[Rung, Estimate | None, Result]] = []
    for rung, result in zip(rungs, answers, strict=True):
        mine = [e for e in result.all(rung.quantity) if e.group == arm and e.reference]
        mine = _distinct(mine)
        found += [(rung, estimate, result) for estimate in mine] or [(rung, None, result)]
    return tuple(found)


def _distinct(estimates: Iterable[Estimate]) -> list[Estimate]:
    """Keep the first estimate per time, population and model: later ones are other intervals."""
    kept: dict[object, Estimate] = {}
    for estimate in estimates:
        kept.setdefault((estimate.at, estimate.where, estimate.covariates), estimate)
    return list(kept.values())


def _of_times(spec: StudySpec, endpoint: Endpoint, own: tuple[str, ...]) -> Iterator[Rung]:
    key, planned = spec.key_covariates, spec.adjustment_set
    strata = spec.plan.strata
    name = endpoint.id
    if strata:
        asked = request("survival.cox", name, strata=strata)
        yield Rung("strata", "planned", asked, "hazard_ratio", "conditional", strata, primary=True)
    yield Rung(
        "unadjusted",
        "planned",
        request("survival.cox", name),
        "hazard_ratio",
        "marginal",
        primary=not strata,
    )
    for covariates, block, words in _sets(key, planned, own):
        asked = request("survival.cox", name, covariates=covariates)
        yield Rung(f"{words}", block, asked, "hazard_ratio", "conditional", covariates)
        by = tuple(c for c in covariates if spec.covariate(c).kind != "continuous")
        if block == "key" and by:
            asked = request("survival.cox", name, strata=by)
            yield Rung("key_strata", block, asked, "hazard_ratio", "conditional", by)
    if endpoint.kind == "competing":
        return
    yield from _marginal(name, key, planned)
    everything = planned or key
    if everything:
        asked = request("adjusted.imputed", name, covariates=everything)
        yield Rung("imputed", "patients", asked, "hazard_ratio", "conditional", everything)
        if len([p for p in spec.populations if p.id != "safety"]) > 1:
            by = key or planned
            asked = request("adjusted.populations:other_populations", name, covariates=by)
            yield Rung("populations", "patients", asked, "hazard_ratio", "conditional", by)
    if endpoint.landmarks:
        asked = request("survival.conditional:landmark", name, at=endpoint.landmarks[0])
        yield Rung("landmark", "patients", asked, "hazard_ratio", "marginal")


def _sets(
    key: tuple[str, ...], planned: tuple[str, ...], own: tuple[str, ...]
) -> Iterator[tuple[tuple[str, ...], Block, str]]:
    """Yield each covariate set once, with its block and the id of its rung."""
    sets: tuple[tuple[tuple[str, ...], Block, str], ...] = (
        (key, "key", "key"), (planned, "set", "set"), (own, "own", "own"),
    )  # fmt: skip
    seen: set[frozenset[str]] = set()
    for covariates, block, words in sets:
        if covariates and frozenset(covariates) not in seen:
            seen.add(frozenset(covariates))
            yield covariates, block, words


def _marginal(name: str, key: tuple[str, ...], planned: tuple[str, ...]) -> Iterator[Rung]:
    everything = planned or key
    if not everything:
        return
    if key and key != everything:
        asked = request("adjusted.weighting", name, covariates=key)
        yield Rung("iptw_key", "marginal", asked, "hazard_ratio", "marginal", key)
    asked = request("adjusted.weighting", name, covariates=everything)
    yield Rung("iptw", "marginal", asked, "hazard_ratio", "marginal", everything)
    asked = request("adjusted.weighting", name, covariates=everything, weights="overlap")
    yield Rung("overlap", "marginal", asked, "hazard_ratio", "marginal", everything)
    asked = request("adjusted.log_rank:adjusted_log_rank", name, covariates=everything)
    yield Rung("score", "marginal", asked, "hazard_ratio", "marginal", everything)


def _differences(spec: StudySpec, endpoint: Endpoint) -> Iterator[Rung]:
    name, everything = endpoint.id, spec.adjusted_for()
    for quantity, plain in (
        ("survival_difference", "survival.contrasts:milestone_difference"),
        ("rmst_difference", "survival.contrasts:rmst"),
    ):
        if quantity == "survival_difference" and not endpoint.landmarks:
            continue
        yield Rung(f"plain_{quantity}", "planned", request(plain, name), quantity, "marginal")
        if not everything:
            continue
        asked = request("adjusted.standardized", name, covariates=everything)
        yield Rung(f"standardized_{quantity}", "marginal", asked, quantity, "marginal", everything)
        if quantity == "survival_difference":
            asked = request("adjusted.doubly_robust", name, covariates=everything)
            yield Rung(f"robust_{quantity}", "marginal", asked, quantity, "marginal", everything)


def _of_proportion(spec: StudySpec, endpoint: Endpoint, own: tuple[str, ...]) -> Iterator[Rung]:
    key, planned, name = spec.key_covariates, spec.adjustment_set, endpoint.id
    strata = spec.plan.strata
    asked = request("proportions.rates:proportion_difference", name)
    yield Rung("plain_risk", "planned", asked, "risk_difference", "marginal", primary=True)
    for block, by in (("planned", strata), ("key", key)):
        by = tuple(c for c in by if not _continuous(spec, c))
        if by:
            asked = request("proportions.adjusted:stratified_difference", name, strata=by)
            words = "strata_risk" if block == "planned" else "key_risk"
            yield Rung(words, block, asked, "risk_difference", "conditional", by)  # type: ignore[arg-type]
    for covariates, block, words in _sets(key, planned, own):
        asked = request("adjusted.standardized", name, covariates=covariates)
        rung = f"standardized_{words}_risk"
        yield Rung(rung, block, asked, "risk_difference", "marginal", covariates)
    everything = planned or key
    if everything:
        asked = request("adjusted.weighting", name, covariates=everything)
        yield Rung("iptw_risk", "marginal", asked, "risk_difference", "marginal", everything)


def odds(spec: StudySpec, endpoint: Endpoint) -> tuple[Rung, ...]:
    """Return the rungs of conditional odds ratios of a proportion."""
    if not spec.compared_arms or endpoint.kind != "proportion":
        return ()
    return tuple(
        Rung(
            f"{words}_odds",
            block,
            request("proportions.adjusted:logistic_adjusted", endpoint.id, covariates=covariates),
            "odds_ratio",
            "conditional",
            covariates,
        )
        for covariates, block, words in _sets(spec.key_covariates, spec.adjustment_set, ())
    )


def robustness(spec: StudySpec, endpoint: Endpoint) -> dict[str, Request]:
    """Return what is asked: tipping point and E-value, as planned and with the key covariates."""
    if endpoint.kind != "time_to_event":
        return {}
    models: dict[str, dict[str, tuple[str, ...]]] = {
        "planned": {"strata": spec.plan.strata} if spec.plan.strata else {}
    }
    if spec.key_covariates:
        models["key"] = {"covariates": spec.key_covariates}
    return {
        f"{name}_{model}": request(f"adjusted.robustness.{of}", endpoint.id, **options)
        for model, options in models.items()
        for name, of in (("tipping", "tipping_point"), ("e_value", "e_value"))
    }


def _continuous(spec: StudySpec, name: str) -> bool:
    return any(c.id == name and c.kind == "continuous" for c in spec.covariates)
