"""How many events there will be, and when, under one constant hazard."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from outcomes.clinical.study_days import days_of
from outcomes.estimators.conduct.recruitment import Recruitment
from outcomes.model.cohort import Cohort
from outcomes.model.endpoint import Endpoint
from outcomes.model.time_unit import DAYS_PER
from outcomes.results.note import Method, Note
from outcomes.results.result import Curve, Estimate, Interval

LEVELS = (0.95, 0.8)
HAZARD, OBSERVED = Method("constant_hazard"), Method("observed")
MONTH = DAYS_PER["months"]
HORIZONS = (6, 12, 24)
MAX_MONTHS = 120
DRAWS = 2000
MAX_CELLS = 4_000_000
SEED = 20071


@dataclass(frozen=True, slots=True)
class Part:
    """What one half of a projection contributes to its result."""

    estimates: tuple[Estimate, ...] = ()
    curves: tuple[Curve, ...] = ()
    notes: tuple[Note, ...] = ()


class Outlook(NamedTuple):
    """What is known at the data cut-off about enrollment still to come."""

    end: float
    remaining: int
    model: Recruitment | None


def tails(level: float) -> np.ndarray:
    """Return the probabilities of the median and of both limits."""
    return np.array([0.5, (1 - level) / 2, (1 + level) / 2])


def month_grid(months: float) -> np.ndarray:
    """Return days after the data cut-off, month by month, 0 included."""
    return np.arange(0, min(max(np.ceil(months), 1), MAX_MONTHS) + 1) * MONTH


def forecast_events(cohort: Cohort, endpoint: Endpoint, outlook: Outlook | None) -> Part:
    """Return projected events, their date, and the information fraction."""
    timed = cohort.timed(endpoint.id)
    n_events = int((timed.event == 1).sum())
    planned = cohort.study.spec.plan.planned_events.get(endpoint.id)
    share = Estimate(
        "information_fraction", value=n_events / planned if planned else None, n=timed.time.size,
        n_events=n_events, notes=() if planned else (Note("no_planned_events_here"),),
    )  # fmt: skip
    person_days = float(timed.observed.sum()) * DAYS_PER[cohort.study.spec.study.time_unit]
    if outlook is None or person_days <= 0:
        return Part((share,), notes=(Note("events_not_projected"),))
    lost = _lost(cohort, timed.rows) & (timed.event == 0)
    removed = int(lost.sum() + (timed.event == 2).sum())
    at_risk = int(((timed.event == 0) & ~lost).sum())
    days = _event_days(outlook, at_risk, (n_events, removed, person_days))
    rows = [_number(outlook, n_events, days, m, level) for m in HORIZONS for level in LEVELS]
    rows += _events_date(outlook, n_events, planned, days)
    if planned and n_events >= planned:
        rows[-1:] = [_observed_date(cohort, endpoint, planned)]
    curves = tuple(_event_fan(outlook, n_events, days, level) for level in LEVELS)
    notes = (Note("projected_from", n=n_events),)
    return Part((*rows, share), curves, notes)


def _lost(cohort: Cohort, rows: np.ndarray) -> np.ndarray:
    if "status" not in cohort.study.patients:
        return np.zeros(rows.size, dtype=bool)
    return cohort.column("status").isin(("lost", "withdrawn")).to_numpy()[rows]


def _event_days(outlook: Outlook, at_risk: int, so_far: tuple[int, int, float]) -> np.ndarray:
    """Return the day of each further event after the cut-off, ascending (draws, patients).

    inf where the patient is lost or has a competing event first.
    """
    n_events, removed, person_days = so_far
    waiting = outlook.remaining if outlook.model else 0
    patients = at_risk + waiting
    draws = DRAWS if patients * DRAWS <= MAX_CELLS else MAX_CELLS // patients + 1
    rng = np.random.default_rng(SEED)
    hazard = rng.gamma(n_events + 0.5, 1 / person_days, (draws, 1))
    leaving = removed / person_days
    arrival = np.zeros((draws, patients))
    if outlook.model and waiting:
        rate = rng.gamma(outlook.model.shape, 1 / outlook.model.exposure, (draws, 1))
        arrival[:, at_risk:] = np.cumsum(rng.exponential(size=(draws, waiting)), axis=1) / rate
    time = arrival + rng.exponential(size=arrival.shape) / (hazard + leaving)
    is_event = rng.random(arrival.shape) < hazard / (hazard + leaving)
    return np.sort(np.where(is_event, time, np.inf), axis=1)


def _quantiles(draws: np.ndarray, level: float) -> list[float]:
    # No interpolation: between a finite day and inf it would give nan.
    return np.quantile(draws, tails(level), method="inverted_cdf").tolist()


def _number(
    outlook: Outlook, n_events: int, days: np.ndarray, months: int, level: float
) -> Estimate:
    count = n_events + (days <= months * MONTH).sum(axis=1)
    middle, low, high = map(float, _quantiles(count, level))
    return Estimate(
        "projected_events", value=middle, interval=Interval(low, high, level),
        at=outlook.end + months * MONTH, n_events=n_events,
        method=(HAZARD, Method("months_ahead", months=months)),
    )  # fmt: skip


def _events_date(
    outlook: Outlook, n_events: int, planned: int | None, days: np.ndarray
) -> list[Estimate]:
    """Return the date of the planned number of events, once per level."""
    if not planned:
        return [Estimate("events_date", unit="date", notes=(Note("no_planned_events"),))]
    if n_events >= planned:
        return [Estimate("events_date", unit="date")]
    last = planned - n_events - 1
    draws = days[:, last] if last < days.shape[1] else np.full(len(days), np.inf)
    rows = []
    for level in LEVELS:
        middle, low, high = (outlook.end + q for q in _quantiles(draws, level))
        rows.append(
            Estimate(
                "events_date",
                value=middle,
                interval=Interval(low, high, level),
                unit="date",
                n_events=n_events,
                method=(HAZARD,),
            )
        )
    return rows


def _observed_date(cohort: Cohort, endpoint: Endpoint, planned: int) -> Estimate:
    if endpoint.origin is None or endpoint.origin not in cohort.study.patients:
        return Estimate("events_date", unit="date", notes=(Note("reached_undated"),))
    timed = cohort.timed(endpoint.id)
    start = days_of(cohort.column(endpoint.origin))[timed.rows]
    day = start + timed.time * DAYS_PER[cohort.study.spec.study.time_unit]
    reached = np.sort(day[(timed.event == 1) & ~np.isnan(day)])
    if reached.size < planned:
        return Estimate("events_date", unit="date", notes=(Note("reached_undated"),))
    return Estimate(
        "events_date", value=float(np.round(reached[planned - 1])), unit="date",
        n_events=int(reached.size), method=(OBSERVED,),
    )  # fmt: skip


def _event_fan(outlook: Outlook, n_events: int, days: np.ndarray, level: float) -> Curve:
    grid = month_grid(max(HORIZONS))
    counts = np.stack([n_events + (days <= d).sum(axis=1) for d in grid])
    middle, low, high = (
        tuple(map(float, row))
        for row in np.quantile(counts, tails(level), axis=1, method="inverted_cdf")
    )
    name = f"projected_events_{level:.0%}".rstrip("%")
    return Curve("all", name, tuple((outlook.end + grid).tolist()), middle, low, high, unit="date")
