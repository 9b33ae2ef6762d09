"""Protocol endpoints to one time and event per patient: from dates, or from ready-made columns."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from outcomes.intake.derive.ready_made import from_columns
from outcomes.intake.derive.timeline import Timeline, as_dates, earliest, row_of
from outcomes.model.protocol import DAYS_PER, Endpoint, StudySpec
from outcomes.model.study import EndpointData, Issue


def endpoint_data(
    spec: StudySpec, endpoint: Endpoint, line: Timeline
) -> tuple[EndpointData, tuple[Issue, ...]]:
    """Return one endpoint for every patient, and what is wrong with it.

    Parameters
    ----------
    spec : StudySpec
    endpoint : Endpoint
    line : Timeline
        With the derived columns in ``patients``.
    """
    if not endpoint.timed:
        return _proportion(spec, endpoint, line)
    if endpoint.time is not None:
        return from_columns(endpoint, line.patients, spec.study.time_unit)
    return _from_dates(endpoint, line, DAYS_PER[spec.study.time_unit])


def unavailable(endpoint: Endpoint, n: int, reason: str) -> tuple[EndpointData, tuple[Issue, ...]]:
    """Return an endpoint that nobody has, and the error that says why."""
    time = np.full(n if endpoint.timed else 0, np.nan)
    data = EndpointData(time, np.full(n, np.nan), np.full(n, reason))
    issue = Issue(
        "error", "patients", "", "endpoint_not_available",
        f"the endpoint {endpoint.id} cannot be derived: {reason}",
        "Add what is missing to the workbook, or change the endpoint in study.toml.",
    )  # fmt: skip
    return data, (issue,)


def _proportion(
    spec: StudySpec, endpoint: Endpoint, line: Timeline
) -> tuple[EndpointData, tuple[Issue, ...]]:
    patients, column = line.patients, endpoint.success or ""
    if column not in patients:
        return unavailable(endpoint, len(patients), f"no column {column}")
    if patients[column].dtype.kind not in "fiub":
        return unavailable(endpoint, len(patients), f"{column} does not hold Y and N")
    success = patients[column].to_numpy(float)
    wrong = ~np.isnan(success) & (success != 0) & (success != 1)
    success = np.where(wrong, np.nan, success)
    reason = np.where(np.isnan(success), f"{column} is blank", "")
    issues = [
        Issue("error", "patients", str(row), "success_code",
              f"{column} is {value:g}, neither Y nor N; it counts as blank",
              f"Write Y, N or nothing in {column}.")
        for row, value in zip(row_of(patients)[wrong], patients[column][wrong], strict=True)
    ]  # fmt: skip
    sets = {p.id for p in spec.populations}
    if endpoint.denominator and endpoint.denominator not in sets | set(patients.columns):
        issues.append(
            Issue("error", "patients", "", "endpoint_not_available",
                  f"the denominator {endpoint.denominator} of the endpoint {endpoint.id} is "
                  "neither an analysis set nor a column",
                  "Add the column, or name an analysis set of study.toml.")
        )  # fmt: skip
    return EndpointData(np.empty(0), success, reason), tuple(issues)


class _Days(NamedTuple):
    """Days since 1970 of what an endpoint is made of, nan where there is none; shape (n,)."""

    origin: np.ndarray
    event: np.ndarray
    competing: np.ndarray
    censor: np.ndarray
    cutoff: float


class _Timing(NamedTuple):
    """Days since origin and event status, before anything is ruled out."""

    days: np.ndarray
    event: np.ndarray


def _from_dates(
    endpoint: Endpoint, line: Timeline, days_per: float
) -> tuple[EndpointData, tuple[Issue, ...]]:
    names = (endpoint.origin, endpoint.censor, *endpoint.event, *endpoint.competing)
    absent = [n for n in dict.fromkeys(names) if n and line.dates(n) is None]
    if absent:
        return unavailable(endpoint, len(line.patients), f"no column {', '.join(absent)}")
    found = _days_of(endpoint, line)
    timing = _timing(found)
    unassessed = _not_assessed(endpoint, found, timing)
    timing = _Timing(np.where(unassessed, 0.0, timing.days), timing.event)
    reason = _reasons(endpoint, found, timing, _dead_undated(endpoint, line))
    known = reason == ""
    data = EndpointData(
        np.where(known, timing.days / days_per, np.nan),
        np.where(known, timing.event, np.nan),
        reason,
        int((known & (timing.days == 0)).sum()),
    )
    issues = _notes(endpoint, found, known)
    if (unassessed & known).any():
        n = int((unassessed & known).sum())
        text = "without an assessment after the origin, censored on day 1"
        issues.append(_note(endpoint, "censored_at_day_one", n, text))
    return data, tuple(issues)


def _days_of(endpoint: Endpoint, line: Timeline) -> _Days:
    def first(names: tuple[str, ...]) -> np.ndarray:
        columns = [c for n in names if (c := line.dates(n)) is not None]
        return _days(earliest(columns)) if columns else np.full(len(line.patients), np.nan)

    cutoff = np.inf if line.cutoff is None else float(_days(pd.Series([line.cutoff]))[0])
    return _Days(
        first((endpoint.origin or "",)), first(endpoint.event), first(endpoint.competing),
        np.minimum(first((endpoint.censor or "",)), cutoff), cutoff,
    )  # fmt: skip


def _days(dates: pd.Series) -> np.ndarray:
    elapsed = as_dates(dates) - pd.Timestamp("1970-01-01")
    return elapsed.dt.days.to_numpy(float)


def _timing(found: _Days) -> _Timing:
    """The earliest of the events decides; an event on the day of a competing one comes first."""
    events = np.stack([found.event, found.competing])
    events = np.where(np.isnan(events), np.inf, events)
    first = events.min(axis=0)
    happened = first <= found.cutoff
    happened &= np.isfinite(first)
    # An event after the cut-off proves that the patient was event-free at the cut-off.
    censor = np.where(np.isfinite(first) & ~happened, found.cutoff, found.censor)
    code = np.where(events[0] <= events[1], 1.0, 2.0)
    end = np.where(happened, first, censor)
    return _Timing(end - found.origin, np.where(happened, code, 0.0))


def _not_assessed(endpoint: Endpoint, found: _Days, timing: _Timing) -> np.ndarray:
    """Who has no event and no assessment after the origin: censored on day 1, that is time 0."""
    if endpoint.censor != "last_assessment_date":
        return np.zeros(len(timing.days), dtype=bool)
    never = (timing.event == 0) & ~(timing.days > 0)
    return never & (found.origin <= found.cutoff)


def _dead_undated(endpoint: Endpoint, line: Timeline) -> np.ndarray:
    if "death_date" not in (*endpoint.event, *endpoint.competing) or "status" not in line.patients:
        return np.zeros(len(line.patients), dtype=bool)
    death = line.dates("death_date")
    dead = (line.patients["status"] == "dead").to_numpy()
    return dead & (True if death is None else death.isna().to_numpy())


def _reasons(
    endpoint: Endpoint, found: _Days, timing: _Timing, dead_undated: np.ndarray
) -> np.ndarray:
    conditions = (
        (np.isnan(found.origin), f"{endpoint.origin} is missing"),
        (found.origin > found.cutoff, f"{endpoint.origin} is after the data cut-off"),
        (dead_undated & (timing.event == 0), "died on an unknown date"),
        (np.isnan(timing.days), f"{endpoint.censor} is missing"),
        (timing.days < 0, _NEGATIVE),
    )
    return np.select(
        [c for c, _ in conditions], [np.str_(text) for _, text in conditions], default=np.str_("")
    )


_NEGATIVE = "ends before it starts"


def negative_times(
    endpoints: Sequence[Endpoint], data: Mapping[str, EndpointData], patients: pd.DataFrame
) -> tuple[Issue, ...]:
    """Return one error per patient with endpoints that end before they start, naming them.

    Parameters
    ----------
    endpoints : sequence of Endpoint
    data : mapping of EndpointData
        By endpoint id, of the same patients.
    patients : DataFrame
    """
    rows = row_of(patients)
    broken: dict[int, dict[str, list[str]]] = {}
    for endpoint in endpoints:
        for i in np.flatnonzero(data[endpoint.id].reason == _NEGATIVE):
            by_origin = broken.setdefault(int(rows[i]), {})
            by_origin.setdefault(endpoint.origin or "", []).append(endpoint.id)
    return tuple(
        Issue("error", "patients", str(row), "negative_time",
              "; ".join(_ends_before(*item) for item in by_origin.items())
              + "; not available for this patient",
              f"Correct {' and '.join(by_origin)} or the dates compared with it.")
        for row, by_origin in sorted(broken.items())
    )  # fmt: skip


def _ends_before(origin: str, ids: list[str]) -> str:
    return f"{', '.join(ids)} {'ends' if len(ids) == 1 else 'end'} before {origin}"


def _notes(endpoint: Endpoint, found: _Days, known: np.ndarray) -> list[Issue]:
    first = np.fmin(found.event, found.competing)
    late = int((known & (first > found.cutoff)).sum())
    tied = int((known & (found.event == found.competing) & (found.event <= found.cutoff)).sum())
    return [
        _note(endpoint, rule, n, text)
        for rule, n, text in (
            ("event_after_cutoff", late, "with an event after the data cut-off, censored there"),
            ("competing_tie", tied, "with both events on one day; the event counts as first"),
        )
        if n
    ]


def _note(endpoint: Endpoint, rule: str, n: int, text: str) -> Issue:
    who = "1 patient" if n == 1 else f"{n} patients"
    return Issue("info", "patients", "", rule, f"{endpoint.id}: {who} {text}")
