"""Who entered, who was only screened, and what the flags mean."""

import pytest

from outcomes.intake.adam.subjects import (
    arm_order,
    flag_values,
    is_randomised,
    population_blocks,
    subjects,
)
from outcomes.intake.adam.tables import BLANK, texts
from tests.intake.adam.sheets import rules, sheet


def entered(adsl):
    return [row[0] for row in subjects(adsl).patients.rows]


@pytest.mark.parametrize("word", ["Screen Failure", "SCREEN FAIL", "Scrnfail", "Not Assigned"])
def test_the_planned_arm_names_a_screening_failure(word):
    adsl = sheet("adsl", "USUBJID TRT01P", ("A", "a"), ("X", word), ("B", "b"))
    who = subjects(adsl)
    assert entered(adsl) == ["A", "B"]
    assert who.patients.row_numbers == (2, 4)
    assert who.left_out == {"X"}
    assert rules(who.issues) == [("info", "screening_failures", "adsl")]
    assert "1 of 3" in who.issues[0].message


def test_neither_randomized_nor_in_any_set_is_a_screening_failure():
    adsl = sheet(
        "adsl", "USUBJID TRT01P RANDDT ITTFL SAFFL",
        ("A", "a", "2024-01-02", "Y", "Y"), ("X", "b", None, None, None),
        ("Y", "b", None, "N", "N"), ("B", "b", None, "Y", None),
        ("C", "b", "2024-01-03", None, None),
    )  # fmt: skip
    assert entered(adsl) == ["A", "B", "C"]


def test_without_flags_a_missing_date_alone_leaves_nobody_out():
    adsl = sheet(
        "adsl", "USUBJID TRT01P RANDDT",
        ("A", "a", "2024-01-02"), ("B", "b", None), ("X", None, None),
    )  # fmt: skip
    assert entered(adsl) == ["A", "B"]


def test_a_single_arm_study_needs_no_date_of_randomization():
    adsl = sheet(
        "adsl", "USUBJID TRT01P SAFFL", ("A", "t", "Y"), ("X", None, None), ("B", "t", None)
    )
    assert entered(adsl) == ["A", "B"]


def test_the_screening_sheet_has_everybody():
    adsl = sheet(
        "adsl", "USUBJID TRT01P TRT01A DCSCREEN EOTSTT DCTREAS",
        ("A", "a", "a", None, "COMPLETED", None), ("B", "b", "a", None, "DISCONTINUED", "Toxicity"),
        ("X", "Screen Failure", None, "Ascites absent", None, None),
    )  # fmt: skip
    screening = subjects(adsl).screening
    rows = {row[0]: dict(zip(screening.header, row, strict=True)) for row in screening.rows}
    assert rows["X"]["randomised"] == "N"
    assert rows["X"]["exclusion_reason"] == "Ascites absent"
    assert rows["X"]["arm"] is None
    assert rows["A"] == {
        "screening_no": "A", "patient_id": "A", "randomised": "Y", "arm": "a",
        "exclusion_reason": None, "received_allocated": "Y", "not_received_reason": None,
        "discontinued": "N", "discontinued_reason": None,
    }  # fmt: skip
    assert rows["B"]["received_allocated"] == "N"
    assert rows["B"]["not_received_reason"] == "a"
    assert (rows["B"]["discontinued"], rows["B"]["discontinued_reason"]) == ("Y", "Toxicity")
    assert screening.columns[:2] == ("A", "A")


def test_who_was_not_treated_has_no_actual_arm_and_that_is_said():
    adsl = sheet("adsl", "USUBJID TRT01P TRT01A", ("A", "a", "Not Treated"), ("B", "b", "b"))
    who = subjects(adsl)
    assert [row[2] for row in who.patients.rows] == [None, "b"]
    assert rules(who.issues) == [("info", "not_treated", "adsl!C")]


def test_a_flag_that_is_only_ever_y_is_n_where_it_is_blank():
    adsl = sheet(
        "adsl", "USUBJID SAFFL ITTFL FASFL",
        ("A", "Y", "Y", "Y"), ("B", None, "N", None), ("C", "Y", None, "Y"),
    )  # fmt: skip
    values, issues = flag_values(adsl)
    assert values == {
        "patients.safety": {"N": BLANK}, "patients.fasfl": {"N": BLANK},
    }  # fmt: skip
    assert rules(issues) == [("info", "flag_blank", "adsl!D"), ("info", "flag_blank", "adsl!B")]


def test_flags_are_analysis_sets():
    adsl = sheet("adsl", "USUBJID ITTFL FASFL PPROTFL EFFFL DTHFL MITTFL",
                 ("A", "Y", "Y", "N", "Y", "Y", None))  # fmt: skip
    assert [(b["id"], b["column"]) for b in population_blocks(adsl)] == [
        ("fas", "fasfl"), ("efficacy", "efffl"), ("per_protocol", "pprotfl"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("header", "row", "randomized"),
    [
        ("RANDFL", "Y", True), ("ITTFL", "Y", True), ("RANDDT", "2024-01-02", True),
        ("ITTFL", "N", False), ("SAFFL", "Y", False), ("RANDDT", None, False),
    ],
)  # fmt: skip
def test_a_date_or_a_flag_says_that_subjects_were_randomized(header, row, randomized):
    adsl = sheet("adsl", f"USUBJID TRT01P {header}", ("A", "a", row), ("B", "b", row))
    assert is_randomised(texts(adsl)) is randomized
    alone = sheet("adsl", f"USUBJID TRT01P {header}", ("A", "a", row), ("B", "a", row))
    assert not is_randomised(texts(alone))


def test_arms_have_their_numbers():
    adsl = sheet(
        "adsl", "USUBJID TRT01P TRT01PN", ("A", "SOX", 2), ("B", "HIPEC", 1), ("C", None, None)
    )
    assert arm_order(adsl) == {"SOX": 2, "HIPEC": 1}
    assert arm_order(sheet("adsl", "USUBJID TRT01P", ("A", "SOX"))) == {}
