"""Who leaves an endpoint is named with the cell to blame, and counted against the limit."""

import numpy as np
import pytest

from outcomes.intake.checks.gather import gathered
from outcomes.intake.checks.rules import run_checks
from outcomes.intake.derive.derived import derive
from outcomes.intake.sheets.tables import Tables
from outcomes.model.file.reasons import Lacking
from outcomes.model.file.unread import MONTH, with_unread
from tests.intake.frames import OS, PFS, protocol, table

RULES = {"negative_time", "event_code", "left_out_of_endpoint", "left_out_above_limit"}
LETTERS = {("patients", "death_date"): "D", ("patients", "status"): "E", ("patients", "time"): "F"}


def found(spec, patients):
    frames = {"patients": patients}
    issues = run_checks(spec, Tables(frames, {}, LETTERS), derive(spec, frames))
    return [i for i in issues if i.rule in RULES]


def forty():
    """Forty patients, alive and followed to the cut-off."""
    whole = {
        "patient_id": [f"{i:02}" for i in range(40)],
        "randomisation_date": ["2021-01-01"] * 40,
        "death_date": [None] * 40,
        "status": ["alive"] * 40,
        "last_contact_date": ["2021-12-31"] * 40,
        "progression_date": [None] * 40,
        "last_assessment_date": ["2021-12-31"] * 40,
    }
    return table(**whole)


def marked(patients, *rows, column="death_date"):
    mask = np.isin(np.arange(len(patients)), rows)
    return with_unread(patients, {column: mask})


def test_an_entry_nobody_can_read_is_named_once_for_all_endpoints_it_takes():
    (issue,) = found(protocol(endpoint=[OS, PFS]), marked(forty(), 1))
    assert (issue.severity, issue.rule, issue.address) == (
        "warning", "left_out_of_endpoint", "patients!D3",
    )  # fmt: skip
    assert issue.message == (
        "death_date cannot be read; os, pfs are not available for this patient"
    )


def test_a_month_is_no_date():
    patients = marked(marked(forty(), 0), 0, column="death_date" + MONTH)
    (issue,) = found(protocol(endpoint=[OS]), patients)
    assert "death_date is known to the month only; os is not available" in issue.message


@pytest.mark.parametrize(("n", "warned"), [(2, False), (3, True)])
def test_above_one_in_twenty_the_headline_warns(n, warned):
    patients = marked(forty(), *range(n))
    issues = found(protocol(endpoint=[OS]), patients)
    assert [i.rule for i in issues].count("left_out_of_endpoint") == n
    assert any(i.rule == "left_out_above_limit" for i in issues) is warned
    data = derive(protocol(endpoint=[OS]), {"patients": patients}).endpoints["os"]
    assert data.lacking == Lacking(n, 40, (("unread:death_date", n),))


def test_the_limit_is_the_protocols():
    spec = protocol(endpoint=[OS], policy={"left_out_at_most": 0.2})
    patients = marked(forty(), *range(8))
    assert {i.rule for i in found(spec, patients)} == {"left_out_of_endpoint"}
    assert "left_out_above_limit" in {i.rule for i in found(spec, marked(patients, 8))}


def test_many_of_a_kind_are_one_finding_with_all_its_cells():
    issues = gathered(found(protocol(endpoint=[OS]), marked(forty(), *range(21))))
    (issue,) = [i for i in issues if i.rule == "left_out_of_endpoint"]
    assert issue.address == "patients!D2"
    assert issue.cells == tuple(f"D{row}" for row in range(2, 23))


def test_who_was_not_operated_on_is_outside_the_question_and_not_left_out():
    since = OS | {"origin": "surgery_date"}
    patients = forty().assign(surgery_date=np.datetime64("NaT", "ns"))
    assert found(protocol(endpoint=[since]), patients) == []


def test_a_blank_success_is_left_out_only_where_the_protocol_excludes_it():
    endpoint = {"id": "r", "label": "R", "kind": "proportion", "success": "flag"}
    patients = forty().assign(flag=[np.nan] * 4 + [1.0] * 36)
    assert found(protocol(endpoint=[endpoint]), patients) == []
    issues = found(protocol(endpoint=[endpoint | {"missing": "exclude"}]), patients)
    assert [i.rule for i in issues] == ["left_out_of_endpoint"] * 4 + ["left_out_above_limit"]


def test_ready_made_times_and_codes_that_cannot_be_are_errors_at_their_cell():
    ready = {
        "id": "os", "label": "OS", "kind": "time_to_event", "time": "time",
        "event_column": "event", "unit": "days",
    }  # fmt: skip
    patients = table(patient_id=["1", "2", "3"], time=[-1, 10, 20], event=[1, 0, 7])
    issues = found(protocol(endpoint=[ready], policy={"left_out_at_most": 1}), patients)
    assert [(i.severity, i.rule, i.cell) for i in issues] == [
        ("error", "event_code", "F2"), ("error", "event_code", "4"),
    ]  # fmt: skip


def test_endpoints_that_end_before_they_start_are_one_error_per_patient():
    from_surgery = OS | {"id": "os_surgery", "origin": "surgery_date", "primary": False}
    spec = protocol("observational", endpoint=[OS, PFS, from_surgery])
    patients = table(
        patient_id=["1", "2", "3"],
        randomisation_date=["2021-01-05"] * 3,
        surgery_date=["2021-02-05"] * 3,
        death_date=["2021-01-01", "2021-01-20", None],
        last_contact_date=["2021-06-01"] * 3,
        last_assessment_date=["2021-06-01"] * 3,
        progression_date=[None] * 3,
    )
    issues = [i for i in found(spec, patients) if i.rule == "negative_time"]
    assert [(i.severity, i.cell) for i in issues] == [("error", "2"), ("error", "3")]
    both, late = [i.message for i in issues]
    assert "os, pfs end before randomisation_date; os_surgery ends before surgery_date" in both
    assert late.startswith("os_surgery ends before surgery_date")
