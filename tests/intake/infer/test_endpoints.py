"""Which endpoints headers and columns allow: by hand."""

import pytest

from outcomes.intake.derive.derived import derive
from outcomes.intake.infer.endpoints import endpoint_blocks, ready_made
from tests.intake.frames import protocol, table

DAY = ["2021-06-01", "2021-07-01"]


def blocks(design="observational", given=(), sheets=None, **patients):
    tables = {"patients": table(patient_id=["1", "2"], **patients), **(sheets or {})}
    spec = protocol(ascites={"criteria": "who_effusion"})
    return endpoint_blocks(derive(spec, tables).line, design, given)


def named(made):
    return [block["id"] for block in made["endpoint"]]


@pytest.mark.parametrize(
    ("headers", "found"),
    [
        ("os_months os_event", [("os", "months", "event_column", "os_event")]),
        ("OS_Days OS_Status", [("os", "days", "event_column", "OS_Status")]),
        ("pfs_years pfs_cnsr", [("pfs", "years", "censor_column", "pfs_cnsr")]),
        ("os_months os_cnsr os_event", [("os", "months", "event_column", "os_event")]),
        ("os_months os_days os_event", [("os", "months", "event_column", "os_event")]),
        ("os_months pfs_event", []),
        ("os_time os_event", []),
        ("1os_months 1os_event", []),
    ],
)
def test_a_time_and_a_status_of_one_stem_are_an_endpoint(headers, found):
    made = ready_made(headers.split())
    assert [
        (b["id"], b["unit"], key, b[key])
        for b in made for key in ("event_column", "censor_column") if key in b
    ] == found  # fmt: skip


def test_a_known_stem_has_its_name_and_another_its_own():
    os, mine = ready_made(["os_months", "os_event", "Mine_weeks", "mine_event"])
    assert (os["label"], os["time"]) == ("Overall survival", "os_months")
    assert (mine["label"], mine["time"], mine["id"]) == ("Mine", "Mine_weeks", "mine")


DATED = {"first_treatment_date": DAY, "death_date": [None, "2021-09-01"]}


def test_survival_needs_a_death_and_a_last_contact():
    assert named(blocks(**DATED)) == []
    assert named(blocks(**DATED, last_contact_date=["2021-10-01", None])) == ["os"]
    assert named(blocks(**DATED, last_contact_date=[None, None])) == []
    made = blocks(**DATED, last_contact_date=DAY)["endpoint"][0]
    assert (made["origin"], made["landmarks"], made["censor"]) == (
        "first_treatment_date", [12], "last_contact_date",
    )  # fmt: skip


def test_progression_is_free_of_it_when_last_assessed_else_when_last_seen():
    given = DATED | {"progression_date": [None, "2021-08-01"]}
    assert named(blocks(**given)) == []
    _, pfs = blocks(**given, last_contact_date=DAY)["endpoint"]
    assert (pfs["id"], pfs["censor"], pfs["landmarks"]) == ("pfs", "last_contact_date", [6, 12])
    (pfs,) = blocks(**given, last_assessment_date=DAY)["endpoint"]
    assert pfs["censor"] == "last_assessment_date"


def test_a_randomised_study_starts_at_randomisation_another_at_the_first_dose():
    given = DATED | {"randomisation_date": DAY, "last_contact_date": DAY}
    origins = {d: blocks(d, **given)["endpoint"][0]["origin"]
               for d in ("randomised", "observational")}  # fmt: skip
    assert origins == {
        "randomised": "randomisation_date", "observational": "first_treatment_date",
    }  # fmt: skip
    undated = {k: v for k, v in given.items() if not k.startswith(("first", "random"))}
    assert blocks(**undated) == {"endpoint": []}


def test_what_the_file_defines_is_all_there_is_with_times():
    given = [{"id": "os", "kind": "time_to_event", "time": "t", "event_column": "e"}]
    dated = DATED | {"last_contact_date": DAY}
    made = blocks(given=given, **dated, t=[1.0, 2.0], e=[1.0, 0.0])
    assert [(b["id"], b["kind"]) for b in made["endpoint"]] == [("os", "time_to_event")]
    competing = blocks(given=given, **dated, t=[1.0, 2.0], e=[1.0, 2.0])
    assert competing["endpoint"][0]["kind"] == "competing"


def test_conversion_is_asked_about_where_somebody_had_it():
    given = DATED | {"last_contact_date": DAY}
    sheet = {"patient_id": ["1"], "surgery_date": ["2021-08-01"], "intent": ["conversion"],
             "resected": ["Y"], "r_status": ["R0"]}  # fmt: skip
    made = blocks(sheets={"surgery": table(**sheet)}, **given)
    assert named(made) == ["os", "time_to_conversion", "conversion", "r0_resection"]
    competing = made["endpoint"][1]
    assert (competing["kind"], competing["competing"]) == ("competing", ["death_date"])
    assert made["endpoint"][2]["denominator"] == "all"
    assert made["conversion"] == {"origin": "first_treatment_date"}
    never = table(**sheet | {"resected": ["N"]})
    assert named(blocks(sheets={"surgery": never}, **given)) == ["os"]
    whole = blocks(
        "randomised", sheets={"surgery": table(**sheet)}, **given, randomisation_date=DAY
    )
    assert whole["endpoint"][2]["denominator"] == "itt"


def test_ascites_is_judged_by_its_category_where_there_is_one():
    given = DATED | {"ascites_category": ["massive", "small"], "ascites_ml": [3000.0, 200.0]}
    rows = {"patient_id": ["1"], "assessment_date": ["2021-06-29"], "volume_ml": [100.0]}
    made = blocks(sheets={"ascites": table(**rows)}, **given)
    assert named(made) == ["ascites_control"]
    assert made["ascites"] == {"criteria": "who_effusion"}
    graded = table(**rows, category=["small"])
    assert blocks(sheets={"ascites": graded}, **given)["ascites"] == {"criteria": "category_shift"}
