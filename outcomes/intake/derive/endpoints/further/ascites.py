"""Control and response of ascites under every criteria, and life without another drainage."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pandas as pd

from outcomes.clinical.ascites_rules import WINDOW_NOT_OVER
from outcomes.clinical.onset import length_of
from outcomes.intake.derive.columns.ascites_visits import from_ascites, visits_of
from outcomes.intake.derive.endpoints.endpoint import endpoint_data
from outcomes.intake.derive.endpoints.populations import treated
from outcomes.intake.derive.timeline import Timeline
from outcomes.model.endpoint import Endpoint
from outcomes.model.file.reasons import BLANK, NOT_YET, first_reason, reason
from outcomes.model.further import CRITERIA, DENOMINATORS, PARACENTESIS, Of, ascites_rate_of
from outcomes.model.protocol import AscitesRules, StudySpec
from outcomes.model.study import EndpointData
from outcomes.model.time_unit import DAYS_PER

Made = tuple[Endpoint, EndpointData]
MILESTONES = (3, 6)  # months
ORIGIN, DRAINAGE = "first_dose_with_ascites", "next_drainage"


def members(line: Timeline) -> dict[str, np.ndarray]:
    """Return who had ascites at baseline, and who of them got a dose."""
    given = line.patients.get("ascites_at_baseline")
    n = len(line.patients)
    ascites = np.zeros(n, dtype=bool) if given is None else (given == 1).to_numpy(bool)
    dosed = treated(line)
    both = ascites if dosed is None else ascites & dosed
    return {"ascites_at_baseline": ascites, "ascites_treated": both}


def rates(spec: StudySpec, line: Timeline) -> Iterator[Made]:
    """Yield control (CR+PR+SD) and response (CR+PR) by every criteria and denominator.

    By the protocol's criteria it is what the columns ``ascites_control`` and ``ascites_response``
    of patients say, so that an endpoint made of them gives the same numbers; other criteria are
    applied to the visits.
    """
    own, inside = spec.ascites or AscitesRules(), members(line)
    for criteria in CRITERIA:
        columns = {str(name): column for name, column in line.patients.items()}
        if criteria != own.criteria:
            columns = from_ascites(line, replace(own, criteria=criteria))
        for of, success in _answers(columns, len(line.patients)).items():
            waiting = np.isnan(success) & _waiting(columns, len(success))
            why = first_reason(
                [(waiting, reason(NOT_YET, "ascites")), (np.isnan(success), reason(BLANK))]
            )
            for denominator in DENOMINATORS:
                id = ascites_rate_of(spec, of, criteria, denominator)
                # What the results file calls it, whatever the criteria.
                told = f"ascites_{of}" + "_treated" * (denominator == "ascites_treated")
                block = Endpoint(id, id, "proportion", success=told, denominator=denominator)
                yield block, EndpointData(np.empty(0), success, why, members=inside[denominator])


def _answers(columns: dict[str, pd.Series], n: int) -> dict[Of, np.ndarray]:
    """Return control and response of each patient: 1, 0, or nan where they are blank."""
    if "ascites_control" not in columns:
        return {"control": np.full(n, np.nan), "response": np.full(n, np.nan)}
    control = columns["ascites_control"].to_numpy(float)
    graded = columns.get("ascites_response", pd.Series(None, range(n), dtype=object))
    better = graded.isin(["CR", "PR"]).to_numpy()
    worse = graded.isin(["SD", "PD"]).to_numpy() | (control == 0)
    return {
        "control": np.select([control == 1, control == 0], [1.0, 0.0], np.nan),
        "response": np.select([better, worse], [1.0, 0.0], np.nan),
    }


def _waiting(columns: dict[str, pd.Series], n: int) -> np.ndarray:
    note = columns.get("ascites_response_note")
    return np.zeros(n, dtype=bool) if note is None else (note == WINDOW_NOT_OVER).to_numpy(bool)


def paracentesis_free(spec: StudySpec, line: Timeline) -> Made:
    """Return survival without another therapeutic drainage, of the treated with ascites.

    From the origin of the protocol's ascites block to the first drainage after that day, or
    death; a drainage on the day of the first dose belongs to baseline. Who may have been drained,
    by an entry nobody can read, has no time.
    """
    per = DAYS_PER[spec.study.time_unit]
    start = line.start((spec.ascites or AscitesRules()).origin).where(
        members(line)["ascites_treated"]
    )
    drained, perhaps = _drainages(line, start)
    line = line.with_columns({ORIGIN: start, DRAINAGE: drained}, {DRAINAGE: perhaps})
    death = ("death_date",) if line.dates("death_date") is not None else ()
    block = Endpoint(
        PARACENTESIS, PARACENTESIS, "time_to_event", origin=ORIGIN, event=(DRAINAGE, *death),
        censor="last_contact_date",
        landmarks=tuple(m * DAYS_PER["months"] / per for m in MILESTONES),
    )  # fmt: skip
    return block, endpoint_data(spec, block, line)[0]


def _drainages(line: Timeline, start: pd.Series) -> tuple[pd.Series, np.ndarray]:
    """Return the first drainage after the start, and who may have had one before it or the end."""
    table = line.until_cutoff("ascites", "assessment_date")
    visits = {} if table is None or "assessment_date" not in table else (
        visits_of(line, table, start)
    )  # fmt: skip
    ends = (_ends(line) - start).dt.days.to_numpy(float)  # nan without an end
    days, perhaps = np.full(len(start), np.nan), np.zeros(len(start), dtype=bool)
    for i, patient in enumerate(line.patients["patient_id"]):
        seen = visits.get(patient, ())
        if not seen:
            continue
        first = min((v.day for v in seen if v.drained and v.day > 0), default=np.inf)
        last = first if np.isnan(ends[i]) else min(first, ends[i])
        days[i] = first if first < np.inf else np.nan
        perhaps[i] = any(v.perhaps_drained and (0 < v.day <= last or v.day == np.inf) for v in seen)
    return start + length_of(pd.Series(days, start.index)), perhaps


def _ends(line: Timeline) -> pd.Series:
    """Return the day of death, else of the last contact."""
    blank = pd.Series(pd.NaT, line.patients.index, dtype="datetime64[ns]")
    death, last = (line.dates(name) for name in ("death_date", "last_contact_date"))
    ends = blank if last is None else last
    return ends if death is None else death.fillna(ends)
