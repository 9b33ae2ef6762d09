"""The columns of ``patients`` a protocol names, each with the kind it is read as."""

from collections.abc import Iterator
from dataclasses import replace

from outcomes.dictionary import Column, columns_of, unit_of
from outcomes.model.endpoint import Endpoint
from outcomes.model.protocol import Covariate, StudySpec


def protocol_columns(spec: StudySpec) -> dict[str, Column]:
    """Return the columns of ``patients`` the protocol names, by name, each with its kind.

    A ready-made time or event column is a number whatever the dictionary says; elsewhere the
    dictionary's own reading stands.
    """
    known = columns_of("patients")
    named: dict[str, Column] = {}
    for name, kind in _named_kinds(spec):
        named.setdefault(name, known.get(name) or made(name, kind))
    for endpoint in spec.endpoints:
        named |= {column.name: column for column in _readymade(endpoint)}
    for covariate in spec.covariates:
        if covariate.id not in named or covariate.id in known:
            named[covariate.id] = _of_covariate(covariate, known.get(covariate.id))
    return named


def _named_kinds(spec: StudySpec) -> Iterator[tuple[str, str]]:
    dates: list[str | None] = [n for e in spec.endpoints for n in e.date_columns]
    dates += [rules.origin for rules in (spec.ascites, spec.conversion) if rules]
    for name in dates:
        if name:
            yield name, "integer" if name.endswith("_day") else "date"
    for dated in spec.conditional_dates:
        yield dated.by, "text"
    populations = {p.id for p in spec.populations}
    flags = [e.success for e in spec.endpoints] + [p.column for p in spec.populations]
    flags += [e.denominator for e in spec.endpoints if e.denominator not in populations]
    for name in flags:
        if name:
            yield name, "yesno"
    covariates = {c.id for c in spec.covariates}
    for name in spec.plan.strata:
        if name not in covariates:
            yield name, "text"


def made(name: str, kind: str) -> Column:
    """Return a column only the protocol knows."""
    return Column(name, kind, name, name, "Named in study.toml.")  # type: ignore[arg-type]


def _readymade(endpoint: Endpoint) -> Iterator[Column]:
    if endpoint.time:
        for name in filter(None, (endpoint.time, endpoint.entry)):
            yield replace(made(name, "number"), unit=endpoint.unit or "")
    if endpoint.event_column:
        high = 2 if endpoint.kind == "competing" else 1
        column = made(endpoint.event_column, "integer")
        yield replace(column, low=0, high=high, bounded=True, notation="event")
    if endpoint.censor_column:
        column = made(endpoint.censor_column, "integer")
        yield replace(column, low=0, high=99, bounded=True, notation="censor")


def _of_covariate(covariate: Covariate, known: Column | None) -> Column:
    if covariate.kind == "continuous":
        numeric = known and known.kind in ("number", "integer")
        if not known or not numeric:
            return made(covariate.id, "number")
        other_unit = covariate.unit and unit_of(covariate.unit) != known.unit
        return replace(known, unit="", low=None, high=None) if other_unit else known
    if known:
        return known
    two_levels = covariate.kind == "binary" and not covariate.levels
    return made(covariate.id, "yesno" if two_levels else "code")


def unit_contradicted(column: Column, spec: StudySpec, stated: str) -> bool:
    """Whether a header states another unit than the protocol gives a ready-made time."""
    times = {name for e in spec.endpoints if e.time for name in (e.time, e.entry)}
    return bool(stated) and column.name in times and stated != column.unit
