"""How much of the data there is: values per column, and follow-up against the data cut-off."""

from typing import NamedTuple

import numpy as np
import pandas as pd

from outcomes.clinical.study_days import days_of
from outcomes.estimators.conduct.enrollment import DATE_COLUMNS, to_day
from outcomes.model.cohort import Cohort
from outcomes.model.time_unit import DAYS_PER
from outcomes.results.note import Method, Note, Ref
from outcomes.results.result import Estimate, Result

RECENT_MONTHS = 6
EVENT_COLUMNS = ("death_date", "progression_date", "peritoneal_recurrence_date", "surgery_date")
GONE = ("lost", "withdrawn")


class _FollowUp(NamedTuple):
    """Days observed and days possible per patient of the endpoint; arm, event, and status."""

    observed: np.ndarray
    potential: np.ndarray
    arm: np.ndarray
    event: np.ndarray
    gone: np.ndarray


def completeness(cohort: Cohort, endpoint: str = "") -> Result:
    """Return how complete the data and the follow-up are.

    Parameters
    ----------
    cohort : Cohort
        Who is in.
    endpoint : str, optional
        A timed endpoint, for the follow-up; the primary one by default.

    Returns
    -------
    Result
        Analysis ``completeness``.

        - ``proportion`` for ``all``, per column of ``patients`` (its name in ``covariates``):
          share of patients with a value. Columns that are rightly blank, the dates of events, are
          left out.
        - per arm, and ``all`` when there are several: ``follow_up_completeness`` (Clark's C);
          ``n_censored_before_cutoff``, of them ``n_lost`` (lost or withdrawn), and
          ``n_censored_unexplained`` (the difference);
        - ``n_no_recent_contact``: patients not known to be dead, lost or withdrawn without a
          contact in the 6 months before the data cut-off; ``n`` are those asked about.

    Notes
    -----
    C is person-time observed over person-time possible from the origin of the endpoint to the
    data cut-off. Somebody with an event, competing ones included, could not be followed longer.
    A follow-up beyond the cut-off counts as complete.

    References
    ----------
    Clark TG, Altman DG, De Stavola BL. Quantification of the completeness of follow-up. Lancet
    2002;359:1309-10.
    """
    chosen = cohort.endpoint(endpoint) if endpoint else cohort.study.spec.primary
    timed = chosen.id if chosen and chosen.timed else ""
    rows = _columns(cohort)
    follow_up, notes = _follow_up(cohort, timed)
    contact, more = _contact(cohort)
    for name, i in _groups(cohort):
        if follow_up is not None:
            rows += _followed(follow_up, name, i)
        if contact is not None:
            rows.append(_no_contact(contact, cohort.arm, name, i))
    return Result(
        "completeness",
        endpoint=timed,
        population=cohort.population,
        filters=cohort.words,
        estimates=tuple(rows),
        n=cohort.n,
        n_missing=cohort.timed(timed).n_missing if timed else None,
        notes=(*notes, *more),
    )


def _groups(cohort: Cohort) -> list[tuple[str, int | None]]:
    """Return the groups with the position of their arm, None for everybody."""
    groups: list[tuple[str, int | None]] = [(name, i) for i, name in enumerate(cohort.groups)]
    return [*groups, ("all", None)] if len(groups) > 1 else [("all", None)]


def _columns(cohort: Cohort) -> list[Estimate]:
    rows, n = [], cohort.n
    for name in _read_columns(cohort):
        filled = int(cohort.column(name).notna().sum())
        rows.append(
            Estimate(
                "proportion",
                value=filled / n if n else None,
                n=n,
                covariates=(name,),
                notes=() if n else (Note("nobody"),),
            )
        )
    return rows


def _read_columns(cohort: Cohort) -> list[str]:
    """Return the columns the file gave, without dates of events; all when that is not known."""
    study = cohort.study
    given = [
        column.column
        for sheet in study.read
        if sheet.sheet == "patients"
        for column in sheet.columns
        if column.column
    ]
    events = {c for e in study.spec.endpoints for c in (*e.event, *e.competing)}
    blank = events.union(EVENT_COLUMNS)
    names = [name for name in given if name in study.patients] or list(study.patients.columns)
    return [name for name in dict.fromkeys(names) if name not in blank]


def _follow_up(cohort: Cohort, endpoint: str) -> tuple[_FollowUp | None, tuple[Note, ...]]:
    """Return the follow-up of everybody with a start date, and why there is none."""
    cutoff = cohort.study.spec.study.data_cutoff
    if not endpoint:
        return None, (Note("completeness_no_endpoint"),)
    if cutoff is None:
        return None, (Note("completeness_no_cutoff"),)
    origin = cohort.endpoint(endpoint).origin or _enrollment_column(cohort)
    if origin is None or origin not in cohort.study.patients:
        return None, (Note("completeness_no_start"),)
    timed = cohort.timed(endpoint)
    start = days_of(cohort.column(origin))[timed.rows]
    known = ~np.isnan(start)
    observed = timed.time * DAYS_PER[cohort.study.spec.study.time_unit]
    to_cutoff = np.maximum(to_day(cutoff) - start, observed)
    potential = np.where(timed.event > 0, observed, to_cutoff)
    parts = (observed, potential, timed.arm, timed.event, _gone(cohort)[timed.rows])
    column = Ref("column", origin)
    notes = [] if cohort.endpoint(endpoint).origin else [Note("follow_up_from", column=column)]
    if not known.all():
        notes.append(Note("without_start", n=int((~known).sum()), column=column))
    return _FollowUp(*(part[known] for part in parts)), tuple(notes)


def _enrollment_column(cohort: Cohort) -> str | None:
    return next((c for c in DATE_COLUMNS if c in cohort.study.patients), None)


def _gone(cohort: Cohort) -> np.ndarray:
    if "status" not in cohort.study.patients:
        return np.zeros(cohort.n, dtype=bool)
    return cohort.column("status").isin(GONE).to_numpy()


def _followed(data: _FollowUp, group: str, arm: int | None) -> list[Estimate]:
    inside = data.arm == arm if arm is not None else np.ones(data.arm.size, dtype=bool)
    possible = float(data.potential[inside].sum())
    n, n_events = int(inside.sum()), int((data.event[inside] == 1).sum())
    share = float(data.observed[inside].sum()) / possible if possible > 0 else None
    # Times in months lose fractions of a day: half a day short is not short.
    early = inside & (data.event == 0) & (data.observed < data.potential - 0.5)
    counts = {
        "n_censored_before_cutoff": int(early.sum()),
        "n_lost": int((early & data.gone).sum()),
        "n_censored_unexplained": int((early & ~data.gone).sum()),
    }
    notes = () if share is not None else (Note("no_follow_up_yet"),)
    first = Estimate(
        "follow_up_completeness", group, value=share, n=n, n_events=n_events,
        method=(Method("clark"),), notes=notes,
    )  # fmt: skip
    return [first] + [Estimate(q, group, value=float(v), n=n) for q, v in counts.items()]


def _contact(cohort: Cohort) -> tuple[np.ndarray | None, tuple[Note, ...]]:
    """Return per patient 1 without recent contact, 0 with, nan if nobody would ask."""
    cutoff = cohort.study.spec.study.data_cutoff
    last = _last_contact(cohort)
    if cutoff is None or last is None:
        return None, (Note("contact_unknown"),)
    old = np.isnan(last) | (last < to_day(cutoff) - RECENT_MONTHS * DAYS_PER["months"])
    return np.where(_dead(cohort) | _gone(cohort), np.nan, old.astype(float)), ()


def _last_contact(cohort: Cohort) -> np.ndarray | None:
    """Return the last contact of each patient: in ``patients``, or the latest in ``follow_up``."""
    if "last_contact_date" in cohort.study.patients:
        return days_of(cohort.column("last_contact_date"))
    if not cohort.study.has("follow_up"):
        return None
    contacts = cohort.table("follow_up")
    latest = pd.to_datetime(contacts["contact_date"]).groupby(contacts["patient_id"]).max()
    return days_of(cohort.column("patient_id").map(latest))


def _dead(cohort: Cohort) -> np.ndarray:
    dead = np.zeros(cohort.n, dtype=bool)
    if "death_date" in cohort.study.patients:
        dead |= cohort.column("death_date").notna().to_numpy()
    if "status" in cohort.study.patients:
        dead |= (cohort.column("status") == "dead").to_numpy()
    return dead


def _no_contact(contact: np.ndarray, arms: np.ndarray, group: str, arm: int | None) -> Estimate:
    asked = contact[~np.isnan(contact) & (True if arm is None else arms == arm)]
    return Estimate(
        "n_no_recent_contact", group, value=float(asked.sum()), n=asked.size,
        method=(Method("no_contact", months=RECENT_MONTHS),),
    )  # fmt: skip
