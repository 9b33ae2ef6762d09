"""Recurrence after surgery by stratum: curves and risks at given times, and the sites of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import pandas as pd

from outcomes.estimators.base.design import groups_of
from outcomes.estimators.base.shares import share
from outcomes.estimators.base.strata import (
    by_stratum,
    group_id,
    strata,
    with_landmarks,
    without_stratum,
)
from outcomes.estimators.survival.competing import cumulative_incidence
from outcomes.estimators.survival.kaplan_meier import kaplan_meier
from outcomes.kernel.proportions.difference import Tally
from outcomes.model.cohort import Cohort
from outcomes.results.note import Note
from outcomes.results.result import Curve, Estimate, Result

CONF_LEVEL = 0.95


def recurrence(
    cohort: Cohort, endpoint: str, *, by: Sequence[str] = (), times: Sequence[float] = ()
) -> Result:
    """Estimate a timed endpoint in each stratum, competing events respected.

    Parameters
    ----------
    cohort, endpoint
        Who, and the id of a time-to-event or competing endpoint.
    by
        Columns of patients that make the strata; none: everybody together.
    times
        When it is reported, in the time unit of the study; the protocol's landmarks by default.

    Returns
    -------
    Result
        Analysis ``recurrence``. Per stratum and arm, as group ``level|level|arm``: one curve;
        ``cumulative_incidence`` (Aalen–Johansen) where events compete, else ``median`` and
        ``survival`` (Kaplan–Meier), at each time; and ``n_at_risk`` just before it.

    Notes
    -----
    Limits as in `cumulative_incidence` and `kaplan_meier`. Nothing is tested between strata.
    """
    block = cohort.endpoint(endpoint)
    asked = with_landmarks(cohort, block, times or block.landmarks)

    def ask(inside: Cohort) -> Result:
        if block.kind != "competing":
            return kaplan_meier(inside, endpoint)
        result = cumulative_incidence(inside, endpoint)
        curves = {curve.group: curve for curve in result.curves}
        at_risk = tuple(
            Estimate("n_at_risk", e.group, value=at_risk_before(curves[e.group], e.at or 0.0),
                     at=e.at, n=e.n, n_events=e.n_events)
            for e in result.all("cumulative_incidence")
        )  # fmt: skip
        return replace(result, estimates=(*result.estimates, *at_risk))

    return by_stratum(asked, by, "recurrence", ask)


def at_risk_before(curve: Curve, at: float) -> float:
    """Return how many were at risk just before a time."""
    later = (n for t, n in zip(curve.time, curve.n_at_risk, strict=True) if t >= at)
    return float(next(later, 0.0))


def recurrence_sites(
    cohort: Cohort, endpoint: str = "", *, by: Sequence[str] = (), column: str = "progression_sites"
) -> Result:
    """Count patients by the sites at which disease came back or grew.

    Parameters
    ----------
    cohort
        Who.
    endpoint
        Not used.
    by
        Columns of patients that make the strata.
    column
        Column of ``follow_up`` that holds sites: ``progression_sites`` or ``regional_site``.

    Returns
    -------
    Result
        Analysis ``recurrence_sites``. Per stratum and arm ``proportion`` with the exact interval,
        ``covariates`` = (``first`` or ``any``, site) or (``first`` or ``any``, ``all``) for any
        site at all: ``first`` counts sites of the first contact that names one (several at once
        count each), ``any`` those of all contacts. ``n`` is everybody in the stratum.

    Notes
    -----
    Crude counts: follow-up differs between patients, so they are no risks. In a study whose
    endpoints start at surgery only contacts after it count (all, for patients never operated on).
    """
    contacts = _contacts(cohort, column)
    if contacts is None:
        return Result("recurrence_sites", endpoint, cohort.population, cohort.words,
                      notes=(Note("no_sites"),))  # fmt: skip
    sites = sorted({site for cell in contacts["sites"] for site in cell})
    estimates: list[Estimate] = []
    for levels, inside in strata(cohort, by):
        ids = inside.patients["patient_id"]
        for arm, rows in groups_of(inside, inside.arm):
            mine = contacts[contacts["patient_id"].isin(ids[rows])]
            estimates += _counted(mine, int(rows.sum()), group_id(levels, arm), sites)
    left = without_stratum(cohort, by)
    notes = (Note("without_stratum", n=left),) if left else ()
    return Result("recurrence_sites", endpoint, cohort.population, cohort.words, tuple(estimates),
                  n=cohort.n - left, notes=notes)  # fmt: skip


def _contacts(cohort: Cohort, column: str) -> pd.DataFrame | None:
    """Return patient, day and set of sites of each contact that names one, in order of time."""
    if "follow_up" not in cohort.study.tables:
        return None
    follow = cohort.table("follow_up")
    if column not in follow:
        return None
    blank = pd.Series(pd.NaT, follow.index, dtype="datetime64[ns]")
    contact = pd.to_datetime(follow.get("contact_date", blank))
    day = pd.to_datetime(follow.get("progression_date", blank)).fillna(contact)
    named = follow[column].map(lambda c: frozenset(_codes(c)))
    found = pd.DataFrame({"patient_id": follow["patient_id"], "day": day, "sites": named})
    found = found[found["sites"].map(bool).astype(bool)]
    if any(e.origin == "surgery_date" for e in cohort.study.spec.endpoints):
        operated = cohort.patients.set_index("patient_id")["surgery_date"]
        found = found[~(found["day"] < found["patient_id"].map(operated))]
    return found.sort_values("day", kind="stable")


def _codes(cell: object) -> Iterable[str]:
    return (part.strip() for part in cell.split(";") if part.strip()) if isinstance(
        cell, str) else ()  # fmt: skip


def _counted(contacts: pd.DataFrame, n: int, group: str, sites: Sequence[str]) -> list[Estimate]:
    first: dict[str, frozenset[str]] = {}
    ever: dict[str, frozenset[str]] = {}
    for patient, found in zip(contacts["patient_id"], contacts["sites"], strict=True):
        first.setdefault(patient, found)
        ever[patient] = ever.get(patient, frozenset()) | found
    rows = []
    for when, by_patient in (("first", first), ("any", ever)):
        rows.append(share(group, Tally(len(by_patient), n), (when, "all")))
        for site in sites:
            count = sum(site in found for found in by_patient.values())
            rows.append(share(group, Tally(count, n), (when, site)))
    return rows
