"""The ladder, the incidence and the operations of conversion surgery, counted by hand."""

from dataclasses import replace
from datetime import date
from functools import cache

import numpy as np
import pandas as pd
import pytest

from outcomes.estimators.proportions.rates import proportion, proportion_difference
from outcomes.estimators.surgery.incidence import conversion_incidence, conversion_times
from outcomes.estimators.surgery.outcomes import not_resected, operation_outcomes
from outcomes.estimators.surgery.steps import DENOMINATORS, base_columns, conversion_ladder
from outcomes.intake.derive.endpoints.further.made import with_further_endpoints
from outcomes.model.cohort import Cohort, Filter
from outcomes.model.file.unread import with_unread
from outcomes.model.protocol import ConversionRules
from outcomes.model.question import request
from outcomes.wording import say
from tests.demos import demo_study
from tests.estimators.small_trial import small_cohort
from tests.said import said

DAY = pd.Timestamp("2024-01-01")


def on(*days):
    return pd.to_datetime(pd.Series([pd.NaT if d is None else DAY + pd.Timedelta(days=d)
                                     for d in days]))  # fmt: skip


# P1 treated, restaged, clear, R0, dead on day 400 · P2 the same, R1, dead 20 days after surgery
# P3 second look CY1 · P4 explored and closed · P5 progressed · P6 never treated, died
# P7 lost · P8 still waiting
PATIENTS = {
    "patient_id": [f"P{i}" for i in range(1, 9)],
    "arm": ["hipec", "sox", "hipec", "sox", "hipec", "sox", "hipec", "sox"],
    "randomisation_date": on(*[0] * 8),
    "first_treatment_date": on(5, 5, 5, 5, 5, None, 5, 5),
    "conversion_surgery": [1.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0],
    "conversion_date": on(150, 160, *[None] * 6),
    "surgery_date": on(150, 160, None, 170, *[None] * 4),
    "r0_resection": [1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0],
    "progression_date": on(300, None, None, 250, 90, None, None, None),
    "death_date": on(400, 180, 200, 300, 120, 30, None, None),
    "last_contact_date": on(400, 180, 200, 300, 120, 30, 60, 170),
    "status": ["dead"] * 6 + ["lost", "alive"],
}
SURGERY = {
    "patient_id": ["P1", "P1", "P2", "P2", "P3", "P4", "P8"],
    "surgery_date": on(140, 150, 145, 160, 130, 170, 900),
    "intent": ["second_look", "conversion", "second_look", "conversion", "second_look",
               "exploration", "conversion"],
    "resected": [0.0, 1.0, 0.0, 1.0, 0.0, 0.0, 1.0],
    "r_status": [None, "R0", None, "R1", None, None, "R0"],
    "trg": [None, "1b", None, None, None, None, None],
    "clavien_dindo": [None, "0", None, "IIIb", None, None, "V"],
}  # fmt: skip
RESPONSE = {
    "patient_id": ["P1", "P1", "P2", "P2", "P3", "P4", "P5", "P8", "P7"],
    "assessment_date": on(60, 140, 60, 145, 130, 60, 90, 0, 50),
    "overall_response": ["PR", None, "SD", None, None, "PR", "PD", "SD", "NE"],
    "method": ["CT", "laparoscopy", "CT", "laparoscopy", "laparoscopy", "CT", "CT", "CT", "CT"],
    "p_status": [None, "P0", None, "P0", "P0", None, None, None, None],
    "cytology": [None, "CY0", None, "CY0", "CY1", None, None, None, None],
}


@cache
def everybody():
    return small_cohort(
        PATIENTS, {"surgery": SURGERY, "response": RESPONSE}, cutoff=date(2025, 6, 1)
    )


def cohort(patients=None, **sheets):
    if not patients and not sheets:
        return everybody()
    tables = {"surgery": SURGERY, "response": RESPONSE} | sheets
    tables = {name: table for name, table in tables.items() if table is not None}
    return small_cohort(PATIENTS | (patients or {}), tables, cutoff=date(2025, 6, 1))


def counts(result, group="all"):
    return {
        "/".join(e.covariates): (e.n_events, e.n)
        for e in result.all("proportion")
        if e.group == group and not say(e.method)
    }


@pytest.mark.parametrize(
    ("denominator", "n", "want"),
    [
        ("itt", 8, (7, 5, 3, 2, 2, 1)),
        ("treated", 7, (7, 5, 3, 2, 2, 1)),
        ("evaluable", 5, (5, 5, 3, 2, 2, 1)),
        ("explored", 4, (4, 4, 3, 2, 2, 1)),
    ],
)
def test_ladder_by_hand(denominator, n, want):
    # P8's assessment is on the day of randomization, P7's is NE: neither is a restaging.
    found = counts(conversion_ladder(cohort(), denominator=denominator))
    names = ("treated", "restaged", "second_look", "clear", "resected", "r0")
    assert found == {
        "entered": (n, n),
        **{name: (k, n) for name, k in zip(names, want, strict=True)},
        "r0/resected": (1, 2),
    }


def test_intervals_are_clopper_pearson_and_wilson():
    # binom.test(2, 8)$conf.int; prop.test(2, 8, correct = FALSE)$conf.int
    found = conversion_ladder(cohort()).all("proportion")
    rung = [e for e in found if (e.group, e.covariates) == ("all", ("resected",))]
    assert [say(e.method) for e in rung] == ["", "Wilson"]
    limits = [(e.ci_low, e.ci_high) for e in rung]
    assert limits[0] == pytest.approx((0.0318540262, 0.6508557944), abs=1e-8)
    assert limits[1] == pytest.approx((0.0714792128, 0.5907245697), abs=1e-8)


def test_arms_are_compared_in_all_randomized_only():
    assert len(conversion_ladder(cohort()).all("risk_difference")) == 6
    for denominator in DENOMINATORS[1:]:
        found = conversion_ladder(cohort(), denominator=denominator)
        assert not found.all("risk_difference")
        assert any("arms are not compared" in note for note in said(found.notes))


def test_a_difference_has_the_exact_p_of_its_table():
    alone = {"first_treatment_date": on(5, None, 5, None, 5, None, 5, None)}
    found = conversion_ladder(cohort(alone)).all("risk_difference")
    treated = next(e for e in found if e.covariates == ("treated",))
    assert treated.value == 1
    assert treated.p_value == pytest.approx(2 / 70)  # four of four against none of four


def test_who_skips_a_rung_or_is_blank_is_counted():
    unknown = {"conversion_surgery": [1.0, np.nan, *[0.0] * 6]}
    no_look = {**RESPONSE, "p_status": ["P1b"] * 9}
    found = conversion_ladder(cohort(unknown, response=no_look))
    assert counts(found)["resected"] == (1, 8)
    assert "not known whether resected: 1, counted as not resected" in said(found.notes)
    assert "resected without P0 CY0 on record: 1" in said(found.notes)


def test_without_sheets_only_what_is_known_is_shown():
    bare = {"conversion_surgery": None}
    patients = {k: v for k, v in PATIENTS.items() if k not in bare and k != "r0_resection"}
    alone = small_cohort(patients, {}, cutoff=date(2025, 6, 1))
    found = conversion_ladder(alone)
    assert counts(found) == {"entered": (8, 8), "treated": (7, 8), "resected": (3, 8)}
    assert said(found.notes)[0].startswith("no sheet surgery")
    assert conversion_ladder(alone, denominator="explored").estimates == ()
    assert said(operation_outcomes(alone).notes) == ("no sheet surgery",)


def test_reasons_by_hand_each_patient_once():
    found = not_resected(cohort())
    everybody = next(box for box in found.flow if box.group == "all")
    assert dict(everybody.reasons) == {
        "explored": 1, "not_clear": 1, "untreated": 1, "progressed": 1, "lost": 1, "waiting": 1,
    }  # fmt: skip
    assert everybody.n == 6 == sum(n for _, n in everybody.reasons)
    assert {e.n for e in found.all("proportion") if e.group == "all"} == {8}


def test_operations_by_hand():
    found = counts(operation_outcomes(cohort()))
    # P2 died 20 days after surgery; P8's operation comes after the cut-off.
    assert found["r_status/R0"] == found["r_status/R1"] == (1, 2)
    assert found["major"] == (1, 2)
    assert found["death_30"] == found["death_90"] == (1, 2)
    assert found["trg/1b"] == (1, 1)
    missing = [e for e in operation_outcomes(cohort()).all("n_missing") if e.group == "all"]
    assert {e.covariates[0]: e.value for e in missing}["trg"] == 1


def test_short_follow_up_is_missing_not_survival():
    alive = {
        "death_date": on(None, 180, *[None] * 6),
        "last_contact_date": on(200, 180, *[300] * 6),
    }
    found = counts(operation_outcomes(cohort(alive)))
    assert (found["death_30"], found["death_90"]) == ((1, 2), (1, 1))


def test_times_by_hand():
    data = conversion_times(cohort())
    month = 365.25 / 12
    assert data.event.tolist() == [1, 1, 2, 2, 2, 2, 0, 0]
    want = np.array([150, 160, 200, 300, 120, 30, 60, 170]) / month
    assert data.time == pytest.approx(want)


@pytest.mark.parametrize(
    ("column", "row", "left"),
    [("conversion_date", 6, 7), ("death_date", 7, 7), ("status", 6, 7), ("death_date", 2, 8)],
)
def test_who_may_have_been_operated_on_or_died_is_not_waiting(column, row, left):
    plain = cohort()
    patients = plain.study.patients
    cell = np.arange(8) == row
    patients = patients.assign(status=patients["status"].mask(cell & (column == "status"), None))
    marked = with_unread(patients, {column: cell})
    study = with_further_endpoints(replace(plain.study, patients=marked))
    assert len(conversion_times(Cohort(study, plain.population)).time) == left


def test_incidence_by_hand_and_the_naive_number_above_it():
    # Days 30 d, 60 lost, 120 d, 150 op, 160 op: S = 7/8 · 5/6; AJ = 2 × (35/48) / 5.
    found = conversion_incidence(cohort(), at=(6.0,)).pick("cumulative_incidence", "all", 6.0)
    assert found.value == pytest.approx(2 * 35 / 48 / 5)
    naive = conversion_incidence(cohort(), naive=True, at=(6.0,))
    worse = naive.pick("cumulative_incidence", "all", 6.0)
    assert worse.value == pytest.approx(1 - (4 / 5) * (3 / 4))
    assert say(worse.method).startswith("1 − Kaplan–Meier")
    waiting = conversion_incidence(cohort(), at=(6.0,)).pick("n_waiting", "all", 6.0)
    assert (waiting.value, waiting.n) == (2, 8)


@pytest.mark.parametrize(
    ("change", "words"),
    [({"death_date": None}, "no column death_date"),
     ({"conversion_date": None, "surgery_date": None}, "no dates of surgery")],
)  # fmt: skip
def test_what_is_missing_is_named(change, words):
    patients = {k: v for k, v in PATIENTS.items() if k not in change}
    found = conversion_incidence(small_cohort(patients, {}, cutoff=date(2025, 6, 1)))
    assert found.estimates == ()
    assert words in said(found.notes)[0]


def test_nobody_one_arm_and_nobody_operated_on():
    everybody = cohort()
    none = {"conversion_surgery": [0.0] * 8, "conversion_date": on(*[None] * 8)}
    for some in (
        Cohort(everybody.study, everybody.population, (Filter("patient_id", "in", ()),)),
        Cohort(everybody.study, everybody.population, (Filter("arm", "in", ("sox",)),)),
        cohort(none, surgery=None),
    ):
        for ask in (conversion_ladder, conversion_incidence, not_resected, operation_outcomes):
            assert ask(some).analysis
    found = conversion_incidence(cohort(none)).pick("cumulative_incidence", "all")
    assert found.value == 0


@pytest.fixture(scope="module")
def demo():
    study = demo_study("hipec-sox-demo")
    return Cohort(study, "itt")


def test_ladder_agrees_with_the_endpoints_of_the_results_table(demo):
    ladder = conversion_ladder(demo)
    for endpoint, rung in (("conversion", "resected"), ("r0_resection", "r0")):
        table = {(e.group, say(e.method)): e for e in proportion(demo, endpoint).all("proportion")}
        for e in ladder.all("proportion"):
            if e.covariates == (rung,) and e.group in demo.groups:
                same = table[e.group, say(e.method)]
                assert (e.n_events, e.n) == (same.n_events, same.n)
                assert (e.value, e.ci_low, e.ci_high) == pytest.approx(
                    (same.value, same.ci_low, same.ci_high)
                )
        difference = next(e for e in ladder.all("risk_difference") if e.covariates == (rung,))
        same = proportion_difference(demo, endpoint).pick("risk_difference")
        assert (difference.value, difference.ci_low, difference.ci_high) == pytest.approx(
            (same.value, same.ci_low, same.ci_high)
        )


def test_times_agree_with_the_competing_endpoint_of_the_protocol(demo):
    made, given = conversion_times(demo), demo.timed("time_to_conversion")
    assert np.array_equal(made.time, given.time)
    assert np.array_equal(made.event, given.event)
    same = conversion_incidence(demo, "time_to_conversion")
    assert same.curves == conversion_incidence(demo).curves


def test_a_study_of_radical_surgery_has_no_conversion():
    study = demo_study("rmhtnf-demo")
    whole = Cohort(study, "all")
    found = counts(conversion_ladder(whole))
    assert found["resected"] == (108, 180)
    assert found["r0/resected"] == (105, 108)
    assert not {"restaged", "second_look", "clear"} & set(found)
    assert said(conversion_incidence(whole).notes)[0].startswith(
        "not estimated: nobody had conversion"
    )
    assert not_resected(whole).flow == ()


def test_an_origin_of_the_protocol_is_used():
    study = cohort().study
    rules = ConversionRules(origin="first_treatment_date", landmarks=(4.0,))
    moved = replace(study, spec=replace(study.spec, conversion=rules))
    data = conversion_times(Cohort(with_further_endpoints(moved), "itt"))
    assert data.n_missing == 1  # never treated
    assert data.time[0] == pytest.approx(145 / (365.25 / 12))


def test_a_script_is_told_who_reached_what_and_who_counts():
    whole = base_columns(cohort(), request("surgery.steps:conversion_ladder", ""))
    assert whole["in_itt"].tolist() == [1] * 8
    assert whole["reached_treated"].tolist() == [1, 1, 1, 1, 1, 0, 1, 1]
    asked = request("surgery.steps:conversion_ladder", "", denominator="treated")
    some = base_columns(cohort(), asked)
    assert some["in_treated"].tolist() == whole["reached_treated"].tolist()
    assert "in_itt" not in some
    never = base_columns(small_cohort({"patient_id": ["P1"], "arm": ["sox"]}), asked)
    assert list(never) == ["reached_entered"]
