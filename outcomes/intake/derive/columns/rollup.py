"""What the sheets of records say about a patient as a whole: status, deaths, last contacts."""

import numpy as np
import pandas as pd

from outcomes.clinical.assessments import assessed
from outcomes.intake.derive.columns.first_dates import Known, first_dated
from outcomes.intake.derive.timeline import Timeline, as_dates, row_of
from outcomes.model.file.report import Issue
from outcomes.model.file.told import told
from outcomes.model.file.unread import unread, with_unread

_LOST = "?"  # a status that could not be read, while the latest is looked for


def roll_up(line: Timeline) -> tuple[Timeline, tuple[str, ...], tuple[Issue, ...]]:
    """Return the time line completed from the other sheets, the names, and what disagrees.

    The sheet ``patients`` wins. ``last_assessment_date`` is taken from the other sheets only when
    ``patients`` lacks the whole column: a blank cell in it means that nobody was assessed.

    Parameters
    ----------
    line : Timeline

    Returns
    -------
    line : Timeline
    names : tuple of str
        Only those that are new or hold new values.
    issues : tuple of Issue
    """
    columns: dict[str, pd.Series] = {}
    unknown: dict[str, np.ndarray] = {}
    issues: list[Issue] = []
    for name, (found, lost) in recorded(line).items():
        unknown[name] = lost
        given = line.patients[name] if name in line.patients else None
        if given is None or not (given.notna() | unread(line.patients, name)).any():
            columns[name] = found
            continue
        if name == "last_assessment_date":
            del unknown[name]
            continue
        issues += _disagreements(line, name, found)
        filled = given.isna() & found.notna()
        if filled.any():
            columns[name] = given.where(~filled, found)
            issues.append(_filled(name, int(filled.sum())))
    return line.with_columns(columns, unknown), tuple(columns), tuple(issues)


def recorded(line: Timeline) -> dict[str, Known]:
    """Return what the sheets of records say, per column of patients they can speak about."""
    found: dict[str, Known] = {}
    doses = line.tables.get("treatment")
    if doses is not None and "datetime" in doses:
        given, lost = as_dates(doses["datetime"]), unread(doses, "datetime")
        found["first_treatment_date"] = first_dated(line, doses, given, given.notna(), lost)
    follow = line.tables.get("follow_up")
    if follow is not None and len(follow):
        found |= _from_contacts(line, follow)
    last = _last_assessment(line)
    if last is not None:
        found["last_assessment_date"] = last
    return found


def _from_contacts(line: Timeline, follow: pd.DataFrame) -> dict[str, Known]:
    found = {}
    if "death_date" in follow:
        found["death_date"] = _extreme(line, follow, "death_date", "min")
    if "contact_date" in follow:
        found["last_contact_date"] = _extreme(line, follow, "contact_date", "max")
    progression = progressions(follow)
    if progression is not None:
        seen = as_dates(follow["contact_date"]) if "contact_date" in follow else None
        lost = unread(follow, "progression_date", "progression") & progression.isna().to_numpy()
        happened = progression.notna() | (_reported(follow) == 1)
        found["progression_date"] = first_dated(line, follow, progression, happened, lost, seen)
    if "status" in follow or "death_date" in follow:
        death = found["death_date"].values if "death_date" in found else None
        found["status"] = _status(line, follow, death)
    return found


def progressions(follow: pd.DataFrame) -> pd.Series | None:
    """Return the date of progression each contact reports; the contact's own where none is given.

    None when the sheet records no progression at all.
    """
    given = as_dates(follow["progression_date"]) if "progression_date" in follow else None
    if "progression" not in follow or "contact_date" not in follow:
        return given
    undated = (follow["progression"] == 1) & ~unread(follow, "progression_date")
    seen = as_dates(follow["contact_date"]).where(undated)
    return seen if given is None else given.fillna(seen)


def _reported(follow: pd.DataFrame) -> pd.Series:
    if "progression" in follow:
        return follow["progression"]
    return pd.Series(np.nan, follow.index)


def _status(line: Timeline, follow: pd.DataFrame, death: pd.Series | None) -> Known:
    last = pd.Series(None, index=line.patients.index, dtype=object)
    if "status" in follow:
        stated = follow.assign(status=follow["status"].mask(unread(follow, "status"), _LOST))
        stated = stated[stated["status"].notna()]
        if "contact_date" in stated:
            # An entry that cannot be read is the latest where its contact has no date.
            stated = stated.assign(undated=_undated(stated))
            stated = stated.sort_values(["undated", "contact_date"], kind="stable")
        latest = stated.groupby("patient_id")["status"].agg(
            lambda texts: "dead" if (texts == "dead").any() else texts.iloc[-1]
        )
        last = line.spread(latest).astype(object)
    if death is not None:
        last = last.where(death.isna(), "dead")
    lost = (last == _LOST).to_numpy()
    return Known(last.mask(lost, None), lost)


def _undated(stated: pd.DataFrame) -> pd.Series:
    """Sort key of a contact: −1 undated but read, 0 dated, 1 undated and not read."""
    missing = stated["contact_date"].isna()
    return missing.astype(int).where(stated["status"] == _LOST, -missing.astype(int))


def _last_assessment(line: Timeline) -> Known | None:
    """Latest adequate assessment, of tumor, ascites or progression."""
    found = [
        rows[["patient_id"]].assign(day=as_dates(rows[date]), lost=unread(rows, date))
        for rows, date in assessed(line.tables)
    ]
    if not found:
        return None
    seen = pd.concat(found)
    return _extreme(line, with_unread(seen, {"day": seen["lost"].to_numpy()}), "day", "max")


def _extreme(line: Timeline, table: pd.DataFrame, column: str, which: str) -> Known:
    """The earliest or latest date that can be read; what cannot matters where there is no other."""
    dates = as_dates(line.spread(as_dates(table[column]).groupby(table["patient_id"]).agg(which)))
    lost = line.patients["patient_id"].isin(table["patient_id"][unread(table, column)])
    return Known(dates, (lost & dates.isna()).to_numpy())


def _disagreements(line: Timeline, name: str, found: pd.Series) -> list[Issue]:
    given, both = line.patients[name], line.patients[name].notna() & found.notna()
    if name == "status":
        differs = both & ((given == "dead") != (found == "dead"))
    elif name == "last_contact_date":
        differs = both & (as_dates(given) < found)
    else:
        differs = both & (as_dates(given) != found)
    other = "treatment" if name == "first_treatment_date" else "follow_up"
    rows = row_of(line.patients)
    return [
        Issue(
            "warning",
            "patients",
            str(rows[i]),
            "sheets_disagree",
            told("{} is not what the sheet {} says; the value here is used", name, other),
            told("Make {} the same in both sheets.", name),
        )
        for i in np.flatnonzero(differs)
    ]


def _filled(name: str, n: int) -> Issue:
    return Issue(
        "info",
        "patients",
        "",
        "filled_from_records",
        told("blank cells of {} filled from the other sheets: {}", name, n),
    )
