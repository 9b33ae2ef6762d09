"""What a forest can show: hazard ratios, differences of restricted means, of proportions."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import chdtrc

from outcomes.estimators.base.caveats import (
    NOBODY,
    changing,
    few_in_arms,
    not_estimable,
    unusable,
)
from outcomes.estimators.base.design import Floats
from outcomes.estimators.survival.cox import wald
from outcomes.kernel.cox.fit import cox as fit_cox
from outcomes.kernel.curves.product_limit import kaplan_meier
from outcomes.kernel.curves.rmst import Contrast as Difference
from outcomes.kernel.curves.rmst import restricted_mean, rmst_difference
from outcomes.kernel.proportions.difference import CONF_LEVEL, Tally, newcombe
from outcomes.kernel.proportions.homogeneity import same_difference
from outcomes.kernel.proportions.stratified_tables import tables_of
from outcomes.results.note import Method, Note
from outcomes.results.result import Interval, Methods

Quantity = Literal["hazard_ratio", "rmst_difference", "risk_difference"]
FEWEST_EVENTS = 10
FEWEST_PATIENTS = 5
RATIO_TEST = (Method("test_ratios_alike"),)
MEAN_TEST = (Method("test_means_alike"),)
RISK_TEST = (Method("test_risks_alike"),)
NEWCOMBE = (Method("newcombe"),)
ONE_SUBGROUP = not_estimable("one_subgroup")
FEW_SHOWN = Note("not_shown", why=Note("subgroups_not_shown"))


class Compared(NamedTuple):
    """Follow-up, arm (1 = compared, 0 = reference) and subgroup of one contrast's patients.

    ``event`` is the success of a proportion, whose ``time`` says nothing.
    """

    time: Floats
    event: Floats
    in_arm: Floats
    code: NDArray[np.int_]


class Effect(NamedTuple):
    """An effect in some patients, and its caveats or why there is none."""

    value: float | None = None
    interval: Interval | None = None
    p_value: float | None = None
    std_err: float | None = None
    notes: tuple[Note, ...] = ()


class Heterogeneity(NamedTuple):
    """A test that the effect is the same in all subgroups; notes say why not, or with whom."""

    value: float | None = None
    p_value: float | None = None
    notes: tuple[Note, ...] = ()


class Measure(NamedTuple):
    """How the effect in a group of patients is estimated, and how subgroups are compared.

    ``compare`` is given patients of known subgroups only. ``test`` and ``method`` say how
    they and the effect are made; ``context`` belongs to every row.
    """

    quantity: Quantity
    effect: Callable[[Compared], Effect]
    compare: Callable[[Compared], Heterogeneity]
    test: Methods
    method: Methods = ()
    context: Methods = ()
    at: float | None = None
    unit: str = ""


def hazard_ratios() -> Measure:
    """Return Cox's hazard ratio; arm × subgroup is tested by likelihood ratio."""
    return Measure("hazard_ratio", _hazard_ratio, _ratios_alike, RATIO_TEST)


def mean_differences(tau: float, unit: str) -> Measure:
    """Return the difference in restricted mean survival time to ``tau``, in ``unit``."""
    effect, compare = partial(_mean_difference, tau=tau), partial(_means_alike, tau=tau)
    return Measure("rmst_difference", effect, compare, MEAN_TEST, at=tau, unit=unit)


def risk_differences() -> Measure:
    """Return the difference of proportions with Newcombe's limits."""
    return Measure("risk_difference", _risk_difference, _risks_alike, RISK_TEST, NEWCOMBE)


def few_events(part: Compared) -> Note | None:
    """Return why an effect on follow-up is not shown; None when it is."""
    why = few_in_arms(part.event, part.in_arm)
    n_events = int(part.event.sum())
    if why is None and n_events < FEWEST_EVENTS:
        return Note("not_shown", why=Note("events_fewer", n=n_events, least=FEWEST_EVENTS))
    return why


def few_patients(part: Compared) -> Note | None:
    """Return why a difference without a common model is not shown; None when it is."""
    if not len(part.event):
        return NOBODY
    if part.in_arm.all() or not part.in_arm.any():
        return not_estimable("one_arm")
    smaller = int(min(part.in_arm.sum(), (1 - part.in_arm).sum()))
    if smaller < FEWEST_PATIENTS:
        why = Note("arm_patients_fewer", n=smaller, least=FEWEST_PATIENTS)
        return Note("not_shown", why=why)
    return None


def _hazard_ratio(part: Compared) -> Effect:
    why = _few(part)
    if why is None:
        fitted = fit_cox(part.time, part.event, part.in_arm)
        why = unusable(fitted)
    if why is not None:
        return Effect(notes=(why,))
    std_err = fitted.std_err.item()
    ratio = wald(fitted.coefficients.item(), std_err)
    return Effect(*ratio, std_err, notes=changing(fitted))


def _ratios_alike(part: Compared) -> Heterogeneity:
    levels = np.unique(part.code)
    why = _few(part) or (ONE_SUBGROUP if len(levels) < 2 else None)
    if why is not None:
        return Heterogeneity(notes=(why,))
    level = (part.code[:, None] == levels[1:]).astype(np.float64)
    alone = np.column_stack([part.in_arm, level])
    crossed = np.column_stack([alone, level * part.in_arm[:, None]])
    small, large = (fit_cox(part.time, part.event, x) for x in (alone, crossed))
    df = sum(small.aliased) + level.shape[1] - sum(large.aliased)
    if df < 1:
        return Heterogeneity(notes=(not_estimable("subgroups_coincide"),))
    if sum(_few(_of_level(part, level)) is None for level in levels) < 2:
        return Heterogeneity(notes=(FEW_SHOWN,))
    statistic = max(2 * (large.log_likelihood - small.log_likelihood), 0.0)
    infinite = (Note("subgroup_arm_without_events"),) if any(large.infinite) else ()
    return Heterogeneity(statistic, float(chdtrc(df, statistic)), infinite)


def _few(part: Compared) -> Note | None:
    # The variance of one patient's restricted mean is 0: its square would be the largest.
    return few_events(part) or few_patients(part)


def _mean_difference(part: Compared, tau: float) -> Effect:
    why = _few(part)
    if why is not None:
        return Effect(notes=(why,))
    found = _means(part, tau)
    if found.value is None:
        return Effect(notes=(not_estimable("arm_ends_before", tau=tau),))
    interval = Interval(found.ci_low, found.ci_high, CONF_LEVEL)
    return Effect(found.value, interval, found.p_value, found.std_err)


def _means(part: Compared, tau: float) -> Difference:
    curves = [kaplan_meier(part.time[rows], part.event[rows]) for rows in _arms(part)]
    arm, reference = (restricted_mean(curve, tau) for curve in curves)
    return rmst_difference(arm, reference)


def _means_alike(part: Compared, tau: float) -> Heterogeneity:
    parts = [_of_level(part, level) for level in np.unique(part.code)]
    found = [_means(p, tau) for p in parts if _few(p) is None]
    known = [(d.value, d.std_err) for d in found if d.value is not None and d.std_err]
    if len(known) < 2:
        return Heterogeneity(notes=(_few(part) or ONE_SUBGROUP,))
    value, std_err = np.array(known, dtype=np.float64).T
    weight = 1 / std_err**2
    statistic = float(weight @ (value - weight @ value / weight.sum()) ** 2)
    return Heterogeneity(
        statistic, float(chdtrc(len(value) - 1, statistic)), _hidden(len(parts) - len(known))
    )


def _risk_difference(part: Compared) -> Effect:
    why = few_patients(part)
    if why is not None:
        return Effect(notes=(why,))
    arm, reference = (Tally(int(part.event[rows].sum()), int(rows.sum())) for rows in _arms(part))
    gap = arm.successes / arm.n - reference.successes / reference.n
    return Effect(gap, Interval(*newcombe(arm, reference), CONF_LEVEL))


def _risks_alike(part: Compared) -> Heterogeneity:
    levels = np.unique(part.code)
    shown = [level for level in levels if few_patients(_of_level(part, level)) is None]
    if len(shown) < 2:
        return Heterogeneity(notes=(few_patients(part) or ONE_SUBGROUP,))
    inside = np.isin(part.code, shown)
    found = same_difference(tables_of(part.event[inside], part.in_arm[inside], part.code[inside]))
    if found.statistic is None:
        return Heterogeneity(notes=(not_estimable("same_answer"),))
    return Heterogeneity(found.statistic, found.p_value, _hidden(len(levels) - len(shown)))


def _arms(part: Compared) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    return part.in_arm == 1, part.in_arm == 0


def _of_level(part: Compared, level: int) -> Compared:
    inside = part.code == level
    return Compared(*(values[inside] for values in part))


def _hidden(n: int) -> tuple[Note, ...]:
    return (Note("subgroups_left_out", n=n),) if n else ()
