"""What the protocol or its analysis plan names beforehand: nothing else is called so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal

from outcomes.dictionary import columns_of
from outcomes.dictionary.derived import DERIVED_COLUMNS
from outcomes.model.toml.reader import entry

if TYPE_CHECKING:
    from outcomes.model.protocol import StudySpec

Method = Literal[
    "cox", "cox_stratified", "iptw", "weighted_overlap", "log_rank_adjusted", "cox_imputed",
    "populations", "landmark", "milestone_difference", "rmst", "standardized", "doubly_robust",
    "proportion_difference", "proportion_difference_stratified", "logistic_adjusted",
    "tipping_point", "e_value",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """One analysis that was named before the data were seen, or one that says it was not."""

    endpoint: str = entry("id of an endpoint")
    method: Method = entry("a rung of the ladder, by the name its rows have in the results file")
    covariates: tuple[str, ...] = entry(
        "ids of covariates, or of strata; without them whichever the method takes", default=()
    )
    source: str = entry("where it is named: protocol, SAP and version, or post hoc", default="")
    date: date | None = entry("date of the source", default=None)

    @property
    def post_hoc(self) -> bool:
        """Whether the source itself says that it was chosen later."""
        return self.source.strip().casefold().replace("-", " ") == "post hoc"


def named(
    spec: StudySpec, endpoint: str, method: str, covariates: Iterable[str]
) -> Sensitivity | None:
    """Return the entry of the protocol that names an analysis, None where none does.

    Parameters
    ----------
    spec
        The protocol; its ``[[sensitivity]]`` entries.
    endpoint, method, covariates
        Of the analysis. An entry without covariates names it with any.
    """
    wanted = set(covariates)
    return next(
        (s for s in spec.sensitivities
         if (s.endpoint, s.method) == (endpoint, method) and not s.post_hoc
         and (not s.covariates or set(s.covariates) == wanted)),
        None,
    )  # fmt: skip


def named_wrongly(spec: StudySpec) -> Iterator[str]:
    """Yield what entries and the hierarchy name that the protocol does not define."""
    endpoints, covariates = {e.id for e in spec.endpoints}, {c.id for c in spec.covariates}
    for number, s in enumerate(spec.sensitivities, 1):
        where = f"[[sensitivity]] '{number}'"
        if s.endpoint not in endpoints:
            yield f"{where}.endpoint names '{s.endpoint}', which is no endpoint"
        for name in s.covariates:
            if name not in covariates | set(spec.plan.strata):
                yield f"{where}.covariates names '{name}', which is neither covariate nor stratum"
    hierarchy = spec.plan.hierarchy
    for name in dict.fromkeys(hierarchy):
        if name not in endpoints:
            yield f"[plan].hierarchy names '{name}', which is no endpoint"
        if hierarchy.count(name) > 1:
            yield f"[plan].hierarchy names '{name}' twice"


def exposed_wrongly(spec: StudySpec) -> Iterator[str]:
    """Yield why the exposure of a protocol cannot be compared as observed."""
    name = spec.study.exposure
    if name is None:
        return
    known = {c.id: c for c in spec.covariates}
    if spec.compared_arms:
        yield "[study].exposure: the arms of this study are compared already"
    if name not in known:
        yield f"[study].exposure names '{name}', which is no covariate"
    elif known[name].kind == "continuous":
        yield f"[study].exposure: '{name}' is a number; name a covariate with levels"
    column = columns_of("patients").get(name)
    if name in {c.name for c in DERIVED_COLUMNS} - {"age_group"} or (
        column and not column.baseline
    ):
        yield f"[study].exposure: '{name}' is known only after baseline"
