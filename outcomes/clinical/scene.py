"""A cohort seen as counts and names: what displays may know before they ask."""

from __future__ import annotations

import numpy as np
import pandas as pd

from outcomes.clinical.surgery import kind_of, origin_of
from outcomes.model.cohort import Coded, Cohort, Timed, as_levels, levels_of
from outcomes.model.once import once
from outcomes.model.plan.benchmarks import Published
from outcomes.model.scene import Scene
from outcomes.model.study import Study

SEVERITIES = ("error", "warning", "info")
STRATIFYING = ("primary_site", "intent")


def scene_of(cohort: Cohort, published: tuple[Published, ...] = ()) -> Scene:
    """Return what is known of a cohort."""
    study, mask = cohort.study, cohort.mask
    data = {e.id: study.endpoints[e.id] for e in study.spec.endpoints if e.timed}
    return Scene(
        spec=study.spec,
        population=cohort.population,
        filters=cohort.filters,
        n=cohort.n,
        n_population=cohort.n_population,
        n_enrolled=cohort.enrolled.n,
        n_planned=cohort.enrolled.n_population,
        fingerprint=study.fingerprint,
        events={name: int((d.event[mask] == 1).sum()) for name, d in data.items()},
        known={name: int(np.isfinite(d.time[mask]).sum()) for name, d in data.items()},
        last={name: _last(d.time[mask]) for name, d in data.items()},
        shortest={name: _shortest(cohort.by_time(name)) for name in data},
        lacking={n: d.lacking for n, d in study.endpoints.items() if study.lacks_many(n)},
        sheets=frozenset(name for name in ("patients", *study.tables) if study.has(name)),
        columns=frozenset(study.patients.columns),
        levels=_levels(study),
        filled=_filled(study),
        strata=_strata(study),
        treatments=_treatments(cohort),
        surgery=kind_of(cohort),
        surgery_origin=origin_of(cohort) or "",
        findings=tuple(i for s in SEVERITIES for i in study.issues if i.severity == s),
        read=study.read,
        published=published,
        corrected=study.corrected,
    )


@once
def _levels(study: Study) -> dict[str, tuple[str, ...]]:
    return {
        c.id: levels_of(study, c.id)
        for c in study.spec.covariates
        if c.kind != "continuous" and c.id in study.patients
    }


@once
def _strata(study: Study) -> tuple[str, ...]:
    return tuple(c for c in STRATIFYING if c in study.patients and _differ(study, c))


@once
def _filled(study: Study) -> frozenset[str]:
    return frozenset(
        f"{name}.{column}"
        for name, table in study.tables.items()
        for column in table.columns[table.notna().any()]
    )


def _last(times: np.ndarray) -> float:
    known = times[np.isfinite(times)]
    return float(known.max()) if known.size else 0.0


def _shortest(timed: Timed) -> float:
    of_arms = (timed.time[timed.arm == arm] for arm in range(timed.arm.max(initial=-1) + 1))
    return min((_last(times) for times in of_arms if times.size), default=0.0)


def _differ(study: Study, column: str) -> bool:
    return len(as_levels(study.patients[column]).dropna().unique()) > 1


def _treatments(cohort: Cohort) -> dict[str, bool]:
    kinds, warm = _given(cohort.study)
    if not kinds.levels:
        return {}
    inside = cohort.rows_of("treatment")
    codes, warm = kinds.codes[inside], warm[inside]
    rows = {kind: codes == place for place, kind in enumerate(kinds.levels)}
    first = {kind: int(mine.argmax()) for kind, mine in rows.items() if mine.any()}
    in_order = sorted(first, key=first.__getitem__)
    return {str(kind): bool(warm[rows[kind]].any()) for kind in in_order}


@once
def _given(study: Study) -> tuple[Coded, np.ndarray]:
    """Return which treatment each row of the sheet is of, and whether its temperature is known."""
    table = study.tables["treatment"] if study.has("treatment") else pd.DataFrame()
    if "type" not in table:
        return Coded(np.zeros(0, dtype=int), ()), np.zeros(0, dtype=bool)
    codes, levels = pd.factorize(table["type"])
    warm = table.get("temperature_in_c", pd.Series(np.nan, table.index)).notna()
    return Coded(codes, tuple(levels)), warm.to_numpy()
