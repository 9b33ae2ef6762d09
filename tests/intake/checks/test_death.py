"""Dates after death: named one by one, or as one error at the death."""

from tests.intake.checks.planted import LETTERS, clean, found, plant
from tests.intake.frames import table

EARLY = ("patients", 2, "death_date", "2021-07-31")  # before three dates of patients and one event


def deaths(frames, letters=LETTERS, names=None):
    return [
        (i.severity, i.address, i.message)
        for i in found(frames, letters=letters, names=names)
        if i.rule == "after_death"
    ]


def test_three_dates_after_death_are_named_one_by_one():
    frames = plant(clean(), [EARLY, ("adverse_events", 2, "start_datetime", None)])
    columns = ("last_contact_date", "progression_date", "last_assessment_date")
    addresses = {f"patients!{LETTERS['patients', column]}2" for column in columns}
    assert {address for _, address, _ in deaths(frames)} == addresses


def test_a_death_before_more_than_three_dates_is_one_error_at_the_death():
    ((severity, address, message),) = deaths(plant(clean(), [EARLY]), names={"patients": "病例"})
    assert (severity, address) == ("error", f"病例!{LETTERS['patients', 'death_date']}2")
    first = f"病例!{LETTERS['patients', 'last_contact_date']}2"
    assert message == (f"death_date is before other dates of the patient (4), the first at {first}")


def test_a_wrong_death_that_a_contact_gave_is_reported_at_the_contact():
    frames = plant(clean(), [("patients", 2, "death_date", None)])
    frames["follow_up"] = table(
        patient_id=["002", "001", "001"], death_date=[None, None, "2021-07-31"]
    )
    letters = LETTERS | {("follow_up", "death_date"): "B"}
    assert [address for _, address, _ in deaths(frames, letters)] == ["follow_up!B4"]


def test_a_wrong_death_of_the_second_of_two_patients_is_found_in_its_row():
    frames = plant(clean(), [("patients", 3, "death_date", "2021-01-02")])
    assert [address for _, address, _ in deaths(frames)] == [
        f"patients!{LETTERS['patients', 'death_date']}3"
    ]


def test_a_contact_without_the_day_of_death_is_not_its_source():
    frames = plant(clean(), [EARLY])
    frames["follow_up"] = table(patient_id=["001"], death_date=["2021-07-31"])
    assert [address for _, address, _ in deaths(frames)] == [
        f"patients!{LETTERS['patients', 'death_date']}2"
    ]
    frames["follow_up"] = table(patient_id=["001"], contact_date=["2021-05-01"])
    assert len(deaths(frames)) == 1
