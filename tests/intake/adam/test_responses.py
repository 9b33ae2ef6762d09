"""The best response is the one the protocol names, and nothing else."""

from outcomes.intake.adam.responses import responses
from tests.intake.adam.sheets import AB, rules, sheet

ADRS = sheet(
    "adrs", "USUBJID PARAMCD AVALC",
    ("A", "BOR", "CR"), ("B", "BOR", "SD"), ("C", "BOR", "MISSING"), ("A", "CBOR", "PR"),
    ("X", "BOR", "PD"), ("A", "RSP", "Y"),
)  # fmt: skip


def test_nothing_is_read_unasked_and_that_is_said():
    found = responses((ADRS,), AB, None)
    assert found.columns == {}
    assert rules(found.issues) == [("info", "responses_not_read", "adrs")]
    assert "(BOR, CBOR)" in found.issues[0].message


def test_the_named_parameter_is_read():
    found = responses((ADRS,), AB, "bor")
    assert found.columns == {
        "best_response": {"A": "CR", "B": "SD", "C": None},
        "objective_response": {"A": "Y", "B": "N", "C": None},
    }
    assert rules(found.issues) == [("info", "records_of_screening_failures", "adrs!A")]


def test_a_parameter_that_is_not_there_is_an_error():
    found = responses((ADRS,), AB, "BEST")
    assert rules(found.issues) == [("error", "parameter_absent", "adrs")]
    assert "BOR" in found.issues[0].remedy
    assert rules(responses((), AB, "BOR").issues) == [("error", "parameter_absent", "")]


def test_several_records_of_a_patient_are_not_pooled():
    table = sheet("adrs", "USUBJID PARAMCD AVALC", ("A", "BOR", "CR"), ("A", "BOR", "PD"))
    found = responses((table,), AB, "BOR")
    assert found.columns["best_response"] == {}
    assert rules(found.issues) == [("error", "records_repeated", "adrs!A")]


def test_what_is_no_response_is_an_error():
    table = sheet("adrs", "USUBJID PARAMCD AVALC", ("A", "BOR", "good"), ("B", "BOR", "NE"))
    found = responses((table,), AB, "BOR")
    assert found.columns["best_response"] == {"A": None, "B": "NE"}
    assert found.columns["objective_response"] == {"A": None, "B": None}
    assert rules(found.issues) == [("error", "not_a_response", "adrs!C")]
