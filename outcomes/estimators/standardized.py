"""Marginal effects standardized over the covariates of all patients (g-formula)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from outcomes.cohort import Cohort
from outcomes.estimators.cox import EVENTS_PER_PARAMETER, too_few, unusable
from outcomes.estimators.design import (
    Contrast,
    Floats,
    contrasts_of,
    or_none,
    result_of,
    terms_of,
    timed,
    varying,
)
from outcomes.estimators.proportions import answered
from outcomes.kernel.counting import count
from outcomes.kernel.cox import cox as fit_cox
from outcomes.kernel.logistic import logistic
from outcomes.kernel.product_limit import interval, kaplan_meier
from outcomes.kernel.rmst import Contrast as Gap
from outcomes.kernel.rmst import milestone_difference, restricted_mean, rmst_difference
from outcomes.kernel.standardization import Worlds, standardize, subtract
from outcomes.results import Curve, Estimate, Interval, Result

COMPETING = "not estimated: competing events would need cause-specific models of every cause"


class Part(NamedTuple):
    """Complete cases of one contrast: follow-up (or 0 and success), arm and covariates."""

    contrast: Contrast
    time: Floats
    event: Floats
    in_arm: Floats
    x: Floats
    blank: Estimate


def standardized(
    cohort: Cohort,
    endpoint: str,
    *,
    covariates: Sequence[str] = (),
    tau: float | None = None,
    times: Sequence[float] = (),
) -> Result:
    """Compare what would happen if all patients had the arm, or all had the reference.

    Parameters
    ----------
    cohort, endpoint
        Who, and the id of an endpoint; with competing events nothing is estimated.
    covariates
        Of the outcome model; by default the prespecified set, else the key covariates.
    tau
        Horizon of the restricted mean; by default the protocol's, else the shortest arm's
        follow-up among complete cases.
    times
        Times of survival; by default the endpoint's landmarks.

    Returns
    -------
    Result
        Per contrast and time ``survival`` per arm and ``survival_difference`` (normal limits),
        at tau ``rmst`` and ``rmst_difference``, each difference also as
        ``…_same_patients`` (Kaplan–Meier, unadjusted); curves ``survival`` per arm and
        ``survival_difference`` (group = the arm) with pointwise limits. For a proportion:
        ``proportion`` per arm, ``risk_difference`` and ``risk_ratio``.

    Notes
    -----
    Each contrast is standardized over its own two arms, so with several arms the reference has
    one row, and one curve, per contrast. Complete cases; few-event rules as for `cox.cox`.
    Not estimated past the last follow-up of an arm with patients still at risk. Limits of a
    survival are log-log.

    References
    ----------
    Ozenne et al. (2020) Biometrical Journal 62:751. Ye et al. (2023) J Am Stat Assoc 118:2370.
    """
    chosen = default_set(cohort, covariates)
    if cohort.endpoint(endpoint).kind == "proportion":
        return _proportions(cohort, endpoint, chosen)
    data = timed(cohort, endpoint)
    block = cohort.endpoint(endpoint)
    if block.kind == "competing":
        return result_of(cohort, "standardized", endpoint, data, notes=(COMPETING,))
    method = (
        f"marginal: standardized over {_listed(chosen)} of all patients; Cox model of arm and "
        "these; influence-function SE"
    )
    parts = list(parts_of(cohort, endpoint, chosen, method))
    planned = tau or block.tau
    horizon = planned or min((last(p) for p in parts if len(p.time)), default=0.0)
    notes = () if planned else (f"tau {horizon:g}: the shortest arm's follow-up",)
    estimates: list[Estimate] = []
    curves: list[Curve] = []
    unit = cohort.study.spec.study.time_unit
    for part in parts:
        found = _of_times(part, tuple(times) or block.landmarks, horizon, unit)
        estimates += found[0]
        curves += found[1]
    return result_of(
        cohort, "standardized", endpoint, data, estimates=estimates, curves=curves, notes=notes
    )


def default_set(cohort: Cohort, covariates: Sequence[str]) -> tuple[str, ...]:
    """Return the covariates asked for, else the prespecified set, else the key ones."""
    known = cohort.study.spec.covariates
    planned = tuple(c.id for c in known if c.adjust)
    return tuple(covariates) or planned or tuple(c.id for c in known if c.key)


def parts_of(
    cohort: Cohort, endpoint: str, covariates: tuple[str, ...], method: str
) -> Iterator[Part]:
    """Yield the complete cases of each contrast, with an estimate that holds their labels."""
    if cohort.endpoint(endpoint).timed:
        data = timed(cohort, endpoint)
        time, event = data.time, (data.event == 1).astype(float)
        arm, rows = data.arm, data.rows
    else:
        given = answered(cohort, endpoint)
        time, event = np.zeros(len(given.arm)), given.success
        arm, rows = given.arm, given.rows
    terms = terms_of(cohort, covariates, rows)
    for contrast in contrasts_of(cohort, arm):
        inside = contrast.rows & terms.complete
        matrix, unused = varying(terms.matrix[inside], terms.names)
        kept = _independent(matrix)
        left = int(contrast.rows.sum() - inside.sum())
        notes = [f"{left} of {int(contrast.rows.sum())} patients left out: incomplete covariates"]
        notes = notes if left else []
        if unused:
            notes.append(f"left out, the same for everybody: {', '.join(unused)}")
        n_events, parameters = int(event[inside].sum()), kept.shape[1] + 1
        if n_events < EVENTS_PER_PARAMETER * parameters:
            notes.append(f"few events: {n_events} for {parameters} parameters")
        blank = Estimate(
            "", contrast.arm, contrast.reference, n=int(inside.sum()), n_events=n_events,
            method=method, covariates=covariates, notes=tuple(notes),
        )  # fmt: skip
        in_arm = contrast.in_arm[terms.complete[contrast.rows]]
        yield Part(contrast, time[inside], event[inside], in_arm, kept, blank)


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
        )  # fmt: skip
    yield compared(part, f"{quantity}_difference", worlds.difference(index), at)


def compared(part: Part, quantity: str, gap: Gap, at: float | None) -> Estimate:
    """Return a comparison of the two arms."""
    limits = None if gap.value is None else Interval(gap.ci_low, gap.ci_high)
    return replace(
        part.blank, quantity=quantity, value=gap.value, interval=limits, at=at, p_value=gap.p_value
    )


def refused(part: Part, quantity: str, at: float | None, why: str) -> Iterator[Estimate]:
    """Yield the rows of `of_worlds` without numbers, and why."""
    notes = (why, *part.blank.notes)
    for group in (part.contrast.reference, part.contrast.arm):
        yield replace(
            part.blank, quantity=quantity, group=group, reference=None, at=at, notes=notes
        )
    yield replace(part.blank, quantity=f"{quantity}_difference", at=at, notes=notes)


def _of_times(
    part: Part, times: Sequence[float], tau: float, unit: str
) -> tuple[list[Estimate], list[Curve]]:
    why = too_few(part.event, part.in_arm)
    model = fit_cox(part.time, part.event, np.column_stack([part.in_arm, part.x]))
    why = why or unusable(model)
    end = last(part)
    estimates: list[Estimate] = []
    found = None if why else standardize(model, tau=tau if tau > 0 else None)
    read = None if why else standardize(model, times=list(times)).survival
    for index, at in enumerate(times):
        late = why or ("" if at <= end else f"not estimable: an arm's follow-up ends at {end:g}")
        if late or read is None:
            estimates += refused(part, "survival", at, late)
            continue
        estimates += of_worlds(part, "survival", read, index)
        estimates.append(_plain(part, "survival", at))
    late = why or ("" if 0 < tau <= end else f"not estimable: an arm's follow-up ends at {end:g}")
    if late or found is None or found.restricted_mean is None:
        means = list(refused(part, "rmst", tau, late))
    else:
        means = [*of_worlds(part, "rmst", found.restricted_mean, 0), _plain(part, "rmst", tau)]
    estimates += [replace(e, unit=unit) for e in means]
    return estimates, [] if found is None else list(_curves(part, found.survival, end, unit))


def _plain(part: Part, quantity: str, at: float) -> Estimate:
    arm, reference = (
        kaplan_meier(part.time[part.in_arm == a], part.event[part.in_arm == a]) for a in (1, 0)
    )
    if quantity == "rmst":
        gap = rmst_difference(restricted_mean(arm, at), restricted_mean(reference, at))
    else:
        gap = milestone_difference(arm, reference, at)
    found = compared(part, f"{quantity}_difference_same_patients", gap, at)
    return replace(found, method="unadjusted (Kaplan–Meier), on the patients standardized over")


def _curves(part: Part, worlds: Worlds, end: float, unit: str) -> Iterator[Curve]:
    for world, group in enumerate((part.contrast.reference, part.contrast.arm)):
        mine = part.in_arm == world
        counts = count(part.time[mine], part.event[mine])
        stop = float(counts.time[-1])
        time = np.unique(np.r_[0.0, counts.time, worlds.time[worlds.time <= stop]])
        k = np.searchsorted(worlds.time, time, side="right")
        value = np.r_[1.0, worlds.mean[:, world]][k]
        low, high = interval(value, np.r_[0.0, worlds.std_err[:, world]][k], "log-log", 0.95)
        happened, censored = np.zeros(time.size), np.zeros(time.size)
        own = np.searchsorted(time, counts.time)
        happened[own], censored[own] = counts.n_events, counts.n_censored
        after = np.searchsorted(counts.time, time, side="left")
        at_risk = np.r_[counts.n_at_risk, 0.0][after]
        yield Curve(
            group, "survival", _floats(time), _floats(value),
            tuple(map(or_none, low)), tuple(map(or_none, high)),
            _floats(at_risk), _floats(happened), _floats(censored), unit,
        )  # fmt: skip
    inside = worlds.time <= end
    gaps = [worlds.difference(int(i)) for i in np.flatnonzero(inside)]
    yield Curve(
        part.contrast.arm, "survival_difference", (0.0, *_floats(worlds.time[inside])),
        (0.0, *(g.value or 0.0 for g in gaps)), (None, *(g.ci_low for g in gaps)),
        (None, *(g.ci_high for g in gaps)), unit=unit,
    )  # fmt: skip


def _floats(values: Floats) -> tuple[float, ...]:
    return tuple(float(v) for v in values)


def _independent(matrix: Floats) -> Floats:
    """Return the columns that are no combination of those before them and a constant."""
    kept = [np.ones(len(matrix))]
    for column in matrix.T:
        trial = np.column_stack([*kept, column])
        if np.linalg.matrix_rank(trial) == trial.shape[1]:
            kept.append(column)
    return np.column_stack(kept)[:, 1:]


def _proportions(cohort: Cohort, endpoint: str, covariates: tuple[str, ...]) -> Result:
    method = (
        f"marginal: standardized over {_listed(covariates)} of all patients; logistic model of "
        "arm and these; influence-function SE"
    )
    estimates: list[Estimate] = []
    n = n_events = 0
    for part in parts_of(cohort, endpoint, covariates, method):
        n, n_events = n + len(part.event), n_events + int(part.event.sum())
        estimates += _of_answers(part)
    found = result_of(cohort, "standardized", endpoint, estimates=estimates)
    return replace(found, n=n, n_events=n_events)


def _of_answers(part: Part) -> Iterator[Estimate]:
    why = too_few(part.event, part.in_arm) or too_few(1 - part.event, part.in_arm)
    fit = None if why else logistic(part.event, np.column_stack([part.in_arm, part.x]))
    if fit is None or fit.status != "converged":
        why = why.replace("events", "successes or failures") or "not estimable: separation"
        for row in refused(part, "proportion", None, why):
            yield replace(row, quantity=row.quantity.replace("proportion_d", "risk_d"))
        return
    means, influences = [], []
    for world in (0.0, 1.0):
        design = np.column_stack([np.ones(len(part.x)), np.full(len(part.x), world), part.x])
        chance = 1 / (1 + np.exp(-(design @ fit.coefficients)))
        slope = (chance * (1 - chance)) @ design / len(design)
        means.append(chance.mean())
        spread = (chance - chance.mean()) / len(design)
        influences.append(spread + fit.scores @ fit.covariance @ slope)
    psi = np.stack(influences, axis=1)
    worlds = Worlds(np.zeros(1), np.array([means]), (psi.T @ psi)[None])
    for row in of_worlds(part, "proportion", worlds, 0):
        yield replace(row, quantity=row.quantity.replace("proportion_d", "risk_d"), at=None)
    yield compared(part, "risk_ratio", worlds.ratio(0), None)
    alone = np.array([[part.event[part.in_arm == a].mean() for a in (0, 1)]])
    sizes = [int((part.in_arm == a).sum()) for a in (0, 1)]
    gap = subtract(alone[0], np.diag(alone[0] * (1 - alone[0]) / sizes))
    same = compared(part, "risk_difference_same_patients", gap, None)
    yield replace(same, method="unadjusted (Wald), on the patients standardized over")


def _listed(covariates: Sequence[str]) -> str:
    return ", ".join(covariates) or "no covariates"
