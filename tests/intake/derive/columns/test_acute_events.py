"""The derived column adverse_event_24h, and what contradicts a given one."""

import numpy as np
import pandas as pd
import pytest

from outcomes.intake.derive.derived import derive
from outcomes.model.file.unread import with_unread
from tests.intake.frames import protocol, table

IDS = ["1", "2", "3", "4", "5"]
EVENTS = table(
    patient_id=["1", "2", "3"],
    term=["Pyrexia"] * 3,
    start_datetime=["2021-03-02 10:00:00", "2021-03-02 10:01:00", "2021-02-28 10:00:00"],
)
DOSES = table(patient_id=["1", "2", "3", "4"], datetime=["2021-03-01 10:00:00"] * 4)


def derived(events=EVENTS, **given):
    tables = {"patients": table(patient_id=IDS, **given), "treatment": DOSES}
    if events is not None:
        tables["adverse_events"] = events
    return derive(protocol(), tables)


def answers(result):
    return [None if pd.isna(v) else v for v in result.patients["adverse_event_24h"]]


def test_yes_within_24_hours_no_for_the_treated_blank_for_the_others():
    # exactly 24 h; a minute more; before the first dose; no event; never treated
    assert answers(derived()) == [1.0, 0.0, 0.0, 0.0, None]


def test_without_times_of_day_the_next_day_counts():
    dates = EVENTS.assign(start_datetime=EVENTS["start_datetime"].dt.normalize())
    assert answers(derived(dates)) == [1.0, 1.0, 0.0, 0.0, None]


def test_events_after_the_cut_off_do_not_count():
    late = table(patient_id=["1"], term=["x"], start_datetime=["2022-01-02 09:00:00"],
                 dose_datetime=["2022-01-02 08:00:00"])  # fmt: skip
    assert answers(derived(late)) == [0.0, 0.0, 0.0, 0.0, None]


def test_without_the_sheet_there_is_no_column():
    assert "adverse_event_24h" not in derived(None).patients


@pytest.mark.parametrize(
    ("given", "rows"), [([1, 0, 0, 0, 1], []), ([0, 1, 0, None, 0], ["2", "3"])]
)
def test_a_given_column_stays_and_is_compared(given, rows):
    result = derived(adverse_event_24h=given)
    assert answers(result) == given
    found = [i.cell for i in result.issues if i.rule == "acute_event_mismatch"]
    assert found == rows


def test_study_days_are_enough():
    tables = {
        "patients": table(patient_id=["1", "2"], first_treatment_day=[1, 1]),
        "treatment": table(patient_id=["1", "2"], treatment_day=[1, 8]),
        "adverse_events": table(patient_id=["1", "2"], term=["x", "x"], start_day=[2, 5]),
    }
    assert answers(derive(protocol(), tables)) == [1.0, 0.0]


@pytest.mark.parametrize(
    ("event", "dose", "expected"),
    [((), (), [1, 0, 0]), ((0,), (), [None, 0, 0]), ((1,), (), [1, None, 0]),
     ((), (1,), [1, None, 0]), ((), (2,), [1, 0, 0]), ((3,), (), [1, 0, 0])],
)  # fmt: skip
def test_a_time_nobody_can_read_is_blank_unless_another_event_is_sure(event, dose, expected):
    events = table(
        patient_id=["1", "2", "2", "1"],
        start_datetime=["2021-03-01 11:00", "2021-03-20 10:00", "2021-03-21 10:00", None],
    )
    doses = table(patient_id=["1", "2", "3"], datetime=["2021-03-01 10:00"] * 3)
    events = with_unread(events, {"start_datetime": np.isin(range(4), event)})
    doses = with_unread(doses, {"datetime": np.isin(range(3), dose)})
    events.loc[list(event), "start_datetime"] = pd.NaT
    doses.loc[list(dose), "datetime"] = pd.NaT
    patients = table(patient_id=["1", "2", "3"])
    result = derive(protocol(), {"patients": patients, "treatment": doses,
                                 "adverse_events": events})  # fmt: skip
    assert answers(result) == expected
