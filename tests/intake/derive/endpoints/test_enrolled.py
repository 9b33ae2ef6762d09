"""Whoever is enrolled after the cut-off is in no sheet; a dose after it is not given yet."""

import pandas as pd
import pytest

from outcomes.intake.derive.endpoints.enrolled import until_cutoff
from tests.intake.frames import table

CUTOFF = pd.Timestamp("2021-12-31")
ON, AFTER = "2021-12-31", "2022-01-01"


def frames(*days, column="randomisation_date", **columns):
    ids = [str(i) for i in range(1, len(days) + 1)]
    return {"patients": table(patient_id=ids, **{column: list(days)}, **columns)}


def ids(kept, sheet="patients"):
    return kept[sheet]["patient_id"].tolist()


@pytest.mark.parametrize("column", ["randomisation_date", "consent_date"])
def test_enrolled_on_the_day_of_the_cutoff_is_enrolled(column):
    kept, issues = until_cutoff(frames(ON, AFTER, None, column=column), CUTOFF)
    assert ids(kept) == ["1", "3"]
    assert list(kept["patients"].index) == [0, 1]
    assert [(i.severity, i.rule, i.address) for i in issues] == [
        ("warning", "enrolled_after_cutoff", "patients!3")
    ]
    assert issues[0].message.startswith(f"{column} is after the data cut-off")


def test_the_first_kind_of_date_there_is_counts_for_everybody():
    given = frames(ON, None, consent_date=[AFTER, AFTER])
    assert ids(until_cutoff(given, CUTOFF)[0]) == ["1", "2"]
    blank = frames(None, None, consent_date=[ON, AFTER])
    assert ids(until_cutoff(blank, CUTOFF)[0]) == ["1"]


def test_without_a_cutoff_or_a_date_nobody_is_left_out():
    given = frames(ON, AFTER)
    assert until_cutoff(given, None) == (given, ())
    bare = {"patients": table(patient_id=["1"], age=[60])}
    assert until_cutoff(bare, CUTOFF) == (bare, ())


def test_rows_go_with_their_patient_doses_and_screenings_with_their_day():
    sheets = frames(ON, AFTER) | {
        "response": table(patient_id=["1", "2", "1"], assessment_date=[AFTER, ON, ON]),
        "treatment": table(patient_id=["1", "1", "2"], datetime=[ON, AFTER, ON]),
        "screening": table(screening_no=["a", "b"], screening_date=[ON, AFTER]),
        "meta": table(key=["x"], value=["y"]),
    }
    kept, _ = until_cutoff(sheets, CUTOFF)
    assert ids(kept, "response") == ["1", "1"]
    assert ids(kept, "treatment") == ["1"]
    assert kept["screening"]["screening_no"].tolist() == ["a"]
    assert kept["meta"] is sheets["meta"]
    assert kept["response"].index.tolist() == [0, 1]


def test_a_first_dose_after_the_cutoff_is_not_given_yet():
    given = frames(ON, ON, first_treatment_date=[ON, AFTER])
    kept, issues = until_cutoff(given, CUTOFF)
    assert kept["patients"]["first_treatment_date"].isna().tolist() == [False, True]
    assert given["patients"]["first_treatment_date"].notna().all()
    assert [(i.rule, i.address) for i in issues] == [("treated_after_cutoff", "patients!3")]
    assert issues[0].message.endswith("is not treated yet")
    early = frames(ON, first_treatment_date=[ON])
    kept, issues = until_cutoff(early, CUTOFF)
    assert (kept["patients"] is early["patients"], issues) == (True, ())
