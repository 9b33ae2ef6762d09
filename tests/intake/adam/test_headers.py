"""Which header is read as what, and what the words of a standard mean."""

from outcomes.intake.adam.headers import event_values, header_map
from outcomes.intake.adam.tables import BLANK
from tests.intake.adam.sheets import rules, sheet


def test_the_first_header_of_the_standard_that_says_something():
    adsl = sheet("adsl", "USUBJID SUBJID ARM TRT01P TRT01A ACTARM TRTSDT AGE",
                 ("S-1", "1", "a", "a", None, "a", "2024-01-01", 60))  # fmt: skip
    assert header_map(adsl, "patients") == {
        "patients.patient_id": "USUBJID", "patients.arm": "TRT01P",
        "patients.arm_actual": "ACTARM", "patients.first_treatment_date": "TRTSDT",
        "patients.age": "AGE",
    }  # fmt: skip


def test_events():
    adae = sheet("adae", "USUBJID AETERM AEDECOD AEBODSYS AESOC AESEV AETOXGR ASTDT ASTDTM AESER",
                 ("A", "sick", "Nausea", "b", "s", None, 2, "2024-01-01", None, "N"))  # fmt: skip
    found = header_map(adae, "adverse_events")
    assert found["adverse_events.term"] == "AEDECOD"
    assert found["adverse_events.soc"] == "AESOC"
    assert found["adverse_events.grade"] == "AETOXGR"
    assert found["adverse_events.start_datetime"] == "ASTDT"
    assert event_values(adae, found) == ({}, [])


def test_severity_and_causality_in_words_are_said():
    adae = sheet("adae", "USUBJID AEDECOD AESEV AEREL TRTEMFL",
                 ("A", "Rash", "MILD", "POSSIBLE", "Y"),
                 ("A", "Rash", "severe", "NONE", None))  # fmt: skip
    values, issues = event_values(adae, header_map(adae, "adverse_events"))
    assert values["adverse_events.grade"] == {"1": ("MILD",), "2": ("MODERATE",), "3": ("SEVERE",)}
    assert "POSSIBLE" in values["adverse_events.related"]["Y"]
    assert "NONE" in values["adverse_events.related"]["N"]
    assert values["adverse_events.treatment_emergent"] == {"N": BLANK}
    assert rules(issues) == [
        ("info", "severity_as_grade", "adae!C"), ("info", "causality_as_related", "adae!D"),
    ]  # fmt: skip


def test_plain_answers_need_no_words():
    adae = sheet("adae", "USUBJID AEDECOD AEREL", ("A", "Rash", "Y"))
    assert event_values(adae, header_map(adae, "adverse_events")) == ({}, [])
    named = sheet("adae", "USUBJID AEDECOD AEREL", ("A", "Rash", "NOT RELATED"))
    values, issues = event_values(named, header_map(named, "adverse_events"))
    assert "adverse_events.related" in values
    assert issues == []
