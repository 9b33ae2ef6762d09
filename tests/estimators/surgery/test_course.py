"""How far patients came: only what lies after the origin and not after the cut-off counts."""

import numpy as np
import pytest

from outcomes.estimators.surgery.course import (
    after_origin,
    course_of,
    groups_and_all,
    has,
    resections,
)
from tests.estimators.small_trial import small_cohort
from tests.estimators.surgery.test_incidence import CUTOFF, on


def looked(at):
    return small_cohort(
        {"patient_id": ["P1"], "arm": ["sox"], "randomisation_date": on(0),
         "conversion_surgery": [0.0]},
        {"surgery": {"patient_id": ["P1"], "surgery_date": on(at), "intent": ["second_look"]},
         "response": {"patient_id": ["P1"], "assessment_date": on(at), "overall_response": ["SD"],
                      "p_status": ["P0"], "cytology": ["CY0"]}},
        cutoff=CUTOFF,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("at", "counts"), [(0, False), (1, True), (100, True), (101, False), (None, True)]
)
def test_the_day_of_the_origin_is_too_early_and_the_day_after_the_cutoff_too_late(at, counts):
    course = course_of(looked(at))
    for reached in (course.second_look, course.restaged, course.clear, course.explored):
        assert reached.tolist() == [counts]


@pytest.mark.parametrize(("method", "looked"), [("CT", None), ("Laparoscopy", True)])
def test_without_an_operation_on_record_a_laparoscopy_is_a_second_look(method, looked):
    cohort = small_cohort(
        {"patient_id": ["P1"], "arm": ["sox"], "randomisation_date": on(0)},
        {"response": {"patient_id": ["P1"], "assessment_date": on(9), "method": [method]}},
        cutoff=CUTOFF,
    )  # fmt: skip
    found = course_of(cohort).second_look
    assert (found if found is None else found.tolist()) == (looked and [looked])


def courses(patients, surgery=None, response=None, **more):
    """Patients by column, and rows of the sheets by column; the origin is day 0 of everybody."""
    n = len(next(iter(patients.values())))
    whole = {
        "patient_id": [f"P{i}" for i in range(n)], "arm": ["sox"] * n,
        "randomisation_date": on(*[0] * n), "conversion_surgery": [0.0] * n,
    }  # fmt: skip
    tables = {name: rows for name, rows in (("surgery", surgery), ("response", response)) if rows}
    return small_cohort(whole | patients, tables, cutoff=CUTOFF, **more)


def listed(found):
    return None if found is None else found.tolist()


def test_treated_is_who_has_a_first_dose():
    found = course_of(courses({"first_treatment_date": on(3, None)}))
    assert listed(found.treated) == [True, False]
    assert course_of(courses({"age": [60.0]})).treated is None


def test_restaged_is_who_has_a_response_that_says_something_or_a_peritoneum_that_was_seen():
    rows = {
        "patient_id": ["P0", "P1", "P2"], "assessment_date": on(9, 9, 9),
        "overall_response": ["SD", "NE", None], "p_status": [None, None, "P1"],
    }  # fmt: skip
    found = course_of(courses({"age": [60.0] * 4}, response=rows))
    assert listed(found.restaged) == [True, False, True, False]
    bare = {k: v for k, v in rows.items() if k != "p_status"}
    assert listed(course_of(courses({"age": [60.0] * 4}, response=bare)).restaged) == [
        True, False, False, False,
    ]  # fmt: skip
    unsaid = {k: v for k, v in rows.items() if k != "overall_response"}
    assert course_of(courses({"age": [60.0] * 4}, response=unsaid)).restaged is None


def test_a_second_look_is_an_operation_called_so_or_a_laparoscopy():
    surgery = {"patient_id": ["P0", "P1"], "surgery_date": on(9, 9),
               "intent": ["second_look", "palliative"]}  # fmt: skip
    response = {"patient_id": ["P2", "P3", "P4"], "assessment_date": on(9, 9, 9),
                "method": ["LAPAROSCOPY", "腹腔镜探查", "CT"]}  # fmt: skip
    both = course_of(courses({"age": [60.0] * 5}, surgery, response))
    assert listed(both.second_look) == [True, False, True, True, False]
    assert listed(both.explored) == [True, True, True, True, False]
    first = {k: v[:1] for k, v in surgery.items()}
    assert listed(course_of(courses({"age": [60.0] * 2}, first)).second_look) == [True, False]
    other = {k: v[1:] for k, v in surgery.items()}
    assert course_of(courses({"age": [60.0] * 2}, other)).second_look is None
    assert course_of(courses({"age": [60.0] * 2})).explored is None


def test_clear_is_p0_and_cy0_at_one_assessment_where_the_peritoneum_is_recorded_at_all():
    rows = {
        "patient_id": ["P0", "P1", "P1", "P2"], "assessment_date": on(9, 9, 20, 9),
        "p_status": ["P0", "P0", "P1", None], "cytology": ["CY0", "CY1", "CY0", "CY0"],
    }  # fmt: skip
    found = course_of(courses({"age": [60.0] * 3}, response=rows))
    assert listed(found.clear) == [True, False, False]
    never = rows | {"p_status": [None] * 4}
    assert course_of(courses({"age": [60.0] * 3}, response=never)).clear is None
    partly = {k: v for k, v in rows.items() if k != "cytology"}
    assert course_of(courses({"age": [60.0] * 3}, response=partly)).clear is None


def test_who_was_resected_was_explored_too():
    surgery = {"patient_id": ["P1"], "surgery_date": on(9), "intent": ["palliative"]}
    found = course_of(courses({"conversion_surgery": [1.0, 0.0, None]}, surgery))
    assert listed(found.explored) == [True, True, False]
    assert found.resected[:2].tolist() == [1, 0]
    assert np.isnan(found.resected[2])


def test_without_a_column_of_conversions_whoever_has_a_date_of_surgery_was_resected():
    dated = {"patient_id": ["P0", "P1"], "arm": ["sox"] * 2, "randomisation_date": on(0, 0)}
    found = course_of(small_cohort(dated | {"surgery_date": on(None, 9)}, cutoff=CUTOFF))
    assert listed(found.resected) == [0, 1]
    assert course_of(small_cohort(dated, cutoff=CUTOFF)).resected is None


OPERATIONS = {
    "patient_id": ["P0", "P0", "P1", "P2", "P3"],
    "surgery_date": on(40, 20, 30, 30, 30),
    "intent": ["conversion", "conversion", "conversion", "radical", "palliative"],
    "resected": [1.0, 1.0, 0.0, None, 1.0],
    "r_status": ["R0", "R1", "R0", "R2", "R0"],
}


def test_the_resecting_operation_is_curative_and_removed_the_tumor_as_stated_or_by_its_r_status():
    cohort = courses({"age": [60.0] * 4}, OPERATIONS)
    found = resections(cohort)
    assert found["patient_id"].tolist() == ["P0", "P2"]
    assert found["r_status"].tolist() == ["R1", "R2"]  # of two the first
    assert has(cohort, found).tolist() == [True, False, True, False]
    unsaid = {k: v for k, v in OPERATIONS.items() if k != "resected"}
    assert resections(courses({"age": [60.0] * 4}, unsaid))["patient_id"].tolist() == [
        "P0", "P1", "P2",
    ]  # fmt: skip
    blank = {k: v for k, v in OPERATIONS.items() if k not in ("resected", "r_status")}
    assert not len(resections(courses({"age": [60.0] * 4}, blank)))


def test_of_several_operations_it_is_that_of_the_day_of_conversion():
    cohort = courses({"conversion_date": on(40, None, None, None)}, OPERATIONS)
    assert resections(cohort)["r_status"].tolist() == ["R0"]


def test_without_the_sheet_or_without_intents_no_operation_is_known():
    assert resections(courses({"age": [60.0]})) is None
    unsaid = {k: v for k, v in OPERATIONS.items() if k != "intent"}
    assert resections(courses({"age": [60.0] * 4}, unsaid)) is None


def test_in_a_study_of_radical_surgery_the_curative_resection_counts():
    cohort = courses({"surgery_date": on(30, None)}, {
        "patient_id": ["P0", "P1"], "surgery_date": on(30, 30), "intent": ["radical", "palliative"],
        "resected": [1.0, 1.0]})  # fmt: skip
    found = course_of(cohort)
    assert (found.kind, listed(found.resected)) == ("radical", [1, 0])


def test_an_origin_nobody_knows_rules_nothing_out():
    rows = {"patient_id": ["P0", "P1", "P2"], "surgery_date": on(-5, -5, 5)}
    cohort = courses({"randomisation_date": on(None, 0, 0)}, rows)
    assert after_origin(cohort, "surgery", "surgery_date")["patient_id"].tolist() == ["P0", "P2"]
    assert after_origin(cohort, "response", "assessment_date") is None


def test_groups_come_with_all_who_have_an_arm_where_there_are_several():
    cohort = courses({"arm": ["sox", "hipec", None]})
    found = {name: rows.tolist() for name, rows in groups_and_all(cohort)}
    assert found == {
        "sox": [True, False, False], "hipec": [False, True, False], "all": [True, True, False],
    }  # fmt: skip
    assert [name for name, _ in groups_and_all(courses({"age": [60.0]}, arms=()))] == ["all"]
