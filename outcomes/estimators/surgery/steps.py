"""The conversion ladder: how many came how far, of whom, and how the arms differ."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Literal

import numpy as np

from outcomes.estimators.base.caveats import not_estimable
from outcomes.estimators.base.design import Floats, Mask, contrasts_of, result_of
from outcomes.estimators.base.shares import share
from outcomes.estimators.surgery.course import Course, course_of, groups_and_all
from outcomes.kernel.proportions.difference import CONF_LEVEL, Tally, newcombe, wilson
from outcomes.kernel.proportions.odds_ratio import exact_p_value
from outcomes.model.cohort import Cohort
from outcomes.model.question import Request
from outcomes.results.note import Method, Note
from outcomes.results.result import Estimate, Interval, Result

Denominator = Literal["itt", "treated", "evaluable", "explored"]
DENOMINATORS: tuple[Denominator, ...] = ("itt", "treated", "evaluable", "explored")
RUNGS = ("entered", "treated", "restaged", "second_look", "clear", "resected", "r0")
OF_RESECTED = ("r0", "resected")
NEWCOMBE = (Method("newcombe"), Method("fisher"))
WILSON = (Method("wilson"),)
CONDITIONAL = Note("conditional_denominator")


def conversion_ladder(
    cohort: Cohort, endpoint: str = "", *, denominator: Denominator = "itt"
) -> Result:
    """Count who was entered, treated, restaged, looked at again, found P0 CY0, resected, and R0.

    Parameters
    ----------
    cohort
        Who.
    endpoint
        Not used.
    denominator
        ``itt``: everybody of the cohort; ``treated``: with a first treatment; ``evaluable``: with
        a tumor assessment after the origin; ``explored``: with a second look or any operation
        after the origin.

    Returns
    -------
    Result
        Per group and rung a ``proportion`` with Clopper–Pearson limits, then the same with Wilson
        limits (``method``), the rung in ``covariates``; R0 once more of the resected
        (``covariates`` r0, resected). Under ``itt`` also the ``risk_difference`` of each
        rung per contrast: Newcombe's limits, Fisher's exact p. A rung the data cannot tell is
        absent.

    Notes
    -----
    Each rung counts everybody who reached it, whether or not the rungs before it are recorded, so
    that *resected* and *r0* are the endpoints on ``conversion_surgery`` and ``r0_resection``;
    those who skipped a rung are counted in the notes. A blank counts as not reached.
    """
    course = course_of(cohort)
    base = base_of(cohort, course, denominator)
    if base is None:
        note = Note("denominator_unknown", who=Note(f"who_{denominator}"))
        return result_of(cohort, "conversion_ladder", endpoint, notes=(note,))
    rungs = rungs_of(cohort, course)
    main: list[Estimate] = []
    for group, rows in groups_and_all(cohort):
        inside = rows & base
        main += [_share(group, (name,), reached, inside) for name, reached in rungs.items()]
        if {"resected", "r0"} <= set(rungs):
            removed = inside & rungs["resected"]
            main.append(_share(group, OF_RESECTED, rungs["r0"], removed))
    estimates = [*main, *(_with_wilson(e) for e in main)]
    notes = [*_notes(cohort, course, rungs, base)]
    if denominator == "itt":
        estimates += _differences(cohort, rungs)
    elif cohort.study.spec.compared_arms:
        notes.append(CONDITIONAL)
    found = result_of(cohort, "conversion_ladder", endpoint, estimates=estimates, notes=notes)
    return replace(found, n=int((base & (cohort.arm >= 0)).sum()))


def base_columns(cohort: Cohort, request: Request) -> dict[str, Any]:
    """Return who reached each rung, and who is in the denominator, for an R script."""
    course = course_of(cohort)
    denominator: Denominator = request.option("denominator") or "itt"
    reached = {f"reached_{name}": who.astype(int) for name, who in rungs_of(cohort, course).items()}
    base = base_of(cohort, course, denominator)
    return reached if base is None else {**reached, f"in_{denominator}": base.astype(int)}


def rungs_of(cohort: Cohort, course: Course) -> dict[str, Mask]:
    """Return who reached each rung the data can tell, in order."""
    everybody = np.ones(cohort.n, dtype=bool)
    resected, r0 = (_yes(course.resected), _yes(course.r0))
    reached = (everybody, course.treated, course.restaged, course.second_look, course.clear,
               resected, r0)  # fmt: skip
    known = {name: who for name, who in zip(RUNGS, reached, strict=True) if who is not None}
    # Radical surgery comes first and treatment after it: there is no restaging on the way to it.
    skip = ("restaged", "second_look", "clear") if course.kind == "radical" else ()
    return {name: who for name, who in known.items() if name not in skip}


def base_of(cohort: Cohort, course: Course, denominator: Denominator) -> Mask | None:
    """Return who is in a denominator; None where the data cannot tell."""
    if denominator == "itt":
        return np.ones(cohort.n, dtype=bool)
    return {"treated": course.treated, "evaluable": course.restaged,
            "explored": course.explored}[denominator]  # fmt: skip


def _yes(flags: Floats | None) -> Mask | None:
    return None if flags is None else flags == 1


def _share(group: str, rung: tuple[str, ...], reached: Mask, inside: Mask) -> Estimate:
    return share(group, Tally(int((reached & inside).sum()), int(inside.sum())), rung)


def _with_wilson(e: Estimate) -> Estimate:
    if not e.n:
        return replace(e, method=WILSON)
    limits = wilson(Tally(e.n_events or 0, e.n))
    return replace(e, method=WILSON, interval=Interval(*limits, CONF_LEVEL))


def _differences(cohort: Cohort, rungs: dict[str, Mask]) -> Iterator[Estimate]:
    for contrast in contrasts_of(cohort, cohort.arm):
        in_arm = contrast.in_arm == 1
        for name, reached in rungs.items():
            if name == "entered":
                continue
            seen = reached[contrast.rows]
            tallies = [Tally(int(seen[rows].sum()), int(rows.sum())) for rows in (in_arm, ~in_arm)]
            blank = Estimate("risk_difference", contrast.arm, contrast.reference,
                             n=len(seen), n_events=int(seen.sum()), covariates=(name,),
                             method=NEWCOMBE)  # fmt: skip
            yield _difference(blank, tallies[0], tallies[1])


def _difference(blank: Estimate, arm: Tally, reference: Tally) -> Estimate:
    if not (arm.n and reference.n):
        return replace(blank, notes=(not_estimable("arm_without_patients"),))
    return replace(
        blank,
        value=arm.successes / arm.n - reference.successes / reference.n,
        interval=Interval(*newcombe(arm, reference), CONF_LEVEL),
        p_value=exact_p_value(arm, reference),
    )


def _notes(cohort: Cohort, course: Course, rungs: dict[str, Mask], base: Mask) -> Iterator[Note]:
    if not cohort.study.has("surgery") and course.resected is not None:
        yield Note("date_counts_as_resection")
    if course.resected is not None and (blank := np.isnan(course.resected) & base).any():
        yield Note("blank_resection", n=int(blank.sum()))
    if course.r0 is not None and (blank := np.isnan(course.r0) & base).any():
        yield Note("blank_r0", n=int(blank.sum()))
    for name, before, skipped in (
        ("resected", "second_look", "skipped_look"),
        ("resected", "clear", "skipped_clear"),
        ("r0", "resected", "skipped_resection"),
    ):
        if name in rungs and before in rungs:
            n = int((rungs[name] & ~rungs[before] & base).sum())
            if n:
                yield Note(skipped, n=n)
