"""What a protocol names that it does not define, or that cannot be what it is named for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import get_close_matches

from outcomes.dictionary import columns_of
from outcomes.dictionary.derived import DERIVED_COLUMNS
from outcomes.model.file.told import Told, told
from outcomes.model.protocol import StudySpec


def no_endpoint(where: str, name: str, ids: Iterable[str]) -> Told:
    """Return that a key names no endpoint, and the nearest there is."""
    near = get_close_matches(name, list(ids), n=1, cutoff=0)
    if near:
        return told("{} names '{}', which is no endpoint; did you mean '{}'?", where, name, near[0])
    return told("{} names '{}', which is no endpoint", where, name)


def named_wrongly(spec: StudySpec) -> Iterator[Told]:
    """Yield what entries and the hierarchy name that the protocol does not define."""
    endpoints, covariates = {e.id for e in spec.endpoints}, {c.id for c in spec.covariates}
    for number, s in enumerate(spec.sensitivities, 1):
        where = f"[[sensitivity]] '{number}'"
        if s.endpoint not in endpoints:
            yield no_endpoint(f"{where}.endpoint", s.endpoint, endpoints)
        for name in s.covariates:
            if name not in covariates | set(spec.plan.strata):
                yield told("{} names '{}', which is neither covariate nor stratum",
                           f"{where}.covariates", name)  # fmt: skip
    hierarchy = spec.plan.hierarchy
    for name in dict.fromkeys(hierarchy):
        if name not in endpoints:
            yield no_endpoint("[plan].hierarchy", name, endpoints)
        if hierarchy.count(name) > 1:
            yield told("{} names '{}' twice", "[plan].hierarchy", name)


def exposed_wrongly(spec: StudySpec) -> Iterator[Told]:
    """Yield why the exposure of a protocol cannot be compared as observed."""
    name = spec.study.exposure
    if name is None:
        return
    known = {c.id: c for c in spec.covariates}
    if spec.compared_arms:
        yield told("[study].exposure: the arms of this study are compared already")
    if name not in known:
        yield told("[study].exposure names '{}', which is no covariate", name)
    elif known[name].kind == "continuous":
        yield told("[study].exposure: '{}' is a number; name a covariate with levels", name)
    column = columns_of("patients").get(name)
    if name in {c.name for c in DERIVED_COLUMNS} - {"age_group"} or (
        column and not column.baseline
    ):
        yield told("[study].exposure: '{}' is known only after baseline", name)
