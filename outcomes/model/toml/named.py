"""What a protocol names that it does not define, or that cannot be what it is named for."""

from __future__ import annotations

from collections.abc import Iterator

from outcomes.dictionary import columns_of
from outcomes.dictionary.derived import DERIVED_COLUMNS
from outcomes.model.protocol import StudySpec


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
