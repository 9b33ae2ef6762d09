"""How far patients came: only what lies after the origin and not after the cut-off counts."""

import pytest

from outcomes.estimators.surgery.course import course_of
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
