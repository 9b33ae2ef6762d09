"""What the sheets of records say about a patient as a whole: status, deaths, last contacts."""

import pandas as pd

from outcomes.intake.derive.timeline import Timeline, as_dates, row_of
from outcomes.model.study import Issue


def roll_up(line: Timeline) -> tuple[dict[str, pd.Series], tuple[Issue, ...]]:
    """Return the columns of patients completed from the other sheets, and what disagrees.

    The sheet ``patients`` wins. ``last_assessment_date`` is taken from the other sheets only when
    ``patients`` lacks the whole column: a blank cell in it means that nobody was assessed.

    Parameters
    ----------
    line : Timeline

    Returns
    -------
    columns : dict of Series
        Only those that are new or hold new values.
    issues : tuple of Issue
    """
    columns: dict[str, pd.Series] = {}
    issues: list[Issue] = []
    for name, found in recorded(line).items():
        given = line.patients[name] if name in line.patients else None
        if given is None or not given.notna().any():
            columns[name] = found
            continue
        if name == "last_assessment_date":
            continue
        issues += _disagreements(line, name, found)
        filled = given.isna() & found.notna()
        if filled.any():
            columns[name] = given.where(~filled, found)
            issues.append(_filled(name, int(filled.sum())))
    return columns, tuple(issues)


def recorded(line: Timeline) -> dict[str, pd.Series]:
    """Return what the sheets of records say, per column of patients they can speak about."""
    found: dict[str, pd.Series] = {}
    doses = line.tables.get("treatment")
    if doses is not None and "datetime" in doses:
        found["first_treatment_date"] = _extreme(line, doses, "datetime", "min")
    follow = line.tables.get("follow_up")
    if follow is not None and len(follow):
        found |= _from_contacts(line, follow)
    last = _last_assessment(line)
    if last is not None:
        found["last_assessment_date"] = last
    return found


def _from_contacts(line: Timeline, follow: pd.DataFrame) -> dict[str, pd.Series]:
    found = {}
    if "death_date" in follow:
        found["death_date"] = _extreme(line, follow, "death_date", "min")
    if "contact_date" in follow:
        found["last_contact_date"] = _extreme(line, follow, "contact_date", "max")
    progression = progressions(follow)
    if progression is not None:
        dated = follow.assign(progression_date=progression)
        found["progression_date"] = _extreme(line, dated, "progression_date", "min")
    if "status" in follow or "death_date" in follow:
        found["status"] = _status(line, follow, found.get("death_date"))
    return found


def progressions(follow: pd.DataFrame) -> pd.Series | None:
    """Return the date of progression each contact reports; the contact's own where none is given.

    None when the sheet records no progression at all.
    """
    given = as_dates(follow["progression_date"]) if "progression_date" in follow else None
    if "progression" not in follow or "contact_date" not in follow:
        return given
    seen = as_dates(follow["contact_date"]).where(follow["progression"] == 1)
    return seen if given is None else given.fillna(seen)


def _status(line: Timeline, follow: pd.DataFrame, death: pd.Series | None) -> pd.Series:
    last = pd.Series(None, index=line.patients.index, dtype=object)
    if "status" in follow:
        known = follow[follow["status"].notna()]
        if "contact_date" in known:
            known = known.sort_values("contact_date", kind="stable", na_position="first")
        latest = known.groupby("patient_id")["status"].agg(
            lambda texts: "dead" if (texts == "dead").any() else texts.iloc[-1]
        )
        last = line.spread(latest).astype(object)
    return last if death is None else last.where(death.isna(), "dead")


def _last_assessment(line: Timeline) -> pd.Series | None:
    """Latest adequate assessment: an evaluable response, ascites seen, progression judged."""
    sources = (
        ("response", "assessment_date", ("overall_response",)),
        ("ascites", "assessment_date", ("category", "volume_ml")),
        ("follow_up", "contact_date", ("progression",)),
    )
    found = []
    for sheet, date, evidence in sources:
        table = line.tables.get(sheet)
        present = [c for c in evidence if table is not None and c in table]
        if table is None or date not in table or not present:
            continue
        assessed = (table[present].notna() & (table[present] != "NE")).any(axis=1)
        found.append(table.loc[assessed, ["patient_id"]].assign(day=as_dates(table[date])))
    if not found:
        return None
    return _extreme(line, pd.concat(found), "day", "max")


def _extreme(line: Timeline, table: pd.DataFrame, column: str, which: str) -> pd.Series:
    dates = as_dates(table[column])
    return as_dates(line.spread(dates.groupby(table["patient_id"]).agg(which)))


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
            f"{name} is {_shown(line, given, i)} here and {_shown(line, found, i)} in the sheet "
            f"{other}; the value here is used",
            f"Make {name} the same in both sheets.",
        )
        for i in differs.to_numpy().nonzero()[0]
    ]


def _shown(line: Timeline, values: pd.Series, i: int) -> str:
    if values.dtype == object:
        return f"'{values.iloc[i]}'"
    if line.dates_free:
        return f"day {line.study_days(as_dates(values)).iloc[i]:g}"
    return f"{values.iloc[i]:%Y-%m-%d}"


def _filled(name: str, n: int) -> Issue:
    return Issue(
        "info",
        "patients",
        "",
        "filled_from_records",
        f"{n} blank cells of {name} were filled from the other sheets",
    )
