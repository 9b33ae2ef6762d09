"""Where a rule begins: its edge is no fault, one step further is."""

import pytest

from outcomes.intake.checks.study import _long
from tests.intake.checks.planted import clean, found, plant
from tests.intake.frames import OS, PFS, protocol

# What lies exactly on the edge of a rule and is no fault of it.
EDGES = [
    ("randomised_before_consent", [("patients", 3, "consent_date", "2021-01-05")]),
    ("treated_before_randomisation", [("patients", 4, "first_treatment_date", "2021-01-05")]),
    ("surgery_before_randomisation", [("surgery", 2, "surgery_date", "2021-01-05")]),
    ("second_look_after_surgery", [("surgery", 2, "surgery_date", "2021-03-10")]),
    ("progression_before_origin", [("patients", 5, "progression_date", "2021-01-05")]),
    ("after_death", [("adverse_events", 2, "start_datetime", "2021-09-01 23:59")]),
    ("pfs_after_os", [("patients", 3, "last_contact_date", "2021-11-01")]),
    *(
        ("after_cutoff", [("patients", 6, column, "2021-12-31")])
        for column in ("death_date", "last_contact_date", "progression_date")
    ),
    ("pci_and_p_status", [("patients", 2, "pci", 0.0), ("patients", 2, "p_status", "P0")]),
    ("id_unlike", [("patients", 13, "patient_id", "１２３４")]),
    ("id_unlike", [("patients", row, "patient_id", f"P{row}") for row in (11, 12, 13)]),
    ("visit_twice", [("ascites", row, "visit", "unscheduled") for row in (2, 3)]),
    ("visit_twice", [("ascites", 4, "assessment_date", "2021-01-09")]),
    ("drained_without_ascites", [("ascites", 3, "drained_ml", 0.0)]),
    ("volume_without_ascites", [("ascites", 4, "volume_ml", 300.0)]),
    ("baseline_after_first_dose", [("ascites", 4, "assessment_date", "2021-01-10")]),
    ("age_and_birth_year", [("patients", 2, "birth_year", 1961.0)]),
    ("age_and_birth_year", [("patients", 2, "birth_year", 1960.0)]),
    # 183 days before 2021-12-31.
    ("no_recent_contact", [("patients", 8, "last_contact_date", "2021-07-01")]),
    ("serious_but_mild", [("adverse_events", 2, "grade", 3.0)]),
    # 3 of the first 10 last contacts on one day are 30 %, no more.
    ("bulk_contact_date", [
        *(("patients", row, "last_contact_date", "2021-12-31") for row in (3, 4, 5)),
        ("patients", 12, "last_contact_date", None), ("patients", 13, "last_contact_date", None),
    ]),
    ("allocation_ratio", [("patients", row, "arm", "a") for row in range(2, 13)]),
    # The operation was on 2021-03-10: 15 days after it, and a day before.
    *(
        ("r0_with_positive_cytology",
         [("response", 2, "cytology", "CY1"), ("response", 2, "assessment_date", day)])
        for day in ("2021-02-23", "2021-03-11")
    ),
    ("death_within_90_days", [("surgery", 3, "surgery_date", "2021-06-02")]),  # 91 days
    ("death_within_90_days",
     [("surgery", 3, "surgery_date", "2021-06-03"), ("surgery", 3, "death_90d", 1.0)]),
    ("negative_cytology_with_massive_ascites", [("patients", 2, "cytology", "CY0")]),
    ("r_status_without_resection", [("surgery", 2, "r_status", "RX")]),
    # A resection that is not R0, and one whose status nobody wrote down.
    *(
        ("r0_with_positive_cytology",
         [("response", 2, "cytology", "CY1"), ("surgery", 3, "r_status", status)])
        for status in ("R1", None)
    ),
    ("no_peritoneal_disease", [("patients", 2, "p_status", "P0"), ("patients", 2, "pci", 0.0)]),
    ("no_peritoneal_disease", [("patients", 2, "cytology", "CY0")]),
    ("pci_and_p_status", [("patients", 2, "pci", None), ("patients", 2, "p_status", "P0")]),
    ("conversion_flag_disagrees", [("patients", 2, "conversion_surgery", 0.0)]),
    ("conversion_flag_disagrees", [("surgery", 3, "intent", "radical")]),
    ("conversion_without_resection", [("surgery", 3, "resected", None)]),
    ("clavien_and_death", [("surgery", 3, "clavien_dindo", "V")]),
    ("fatal_event_without_death", [("adverse_events", 3, "grade", 4.0)]),
    ("death_and_status", [("patients", 2, "status", None)]),
    ("death_and_status", [("patients", 3, "status", "lost")]),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "faults"), EDGES, ids=[f[0] for f in EDGES])
def test_the_edge_of_a_rule_is_no_fault(rule, faults):
    assert [i for i in found(plant(clean(), faults)) if i.rule == rule] == []


BEYOND = [
    *(
        ("r0_with_positive_cytology",
         [("response", 2, "cytology", "CY1"), ("response", 2, "assessment_date", day)])
        for day in ("2021-02-24", "2021-03-10")
    ),
    *(("death_within_90_days", [("surgery", 3, "surgery_date", day)])
      for day in ("2021-06-03", "2021-09-01")),
    ("death_within_90_days",
     [("surgery", 3, "surgery_date", "2021-06-02"), ("surgery", 3, "death_90d", 1.0)]),
    ("age_and_birth_year", [("patients", 2, "birth_year", 1962.0)]),
    ("age_and_birth_year", [("patients", 2, "birth_year", 1959.0)]),
    ("no_recent_contact", [("patients", 8, "last_contact_date", "2021-06-30")]),
    ("serious_but_mild", [("adverse_events", 2, "grade", 2.0)]),
    ("r0_with_positive_cytology", [("ascites", 3, "assessment_date", "2021-03-10"),
                                   ("ascites", 3, "cytology", "CY1")]),
    ("conversion_flag_disagrees", [("surgery", 3, "resected", None)]),
    # 3 of 9 would be a third, but nine patients are too few to say.
    ("bulk_contact_date", [
        ("patients", row, "last_contact_date", "2021-12-31") for row in (3, 4, 5, 6)
    ]),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "faults"), BEYOND, ids=[f[0] for f in BEYOND])
def test_one_step_past_the_edge_is_a_fault(rule, faults):
    assert [i for i in found(plant(clean(), faults)) if i.rule == rule] != []


@pytest.mark.parametrize(
    ("start", "before"),
    [
        ("2021-01-09", "1 day"), ("2020-12-31 08:00", "10 days"),
        ("2021-01-10 08:30", "30 minutes"), ("2021-01-09 20:00", "13 hours"),
    ],
)  # fmt: skip
def test_an_event_before_the_first_dose_is_named_with_how_long_before(start, before):
    """The first dose of patient 001 was on 2021-01-10 at 9:00."""
    planted = plant(clean(), [("adverse_events", 2, "start_datetime", start)])
    (hit,) = (i for i in found(planted) if i.rule == "event_before_first_dose")
    assert f"started {before} before the first dose" in hit.message


@pytest.mark.parametrize(("n", "asked"), [(9, False), (10, True)])
def test_of_fewer_than_ten_codes_none_is_the_rule(n, asked):
    frames = plant(clean(), [("patients", 2, "patient_id", "Mean age")])
    frames["patients"] = frames["patients"].iloc[:n]
    assert ("id_unlike" in {i.rule for i in found(frames)}) == asked


def test_nine_last_contacts_are_too_few_to_look_filled_in_and_ten_are_not():
    faults = [("patients", row, "last_contact_date", "2021-12-31") for row in (3, 4, 5, 6)]
    gone = [("patients", row, "last_contact_date", None) for row in (11, 12, 13)]
    nine, ten = plant(clean(), faults + gone), plant(clean(), faults + gone[:2])
    assert "bulk_contact_date" not in {i.rule for i in found(nine)}
    assert "bulk_contact_date" in {i.rule for i in found(ten)}


@pytest.mark.parametrize(("ratio", "judged"), [([5, 7], True), ([4, 8], False)])
def test_arms_of_fewer_than_five_expected_patients_are_not_judged(ratio, judged):
    spec = protocol("randomised", plan={"allocation": ratio}, endpoint=[OS, PFS])
    frames = clean() | {"patients": clean()["patients"].assign(arm="a")}
    assert any(i.rule == "allocation_ratio" for i in found(frames, spec)) == judged


def test_ten_to_nothing_may_be_chance_and_eleven_to_nothing_is_not():
    """Chi-square 10 has p 0.0016, and 11 has 0.0009."""

    def judged(n):
        frames = {name: frame.iloc[:n] for name, frame in clean().items()}
        frames["patients"] = frames["patients"].assign(arm="a")
        return any(i.rule == "allocation_ratio" for i in found(frames))

    assert not judged(10)
    assert judged(11)


@pytest.mark.parametrize(
    ("hours", "words"),
    [
        (0.01, "less than a minute"), (1 / 60, "1 minute"), (2 / 60, "2 minutes"),
        (0.99, "59 minutes"),
        (1, "1 hour"), (2, "2 hours"), (23.9, "23 hours"), (24, "1 day"), (48, "2 days"),
    ],
)  # fmt: skip
def test_a_length_of_time_in_words(hours, words):
    assert _long(hours) == words
