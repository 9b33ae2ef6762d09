"""Cross-field rules about dates: what must come before what."""

from collections.abc import Iterator

import numpy as np

from outcomes.dictionary import columns_of, day_column
from outcomes.intake.checks.facts import Facts, Found
from outcomes.intake.derive.endpoints.endpoint import BEGINNINGS
from outcomes.intake.derive.timeline import as_dates, row_of
from outcomes.model.file.told import told
from outcomes.model.time_unit import DAYS_PER

_LIFE, _MONTH = 60 * 365.25, 31.0  # days
_CHECK = "Check both dates against the source."


def _order(
    facts: Facts, sheet: str, earlier: str, later: str, *, of_patient: bool = False
) -> Iterator[Found]:
    """Yield a warning where ``later`` of a sheet lies before ``earlier`` (of the patient)."""
    known = facts.rows(sheet, [later], [earlier]) if of_patient else None
    if known is None:
        known = facts.rows(sheet, [earlier, later]).rename(columns={earlier: f"patient_{earlier}"})
    wrong = known[known[later] < known[f"patient_{earlier}"]]
    for row in wrong["row"]:
        yield Found("warning", sheet, later, row, told("{} is before {}", later, earlier), _CHECK)


def randomised_before_consent(facts: Facts) -> Iterator[Found]:
    """Consent comes before randomisation."""
    yield from _order(facts, "patients", "consent_date", "randomisation_date")


def treated_before_consent(facts: Facts) -> Iterator[Found]:
    """Consent comes before the first treatment."""
    yield from _order(facts, "patients", "consent_date", "first_treatment_date")


def treated_before_randomisation(facts: Facts) -> Iterator[Found]:
    """Randomisation comes before the first treatment."""
    yield from _order(facts, "patients", "randomisation_date", "first_treatment_date")


def surgery_before_randomisation(facts: Facts) -> Iterator[Found]:
    """Operations of a randomised study come after randomisation."""
    if facts.spec.study.design == "randomised":
        yield from _order(facts, "surgery", "randomisation_date", "surgery_date", of_patient=True)


def second_look_after_surgery(facts: Facts) -> Iterator[Found]:
    """The first second look comes no later than the conversion surgery it prepares."""
    known = facts.rows("surgery", ["surgery_date", "intent"], ["conversion_date"])
    looks = known[known["intent"] == "second_look"].sort_values("surgery_date")
    first = looks.drop_duplicates("patient_id")
    late = first[first["surgery_date"] > first["patient_conversion_date"]]
    for row in late["row"]:
        yield Found(
            "warning", "surgery", "surgery_date", row,
            "the second look is after the conversion surgery", _CHECK,
        )  # fmt: skip


def progression_before_origin(facts: Facts) -> Iterator[Found]:
    """Progression comes after the start of the study."""
    known = facts.rows("patients", ["progression_date"])
    known = known.assign(start=facts.line.start().to_numpy()[: len(known)])
    wrong = known[known["progression_date"] < known["start"]]
    for row in wrong["row"]:
        yield Found(
            "error", "patients", "progression_date", row,
            "progression_date is before the start of the study", _CHECK,
        )  # fmt: skip


def death_and_status(facts: Facts) -> Iterator[Found]:
    """A date of death means dead, and dead has a date of death."""
    known = facts.rows("patients", ["death_date", "status"])
    if known.empty:
        return
    alive = known[
        known["death_date"].notna() & known["status"].notna() & (known["status"] != "dead")
    ]
    for row in alive["row"]:
        yield Found(
            "error", "patients", "status", row, "status is not dead but there is a death_date",
            "Correct the status or remove the date of death.",
        )  # fmt: skip
    for row in known["row"][known["death_date"].isna() & (known["status"] == "dead")]:
        yield Found(
            "error", "patients", "death_date", row, "status is dead but death_date is blank",
            "Give the date of death; without it the patient has no survival time.",
        )  # fmt: skip


def origin_before_enrollment(facts: Facts) -> Iterator[Found]:
    """A clock that starts before enrollment counts time in which nobody could have the event."""
    enrolled = next((n for n in ("consent_date", "randomisation_date")
                     if facts.line.dates(n) is not None), None)  # fmt: skip
    if enrolled is None:
        return
    counted = [e for e in facts.spec.endpoints if e.origin and not e.entry]
    for origin in dict.fromkeys(e.origin for e in counted if e.origin not in BEGINNINGS):
        start, entry = facts.line.dates(str(origin)), facts.line.dates(enrolled)
        if start is None or entry is None:
            continue
        named = ", ".join(e.id for e in counted if e.origin == origin)
        for row in row_of(facts.line.patients)[(start < entry).to_numpy()]:
            yield Found(
                "warning", "patients", str(origin), int(row),
                told("{}, the origin of {}, is before {}: until then an event could not have been "
                     "observed, and the time counts as free of it", origin, named, enrolled),
                told('Say entry = "{0}" in the endpoint, or start it at {0}.', enrolled),
            )  # fmt: skip


def pfs_after_os(facts: Facts) -> Iterator[Found]:
    """Progression-free survival is no longer than overall survival."""
    shorter, longer = (facts.derived.endpoints.get(name) for name in ("pfs", "os"))
    if shorter is None or longer is None or len(shorter.time) != len(longer.time):
        return
    wrong = shorter.time > longer.time + 1e-9
    # Differing origins make differing times, which is no mistake.
    origins = {facts.spec.endpoint(name).origin for name in ("pfs", "os")}
    if len(origins) > 1:
        return
    rows = row_of(facts.line.patients)
    for i in np.flatnonzero(wrong):
        yield Found(
            "error", "patients", "", int(rows[i]),
            "progression-free survival is longer than overall survival",
            "Check last_contact_date and last_assessment_date.",
        )  # fmt: skip


def after_cutoff(facts: Facts) -> Iterator[Found]:
    """Nothing in patients is dated after the data cut-off."""
    cutoff = facts.line.cutoff
    if cutoff is None:
        return
    given = facts.tables.frames["patients"]
    for column in ("death_date", "last_contact_date", "progression_date", "last_assessment_date"):
        known = facts.rows("patients", [column])
        if column not in given or known.empty:
            continue
        late = known[known[column] > cutoff]
        for row in late["row"]:
            yield Found(
                "warning", "patients", column, row,
                told("{} is after the data cut-off; times end at the cut-off", column),
                "Check the date, or move data_cutoff.",
            )  # fmt: skip


def study_day_zero(facts: Facts) -> Iterator[Found]:
    """Study days have no day 0: day 1 is the origin and day −1 the day before."""
    for sheet, frame in facts.tables.frames.items():
        names = {day_column(c).name for c in columns_of(sheet).values()}
        for column in (c for c in frame if c in names):
            for row in row_of(frame)[(frame[column] == 0).to_numpy()]:
                yield Found(
                    "warning", sheet, column, int(row),
                    told("{} is 0; it is read as day 1, the origin", column),
                    "Write day 1 for the day of the origin.",
                )  # fmt: skip


def time_too_long(facts: Facts) -> Iterator[Found]:
    """Most ready-made times end by the data cut-off, and none lasts longer than a life."""
    line, unit = facts.line, facts.spec.study.time_unit
    starts = [days for name in BEGINNINGS if (days := line.dates(name)) is not None]
    for endpoint in facts.spec.endpoints:
        if endpoint.time is None:
            continue
        days = facts.derived.endpoints[endpoint.id].time * DAYS_PER[unit]
        most = np.full(len(days), _LIFE)
        if starts and line.cutoff is not None:
            most = np.fmin(most, (line.cutoff - as_dates(starts[0])).dt.days + _MONTH)
        if (days > most).sum() > np.isfinite(days).sum() / 2 or (days > _LIFE).any():
            yield Found(
                "warning", "patients", endpoint.time, None,
                told("{} is longer than patients can have been followed: is it in {}?",
                     endpoint.time, told(endpoint.unit or unit)),
                "Correct the unit, of the column or in study.toml.",
            )  # fmt: skip
