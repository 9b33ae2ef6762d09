"""When peritoneal or regional disease (re)appeared, from the contacts of follow-up."""

import pandas as pd

from outcomes.intake.derive.rollup import progressions
from outcomes.intake.derive.timeline import Timeline, as_dates

PERITONEAL_SITES = frozenset({"peritoneum", "ascites"})


def from_follow_up(line: Timeline) -> dict[str, pd.Series]:
    """Return ``peritoneal_recurrence_date`` and ``regional_recurrence_date`` where recorded.

    The date is the contact's progression date, else the contact's own. Where there was an operation
    (``surgery_date``), only what was found after it is a recurrence.

    Parameters
    ----------
    line : Timeline
    """
    follow = line.until_cutoff("follow_up", "contact_date")
    if follow is None or "progression_sites" not in follow:
        return {}
    sites = follow["progression_sites"].map(codes_in)
    found = {"peritoneal_recurrence_date": sites.map(lambda s: bool(s & PERITONEAL_SITES))}
    local = sites.map(lambda s: "local" in s)
    if "regional_site" in follow:
        local |= follow["regional_site"].notna()
    found["regional_recurrence_date"] = local
    return {name: _first(line, follow, where.astype(bool)) for name, where in found.items()}


def codes_in(cell: object) -> set[str]:
    """Return the codes of one cell of kind ``codes``, where ``;`` separates several."""
    return {part.strip() for part in cell.split(";")} if isinstance(cell, str) else set()


def _first(line: Timeline, follow: pd.DataFrame, where: pd.Series) -> pd.Series:
    when = progressions(follow)
    contact = as_dates(follow["contact_date"]) if "contact_date" in follow else None
    if when is None or contact is not None:
        when = contact if when is None else when.fillna(contact)
    if when is None:
        return pd.Series(pd.NaT, line.patients.index, dtype="datetime64[ns]")
    operated = line.dates("surgery_date")
    if operated is not None:
        by_id = pd.Series(operated.to_numpy(), line.patients["patient_id"].to_numpy())
        by_id = by_id[~by_id.index.duplicated()]
        where = where & ~(when < follow["patient_id"].map(by_id).astype("datetime64[ns]"))
    return as_dates(line.spread(when[where].groupby(follow["patient_id"][where]).min()))
