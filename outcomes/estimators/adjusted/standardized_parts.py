"""What standardized and doubly robust comparisons share: complete cases and rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from outcomes.estimators.adjusted.weighted_sample import pair_of
from outcomes.estimators.base.caveats import (
    few_events,
    incomplete,
    not_estimable,
    refs,
    too_few,
    unused,
)
from outcomes.estimators.base.design import (
    Contrast,
    Floats,
    contrasts_of,
    or_none,
    terms_of,
    timed,
    varying,
)
from outcomes.estimators.proportions.rates import answered
from outcomes.kernel.causal.standardization import Worlds
from outcomes.kernel.curves.product_limit import interval, kaplan_meier
from outcomes.kernel.curves.rmst import Contrast as Gap
from outcomes.model.cohort import Cohort
from outcomes.results.note import Method, Note
from outcomes.results.result import Estimate, Interval

TELL_APART = not_estimable("told_apart")
COMPETING = Note("not_estimated", why=Note("competing_need_every_cause"))


class Part(NamedTuple):
    """Complete cases of one contrast: follow-up (or 0 and success), arm and covariates."""

    contrast: Contrast
    time: Floats
    event: Floats
    in_arm: Floats
    x: Floats
    blank: Estimate


def parts_of(
    cohort: Cohort, endpoint: str, covariates: tuple[str, ...], how: str
) -> Iterator[Part]:
    """Yield the complete cases of each contrast, with an estimate that holds their labels.

    ``how`` is the id of the method, whose covariates are added.
    """
    if cohort.endpoint(endpoint).timed:
        data = timed(cohort, endpoint)
        time, event = data.time, (data.event == 1).astype(float)
        arm, rows = data.arm, data.rows
    else:
        given = answered(cohort, endpoint)
        time, event = np.zeros(len(given.arm)), given.success
        arm, rows = given.arm, given.rows
    terms = terms_of(cohort, covariates, rows)
    listed = refs("covariate", covariates) or (Method("no_covariates"),)
    method = (Method(how, covariates=listed),)
    for contrast in contrasts_of(cohort, arm):
        pair = pair_of(contrast) if len(cohort.groups) > 2 else ()
        inside = contrast.rows & terms.complete
        matrix, constant = varying(terms.matrix[inside], terms.names)
        kept = _independent(matrix)
        n, n_events, total = int(inside.sum()), int(event[inside].sum()), int(contrast.rows.sum())
        notes = incomplete(total - n, total) + unused(constant)
        notes += few_events(n_events, kept.shape[1] + 1)
        blank = Estimate(
            "survival_difference", contrast.arm, contrast.reference, n=n, n_events=n_events,
            method=method + pair, covariates=covariates, notes=notes,
        )  # fmt: skip
        in_arm = contrast.in_arm[terms.complete[contrast.rows]]
        yield Part(contrast, time[inside], event[inside], in_arm, kept, blank)


def not_alike(part: Part) -> Note | None:
    """Return why the arms cannot be standardized to the same patients; None where they can.

    Where the arm follows from the covariates, nobody is like anybody in the other arm.
    """
    why = too_few(part.event, part.in_arm)
    if why is not None:
        return why
    kept = _independent(np.column_stack([part.x, part.in_arm]))
    return None if kept.shape[1] > part.x.shape[1] else TELL_APART


def last(part: Part) -> float:
    """Return until when both arms are followed: past it nothing is estimated."""
    ends = []
    for arm in (0, 1):
        fit = kaplan_meier(part.time[part.in_arm == arm], part.event[part.in_arm == arm])
        if fit.n and fit.survival[-1] > 0:
            ends.append(float(fit.time[-1]))
    return min(ends, default=float(part.time.max(initial=0.0)))


def of_worlds(part: Part, quantity: str, worlds: Worlds, index: int) -> Iterator[Estimate]:
    """Yield the value of both arms (reference first), and the difference, at one time."""
    at = float(worlds.time[index])
    for world, group in enumerate((part.contrast.reference, part.contrast.arm)):
        value, se = worlds.mean[index, world], worlds.std_err[index, world]
        scale = "log-log" if quantity == "survival" else "plain"
        # Limits of a mean time are not cut at 1.
        if scale == "log-log":
            low, high = interval(np.array([value]), np.array([se]), "log-log", 0.95)
            limits = Interval(or_none(low[0]), or_none(high[0]))
        else:
            limits = Interval(float(value - 1.959964 * se), float(value + 1.959964 * se))
        mine = part.in_arm == world
        yield replace(
            part.blank, quantity=quantity, group=group, reference=None, value=float(value),
            interval=limits, at=at, n=int(mine.sum()), n_events=int(part.event[mine].sum()),
            std_err=float(se),
        )  # fmt: skip
    yield compared(part, f"{quantity}_difference", worlds.difference(index), at)


def compared(part: Part, quantity: str, gap: Gap, at: float | None) -> Estimate:
    """Return a comparison of the two arms."""
    limits = None if gap.value is None else Interval(gap.ci_low, gap.ci_high)
    return replace(
        part.blank, quantity=quantity, value=gap.value, interval=limits, at=at,
        p_value=gap.p_value, std_err=gap.std_err,
    )  # fmt: skip


def refused(part: Part, quantity: str, at: float | None, why: Note) -> Iterator[Estimate]:
    """Yield the rows of `of_worlds` without numbers, and why."""
    notes = (why, *part.blank.notes)
    for group in (part.contrast.reference, part.contrast.arm):
        yield replace(
            part.blank, quantity=quantity, group=group, reference=None, at=at, notes=notes
        )
    yield replace(part.blank, quantity=f"{quantity}_difference", at=at, notes=notes)


def _independent(matrix: Floats) -> Floats:
    """Return the columns that are no combination of those before them and a constant."""
    kept = [np.ones(len(matrix))]
    for column in matrix.T:
        trial = np.column_stack([*kept, column])
        if np.linalg.matrix_rank(trial) == trial.shape[1]:
            kept.append(column)
    return np.column_stack(kept)[:, 1:]
