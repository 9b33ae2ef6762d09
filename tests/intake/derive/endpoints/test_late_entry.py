"""Delayed entry: from when a patient is at risk, and who never is."""

import numpy as np
import pytest

from outcomes.intake.derive.derived import derive
from outcomes.intake.derive.endpoints.late_entry import _since_origin, lacks_entry
from outcomes.intake.derive.timeline import make_timeline
from outcomes.model.file.reasons import BEFORE_ENTRY, MISSING
from tests.intake.frames import OS, protocol, table

LATE = OS | {"origin": "diagnosis_date", "entry": "consent_date"}


def entered(entry, death="2021-01-31", unit="days"):
    patients = table(
        patient_id=["1", "2"], diagnosis_date=["2021-01-01"] * 2,
        consent_date=[entry, "2021-01-02"],
        death_date=[death, None], last_contact_date=["2021-06-01"] * 2,
    )  # fmt: skip
    spec = protocol(endpoint=[LATE], study={"time_unit": unit})
    data = derive(spec, {"patients": patients}).endpoints["os"]
    reason = str(data.reason[0]).partition(":")[0]
    return data, data.time[0], None if data.entry is None else data.entry[0], reason


@pytest.mark.parametrize(
    ("entry", "time", "since", "reason"),
    [
        ("2021-01-11", 30, 10, ""),
        ("2021-01-01", 30, -1, ""),  # at risk on the first day
        ("2020-12-01", 30, -1, ""),
        ("2021-01-30", 30, 29, ""),
        ("2021-01-31", None, None, BEFORE_ENTRY),
        ("2021-02-15", None, None, BEFORE_ENTRY),
        (None, None, None, MISSING),
    ],
)
def test_at_risk_from_the_day_of_entry(entry, time, since, reason):
    _, found, begun, why = entered(entry)
    assert [None if np.isnan(v) else v for v in (found, begun)] == [time, since]
    assert why == reason.partition(":")[0]


def test_a_day_is_one_in_any_unit():
    data, time, since, _ = entered("2021-01-15", unit="weeks")
    assert (time, since) == (pytest.approx(30 / 7), 2)
    data, _, since, _ = entered("2021-01-01", unit="weeks")
    assert since == pytest.approx(-1 / 7)
    assert data.zero_times == 0


def test_where_nobody_enters_late_there_are_no_entries():
    patients = table(
        patient_id=["1", "2"], diagnosis_date=["2021-01-01"] * 2, consent_date=["2021-01-01"] * 2,
        death_date=["2021-01-01", None], last_contact_date=["2021-06-01"] * 2,
    )  # fmt: skip
    data = derive(protocol(endpoint=[LATE]), {"patients": patients}).endpoints["os"]
    assert data.entry is None
    assert data.zero_times == 1


@pytest.mark.parametrize(("column", "lacks"), [("consent_date", False), ("seen_date", True)])
def test_a_column_of_entry_that_is_not_there(column, lacks):
    spec = protocol(endpoint=[LATE | {"entry": column}])
    patients = table(patient_id=["1"], diagnosis_date=["2021-01-01"], consent_date=["2021-01-02"])
    line = make_timeline(spec, {"patients": patients})
    assert bool(lacks_entry(spec.endpoint("os"), line)) is lacks
    assert np.isnan(_since_origin(spec.endpoint("os"), line, "days")).all() == lacks


def test_an_entry_beside_a_ready_made_time_has_its_unit():
    block = {"id": "os", "label": "OS", "kind": "time_to_event", "time": "t", "unit": "months",
             "event_column": "e", "entry": "late"}  # fmt: skip
    spec = protocol(endpoint=[block])
    line = make_timeline(spec, {"patients": table(patient_id=["1"], t=[6.0], e=[1.0], late=[2.0])})
    assert _since_origin(spec.endpoint("os"), line, "days")[0] == pytest.approx(2 * 365.25 / 12)
    assert _since_origin(spec.endpoint("os"), line, "months")[0] == 2
