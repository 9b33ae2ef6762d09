"""Derived columns, roll-ups and analysis sets on hand-made tables."""

import numpy as np
import pandas as pd
import pytest

from outcomes.intake.derive.derived import DERIVED_COLUMNS, derive
from tests.intake.frames import OS, protocol, table

IDS = ["1", "2", "3", "4"]


def patients(**columns):
    return table(patient_id=IDS, **columns)


def values(series):
    """Return a column with dates as text and missing as None."""
    if series.dtype.kind == "M":
        series = series.dt.strftime("%Y-%m-%d")
    return [None if pd.isna(v) else v for v in series]


def derived(spec=None, **tables):
    tables.setdefault("patients", patients())
    before = {name: t.copy(deep=True) for name, t in tables.items()}
    result = derive(spec or protocol(), tables)
    for name, frame in before.items():
        pd.testing.assert_frame_equal(tables[name], frame)
    return result


def follow_up(**columns):
    return table(
        patient_id=["1", "1", "2", "3"],
        contact_date=["2021-02-01", "2021-03-01", "2021-02-15", "2021-04-01"],
        **columns,
    )


def test_follow_up_rolls_up_to_patients():
    contacts = follow_up(
        status=["alive", "dead", "lost", None],
        death_date=[None, "2021-02-20", None, None],
        progression=["Y", "Y", "N", None],
        progression_date=[None, "2021-02-18", None, None],
    )
    found = derived(follow_up=contacts).patients
    assert values(found["status"]) == ["dead", "lost", None, None]
    assert values(found["death_date"]) == ["2021-02-20", None, None, None]
    assert values(found["last_contact_date"]) == ["2021-03-01", "2021-02-15", "2021-04-01", None]
    assert values(found["progression_date"])[0] == "2021-02-01"
    assert values(found["last_assessment_date"]) == ["2021-03-01", "2021-02-15", None, None]


def test_once_dead_always_dead():
    contacts = follow_up(status=["dead", "alive", "lost", "alive"])
    assert values(derived(follow_up=contacts).patients["status"]) == ["dead", "lost", "alive", None]


def test_patients_win_and_disagreement_is_a_warning():
    given = patients(
        death_date=["2021-02-21", None, None, None], status=["dead", "alive", None, None]
    )
    contacts = follow_up(
        status=["alive", "dead", "dead", "lost"], death_date=[None, "2021-02-20", None, None]
    )
    result = derived(patients=given, follow_up=contacts)
    assert values(result.patients["death_date"])[0] == "2021-02-21"
    assert values(result.patients["status"]) == ["dead", "alive", "lost", None]
    found = [(i.severity, i.rule, i.address) for i in result.issues if "sheets" in i.rule]
    assert found == [
        ("warning", "sheets_disagree", "patients!2"),
        ("warning", "sheets_disagree", "patients!3"),
    ]
    said = [i.message.split()[0] for i in result.issues if i.rule == "sheets_disagree"]
    assert said == ["death_date", "status"]
    assert "follow_up" in result.issues[0].message
    assert any(i.rule == "filled_from_records" for i in result.issues)


def test_last_assessment_is_evaluable_and_only_without_a_column():
    scans = table(
        patient_id=["1", "1", "2"],
        assessment_date=["2021-02-01", "2021-03-01", "2021-02-01"],
        overall_response=["SD", "NE", None],
    )
    found = derived(response=scans).patients
    assert values(found["last_assessment_date"])[:2] == ["2021-02-01", None]
    given = patients(last_assessment_date=[None, "2021-05-05", None, None])
    found = derived(patients=given, response=scans).patients
    assert values(found["last_assessment_date"])[:2] == [None, "2021-05-05"]


def test_first_treatment_from_doses():
    doses = table(patient_id=["2", "2"], datetime=["2021-01-09 08:30", "2021-01-30 09:00"])
    found = derived(treatment=doses)
    assert values(found.patients["first_treatment_date"]) == [None, "2021-01-09", None, None]
    assert found.populations["safety"].tolist() == [False, True, False, False]


def operations(**columns):
    base = {
        "patient_id": ["1", "1", "2", "3"],
        "surgery_date": ["2021-03-01", "2021-04-01", "2021-03-05", "2021-03-09"],
        "intent": ["second_look", "conversion", "conversion", "exploration"],
        "resected": ["N", "Y", "N", "N"],
        "r_status": [None, "R0", None, None],
    }
    return table(**(base | columns))


def test_surgery_conversion_and_r0():
    found = derived(surgery=operations()).patients
    assert values(found["surgery_date"]) == ["2021-04-01", "2021-03-05", None, None]
    assert values(found["conversion_surgery"]) == [1, 0, 0, 0]
    assert values(found["conversion_date"]) == ["2021-04-01", None, None, None]
    assert values(found["r0_resection"]) == [1, 0, 0, 0]
    assert "conversion_surgery" not in derived().patients


def test_unknown_resection_or_r_status_is_blank():
    found = derived(
        surgery=operations(resected=["N", "Y", None, "N"], r_status=[None, "RX", None, None])
    ).patients
    assert values(found["conversion_surgery"]) == [1, None, 0, 0]
    assert values(found["r0_resection"]) == [None, None, 0, 0]
    implied = operations(resected=["N", None, "N", "N"])
    assert values(derived(surgery=implied).patients["conversion_surgery"])[0] == 1


def test_radical_surgery_is_conversion_only_of_present_peritoneal_disease():
    given = patients(
        first_treatment_date=["2021-01-01"] * 4, p_status=["P0", "P1b", "P1a", None],
        cytology=["CY0", "CY0", "CY0", "CY1"],
    )  # fmt: skip
    surgery = table(
        patient_id=IDS, surgery_date=["2021-03-01", "2021-03-01", "2020-12-01", "2021-05-01"],
        intent=["radical"] * 4, resected=["Y"] * 4, r_status=["R0"] * 4,
    )  # fmt: skip
    found = derived(patients=given, surgery=surgery).patients
    assert values(found["conversion_surgery"]) == [0, 1, 0, 1]
    assert values(found["r0_resection"]) == [1, 1, 1, 1]


def test_operations_after_the_cutoff_do_not_count():
    late = operations(surgery_date=["2021-03-01", "2022-04-01", "2021-03-05", "2021-03-09"])
    found = derived(surgery=late).patients
    assert values(found["conversion_surgery"]) == [0, 0, 0, 0]


def test_recurrence_by_site():
    contacts = follow_up(
        progression=["Y", "Y", "Y", "Y"],
        progression_date=["2021-01-30", None, "2021-02-10", None],
        progression_sites=["liver", "peritoneum; liver", "ascites", "local"],
        regional_site=[None, None, "tumour_bed", None],
    )
    found = derived(follow_up=contacts).patients
    peritoneal = ["2021-03-01", "2021-02-10", None, None]
    assert values(found["peritoneal_recurrence_date"]) == peritoneal
    regional = [None, "2021-02-10", "2021-04-01", None]
    assert values(found["regional_recurrence_date"]) == regional


def test_what_came_before_the_operation_is_no_recurrence():
    contacts = follow_up(
        progression_sites=["peritoneum", "peritoneum", None, None], progression=["Y", "Y", "N", "N"]
    )
    surgery = table(
        patient_id=["1"], surgery_date=["2021-02-10"], intent=["conversion"], resected=["Y"]
    )
    found = derived(follow_up=contacts, surgery=surgery).patients
    assert values(found["peritoneal_recurrence_date"])[0] == "2021-03-01"


def scans(responses, days=(10, 50, 90)):
    start = pd.Timestamp("2021-01-01")
    return table(
        patient_id=["1"] * len(responses),
        assessment_date=[str((start + pd.Timedelta(d, "D")).date()) for d in days],
        overall_response=list(responses),
    )


@pytest.mark.parametrize(
    ("responses", "best", "success"),
    [
        (("SD", "PR", "SD"), "PR", 1), (("SD", "PD", "CR"), "PD", 0),
        (("SD", "NE", "NE"), "NE", None),
        (("NE", "SD", "NE"), "SD", 0), (("NE", "NON-CR/NON-PD", "PD"), "NON-CR/NON-PD", 0),
    ],
)  # fmt: skip
def test_best_overall_response(responses, best, success):
    given = patients(first_treatment_date=["2021-01-01"] * 4)
    found = derived(patients=given, response=scans(responses)).patients
    assert values(found["best_response"]) == [best, None, None, None]
    assert values(found["objective_response"])[0] == success


def test_the_first_progression_ends_what_counts_as_response():
    given = patients(first_treatment_date=["2021-01-01"] * 4)
    seen = scans(("SD", "PD", "CR", "PD"), days=(10, 50, 90, 130))
    assert values(derived(patients=given, response=seen).patients["best_response"])[0] == "PD"


def test_response_after_new_therapy_or_surgery_does_not_count():
    given = patients(first_treatment_date=["2021-01-01"] * 4)
    contacts = table(patient_id=["1"], contact_date=["2021-03-01"], new_therapy_date=["2021-02-25"])
    found = derived(patients=given, response=scans(("NE", "SD", "CR")), follow_up=contacts)
    assert values(found.patients["best_response"])[0] == "SD"
    surgery = operations(surgery_date=["2021-02-25"] * 4)
    found = derived(patients=given, response=scans(("NE", "SD", "CR")), surgery=surgery)
    assert values(found.patients["best_response"])[0] == "SD"


def test_given_columns_are_never_derived():
    given = patients(age=[64, 65, None, 80], conversion_surgery=[0, 1, 0, 0])
    found = derived(patients=given, surgery=operations()).patients
    assert values(found["conversion_surgery"]) == [0, 1, 0, 0]
    assert values(found["age_group"]) == ["<65", "≥65", None, "≥65"]


def test_study_days_in_and_out():
    given = patients(last_contact_day=[400, 400, 400, 400])
    surgery = table(
        patient_id=["1", "2"], surgery_day=[100, -3], intent=["conversion"] * 2, resected=["Y"] * 2
    )
    found = derived(patients=given, surgery=surgery).patients
    assert values(found["surgery_day"]) == [100, -3, None, None]
    assert not [c for c in found if str(c).endswith("_date")]


def test_everything_derived_is_defined():
    given = patients(
        age=[60] * 4, first_treatment_date=["2021-01-01"] * 4, ascites_category=["small"] * 4
    )
    visits = table(patient_id=["1"], assessment_date=["2021-01-01"], category=["small"])
    contacts = follow_up(
        status=["alive"] * 4, death_date=[None] * 4, progression=["N"] * 4,
        progression_sites=["other"] * 4,
    )  # fmt: skip
    sheets = {
        "surgery": operations(), "response": scans(("SD",) * 3), "follow_up": contacts,
        "ascites": visits,
        "adverse_events": table(patient_id=["1"], term=["Nausea"], start_datetime=["2021-01-01"]),
    }  # fmt: skip
    new = set(derived(patients=given, **sheets).patients) - set(given)
    defined = {c.name for c in DERIVED_COLUMNS}
    assert new == defined - {"first_treatment_date"}


def test_populations():
    spec = protocol(
        "randomised",
        population=[
            {"id": "efficacy", "label": "E", "column": "efficacy"}, {"id": "pp", "label": "PP"}
        ],
    )  # fmt: skip
    given = patients(arm=["a", "b", None, "a"], efficacy=["Y", "N", "Y", None])
    result = derived(spec, patients=given)
    masks = {k: v.tolist() for k, v in result.populations.items()}
    assert masks["itt"] == [True, True, False, True]
    assert masks["efficacy"] == [True, False, True, False]
    assert masks["pp"] == [False] * 4
    assert masks["safety"] == [True] * 4
    found = [(i.severity, i.rule, i.cell) for i in result.issues]
    assert found == [
        ("warning", "set_blank", "5"), ("error", "set_not_available", ""),
        ("info", "safety_everybody", ""),
    ]  # fmt: skip


def test_a_column_of_the_set_s_name_wins_and_treatment_makes_safety():
    spec = protocol("randomised")
    given = patients(
        arm=["a", "b", None, "a"], itt=["Y", "N", "N", "Y"],
        first_treatment_date=["2021-01-01", None, None, "2021-01-01"],
    )  # fmt: skip
    result = derived(spec, patients=given)
    assert result.populations["itt"].tolist() == [True, False, False, True]
    assert result.populations["safety"].tolist() == [True, False, False, True]
    assert derived().populations["all"].all()


def test_issues_name_the_sheet_as_the_file_does():
    spec = protocol(endpoint=[OS])
    result = derive(spec, {"patients": patients()}, {"patients": "患者信息"})
    assert {i.sheet for i in result.issues} == {"患者信息"}


def test_an_empty_workbook_derives_nothing():
    result = derived(protocol(endpoint=[OS]), patients=patients().iloc[:0])
    assert len(result.patients) == 0
    assert result.populations["all"].dtype == np.bool_
