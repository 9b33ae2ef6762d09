"""Times and events by hand: what counts, where it is censored, and who has no endpoint."""

import numpy as np
import pytest

from outcomes.intake.checks.facts import Facts
from outcomes.intake.checks.left_out import negative_time
from outcomes.intake.derive.derived import derive
from outcomes.intake.sheets.tables import Tables
from outcomes.model.file.report import Issue
from outcomes.model.file.unread import with_unread
from tests.intake.frames import OS, PFS, protocol, table


def run(endpoint, patients, design="observational", **study):
    spec = protocol(design, endpoint=[endpoint], study=study)
    derived = derive(spec, {"patients": patients})
    named = negative_time(Facts(spec, Tables({"patients": patients}), derived))
    issues = (Issue(f.severity, f.sheet, str(f.row), "negative_time", f.message) for f in named)
    return derived.endpoints[endpoint["id"]], (*derived.issues, *issues)


def rules(issues):
    return [(i.severity, i.rule, i.cell) for i in issues if i.rule != "safety_everybody"]


def one(origin="2021-01-01", death=None, contact=None, **more):
    given = {"randomisation_date": origin, "death_date": death, "last_contact_date": contact}
    return table(patient_id=["1"], **{k: [v] for k, v in (given | more).items()})


def test_event_and_censoring():
    data, issues = run(OS, one(death="2021-01-31", contact="2021-01-31"))
    assert (data.time[0], data.event[0]) == (30, 1)
    data, _ = run(OS, one(contact="2021-03-02"))
    assert (data.time[0], data.event[0], data.reason[0]) == (60, 0, "")
    assert rules(issues) == []


def test_months_are_365_25_twelfths():
    data, _ = run(OS, one(death="2021-01-31"), time_unit="months")
    assert data.time[0] == pytest.approx(30 / (365.25 / 12), abs=1e-12)


def test_censoring_is_capped_and_a_later_event_is_censored_at_the_cutoff():
    data, _ = run(OS, one(contact="2022-05-01"))
    assert (data.time[0], data.event[0]) == (364, 0)
    data, issues = run(OS, one(death="2022-02-01", contact="2021-06-01"))
    assert (data.time[0], data.event[0]) == (364, 0)
    assert ("info", "event_after_cutoff", "") in rules(issues)


CUTOFF, LATER = "2021-12-31", "2022-01-01"


def test_an_event_on_the_day_of_the_cutoff_counts_and_on_the_next_day_does_not():
    data, issues = run(OS, one(death=CUTOFF))
    assert (data.time[0], data.event[0]) == (364, 1)
    assert rules(issues) == []
    data, issues = run(OS, one(death=LATER))
    assert (data.time[0], data.event[0]) == (364, 0)
    assert rules(issues) == [("info", "event_after_cutoff", "")]


def test_last_seen_on_the_day_of_the_cutoff_is_censored_there():
    data, _ = run(OS, one(contact=CUTOFF))
    assert (data.time[0], data.event[0]) == (364, 0)
    data, _ = run(OS, one(contact="2021-12-30"))
    assert (data.time[0], data.event[0]) == (363, 0)


@pytest.mark.parametrize(
    ("recurrence", "death", "event"),
    [(CUTOFF, None, 1), (None, CUTOFF, 2), (CUTOFF, CUTOFF, 1), (LATER, LATER, 0)],
)
def test_competing_events_on_the_day_of_the_cutoff_count(recurrence, death, event):
    patients = one(death=death, contact="2021-06-01", peritoneal_recurrence_date=recurrence)
    data, issues = run(COMPETING, patients)
    assert (data.time[0], data.event[0]) == (364, event)
    tied = ("info", "competing_tie", "") in rules(issues)
    assert tied == (recurrence == death == CUTOFF)


def test_who_is_enrolled_on_the_day_of_the_cutoff_is_in_with_time_zero():
    data, _ = run(OS, one(origin=CUTOFF, contact=CUTOFF))
    assert (data.time[0], data.reason[0], data.zero_times) == (0, "", 1)
    data, _ = run(OS, one(origin=LATER, contact=LATER))
    assert data.reason[0] == "after_cutoff:randomisation_date"
    assert data.zero_times == 0


def test_who_is_enrolled_on_the_day_of_the_cutoff_and_never_assessed_is_censored_on_day_one():
    data, issues = run(PFS, one(origin=CUTOFF, last_assessment_date=None, progression_date=None))
    assert (data.time[0], data.event[0]) == (0, 0)
    assert ("info", "censored_at_day_one", "") in rules(issues)


def test_an_assessment_on_the_day_of_the_origin_is_none_and_a_day_later_is_one():
    _, issues = run(PFS, pfs(assessed="2021-01-01"))
    assert ("info", "censored_at_day_one", "") in rules(issues)
    data, issues = run(PFS, pfs(assessed="2021-01-02"))
    assert (data.time[0], data.event[0]) == (1, 0)
    assert rules(issues) == []


def test_origin_missing_or_after_the_cutoff():
    data, issues = run(OS, one(origin=None, contact="2021-06-01"))
    assert np.isnan(data.time[0])
    assert np.isnan(data.event[0])
    assert data.reason[0] == "missing:randomisation_date"
    data, issues = run(OS, one(origin="2022-02-01", contact="2022-03-01"))
    assert data.reason[0] == "after_cutoff:randomisation_date"
    assert rules(issues) == []


def test_negative_time_is_an_error_and_zero_is_kept():
    data, issues = run(OS, one(death="2020-12-31"))
    assert np.isnan(data.time[0])
    assert rules(issues) == [("error", "negative_time", "2")]
    data, issues = run(OS, one(death="2021-01-01"))
    assert (data.time[0], data.event[0], data.zero_times) == (0, 1, 1)


def test_no_last_contact_is_not_available_and_neither_is_an_undated_death():
    data, _ = run(OS, one())
    assert data.reason[0] == "missing:last_contact_date"
    data, _ = run(OS, one(contact="2021-03-01", status="dead"))
    assert data.reason[0] == "undated_death:death_date"


def pfs(progression=None, death=None, assessed=None):
    return one(death=death, progression_date=progression, last_assessment_date=assessed)


def test_earliest_event_counts():
    data, _ = run(PFS, pfs("2021-02-01", "2021-03-01", "2021-02-01"))
    assert (data.time[0], data.event[0]) == (31, 1)
    data, _ = run(PFS, pfs(None, "2021-03-01", "2021-01-20"))
    assert (data.time[0], data.event[0]) == (59, 1)


@pytest.mark.parametrize("assessed", [None, "2020-12-20", "2021-01-01"])
def test_never_assessed_is_censored_on_day_one_and_reported(assessed):
    data, issues = run(PFS, pfs(assessed=assessed))
    assert (data.time[0], data.event[0], data.reason[0]) == (0, 0, "")
    assert data.zero_times == 1
    assert rules(issues) == [("info", "censored_at_day_one", "")]


def test_a_missing_column_makes_the_endpoint_unavailable():
    data, issues = run(PFS, one(death="2021-02-01", last_assessment_date=None))
    assert data.reason[0] == "no_column:progression_date"
    assert rules(issues) == [("error", "endpoint_not_available", "")]


COMPETING = OS | {
    "id": "recurrence", "kind": "competing", "event": ["peritoneal_recurrence_date"],
    "competing": ["death_date"],
}  # fmt: skip


@pytest.mark.parametrize(
    ("recurrence", "death", "expected"),
    [
        ("2021-02-01", "2021-03-01", (31, 1)), (None, "2021-03-01", (59, 2)),
        ("2021-04-01", "2021-03-01", (59, 2)), (None, None, (120, 0)),
    ],
)  # fmt: skip
def test_competing_the_earliest_decides(recurrence, death, expected):
    patients = one(death=death, contact="2021-05-01", peritoneal_recurrence_date=recurrence)
    data, _ = run(COMPETING, patients)
    assert (data.time[0], data.event[0]) == expected


def test_competing_tie_is_the_event_and_noted():
    patients = one(death="2021-02-01", peritoneal_recurrence_date="2021-02-01")
    data, issues = run(COMPETING, patients)
    assert (data.time[0], data.event[0]) == (31, 1)
    assert rules(issues) == [("info", "competing_tie", "")]


def test_study_days_day_one_is_the_origin():
    patients = table(
        patient_id=["1", "2", "3"], death_day=[31, None, None], last_contact_day=[31, 61, -1]
    )
    data, issues = run(OS, patients)
    assert data.time[:2].tolist() == [30, 60]
    assert data.event[:2].tolist() == [1, 0]
    assert rules(issues) == [("error", "negative_time", "4")]


def test_study_days_from_another_origin():
    patients = table(
        patient_id=["1", "2"],
        surgery_day=[11, None],
        death_day=[31, 31],
        last_contact_day=[31, 31],
    )
    data, _ = run(OS | {"origin": "surgery_date"}, patients)
    assert data.time[0] == 20
    assert data.reason.tolist() == ["", "not_begun:surgery_date"]


READY = {
    "id": "os", "label": "OS", "kind": "time_to_event", "time": "os_days",
    "event_column": "os_event", "unit": "days",
}  # fmt: skip


def test_ready_made_columns_convert_units_and_report_bad_codes():
    patients = table(
        patient_id=list("12345"), os_days=[365.25, 0, 10, -3, None], os_event=[1, 0, 2, 1, 1]
    )
    data, issues = run(READY, patients, time_unit="months")
    assert data.time[:2] == pytest.approx([12, 0])
    assert data.event[:2].tolist() == [1, 0]
    assert data.zero_times == 1
    assert data.reason[4] == "missing:os_days"
    assert np.isnan(data.event[2:]).all()
    assert data.reason[2:4].tolist() == ["unknown_code:os_event", "not_a_time:os_days"]
    assert rules(issues) == []


def test_cnsr_is_the_inverse_and_competing_knows_two():
    patients = table(patient_id=["1", "2", "3"], os_days=[5, 6, 7], os_event=[0, 1, 2])
    cnsr = {k: v for k, v in READY.items() if k != "event_column"} | {"censor_column": "os_event"}
    data, issues = run(cnsr, patients)
    assert data.event.tolist() == [1, 0, 0]
    data, _ = run(READY | {"kind": "competing"}, patients)
    assert data.event.tolist() == [0, 1, 2]
    assert rules(issues) == []


def test_proportion_is_aligned_with_everybody():
    endpoint = {"id": "r", "label": "R", "kind": "proportion", "success": "flag"}
    data, issues = run(endpoint, table(patient_id=["1", "2", "3"], flag=["Y", "N", None]))
    assert data.event.tolist()[:2] == [1, 0]
    assert np.isnan(data.event[2])
    assert data.reason.tolist() == ["", "", "blank:flag"]
    assert len(data.time) == 0
    assert rules(issues) == []
    _, issues = run(endpoint, table(patient_id=["1"]))
    assert rules(issues) == [("error", "endpoint_not_available", "")]
    patients = table(patient_id=["1"], flag=["Y"])
    _, issues = run(endpoint | {"denominator": "nobody_knows"}, patients)
    assert rules(issues) == [("error", "endpoint_not_available", "")]


def test_nobody_at_all():
    data, _ = run(OS, one().iloc[:0])
    assert data.time.shape == data.event.shape == data.reason.shape == (0,)


def test_without_its_column_delayed_entry_is_refused_and_not_ignored():
    data, issues = run(OS | {"entry": "consent_date"}, one(contact="2021-06-01"))
    assert np.isnan(data.time[0])
    assert data.reason[0] == "no_column:consent_date"
    assert rules(issues) == [("error", "endpoint_not_available", "")]


def entered(consent, contact, endpoint=OS):
    patients = one(contact=contact, consent_date=consent)
    return run(endpoint | {"entry": "consent_date"}, patients)[0]


def test_who_enters_late_is_at_risk_from_the_entry_on():
    data = entered("2021-01-11", "2021-03-02")
    assert (data.time[0], data.event[0], data.entry[0]) == (60, 0, 10)


def test_who_is_observed_when_the_clock_starts_does_not_enter_late():
    for consent in ("2020-12-01", "2021-01-01"):
        data = entered(consent, "2021-03-02")
        assert (data.time[0], data.entry) == (60, None)


def test_who_ends_before_the_entry_or_has_none_was_never_at_risk():
    for consent, why in (
        ("2021-03-02", "before_entry:consent_date"),
        ("2021-04-01", "before_entry:consent_date"),
        (None, "missing:consent_date"),
    ):
        data = entered(consent, "2021-03-02")
        assert np.isnan(data.time[0])
        assert data.reason[0] == why


def test_beside_a_ready_made_time_the_entry_is_a_time_in_its_unit():
    ready = {"id": "os", "label": "OS", "kind": "time_to_event", "time": "t", "unit": "weeks",
             "event_column": "e", "entry": "t0"}  # fmt: skip
    patients = table(patient_id=["1", "2", "3"], t=[10.0, 5, 5], e=[1.0, 0, 1], t0=[2.0, 0, 6])
    data, _ = run(ready, patients, time_unit="days")
    assert data.time[:2].tolist() == [70, 35]
    assert data.entry[:2].tolist() == [14, -1]
    assert data.reason.tolist() == ["", "", "before_entry:t0"]


@pytest.mark.parametrize("column", ["os_days", "os_event"])
def test_what_could_not_be_read_of_a_ready_made_time_is_named(column):
    given = table(patient_id=["1", "2"], os_days=[5, 6], os_event=[1, 0])
    given.loc[0, column] = np.nan
    data, _ = run(READY, with_unread(given, {column: np.array([True, False])}))
    assert data.reason.tolist() == [f"unread:{column}", ""]
