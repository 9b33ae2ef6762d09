"""What estimators are fitted to: groups, contrasts, covariates and strata as arrays."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from outcomes.estimators.base.caveats import with_honest_interval
from outcomes.model.cohort import Cohort, Timed, coded
from outcomes.model.protocol import Covariate
from outcomes.model.question import LateEntry
from outcomes.model.study import Study
from outcomes.results.note import Method, Note
from outcomes.results.result import Curve, Estimate, Methods, Result

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]


class Contrast(NamedTuple):
    """An arm, its reference, and who of the arrays belongs to either (bool) and to the arm."""

    arm: str
    reference: str
    rows: Mask
    in_arm: Floats

    def blank(
        self,
        quantity: str,
        event: Floats | Mask,
        *,
        at: float | None = None,
        method: Methods = (),
        covariates: tuple[str, ...] = (),
        notes: tuple[Note, ...] = (),
    ) -> Estimate:
        """Return an estimate without its number, of those whose events (0 or 1) are given."""
        return Estimate(
            quantity,
            self.arm,
            self.reference,
            at=at,
            n=len(event),
            n_events=int(event.sum()),
            method=method,
            covariates=covariates,
            notes=notes,
        )


class Terms(NamedTuple):
    """Columns of a design matrix, who has all of them, and what was left out.

    ``matrix`` has shape (n, p) with nan for incomplete patients; ``complete`` shape (n,).
    """

    matrix: Floats
    names: tuple[str, ...]
    complete: Mask


def groups_of(cohort: Cohort, arm: NDArray[np.int_]) -> Iterator[tuple[str, Mask]]:
    """Yield each group id of the cohort with the mask of its patients, in protocol order."""
    for index, group in enumerate(cohort.groups):
        yield group, arm == index


def contrasts_of(cohort: Cohort, arm: NDArray[np.int_]) -> Iterator[Contrast]:
    """Yield each arm against the reference, on the patients of these two arms only."""
    spec = cohort.study.spec
    if spec.reference is None:
        return
    order = {a.id: i for i, a in enumerate(spec.arms)}
    base = order[spec.reference.id]
    for compared in spec.compared_arms:
        index = order[compared.id]
        rows = (arm == index) | (arm == base)
        yield Contrast(
            compared.id, spec.reference.id, rows, (arm[rows] == index).astype(np.float64)
        )


def terms_of(cohort: Cohort, covariates: Iterable[str], rows: NDArray[np.intp]) -> Terms:
    """Code covariates of the patients at positions ``rows`` as columns of a design matrix.

    Notes
    -----
    Categorical and ordinal covariates become one 0/1 column per declared level after the first
    (then undeclared levels in alphabetical order), continuous ones enter linearly, binary ones
    as 0/1 (second level = 1). A column that is the same for everybody complete is left to the
    fit, see `varying`.

    Raises
    ------
    KeyError
        If the protocol declares no such covariate.
    """
    places = np.flatnonzero(cohort.mask)[rows]
    columns: list[Floats] = []
    names: list[str] = []
    complete = np.ones(len(places), dtype=bool)
    for name in covariates:
        values, labels = _columns(cohort.study, cohort.study.spec.covariate(name), places)
        complete &= ~np.isnan(values[:, 0])  # an entry says all of its columns or none
        columns.append(values)
        names += labels
    matrix = np.concatenate(columns, axis=1) if columns else np.zeros((len(places), 0))
    return Terms(matrix, tuple(names), complete)


def varying(matrix: Floats, names: tuple[str, ...]) -> tuple[Floats, tuple[str, ...]]:
    """Return the columns that differ between patients, and the names of those that do not."""
    # By column: over few columns of many patients a sum along them is slow.
    keep = np.array([bool((column != column[:1]).any()) for column in matrix.T], dtype=bool)
    return matrix[:, keep], tuple(n for n, k in zip(names, keep, strict=True) if not k)


def strata_of(
    cohort: Cohort, strata: Iterable[str], rows: NDArray[np.intp]
) -> tuple[NDArray[np.intp], Mask]:
    """Return the stratum of each patient (every combination is one) and who has them all."""
    places = np.flatnonzero(cohort.mask)[rows]
    code = np.zeros(len(rows), dtype=np.intp)
    complete = np.ones(len(rows), dtype=bool)
    for name in strata:
        codes, levels = coded(cohort.study, name)
        found = codes[places]
        complete &= found >= 0
        code = code * (len(levels) + 1) + found + 1
    return code, complete


def column_of(patients: pd.DataFrame, name: str) -> pd.Series:
    """Return a column of patients; all missing where the data do not have it."""
    if name in patients:
        return patients[name]
    return pd.Series(np.nan, index=patients.index, dtype=float)


def _columns(
    study: Study, covariate: Covariate, places: NDArray[np.intp]
) -> tuple[Floats, list[str]]:
    """Return a covariate of the patients at places of a study as columns, with their names."""
    values = column_of(study.patients, covariate.id)
    if covariate.kind == "continuous" or (covariate.kind == "binary" and _is_number(values)):
        numbers = pd.to_numeric(values, errors="coerce").to_numpy(np.float64)
        return numbers[places, None], [covariate.id]
    codes, known = coded(study, covariate.id)
    codes = codes[places]
    present = {str(known[i]) for i in np.flatnonzero(np.bincount(codes[codes >= 0]))}
    levels = [*covariate.levels, *sorted(present - set(covariate.levels))]
    table = np.full((len(known) + 1, max(len(levels) - 1, 1)), np.nan)  # the last: no entry
    for i, text in enumerate(known):
        table[i] = [text == level for level in levels[1:]] or 0.0
    return table[codes], [f"{covariate.id}={level}" for level in levels[1:]] or [covariate.id]


def _is_number(values: pd.Series) -> bool:
    return values.dtype.kind in "fiub"


def result_of(
    cohort: Cohort,
    analysis: str,
    endpoint: str,
    data: Timed | None = None,
    *,
    estimates: Iterable[Estimate] = (),
    curves: Iterable[Curve] = (),
    notes: Iterable[Note] = (),
) -> Result:
    """Return the Result of one analysis, labeled with the cohort it was computed on."""
    return Result(
        analysis,
        endpoint,
        cohort.population,
        cohort.words,
        tuple(map(with_honest_interval, estimates)),
        tuple(curves),
        n=None if data is None else len(data.time),
        n_events=None if data is None else int((data.event == 1).sum()),
        n_missing=None if data is None else data.n_missing,
        notes=tuple(notes),
    )


def timed(cohort: Cohort, endpoint: str) -> Timed:
    """Return the endpoint's times and events, in file order.

    Raises
    ------
    ValueError
        When the endpoint has no times.
    LateEntry
        When patients enter after the origin and the caller would count them before that.
    """
    _refuse_proportion(cohort, endpoint)
    data = cohort.timed(endpoint)
    if data.entry is not None:
        raise LateEntry(endpoint, data)
    return data


def by_time(cohort: Cohort, endpoint: str) -> Timed:
    """Return the same in order of time, for those who count patients from their entry on.

    Raises
    ------
    ValueError
        When the endpoint has no times.
    """
    _refuse_proportion(cohort, endpoint)
    return cohort.by_time(endpoint)


def _refuse_proportion(cohort: Cohort, endpoint: str) -> None:
    if not cohort.endpoint(endpoint).timed:
        raise ValueError(f"endpoint '{endpoint}' is a proportion; it has no times")


def cause_specific(cohort: Cohort, endpoint: str) -> Methods:
    """Return the part of a method where competing events are treated as censored."""
    competing = cohort.endpoint(endpoint).kind == "competing"
    return (Method("cause_specific"),) if competing else ()


def or_none(value: float | None) -> float | None:
    """Return the number, with None for nan."""
    return None if value is None or np.isnan(value) else float(value)
