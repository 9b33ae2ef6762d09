"""Marginal effects standardized over the covariates of all patients (g-formula)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from outcomes.estimators.adjusted.standardized_parts import (
    COMPETING,
    Part,
    compared,
    last,
    not_alike,
    of_worlds,
    parts_of,
    refused,
)
from outcomes.estimators.base.caveats import not_estimable, unusable
from outcomes.estimators.base.design import (
    Floats,
    or_none,
    result_of,
    timed,
)
from outcomes.estimators.proportions.standardized import standardized_proportions
from outcomes.estimators.survival.contrasts import Spreads, as_sure, spreads_at
from outcomes.kernel.causal.standardization import Worlds, standardize
from outcomes.kernel.cox.fit import cox as fit_cox
from outcomes.kernel.curves.counting import count
from outcomes.kernel.curves.product_limit import interval, kaplan_meier
from outcomes.kernel.curves.rmst import milestone_difference, restricted_mean, rmst_difference
from outcomes.model.cohort import Cohort
from outcomes.results.note import Method, Note
from outcomes.results.result import Curve, Estimate, Result


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
    one row (``method`` names the pair), and one curve, per contrast; curves stand in the order
    reference, arm, difference. Complete cases; few-event rules as for `cox.cox`.
    Not estimated past the last follow-up of an arm with patients still at risk. Limits of a
    survival are log-log.

    References
    ----------
    Ozenne et al. (2020) Biometrical Journal 62:751. Ye et al. (2023) J Am Stat Assoc 118:2370.
    """
    chosen = cohort.study.spec.adjusted_for(covariates)
    if cohort.endpoint(endpoint).kind == "proportion":
        return standardized_proportions(cohort, endpoint, chosen)
    data = timed(cohort, endpoint)
    block = cohort.endpoint(endpoint)
    if block.kind == "competing":
        return result_of(cohort, "standardized", endpoint, data, notes=(COMPETING,))
    parts = list(parts_of(cohort, endpoint, chosen, "standardized_cox"))
    planned = tau or block.tau
    horizon = planned or min((last(p) for p in parts if len(p.time)), default=0.0)
    notes = () if planned else (Note("tau_shortest", tau=float(horizon)),)
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


def _of_times(
    part: Part, times: Sequence[float], tau: float, unit: str
) -> tuple[list[Estimate], list[Curve]]:
    why = not_alike(part)
    model = fit_cox(part.time, part.event, np.column_stack([part.in_arm, part.x]))
    why = why or unusable(model)
    if any(model.infinite[1:]):
        notes = (*part.blank.notes, Note("covariate_infinite"))
        part = part._replace(blank=replace(part.blank, notes=notes))
    end = last(part)
    ended = not_estimable("arm_ends", last=float(end))
    estimates: list[Estimate] = []
    found = None if why else standardize(model, tau=tau if tau > 0 else None)
    read = None if why else standardize(model, times=list(times)).survival
    for index, at in enumerate(times):
        late = why or (None if at <= end else ended)
        if late is not None or read is None:
            estimates += refused(part, "survival", at, late or ended)
            continue
        estimates += of_worlds(part, "survival", read, index)
        estimates.append(_plain(part, "survival", at))
    late = why or (None if tau <= end else ended)
    if late is not None or found is None or found.restricted_mean is None:
        means = list(refused(part, "rmst", tau, late or ended))
    else:
        means = [*of_worlds(part, "rmst", found.restricted_mean, 0), _plain(part, "rmst", tau)]
    estimates += [replace(e, unit=unit) for e in means]
    return estimates, [] if found is None else list(_curves(part, found.survival, end, unit))


def _plain(part: Part, quantity: str, at: float) -> Estimate:
    arm, reference = (
        kaplan_meier(part.time[part.in_arm == a], part.event[part.in_arm == a]) for a in (1, 0)
    )
    names = (part.contrast.arm, part.contrast.reference)
    spreads: Spreads
    if quantity == "rmst":
        means = restricted_mean(arm, at), restricted_mean(reference, at)
        gap = rmst_difference(*means)
        spreads = {name: mean.std_err for name, mean in zip(names, means, strict=True)}
    else:
        gap = milestone_difference(arm, reference, at)
        spreads = spreads_at(dict(zip(names, (arm, reference), strict=True)), at)
    found = compared(part, f"{quantity}_difference_same_patients", gap, at)
    if gap.value is not None:
        bare = replace(found, interval=None, p_value=None, std_err=None)
        found = as_sure(bare, gap, spreads)
    return replace(found, method=(Method("same_standardized_km"),))


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
        at_risk = counts.n_at_risk[after]
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
