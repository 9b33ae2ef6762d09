"""The sheet ``ascites`` as visits counted from the first dose, and the columns made of them."""

import numpy as np
import pandas as pd

from outcomes.clinical.ascites_assessments import assessments_of, recorded_of
from outcomes.clinical.ascites_rules import AscitesResponse, Assessment, Fate, baseline, respond
from outcomes.clinical.onset import length_of
from outcomes.intake.derive.columns.first_dates import Known
from outcomes.intake.derive.timeline import Timeline, as_dates
from outcomes.model.protocol import AscitesRules


def from_ascites(line: Timeline, rules: AscitesRules) -> dict[str, pd.Series]:
    """Return the ascites columns of patients; empty without the sheet ``ascites``.

    Parameters
    ----------
    line : Timeline
    rules : AscitesRules
    """
    table = line.until_cutoff("ascites", "assessment_date")
    if table is None or "assessment_date" not in table:
        return {}
    start = line.start(rules.origin)
    visits = visits_of(line, table, start)
    death = line.dates("death_date")
    deaths = np.full(len(start), np.inf) if death is None else _days(death - start, np.inf)
    cutoff = np.full(len(start), np.inf)
    if line.cutoff is not None:
        cutoff = _days(line.cutoff - start, np.inf)
    recorded = recorded_of(line.patients)
    answers = []
    for i, patient in enumerate(line.patients["patient_id"]):
        if pd.isna(start.iloc[i]):
            answers.append(AscitesResponse(None, None, "untreated"))
            continue
        fate = Fate(deaths[i], cutoff[i])
        seen = visits.get(patient, [])
        answers.append(respond(seen, rules, fate, recorded=recorded[i]))
    return _columns(line, start, answers)


def baseline_ascites(line: Timeline) -> dict[str, Known]:
    """Return ``ascites_at_baseline``: by the sheet patients, else by the last visit before a dose.

    Empty when nothing is known about anybody.

    Parameters
    ----------
    line : Timeline
    """
    visits: dict[str, list[Assessment]] = {}
    table = line.tables.get("ascites")
    if table is not None and "assessment_date" in table:
        visits = visits_of(line, table, line.start("first_treatment_date"))
    recorded = recorded_of(line.patients)
    first = [
        recorded[i] or baseline(visits.get(patient, []))
        for i, patient in enumerate(line.patients["patient_id"])
    ]
    if not any(first):
        return {}
    values = [np.nan if visit is None else float(visit.present) for visit in first]
    lost = line.unknown("ascites_category", "ascites_ml") & np.isnan(values)
    return {"ascites_at_baseline": Known(pd.Series(values, line.patients.index, dtype=float), lost)}


def _days(difference: pd.Series, missing: float) -> np.ndarray:
    return difference.dt.days.astype(float).fillna(missing).to_numpy()


def visits_of(line: Timeline, table: pd.DataFrame, start: pd.Series) -> dict[str, list[Assessment]]:
    """Return the rows of the sheet ``ascites`` by patient, days counted from a start."""
    days = _days(as_dates(table["assessment_date"]) - line.for_rows(table, start), np.nan)
    return assessments_of(table, days)


def _columns(
    line: Timeline, start: pd.Series, answers: list[AscitesResponse]
) -> dict[str, pd.Series]:
    index = line.patients.index
    control = [np.nan if a.control is None else float(a.control) for a in answers]
    days = pd.Series([np.nan if a.day is None else a.day for a in answers], index, dtype=float)
    return {
        "ascites_response": pd.Series([a.response for a in answers], index, dtype=object),
        "ascites_control": pd.Series(control, index, dtype=float),
        "ascites_response_date": as_dates(start + length_of(days)),
        "ascites_response_note": pd.Series([a.reason for a in answers], index, dtype=object),
    }
