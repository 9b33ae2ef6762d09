"""Cross-field rules about allocation, follow-up and adverse events."""

from collections.abc import Iterator

import numpy as np
import pandas as pd
from scipy.special import chdtrc

from outcomes.clinical.onset import onset_of
from outcomes.intake.checks.facts import Facts, Found
from outcomes.intake.derive.timeline import row_of
from outcomes.model.file.told import told

SILENT_DAYS = 183
BULK_SHARE = 0.3
BULK_PATIENTS = 10


def age_and_birth_year(facts: Facts) -> Iterator[Found]:
    """The age agrees with the year of birth."""
    known = facts.rows("patients", ["age", "birth_year"])
    if known.empty or facts.line.dates_free:
        return
    then = facts.line.start().dt.year.to_numpy() - known["birth_year"].astype(float)
    wrong = known[(then - known["age"] > 1) | (then - known["age"] < 0)]
    for row in wrong["row"]:
        yield Found(
            "warning", "patients", "age", row, "the year of birth denies the age",
            "Correct the age, and remove the year of birth from the file.",
        )  # fmt: skip


def allocation_ratio(facts: Facts) -> Iterator[Found]:
    """The arms are as large as the allocation ratio says, beyond chance (p < 0.001)."""
    planned, arms = facts.spec.plan.allocation, facts.spec.arms
    if len(arms) < 2 or len(planned) != len(arms) or "arm" not in facts.line.patients:
        return
    counts = np.array([(facts.line.patients["arm"] == arm.id).sum() for arm in arms])
    expected = counts.sum() * np.array(planned) / sum(planned)
    if expected.min() < 5:
        return
    statistic = float(((counts - expected) ** 2 / expected).sum())
    if chdtrc(len(arms) - 1, statistic) < 0.001:
        shown = " : ".join(f"{n}" for n in counts)
        yield Found(
            "warning", "patients", "arm", None,
            told("the arms have {} patients, far from the planned {}",
                 shown, ':'.join(map(_g, planned))),
            "Check the mapping of the arms, and [plan].allocation.",
        )  # fmt: skip


def _g(number: float) -> str:
    return f"{number:g}"


def no_recent_contact(facts: Facts) -> Iterator[Found]:
    """A survivor was heard of within six months of the data cut-off."""
    cutoff = facts.line.cutoff
    known = facts.rows("patients", ["last_contact_date", "status"])
    if cutoff is None or known.empty:
        return
    silent = (cutoff - known["last_contact_date"]).dt.days > SILENT_DAYS
    wrong = known[silent & (known["status"] == "alive")]
    for row in wrong["row"]:
        yield Found(
            "warning", "patients", "last_contact_date", row,
            "status is alive but the last contact is more than six months before the data cut-off",
            "Contact the patient, or write lost.",
        )  # fmt: skip


def bulk_contact_date(facts: Facts) -> Iterator[Found]:
    """Last contacts are not filled in all at once."""
    known = facts.rows("patients", ["last_contact_date"]).dropna()
    if len(known) < BULK_PATIENTS:
        return
    counts = known["last_contact_date"].value_counts()
    if counts.iloc[0] > BULK_SHARE * len(known):
        yield Found(
            "warning", "patients", "last_contact_date", None,
            told("{} of {} last contacts are on one day, as if filled in all at once",
                 counts.iloc[0], len(known)),
            "Give the date each patient was last known to be alive.",
        )  # fmt: skip


def event_before_first_dose(facts: Facts) -> Iterator[Found]:
    """Adverse events come after the first dose: to the minute where both have a time of day."""
    events = facts.frame("adverse_events")
    if events is None or "start_datetime" not in events:
        return
    onset = onset_of(facts.line.patients, events, facts.line.tables.get("treatment"))
    stated = events.get("treatment_emergent", pd.Series(np.nan, events.index)).notna().to_numpy()
    named = onset.before & ~stated
    for row, early in zip(row_of(events)[named], onset.early[named], strict=True):
        yield Found(
            "warning", "adverse_events", "start_datetime", int(row),
            told("the event started {} before the first dose; it is in no table of adverse events",
                 _long(early)),
            "Check date and time; an event before treatment is not an adverse event of it.",
        )  # fmt: skip


_SPANS = (
    (24, "{} day", "{} days"),
    (1, "{} hour", "{} hours"),
    (1 / 60, "{} minute", "{} minutes"),
)


def _long(hours: float) -> str:
    """Return a length of time in the unit that fits it, in whole numbers."""
    for size, one, several in _SPANS:
        if hours >= size:
            n = int(hours // size)
            return told(several if n > 1 else one, n)
    return told("less than a minute")


def fatal_event_without_death(facts: Facts) -> Iterator[Found]:
    """A grade 5 event is a death."""
    known = facts.rows("adverse_events", ["grade"], ["death_date"])
    for row in known["row"][(known["grade"] == 5) & known["patient_death_date"].isna()]:
        yield Found(
            "error", "adverse_events", "grade", row, "grade is 5 but no death is recorded",
            "Correct the grade, or add the date of death.",
        )  # fmt: skip


def serious_but_mild(facts: Facts) -> Iterator[Found]:
    """A serious event is rarely of grade 1 or 2."""
    known = facts.rows("adverse_events", ["grade", "serious"])
    wrong = known[(known["serious"] == 1) & (known["grade"] <= 2)]
    for row in wrong["row"]:
        yield Found(
            "warning", "adverse_events", "serious", row, "serious is Y although grade is 1 or 2",
            "Serious and severe are different things: check both.",
        )  # fmt: skip
