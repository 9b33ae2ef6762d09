"""Adverse events: patients by worst grade per term, as treated, over the whole safety set."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from outcomes.estimators.base.caveats import not_estimable
from outcomes.estimators.base.design import Mask, contrasts_of
from outcomes.estimators.base.shares import share
from outcomes.estimators.safety.events import (
    GRADE,
    RELATED,
    SERIOUS,
    Occurred,
    notes_of,
    occurred,
    safety_cohort,
)
from outcomes.kernel.proportions.difference import CONF_LEVEL, Tally, newcombe
from outcomes.model.cohort import Cohort
from outcomes.results.note import Method, Note
from outcomes.results.result import Estimate, Interval, Result

ANY_TERM = "(any)"
ANY, SEVERE, FATAL = "any", ">=3", "5"
By = Literal["term", "soc"]


class Row(NamedTuple):
    """What is counted: its name in ``covariates``, which patients have it, and of whom it is open.

    ``open`` are patients who have an event whose grade, say, nobody can read, and no other that
    counts: they are in no denominator of the row.
    """

    covariates: tuple[str, ...]
    patients: NDArray[np.intp]
    open: NDArray[np.intp]


def adverse_events(
    cohort: Cohort, endpoint: str = "", *, window: float | None = None, by: By = "term"
) -> Result:
    """Count patients with adverse events per term and grade band, by arm as treated.

    Parameters
    ----------
    cohort
        Its study and filters count; its population does not: it is always the safety set.
    endpoint
        Not used.
    window
        Hours after a dose; only events that began within them count (exactly the window does).
    by
        ``soc`` puts the rows of each system organ class before those of its terms.

    Returns
    -------
    Result
        Analysis ``adverse_events`` (``adverse_events_window`` with ``at`` = the window in hours).
        Per group ``n_patients`` and ``proportion`` (Clopper–Pearson), ``covariates`` = (term,
        band): first the term ``(any)`` in the bands any, >=3, 5, serious, related; then each
        term, most frequent first, in any and >=3. A patient counts once per term, with the worst
        grade. By ``soc`` covariates are (name, band, class), name = class in its own row.
        ``n`` is the size of the safety set in the group, less who has only events of which nobody
        can read whether they belong in the row. Empty without the sheet, which a note
        says.

    References
    ----------
    Clopper, Pearson (1934) Biometrika 26:404.
    """
    found = occurred(cohort, window)
    name = "adverse_events" if window is None else "adverse_events_window"
    if found is None:
        return _result(safety_cohort(cohort), name, (), (Note("no_sheet", sheet="adverse_events"),))
    sizes = _sizes(found.cohort)
    estimates = [
        estimate
        for row in _rows(found, by)
        for group, n, count in _per_group(found.cohort, sizes, row)
        for estimate in _counted(group, Tally(count, n), row.covariates)
    ]
    if window is not None:
        estimates = [replace(e, at=float(window), unit="hours") for e in estimates]
    return _result(found.cohort, name, estimates, notes_of(found.counts, window))


def adverse_event_differences(
    cohort: Cohort, endpoint: str = "", *, window: float | None = None, by: By = "term"
) -> Result:
    """Compare each row of `adverse_events` with the reference arm, as treated.

    Returns
    -------
    Result
        Analysis ``adverse_events_difference``; per contrast and row ``risk_difference`` (arm minus
        reference) with Newcombe's limits. Many comparisons, unadjusted: there are no p-values.

    References
    ----------
    Newcombe (1998) Stat Med 17:873, method 10.
    """
    found = occurred(cohort, window)
    name = "adverse_events_difference"
    if found is None:
        return _result(safety_cohort(cohort), name, (), (Note("no_sheet", sheet="adverse_events"),))
    sizes = _sizes(found.cohort)
    pairs = [(c.arm, c.reference) for c in contrasts_of(found.cohort, found.cohort.arm)]
    estimates = []
    for row in _rows(found, by):
        tallies = {g: Tally(x, n) for g, n, x in _per_group(found.cohort, sizes, row)}
        estimates += [_difference(arm, ref, tallies, row.covariates) for arm, ref in pairs]
    if window is not None:
        estimates = [replace(e, at=float(window)) for e in estimates]
    notes = (Note("many_comparisons"),)
    return _result(found.cohort, name, estimates, notes)


def accounting(cohort: Cohort, endpoint: str = "", *, window: float | None = None) -> Result:
    """Count what `adverse_events` leaves out or had to assume.

    Returns
    -------
    Result
        Analysis ``adverse_events_accounting``: one quantity per key of ``COUNTED``, group all.
    """
    found = occurred(cohort, window)
    counts = {} if found is None else found.counts
    estimates = [Estimate(key, value=float(n), n=n) for key, n in counts.items()]
    return _result(safety_cohort(cohort), "adverse_events_accounting", estimates, ())


def _rows(found: Occurred, by: By) -> Iterator[Row]:
    """Yield everything that is counted, in order."""
    everybody = np.ones(len(found.patient), dtype=bool)
    classed = by == "soc" and "soc" in found.events
    whole = (ANY_TERM,) if classed else ()
    yield from _bands(found, everybody, ANY_TERM, whole)
    yield from _flags(found, whole)
    if not classed:
        for name, mine in _named(found, "term", everybody):
            yield from _bands(found, mine, name)
        return
    for soc, in_class in _named(found, "soc", everybody):
        yield from _bands(found, in_class, soc, (soc,))
        for name, mine in _named(found, "term", in_class):
            yield from _bands(found, mine, name, (soc,))


def _bands(found: Occurred, mine: Mask, name: str, more: tuple[str, ...] = ()) -> Iterator[Row]:
    for band, low in ((ANY, 0), (SEVERE, 3)):
        lost = mine & found.unread[GRADE] & (low > 0)
        yield _row(found, (name, band, *more), mine & (found.grade >= low), lost)


def _flags(found: Occurred, more: tuple[str, ...]) -> Iterator[Row]:
    """Yield fatal, serious and related events; nothing the workbook has no column for."""
    kinds = {FATAL: (found.grade == 5, found.unread[GRADE])}
    for column in (SERIOUS, RELATED):
        if column in found.events and found.recorded[column]:
            yes = found.events[column].to_numpy(float) == 1
            kinds[column] = (yes, found.unread[column])
    for band, (mine, lost) in kinds.items():
        yield _row(found, (ANY_TERM, band, *more), mine, lost)


def _row(found: Occurred, covariates: tuple[str, ...], mine: Mask, lost: Mask) -> Row:
    patients = np.unique(found.patient[mine])
    return Row(covariates, patients, np.setdiff1d(found.patient[lost], patients))


def _named(found: Occurred, column: str, among: Mask) -> Iterator[tuple[str, Mask]]:
    """Yield the names in a column with their events, those of most patients first.

    Spellings that differ in case or outer spaces are one name, written as it comes first.
    """
    names = found.events[column].where(among)
    keys = names.str.strip().str.casefold()
    masks = {key: np.asarray(keys == key, dtype=bool) for key in keys.dropna().unique()}
    first = names.groupby(keys).first()
    size = {key: len(np.unique(found.patient[mask])) for key, mask in masks.items()}
    for key in sorted(masks, key=lambda k: (-size[k], k)):
        yield str(first[key]).strip(), masks[key]


def _sizes(cohort: Cohort) -> NDArray[np.intp]:
    return _by_group(cohort, np.arange(len(cohort.arm)))


def _per_group(cohort: Cohort, sizes: NDArray[np.intp], row: Row) -> Iterator[tuple[str, int, int]]:
    """Yield group, how many of it the row knows, and how many have the row's events."""
    have, lost = (_by_group(cohort, patients) for patients in (row.patients, row.open))
    yield from zip(cohort.groups, (sizes - lost).tolist(), have.tolist(), strict=True)


def _by_group(cohort: Cohort, patients: NDArray[np.intp]) -> NDArray[np.intp]:
    arm = cohort.arm[patients]
    return np.bincount(arm[arm >= 0], minlength=len(cohort.groups))


def _counted(group: str, tally: Tally, covariates: tuple[str, ...]) -> Iterable[Estimate]:
    count, n = tally
    blank = Estimate("n_patients", group, n=n, n_events=count, covariates=covariates)
    return replace(blank, value=float(count)), share(group, tally, covariates)


def _difference(
    arm: str, reference: str, tallies: dict[str, Tally], covariates: tuple[str, ...]
) -> Estimate:
    first, second = tallies[arm], tallies[reference]
    blank = Estimate(
        "risk_difference", arm, reference, n=first.n + second.n,
        n_events=first.successes + second.successes, covariates=covariates,
        method=(Method("newcombe"), Method("as_treated")),
    )  # fmt: skip
    if not (first.n and second.n):
        return replace(blank, notes=(not_estimable("arm_without_patients"),))
    value = first.successes / first.n - second.successes / second.n
    return replace(blank, value=value, interval=Interval(*newcombe(first, second), CONF_LEVEL))


def _result(
    cohort: Cohort, name: str, estimates: Iterable[Estimate], notes: tuple[Note, ...]
) -> Result:
    return Result(
        name, population=cohort.population, filters=cohort.words, estimates=tuple(estimates),
        n=cohort.n, notes=notes,
    )  # fmt: skip
