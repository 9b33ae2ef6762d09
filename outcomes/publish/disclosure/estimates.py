"""Numbers made safe to show, one by one and then among each other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from math import isfinite
from typing import Any, NamedTuple

import numpy as np

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
OVER_TIME = ("survival", "cumulative_incidence", "follow_up")
Curves = Mapping[tuple[str, str], Curve | None]
RAW = 1e-9
ROUND = 0.01  # counts out of shares


class Shown(NamedTuple):
    """An estimate as it is shown, and as it was."""

    shown: Estimate
    exact: Estimate


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
    return tuple(shown for shown, exact in pairs if not _points_at_somebody(pairs, exact, known))


def masked_estimate(e: Estimate, curves: Curves, known: Known) -> Estimate:
    """Return one estimate by the rule of its kind."""
    plain = replace(
        e, n=known.count(e.n), n_events=known.count(e.n_events),
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


def tells_events(e: Estimate) -> bool:
    """Whether the number of events can be told from its value, or from its precision."""
    return quantity_named(e.quantity).kind != "count" and e.quantity not in OF_TIME


def kept_back(e: Estimate, known: Known) -> Estimate:
    """Return an estimate without its numbers, and the note that says so."""
    notes = (*e.notes, few(known))
    masked: Any = Masked() if quantity_named(e.quantity).kind == "count" else None
    return replace(e, value=masked, interval=None, std_err=None, p_value=None, notes=notes)


def _at(e: Estimate, known: Known) -> float | None:
    """Return the time it belongs to; one that is no round number came out of the data."""
    dated = quantity_named(e.quantity).kind == "date" or (e.at or 0) > 10_000
    if e.at is None or dated or round(e.at, 2) == e.at:
        return e.at
    return known.time(e.at)


def _count(e: Estimate, plain: Estimate, known: Known) -> Estimate:
    if e.quantity in NO_PATIENTS:
        return plain
    shown = known.count(e.value)
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
    if few or (plain.n and policy.small(plain.n - known.count(counted))):
        shown = plain if policy.small(counted) else replace(plain, n_events=_none())
        return kept_back(shown, known)
    if abs(value * e.n - counted) > RAW * e.n or not plain.n:
        return _moved(plain, round(value, digits), lambda limit: round(limit, digits))
    share = min(float(known.count(counted)) / float(plain.n), 1.0)
    delta = share - value

    def moved(limit: float) -> float:
        return round(min(max(limit + delta, 0.0), 1.0), digits)

    return _moved(plain, round(share, digits), moved)


def _none() -> Any:
    return Masked()


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
    return _moved(plain, significant(e.value or 0.0), lambda limit: significant(limit))


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


def complemented(pairs: Sequence[Shown], known: Known) -> list[Shown]:
    """Return estimates with a second one kept back where a single one could be told from the rest.

    Levels add up to their denominator, and groups to everybody.
    """
    second: set[int] = set()
    for places, whole in _families(pairs):
        hidden = [i for i in places if pairs[i].exact.value != 0 and _hidden(pairs[i].shown)]
        if len(hidden) == 1:
            seen = {i: pairs[i].exact.value for i in places if i not in hidden}
            others = sorted((value, i) for i, value in seen.items() if value)
            second |= {whole} if whole is not None else {i for _, i in others[:1]}
    return [
        Shown(kept_back(replace(pair.shown, n_events=_none()), known), pair.exact)
        if i in second and not _hidden(pair.shown) else pair
        for i, pair in enumerate(pairs)
    ]  # fmt: skip


def _families(pairs: Sequence[Shown]) -> Iterable[tuple[list[int], int | None]]:
    """Yield the places of what adds up exactly, and that of their sum where it is shown."""
    levels: dict[object, list[int]] = defaultdict(list)
    groups: dict[object, list[int]] = defaultdict(list)
    for i, (_, e) in enumerate(pairs):
        if quantity_named(e.quantity).kind not in ("count", "proportion"):
            continue
        if len(e.covariates) > 1:
            levels[e.quantity, e.group, e.covariates[:-1], e.at, e.where, e.n].append(i)
        groups[e.quantity, e.covariates, e.at, e.where].append(i)
    for places in levels.values():
        if _adds_up(pairs, places, pairs[places[0]].exact.n):
            yield places, None
    for places in groups.values():
        whole = next((i for i in places if pairs[i].exact.group == "all"), None)
        arms = [i for i in places if i != whole]
        if whole is not None and _adds_up(pairs, arms, _size(pairs[whole].exact)):
            yield arms, whole


def _adds_up(pairs: Sequence[Shown], places: Sequence[int], total: float | None) -> bool:
    sizes = [_size(pairs[i].exact) for i in places]
    return len(sizes) > 1 and total is not None and abs(sum(sizes) - total) < ROUND


def _hidden(e: Estimate) -> bool:
    return isinstance(e.value, Masked) or any(note.says("publish_few") for note in e.notes)


def _points_at_somebody(pairs: Sequence[Shown], e: Estimate, known: Known) -> bool:
    """Whether words of the data stand for so few that they could name one of them."""
    words = [*e.covariates, *(e.where.levels if e.where else ())]
    own = known.foreign(e.group)
    if not own and not any(known.foreign(word) for word in words):
        return False
    groups = (e.group,) if own else (e.group, "all")
    same = [x for _, x in pairs if (x.covariates, x.where) == (e.covariates, e.where)]
    most = max((_size(x) for x in same if x.group in groups), default=0.0)
    return most < known.policy.k


def _size(e: Estimate) -> float:
    """Return how many patients the words of an estimate stand for."""
    kind = quantity_named(e.quantity).kind
    if e.n_events is not None:
        return float(e.n_events)
    if kind == "count":
        return e.value or 0.0
    return (e.value or 0.0) * (e.n or 0) if kind == "proportion" else float(e.n or 0)
