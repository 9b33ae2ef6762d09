"""What several estimators say of their numbers: why there is none, who is left out, few events."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from math import isfinite

import numpy as np
from numpy.typing import NDArray

from outcomes.kernel.cox.fit import ChiSquare, CoxFit
from outcomes.kernel.cox.proportionality import proportionality
from outcomes.model.once import once
from outcomes.results.note import Note, Ref, Value
from outcomes.results.quantities import quantity_named
from outcomes.results.result import Estimate

FEWEST_EVENTS = 5
EVENTS_PER_PARAMETER = 10
ROUNDING = 1e-14
WIDEST = 50.0  # an interval from a ratio to one so many times larger tells nothing
Words = tuple[str, str]
Floats = NDArray[np.float64]
EVENTS: Words = ("arm_without_events", "events_fewer")
SUCCESSES: Words = ("arm_without_successes", "successes_fewer")
FAILURES: Words = ("arm_without_failures", "failures_fewer")


def not_estimable(id: str, /, **values: Value) -> Note:
    """Return why there is no number, from the id of the reason."""
    return Note("not_estimable", why=Note(id, **values))


NOBODY = not_estimable("nobody")
NO_SPREAD = Note("no_limits_no_spread")
DOUBTFUL = Note("proportionality_doubtful")
COMPETING = Note("not_estimated", why=Note("competing_see_incidence"))


def refs(kind: str, ids: Iterable[str]) -> tuple[Ref, ...]:
    """Return ids of one kind as values of a note or method."""
    return tuple(Ref(kind, name) for name in ids)


def columns(names: Iterable[str]) -> tuple[Ref, ...]:
    """Return columns of a design matrix (``sex``, ``stage=T4``) as values of a note."""
    parts = (name.partition("=") for name in names)
    return tuple(
        Ref("level", level, covariate) if level else Ref("covariate", covariate)
        for covariate, _, level in parts
    )


def left_out(n: int, total: int, why: str, /, **values: Value) -> tuple[Note, ...]:
    """Return how many patients an estimate leaves out and why; nothing where it is nobody."""
    return (Note("left_out", n=n, total=total, why=Note(why, **values)),) if n else ()


def incomplete(n: int, total: int) -> tuple[Note, ...]:
    """Return how many patients lack a covariate."""
    return left_out(n, total, "incomplete_covariates")


def unused(names: Iterable[str]) -> tuple[Note, ...]:
    """Return the columns that are the same for everybody, and so say nothing."""
    found = columns(names)
    return (Note("unused", covariates=found),) if found else ()


def few_events(n_events: int, parameters: int) -> tuple[Note, ...]:
    """Return the warning that a model has fewer than 10 events per parameter."""
    if n_events >= EVENTS_PER_PARAMETER * parameters:
        return ()
    return (Note("few_events", events=n_events, n=parameters),)


def ends_before(group: str, last: float, at: float) -> Note:
    """Return why nothing is known of a group at a time after its last follow-up."""
    return not_estimable("ends_before", group=Ref("arm", group), last=float(last), at=float(at))


def too_few(event: Floats, in_arm: Floats, words: Words = EVENTS) -> Note | None:
    """Return why a comparison of arms would not be worth printing; None when it is."""
    return few_in_arms(event, in_arm, words) or of_one(in_arm)


def few_in_arms(event: Floats, in_arm: Floats, words: Words = EVENTS) -> Note | None:
    """Return why the events of two arms are too few to compare; None when they are not."""
    none, fewer = words
    n_events = int(event.sum())
    if not len(event):
        return NOBODY
    if in_arm.all() or not in_arm.any():
        return not_estimable("one_arm")
    happened = event != 0
    if not ((happened & (in_arm == 1)).any() and (happened & (in_arm == 0)).any()):
        return not_estimable(none)
    if n_events < FEWEST_EVENTS:
        return not_estimable(fewer, n=n_events, least=FEWEST_EVENTS)
    return None


def of_one(in_arm: Floats) -> Note | None:
    """Return why an arm of one patient is compared with nobody; None when there are more."""
    alone = 1 in (np.count_nonzero(in_arm), np.count_nonzero(in_arm == 0))
    return not_estimable("arm_of_one") if alone else None


def unusable(fitted: CoxFit) -> Note | None:
    """Return why the first coefficient of a fit is not a number to print; None when it is."""
    if fitted.aliased[0]:
        return not_estimable("never_together")
    if fitted.infinite[0]:
        return not_estimable("ratio_infinite")
    if fitted.status == "not converged":
        return not_estimable("not_converged")
    return None


def warnings_of(fitted: CoxFit) -> tuple[Note, ...]:
    """Return what to know of a fit whose ratio is printed."""
    infinite = (Note("covariate_infinite"),) if any(fitted.infinite) else ()
    return few_events(fitted.n_events, int(np.sum(~np.array(fitted.aliased)))) + infinite


@once
def trend_of(fitted: CoxFit) -> ChiSquare:
    """Return the test that the first ratio of a fit has a trend over time."""
    return proportionality(fitted, terms=((0,),)).terms[0]


def untold(fitted: CoxFit) -> Note:
    """Return why a test of a trend over time has no number."""
    never = trend_of(fitted).statistic is None
    return not_estimable("one_event_time" if never else "no_logarithm")


def changing(fitted: CoxFit) -> tuple[Note, ...]:
    """Return the warning that the first ratio of a fit is not the same at all times."""
    p_value = trend_of(fitted).p_value
    return (DOUBTFUL,) if p_value is not None and p_value < 0.05 else ()


def with_honest_interval(estimate: Estimate) -> Estimate:
    """Return an estimate that says in words where its interval means nothing.

    Limits that coincide but for rounding are none: there was nothing to learn a spread from, nor
    a p-value. A ratio that may as well be so many times larger is no ratio to act on.
    """
    low, high = estimate.ci_low, estimate.ci_high
    if low is None or high is None:
        return estimate
    if high - low <= ROUNDING * max(1.0, abs(low)):
        notes = (*estimate.notes, NO_SPREAD)
        return replace(estimate, interval=None, p_value=None, std_err=None, notes=notes)
    ratio = quantity_named(estimate.quantity).kind == "ratio" and low > 0 and isfinite(high)
    if not ratio or high / low <= WIDEST:
        return estimate
    wide = Note("interval_too_wide", factor=round(high / low))
    return replace(estimate, notes=(*estimate.notes, wide))
