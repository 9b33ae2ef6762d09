"""Numbers made safe to show, one by one and then among each other."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from math import ceil, floor, isfinite
from typing import Any

import numpy as np

from outcomes.publish.disclosure.complement import (
    Shown,
    complemented,
    kept_back,
    points_at_somebody,
    unsaid,
)
from outcomes.publish.disclosure.curves import value_at
from outcomes.publish.disclosure.known import Known, significant
from outcomes.publish.disclosure.notes import few, masked_notes
from outcomes.results.masked import Masked
from outcomes.results.note import Note
from outcomes.results.quantities import quantity_named
from outcomes.results.result import Curve, Estimate, Interval

# Numbers that count no patients: of the protocol, or of a model.
NO_PATIENTS = {"entry_order", "planned_n", "expected_n"}
# Those still there: rounded down, as under the curves.
AT_RISK = {"n_at_risk", "effective_sample_size"}
# Shares of time or of a plan.
OF_TIME = {"follow_up_completeness", "information_fraction", "cure_fraction"}
# A value of one patient, or of each.
NEVER = {"minimum", "maximum", "log_minus_log"}
# Two shares compared: with its limits each tells both counts exactly.
OF_SHARES = {"risk_difference", "proportion_difference", "risk_ratio", "odds_ratio"}
OVER_TIME = ("survival", "cumulative_incidence", "follow_up")
Curves = Mapping[tuple[str, str], Curve | None]
RAW = 1e-9


def masked_estimates(
    estimates: Sequence[Estimate], curves: Curves, known: Known
) -> tuple[Estimate, ...]:
    """Return estimates as they may be published; what may not be at all is absent.

    Parameters
    ----------
    estimates
        Of one result.
    curves
        Its curves by group and quantity, None for one that is not published: numbers at a time
        are read from them.
    known
        What the result does not say itself.
    """
    pairs = [
        Shown(masked_estimate(e, curves, known), e)
        for e in estimates
        if e.quantity not in NEVER and not _too_near(e, known)
    ]
    pairs = complemented(pairs, known)
    return tuple(shown for shown, exact in pairs if not points_at_somebody(pairs, exact, known))


def masked_estimate(e: Estimate, curves: Curves, known: Known) -> Estimate:
    """Return one estimate by the rule of its kind."""
    whose = _whose(e)
    plain = replace(
        e, n=known.count(e.n, whose), n_events=known.count(e.n_events, whose),
        notes=masked_notes(e.notes, known), at=_at(e, known),
        std_err=None if e.std_err is None else significant(e.std_err, 2),
        p_value=None if e.p_value is None else significant(e.p_value, 2),
    )  # fmt: skip
    kind = quantity_named(e.quantity).kind
    if known.policy.small(e.n) or (tells_events(e) and known.policy.small(e.n_events)):
        return kept_back(plain, known)
    if e.value is None:
        return plain
    if kind == "count":
        return _count(e, plain, known)
    if kind in ("proportion", "probability"):
        return _share(e, plain, curves, known)
    if kind == "time" and e.unit == known.unit:
        return _time(e, plain, known)
    if kind in ("time", "measure"):
        return _moved(plain, significant(e.value), lambda limit: significant(limit))
    if kind == "date":
        dated = replace(plain, notes=(*plain.notes, Note("publish_month")))
        return _moved(dated, month_end(e.value), month_end)
    return _model(e, plain, known)


def _whose(e: Estimate) -> str:
    """Return the group its counts are of; of two that are compared none."""
    return "" if e.reference else e.group


def tells_events(e: Estimate) -> bool:
    """Whether the number of events can be told from its value, or from its precision."""
    return quantity_named(e.quantity).kind != "count" and e.quantity not in OF_TIME


def _at(e: Estimate, known: Known) -> float | None:
    """Return the time it belongs to; one that is no round number came out of the data."""
    dated = quantity_named(e.quantity).kind == "date" or (e.at or 0) > 10_000
    if e.at is None or dated or round(e.at, 2) == e.at:
        return e.at
    return known.time(e.at)


def _count(e: Estimate, plain: Estimate, known: Known) -> Estimate:
    if e.quantity in NO_PATIENTS:
        return plain
    shown = known.count(e.value, _whose(e))
    if not isinstance(shown, Masked) and _leaves_few(e, shown, plain.n, known):
        shown = Masked()
    if isinstance(shown, Masked):
        return replace(plain, value=shown, interval=None, notes=(*plain.notes, few(known)))
    limits = _limits(e.interval, lambda limit: known.count(limit))
    return replace(plain, value=float(shown), interval=limits)


def _leaves_few(e: Estimate, shown: float, of: float | None, known: Known) -> bool:
    """Whether a part of the patients leaves so few of them that these must not be told."""
    if e.n is None or of is None or e.quantity in AT_RISK:
        return False
    small = known.policy.small
    return small(e.n - (e.value or 0.0)) or small(of - shown)


def _share(e: Estimate, plain: Estimate, curves: Curves, known: Known) -> Estimate:
    """Return a share of patients: by its curve, by its rounded counts, or to two decimals."""
    value, digits = e.value or 0.0, known.policy.decimals
    if e.at is not None and e.quantity in OVER_TIME and (e.group, e.quantity) in curves:
        curve = curves[e.group, e.quantity]
        read = value_at(curve, e.at) if curve is not None else None
        if read is None:
            return kept_back(plain, known)
        interval = Interval(read[1], read[2], e.interval.level) if e.interval else None
        return replace(_rounded(plain, digits), value=round(read[0], digits), interval=interval)
    if e.n is None or e.quantity in OF_TIME:
        return _moved(plain, round(value, digits), lambda limit: round(limit, digits))
    of_patients = e.n_events is not None and e.quantity != "near_target"  # that is of sessions
    counted = float(e.n_events or 0) if of_patients else value * e.n
    policy = known.policy
    few = policy.small(round(counted, 6)) or policy.small(round(e.n - counted, 6))
    # A display may say the rest, and of rounded counts.
    if few or (plain.n and policy.small(plain.n - known.count(counted, _whose(e)))):
        shown = plain if policy.small(counted) else replace(plain, n_events=unsaid())
        return kept_back(shown, known)
    if abs(value * e.n - counted) > RAW * e.n or not plain.n:
        return _moved(plain, round(value, digits), lambda limit: round(limit, digits))
    share = min(float(known.count(counted, _whose(e))) / float(plain.n), 1.0)
    shown = replace(plain, value=round(share, digits))
    return _widened(shown, share - value, policy.round_to / 100)


def _widened(e: Estimate, delta: float, step: float) -> Estimate:
    """Return a share with limits as far out as counts are rounded: their width tells a count."""
    limits = e.interval
    if limits is None or limits.low is None or limits.high is None:
        return replace(e, interval=None)
    low = max(step * floor((limits.low + delta) / step + RAW), 0.0)
    high = min(step * ceil((limits.high + delta) / step - RAW), 1.0)
    return replace(e, interval=replace(limits, low=round(low, 2), high=round(high, 2)))


def _time(e: Estimate, plain: Estimate, known: Known) -> Estimate:
    """Return a median or mean time, rounded; of too few events none."""
    if e.n_events is None or e.n_events < known.policy.least_events:
        return kept_back(plain, known)
    return _moved(plain, known.time(e.value or 0.0), known.time)


def _model(e: Estimate, plain: Estimate, known: Known) -> Estimate:
    """Return a comparison, a test or a score; of too few in a group none."""
    fewest = known.fewest(e)
    if fewest is None or fewest < known.policy.least_events:
        return kept_back(plain, known)
    if _tells_the_rest(e, known):
        return _coarse(e, plain, known)
    return _moved(plain, significant(e.value or 0.0), lambda limit: significant(limit))


def _tells_the_rest(e: Estimate, known: Known) -> bool:
    """Whether shares of a part, taken from those of everybody, may leave the counts of few."""
    compared = e.quantity.removesuffix("_same_patients")
    if compared not in OF_SHARES:
        return False
    of_counts = not e.covariates or compared != e.quantity
    all_but_few = known.policy.small(known.n - (e.n or 0.0))
    return e.where is not None or not known.totals or (of_counts and all_but_few)


def _coarse(e: Estimate, plain: Estimate, known: Known) -> Estimate:
    """Return a difference in steps of as many points as counts are rounded to; no ratio."""
    noted = replace(plain, p_value=None, std_err=None, notes=(*plain.notes, Note("publish_coarse")))
    if quantity_named(e.quantity).kind == "ratio":
        return replace(noted, value=None, interval=None)
    step = known.policy.round_to / 100

    def moved(share: float) -> float:
        return round(step * floor(share / step + 0.5), 2)

    return _moved(noted, moved(e.value or 0.0), moved)


def month_end(day: float) -> float:
    """Return the last day of a day's month, in days since 1970: the day itself is somebody's."""
    if not isfinite(day):
        return day
    next_month = np.datetime64(int(day // 1), "D").astype("datetime64[M]") + 1
    return float(next_month.astype("datetime64[D]").astype(int) - 1)


def _rounded(e: Estimate, digits: int) -> Estimate:
    return replace(e, std_err=None if e.std_err is None else round(e.std_err, digits))


def _moved(plain: Estimate, value: float, limit: Callable[[float], float]) -> Estimate:
    if plain.value is not None and not isfinite(plain.value):
        value = plain.value
    return replace(plain, value=value, interval=_limits(plain.interval, limit))


def _limits(interval: Interval | None, move: Callable[[float], Any]) -> Interval | None:
    if interval is None:
        return None
    low, high = (
        limit if limit is None or not isfinite(limit) else move(limit)
        for limit in (interval.low, interval.high)
    )
    return replace(interval, low=low, high=high)


def _too_near(e: Estimate, known: Known) -> bool:
    """Whether it is of an analysis set that differs from the one shown by too few."""
    return bool(e.where and e.where.column == "population" and known.near & {*e.where.levels})
