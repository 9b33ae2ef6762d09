"""Every rule by which ascites response is read, each on a patient made for it."""

import numpy as np
import pandas as pd
import pytest

from outcomes.clinical.ascites_rules import (
    Assessment,
    Fate,
    baseline,
    compare,
    is_after_drainage,
    respond,
    target_visit,
)
from outcomes.intake.derive.derived import derive
from outcomes.model.protocol import AscitesRules
from tests.intake.frames import protocol, table

SHIFT = AscitesRules()
WHO = AscitesRules(criteria="who_effusion")


def seen(day, category=None, volume=None, **marks):
    return Assessment(day, category, volume, **marks)


def test_nearest_assessment_counts_and_of_two_equally_near_the_later():
    visits = [seen(0, "moderate"), seen(26, "massive"), seen(30, "small")]
    assert target_visit(visits, SHIFT).day == 30
    assert respond(visits, SHIFT)[:2] == ("PR", True)
    assert target_visit([*visits, seen(27, "none")], SHIFT).day == 27
    assert target_visit([seen(20, "none"), seen(36, "none")], SHIFT) is None


def test_baseline_is_before_a_drainage_on_the_day_before():
    visits = [
        seen(-3, "massive", 3000.0), seen(-1, drained=True), seen(0, "small", 400.0),
        seen(28, "small", 400.0),
    ]  # fmt: skip
    assert baseline(visits).volume_ml == 3000
    assert respond(visits, WHO).response == "PR"
    undrained = [v for v in visits if not v.drained]
    assert respond(undrained, WHO).response == "SD"


def test_baseline_may_be_drained_at_the_same_visit_and_is_not_after_the_first_dose():
    assert baseline([seen(0, "massive", drained=True)]).category == "massive"
    assert baseline([seen(1, "massive")]) is None
    assert baseline([seen(-2, "small"), seen(0, "massive")]).category == "massive"
    assert baseline([seen(-2, "small"), seen(0, "none", after_drainage=True)]).category == "small"


def test_baseline_of_the_sheet_patients_stands_in():
    visits = [seen(28, "none")]
    assert respond(visits, SHIFT, recorded=seen(0, "small")).response == "CR"
    assert respond(visits, SHIFT)[:3] == ("NE", None, "no_baseline")


def test_no_ascites_at_baseline_is_no_response():
    assert respond([seen(0, "none"), seen(28, "small")], SHIFT)[:2] == (None, None)


def test_death_before_week_four_is_a_failure():
    before = [seen(0, "moderate")]
    assert respond(before, SHIFT, Fate(death=20))[:2] == ("NE", False)
    assert respond(before, SHIFT, Fate(death=36))[:2] == ("NE", None)
    assessed = [*before, seen(25, "small")]
    assert respond(assessed, SHIFT, Fate(death=30))[:2] == ("PR", True)


def test_new_drainage_before_the_assessment_is_a_failure():
    visits = [seen(0, "massive"), seen(12, drained=True), seen(28, "small")]
    assert respond(visits, SHIFT)[:2] == ("PD", False)
    assert respond(visits[:2], SHIFT)[:2] == ("PD", False)
    later = [seen(0, "massive"), seen(28, "small"), seen(40, drained=True)]
    assert respond(later, SHIFT)[:2] == ("PR", True)
    at_first_dose = [seen(0, "massive", drained=True), seen(28, "small")]
    assert respond(at_first_dose, SHIFT)[:2] == ("PR", True)


def test_an_amount_after_drainage_is_no_response():
    visits = [seen(0, "massive"), seen(28, "none", after_drainage=True)]
    assert respond(visits, SHIFT)[:3] == ("NE", None, "after_drainage_only")
    assert respond([*visits, seen(33, "small")], SHIFT)[:2] == ("PR", True)


def test_not_assessed_tells_apart_missing_and_not_yet():
    visits = [seen(0, "massive")]
    assert respond(visits, SHIFT).reason == "not_assessed"
    assert respond(visits, SHIFT, Fate(cutoff=30)).reason == "window_not_over"


@pytest.mark.parametrize(
    ("before", "after", "response"),
    [
        (1000, 0, "CR"), (1000, 500, "PR"), (1000, 501, "SD"), (1000, 1250, "SD"),
        (1000, 1251, "PD"), (300, 150, "PR"),
    ],
)  # fmt: skip
def test_volumes_by_the_effusion_criteria(before, after, response):
    assert compare(seen(0, None, before), seen(28, None, after), "who_effusion") == response


def test_no_percentage_from_less_than_300_ml():
    few, fewer = seen(0, "small", 299.0), seen(28, "small", 50.0)
    assert compare(few, fewer, "who_effusion") == "SD"
    assert compare(seen(0, None, 299.0), fewer, "who_effusion") == "NE"


@pytest.mark.parametrize(
    ("before", "after", "response"),
    [
        ("small", "none", "CR"), ("massive", "small", "PR"), ("small", "small", "SD"),
        ("small", "moderate", "PD"),
    ],
)  # fmt: skip
def test_category_shift(before, after, response):
    assert compare(seen(0, before, 100), seen(28, after, 9000), "category_shift") == response


def test_duration_needs_a_second_assessment_four_weeks_later():
    visits = [seen(0, "massive"), seen(28, "small")]
    assert respond(visits, SHIFT).reason == "unconfirmed"
    assert respond([*visits, seen(55, "small")], SHIFT).reason == "unconfirmed"
    assert respond([*visits, seen(56, "small")], SHIFT).reason == "confirmed"
    assert respond([*visits, seen(56, "massive")], SHIFT).reason == "unconfirmed"
    drained = [*visits, seen(50, drained=True), seen(70, "small")]
    assert respond(drained, SHIFT).reason == "unconfirmed"


def test_columns_of_patients_and_five_point_volumes():
    points = {f"thickness_{p}_cm": [5.0, 1.0, None] for p in "abcde"}
    tables = {
        "patients": table(
            patient_id=["1", "2"],
            first_treatment_date=["2021-01-10", None],
            ascites_category=["massive", "small"],
        ),
        "ascites": table(
            patient_id=["1", "1", "1"],
            assessment_date=["2021-01-10", "2021-02-07", "2021-03-10"],
            **points,
        ),
    }
    before = tables["ascites"].copy()
    derived = derive(protocol(ascites={"criteria": "who_effusion"}), tables)
    patients = derived.patients
    assert patients["ascites_response"].tolist() == ["PR", None]
    assert patients["ascites_control"][0] == 1
    assert np.isnan(patients["ascites_control"][1])
    assert patients["ascites_response_date"][0] == pd.Timestamp("2021-02-07")
    assert patients["ascites_response_note"].tolist() == ["unconfirmed", "untreated"]
    assert patients["ascites_at_baseline"].tolist() == [1, 1]
    assert derived.tables["ascites"]["volume_ml"].tolist()[:2] == [5000, 1000]
    assert np.isnan(derived.tables["ascites"]["volume_ml"][2])
    pd.testing.assert_frame_equal(tables["ascites"], before)


def test_both_edges_of_the_window_count_and_the_days_beyond_do_not():
    for edge, found in ((20, None), (21, 21), (35, 35), (36, None)):
        chosen = target_visit([seen(edge, "small")], SHIFT)
        assert (chosen.day if chosen else None) == found


def test_a_drainage_within_a_week_before_the_first_dose_spoils_a_later_baseline():
    visits = [seen(-9, "massive"), seen(-8, drained=True), seen(-1, "small"), seen(28, "small")]
    assert baseline(visits).category == "massive"  # day −1 is 7 days after the drainage
    longer = [seen(-9, "massive"), seen(-9, drained=True), seen(-1, "small")]
    assert baseline(longer).category == "small"  # 8 days after it


def test_a_drainage_on_the_day_of_the_assessment_is_a_new_drainage():
    visits = [seen(0, "massive"), seen(28, "small"), seen(28, drained=True)]
    assert respond(visits, SHIFT)[:2] == ("PD", False)


def test_death_on_the_day_of_the_assessment_is_a_failure():
    visits = [seen(0, "massive"), seen(28, "small")]
    assert respond(visits, SHIFT, Fate(death=28))[:2] == ("NE", False)
    assert respond(visits, SHIFT, Fate(death=29))[:2] == ("PR", True)


@pytest.mark.parametrize("criteria", ["who_effusion", "category_shift"])
def test_control_is_cr_pr_and_sd(criteria):
    rules = AscitesRules(criteria=criteria)
    for category, ml, control in (("none", 0, True), ("small", 450, True), ("moderate", 1000, True),
                                  ("massive", 2000, False)):  # fmt: skip
        visits = [seen(0, "moderate", 1000.0), seen(28, category, float(ml))]
        assert respond(visits, rules).control is control


@pytest.mark.parametrize(("days", "spoiled"), [(0, False), (1, True), (7, True), (8, False)])
def test_a_drainage_spoils_the_amounts_of_the_week_after_it(days, spoiled):
    drained = Assessment(10, "massive", 3000.0, drained=True)
    visit = Assessment(10 + days, "small", 400.0)
    assert is_after_drainage(visit, [drained, visit]) is spoiled
