"""What came of resections, at the edges: thirty days, the day of the cut-off, one arm."""

from datetime import date

import pytest

from outcomes.estimators.surgery.outcomes import not_resected, operation_outcomes
from tests.estimators.small_trial import ARMS, small_cohort
from tests.estimators.surgery.test_incidence import CUTOFF, on


def operated(death, contact, *, at=10, cutoff=CUTOFF, **surgery):
    return small_cohort(
        {
            "patient_id": ["P1"], "arm": ["sox"], "randomisation_date": on(0),
            "conversion_surgery": [1.0], "conversion_date": on(at), "surgery_date": on(at),
            "death_date": on(death), "last_contact_date": on(contact),
        },
        {"surgery": {"patient_id": ["P1"], "surgery_date": on(at), "intent": ["conversion"],
                     "resected": [1.0], **surgery}},
        arms=ARMS[:1], cutoff=cutoff,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("death", "contact", "dead", "n"),
    [
        (40, 40, 1, 1),  # on day 30 after surgery
        (41, 41, 0, 1),  # alive on day 30
        (None, 40, 0, 1),  # followed for 30 days
        (None, 39, 0, 0),  # for 29
        (10, 10, 1, 1),
    ],
)
def test_thirty_days_count_with_their_last_day(death, contact, dead, n):
    found = operation_outcomes(operated(death, contact))
    rate = next(e for e in found.all("proportion") if e.covariates == ("death_30",))
    assert (rate.n_events, rate.n) == (dead, n)
    missing = next(e for e in found.all("n_missing") if e.covariates == ("death_30",))
    assert missing.value == 1 - n


@pytest.mark.parametrize(("death", "dead", "n"), [(100, 1, 1), (101, 0, 0)])
def test_a_death_counts_up_to_the_day_of_the_cutoff(death, dead, n):
    # Operated on on day 80: 30 days are not over on the day of the cut-off.
    found = operation_outcomes(operated(death, death, at=80))
    rate = next(e for e in found.all("proportion") if e.covariates == ("death_30",))
    assert (rate.n_events, rate.n) == (dead, n)


@pytest.mark.parametrize(("at", "rows"), [(100, 1), (101, 0)])
def test_an_operation_counts_up_to_the_day_of_the_cutoff(at, rows):
    found = operation_outcomes(operated(None, at, at=at, r_status=["R0"]))
    assert bool(found.estimates) == bool(rows)


@pytest.mark.parametrize(("grade", "major"), [("II", 0), ("IIIa", 1), ("V", 1)])
def test_major_is_grade_three_a_or_worse(grade, major):
    found = operation_outcomes(operated(None, 90, clavien_dindo=[grade]))
    rate = next(e for e in found.all("proportion") if e.covariates == ("major",))
    assert (rate.n_events, rate.n) == (major, 1)


@pytest.mark.parametrize("given", [1.0, 0.0])
def test_ninety_days_as_stated_where_follow_up_is_too_short_to_tell(given):
    found = operation_outcomes(operated(None, 20, death_90d=[given]))
    rate = next(e for e in found.all("proportion") if e.covariates == ("death_90",))
    assert (rate.n_events, rate.n) == (given, 1)


def waiting(**columns):
    return small_cohort(
        {"patient_id": ["P1"], "arm": ["sox"], "randomisation_date": on(0),
         "conversion_surgery": [0.0], "status": ["alive"]} | columns,
        arms=ARMS[:1], cutoff=CUTOFF,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("columns", "reason"),
    [
        ({"progression_date": on(100)}, "progressed"),
        ({"progression_date": on(101)}, "waiting"),
        ({"death_date": on(100)}, "died"),
        ({"death_date": on(101)}, "waiting"),
        ({"death_date": on(None), "status": ["dead"]}, "died"),
        ({"progression_date": on(90), "death_date": on(100)}, "progressed"),
        ({"status": ["withdrawn"]}, "lost"),
        ({"status": ["lost"]}, "lost"),
        ({"conversion_surgery": [float("nan")]}, "unknown"),
        ({"first_treatment_date": on(None)}, "untreated"),
    ],
)
def test_the_first_reason_that_applies_on_the_day_of_the_cutoff(columns, reason):
    (box,) = not_resected(waiting(**columns)).flow
    assert box.reasons == ((reason, 1),)


def test_a_second_look_without_findings_on_record_is_clear_not_resected():
    sheets = {"surgery": {"patient_id": ["P1"], "surgery_date": on(30), "intent": ["second_look"]}}
    alone = small_cohort(
        {"patient_id": ["P1"], "arm": ["sox"], "randomisation_date": on(0),
         "conversion_surgery": [0.0]}, sheets, arms=ARMS[:1], cutoff=date(2025, 1, 1),
    )  # fmt: skip
    (box,) = not_resected(alone).flow
    assert box.reasons == (("clear_not_resected", 1),)


@pytest.mark.parametrize(
    ("intent", "findings", "reason"),
    [
        ("exploration", {}, "explored"),
        ("second_look", {"p_status": ["P0"], "cytology": ["CY1"]}, "not_clear"),
        ("second_look", {"p_status": ["P0"], "cytology": ["CY0"]}, "clear_not_resected"),
        ("palliative", {}, "waiting"),
    ],
)
def test_what_an_operation_without_resection_was_is_the_reason(intent, findings, reason):
    sheets = {"surgery": {"patient_id": ["P1"], "surgery_date": on(30), "intent": [intent]}}
    if findings:
        sheets["response"] = {"patient_id": ["P1"], "assessment_date": on(30), **findings}
    patients = {"patient_id": ["P1"], "arm": ["sox"], "randomisation_date": on(0),
                "conversion_surgery": [0.0], "status": ["alive"]}  # fmt: skip
    found = not_resected(small_cohort(patients, sheets, arms=ARMS[:1], cutoff=CUTOFF))
    (box,) = found.flow
    assert box.reasons == ((reason, 1),)
    assert [(e.covariates, e.n_events, e.n) for e in found.estimates] == [((reason,), 1, 1)]
    assert (found.n, found.n_events) == (1, 1)


def test_reasons_are_shares_of_everybody_in_the_arm_and_whose_arm_is_unknown_is_in_none():
    patients = {
        "patient_id": list("abcde"), "arm": ["sox", "sox", "hipec", "hipec", None],
        "randomisation_date": on(*[0] * 5), "conversion_surgery": [1.0, 0.0, 0.0, 0.0, 0.0],
        "status": ["alive", "lost", "alive", "alive", "alive"],
    }  # fmt: skip
    found = not_resected(small_cohort(patients, cutoff=CUTOFF))
    assert (found.n, found.n_events) == (4, 3)
    assert [(box.group, box.n, box.reasons) for box in found.flow] == [
        ("sox", 1, (("lost", 1),)), ("hipec", 2, (("waiting", 2),)),
        ("all", 3, (("lost", 1), ("waiting", 2))),
    ]  # fmt: skip
    shares = {(e.group, *e.covariates): (e.n_events, e.n) for e in found.estimates}
    assert shares == {
        ("sox", "lost"): (1, 2), ("sox", "waiting"): (0, 2), ("hipec", "lost"): (0, 2),
        ("hipec", "waiting"): (2, 2), ("all", "lost"): (1, 4), ("all", "waiting"): (2, 4),
    }  # fmt: skip


def test_where_resection_is_unknown_or_comes_first_there_are_no_reasons():
    bare = {"patient_id": ["P1"], "arm": ["sox"], "randomisation_date": on(0)}
    found = not_resected(small_cohort(bare, cutoff=CUTOFF))
    assert (found.flow, [note.id for note in found.notes]) == ((), ["resection_unknown"])
    radical = bare | {"conversion_surgery": [0.0], "surgery_date": on(30)}
    sheet = {"patient_id": ["P1"], "surgery_date": on(30), "intent": ["radical"]}
    found = not_resected(small_cohort(radical, {"surgery": sheet}, cutoff=CUTOFF))
    assert (found.flow, [note.id for note in found.notes]) == ((), ["no_conversion_radical"])


def test_without_operations_it_is_said_which_is_missing():
    bare = {"patient_id": ["P1"], "arm": ["sox"], "randomisation_date": on(0),
            "conversion_surgery": [0.0]}  # fmt: skip
    found = operation_outcomes(small_cohort(bare, cutoff=CUTOFF))
    assert [(note.id, note["sheet"]) for note in found.notes] == [("no_sheet", "surgery")]
    sheet = {"patient_id": ["P1"], "surgery_date": on(9), "intent": ["palliative"]}
    found = operation_outcomes(small_cohort(bare, {"surgery": sheet}, cutoff=CUTOFF))
    assert [note.id for note in found.notes] == ["nobody_resected"]


def test_levels_are_of_those_with_a_value_and_the_others_are_missing():
    n = 4
    patients = {
        "patient_id": list("abcd"), "arm": ["sox"] * n, "randomisation_date": on(*[0] * n),
        "conversion_surgery": [1.0] * n, "conversion_date": on(*[10] * n),
        "last_contact_date": on(*[100] * n),
    }  # fmt: skip
    surgery = {
        "patient_id": list("abcd"), "surgery_date": on(*[10] * n), "intent": ["conversion"] * n,
        "resected": [1.0] * n, "clavien_dindo": ["III", "0", "IVb", None],
        "r_status": ["R1", "R0", "R0", "R0"], "trg": [None] * n,
    }  # fmt: skip
    found = operation_outcomes(
        small_cohort(patients, {"surgery": surgery}, arms=ARMS[:1], cutoff=CUTOFF)
    )
    counted = {e.covariates: (e.n_events, e.n) for e in found.all("proportion")}
    assert counted == {
        ("r_status", "R0"): (3, 4), ("r_status", "R1"): (1, 4), ("clavien_dindo", "0"): (1, 3),
        ("clavien_dindo", "III"): (1, 3), ("clavien_dindo", "IVb"): (1, 3), ("major",): (2, 3),
        ("death_30",): (0, 4), ("death_90",): (0, 4),
    }  # fmt: skip
    missing = {e.covariates[0]: (e.value, e.n) for e in found.all("n_missing")}
    assert missing == {"r_status": (0, 4), "clavien_dindo": (1, 4), "death_30": (0, 4),
                       "death_90": (0, 4)}  # fmt: skip
    assert found.n == 4
