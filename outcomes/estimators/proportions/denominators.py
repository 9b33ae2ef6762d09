"""Who counts in a proportion: the denominator of the protocol and its rule for blanks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from outcomes.estimators.base.design import Floats, Mask, column_of, groups_of, result_of
from outcomes.estimators.conduct.enrollment import enrollment_days, to_day
from outcomes.kernel.proportions.difference import Tally
from outcomes.model.cohort import Cohort
from outcomes.model.endpoint import Endpoint
from outcomes.results.note import Method, Note, Ref
from outcomes.results.result import Estimate, Result

Missing = Literal["failure", "exclude"]
COUNTED = {"failure": "blank_as_failures", "exclude": "blank_left_out"}
OUTSIDE = {
    "ascites_at_baseline": "without_ascites",
    "ascites_treated": "without_ascites_or_untreated",
    "cy1_at_baseline": "without_cy1",
}

RECENT_DAYS = 90


class Answered(NamedTuple):
    """The patients a proportion is computed on, the rule for blanks applied.

    Attributes
    ----------
    success : shape (n,)
        1 or 0; under the rule "failure" a blank is 0, under "exclude" its patient is not here.
    arm : shape (n,)
        Index of the arm in ``Cohort.groups``.
    rows : shape (n,)
        Positions within ``Cohort.patients``, for `design.terms_of` and `design.strata_of`.
    rule
        What a blank counted as.
    n_blank, n_outside
        Blank answers in the denominator, and patients of the cohort outside the denominator.
    denominator
        The protocol's population or Y/N column; "" = the whole cohort.
    n_without_arm
        Patients in the denominator whose arm is not known; they are left out.
    n_early
        Patients of the denominator whose window is not over at the data cut-off; they are left
        out, unless ``early`` says that they are here.
    early
        Whether those count as failures.
    recent : shape (n,)
        Who of an endpoint without a window was enrolled within the last 90 days.
    n_recent
        How many of them count as failures, and are alive: there was little time for a success.
    """

    success: Floats
    arm: NDArray[np.int_]
    rows: NDArray[np.intp]
    rule: Missing
    n_blank: int
    n_outside: int
    denominator: str
    n_without_arm: int
    n_early: int
    early: bool
    recent: Mask
    n_recent: int


def answered(
    cohort: Cohort, endpoint: str, missing: Missing | None = None, *, early: bool = False
) -> Answered:
    """Return who counts in a proportion: success, arm and position of each patient.

    Parameters
    ----------
    cohort, endpoint
        Who, and the id of an endpoint of kind proportion; its ``denominator`` is honored.
    missing
        What a blank success counts as; the protocol's rule by default.
    early
        Whether those whose window is not over at the data cut-off count, as failures. They are
        neither a success nor a failure yet: by default they are in no denominator.

    Raises
    ------
    ValueError
        If the endpoint is not a proportion.
    """
    block = _block(cohort, endpoint)
    rule: Missing = missing or block.missing
    belongs = cohort.belonging(block.id)
    inside = belongs & (cohort.arm >= 0)
    success = cohort.success(block.id)
    waiting = cohort.not_yet(block.id)
    blank = np.isnan(success) & ~waiting
    counted = inside & ~blank if rule == "exclude" else inside
    rows = np.flatnonzero(counted if early else counted & ~waiting)
    fresh, alive = _recent(cohort, block)
    return Answered(
        (success[rows] == 1).astype(np.float64),
        cohort.arm[rows],
        rows,
        rule,
        int((blank & inside).sum()),
        int((~belongs).sum()),
        block.denominator or "",
        int((belongs & (cohort.arm < 0)).sum()),
        int((waiting & inside).sum()),
        early,
        fresh[rows],
        int((fresh & alive & (success != 1))[rows].sum()),
    )


def _recent(cohort: Cohort, block: Endpoint) -> tuple[Mask, Mask]:
    """Return who was enrolled shortly before the cut-off, and who is alive; shape (n,)."""
    cutoff = cohort.study.spec.study.data_cutoff
    if block.windowed or cutoff is None:
        return np.zeros(cohort.n, dtype=bool), np.ones(cohort.n, dtype=bool)
    with np.errstate(invalid="ignore"):
        fresh = to_day(cutoff) - enrollment_days(cohort).days < RECENT_DAYS
    return fresh, column_of(cohort.patients, "death_date").isna().to_numpy()


def other_rule(rule: Missing) -> Missing:
    """Return the rule for blanks that is shown as a sensitivity."""
    return "exclude" if rule == "failure" else "failure"


def other_ways(cohort: Cohort, endpoint: str, data: Answered) -> list[Answered]:
    """Return the other ways of counting that change something: blanks, and who is waiting."""
    found = []
    if data.n_blank:
        found.append(answered(cohort, endpoint, other_rule(data.rule)))
    if data.n_early:
        found.append(answered(cohort, endpoint, data.rule, early=True))
    return found


def tallies(cohort: Cohort, data: Answered) -> Iterator[tuple[str, Tally]]:
    """Yield successes and patients of each group of the cohort."""
    for group, rows in groups_of(cohort, data.arm):
        yield group, Tally(int(data.success[rows].sum()), int(rows.sum()))


def sensitivity_of(data: Answered) -> Method:
    """Return the part of a method that says how a sensitivity row counts the blanks."""
    counted = "early_as_failures" if data.early else COUNTED[data.rule]
    return Method("sensitivity", counted=Method(counted))


def notes_of(data: Answered) -> tuple[Note, ...]:
    """Return what to know of the denominator and the blanks."""
    notes = []
    if data.n_outside:
        id = OUTSIDE.get(data.denominator, "outside_denominator")
        notes.append(Note(id, denominator=Ref("column", data.denominator), n=data.n_outside))
    if data.n_without_arm:
        notes.append(Note("without_arm", n=data.n_without_arm))
    if data.n_early:
        notes.append(Note("not_yet_assessable", n=data.n_early))
    if data.n_recent:
        notes.append(Note("no_window", n=data.n_recent, days=RECENT_DAYS))
    if data.n_blank:
        notes.append(Note(COUNTED[data.rule], n=data.n_blank))
    return tuple(notes)


def result_of_answers(
    cohort: Cohort, analysis: str, endpoint: str, data: Answered, estimates: list[Estimate]
) -> Result:
    """Return the Result of one analysis of a proportion."""
    found = result_of(cohort, analysis, endpoint, estimates=estimates, notes=notes_of(data))
    return replace(
        found,
        n=len(data.success),
        n_events=int(data.success.sum()),
        n_missing=data.n_blank,
    )


def _block(cohort: Cohort, endpoint: str) -> Endpoint:
    block = cohort.endpoint(endpoint)
    if block.kind != "proportion":
        raise ValueError(f"endpoint '{endpoint}' is {block.kind}, not a proportion")
    return block
