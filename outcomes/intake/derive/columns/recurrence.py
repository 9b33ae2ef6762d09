"""When peritoneal or regional disease (re)appeared, from the contacts of follow-up."""

import pandas as pd

from outcomes.intake.derive.columns.first_dates import Known, first_dated
from outcomes.intake.derive.columns.rollup import progressions
from outcomes.intake.derive.timeline import Timeline, as_dates
from outcomes.model.file.unread import unread

PERITONEAL_SITES = frozenset({"peritoneum", "ascites"})


def from_follow_up(line: Timeline) -> dict[str, Known]:
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
    peritoneal = sites.map(lambda s: bool(s & PERITONEAL_SITES)).astype(bool)
    local = sites.map(lambda s: "local" in s).astype(bool)
    if "regional_site" in follow:
        local |= follow["regional_site"].notna()
    return {
        "peritoneal_recurrence_date": _first(line, follow, peritoneal, "progression_sites"),
        "regional_recurrence_date": _first(
            line, follow, local, "progression_sites", "regional_site"
        ),
    }


def codes_in(cell: object) -> set[str]:
    """Return the codes of one cell of kind ``codes``, where ``;`` separates several."""
    return {part.strip() for part in cell.split(";")} if isinstance(cell, str) else set()


def _first(line: Timeline, follow: pd.DataFrame, where: pd.Series, *evidence: str) -> Known:
    blank = pd.Series(pd.NaT, follow.index, dtype="datetime64[ns]")
    contact = as_dates(follow["contact_date"]) if "contact_date" in follow else blank
    given = progressions(follow)
    undated = unread(follow, "progression_date") & where.to_numpy()
    when = contact if given is None else given.fillna(contact.mask(undated))
    operated = line.dates("surgery_date")
    if operated is not None:
        by_id = pd.Series(operated.to_numpy(), line.patients["patient_id"].to_numpy())
        by_id = by_id[~by_id.index.duplicated()]
        where = where & ~(when < follow["patient_id"].map(by_id).astype("datetime64[ns]"))
    unsure = unread(follow, *evidence) & ~where.to_numpy()
    return first_dated(line, follow, when, where, unsure, contact)
