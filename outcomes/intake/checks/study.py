"""Cross-field rules about allocation, follow-up and adverse events."""

from collections.abc import Iterator

import numpy as np
from scipy.special import chdtrc

from outcomes.intake.checks.facts import Facts, Found

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
    for age, row in zip(wrong["age"], wrong["row"], strict=True):
        yield Found(
            "warning", "patients", "age", row, f"age is {age:g}, which the year of birth denies",
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
            f"the arms have {shown} patients, far from the planned {':'.join(map(_g, planned))}",
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
    for day, row in zip(wrong["last_contact_date"], wrong["row"], strict=True):
        yield Found(
            "warning", "patients", "last_contact_date", row,
            f"status is alive but the last contact, {facts.shown(day)}, is more than six months "
            "before the data cut-off",
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
            f"{counts.iloc[0]} of {len(known)} last contacts are on "
            f"{facts.shown(counts.index[0])}, as if filled in all at once",
            "Give the date each patient was last known to be alive.",
        )  # fmt: skip


def event_before_first_dose(facts: Facts) -> Iterator[Found]:
    """Adverse events come after the first dose."""
    known = facts.rows("adverse_events", ["start_datetime"], ["first_treatment_date"])
    wrong = known[known["start_datetime"] < known["patient_first_treatment_date"]]
    for day, row in zip(wrong["start_datetime"], wrong["row"], strict=True):
        yield Found(
            "warning", "adverse_events", "start_datetime", row,
            f"the event started on {facts.shown(day)}, before the first treatment",
            "Check the date; an event before treatment is not an adverse event of it.",
        )  # fmt: skip


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
    for grade, row in zip(wrong["grade"], wrong["row"], strict=True):
        yield Found(
            "warning", "adverse_events", "serious", row,
            f"serious is Y although grade is {grade:g}",
            "Serious and severe are different things: check both.",
        )  # fmt: skip
