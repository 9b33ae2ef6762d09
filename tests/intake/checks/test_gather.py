"""One finding per thing that is wrong, with all its cells, the gravest first."""

from outcomes.intake.checks.effects import effect_of_entry
from outcomes.intake.checks.gather import gathered
from outcomes.model.file.report import Issue
from tests.intake.frames import OS, protocol


def issue(cell, rule="not_a_date", severity="error", sheet="patients", **more):
    return Issue(severity, sheet, cell, rule, "m", "r", **more)


def test_many_thousand_identical_findings_are_one():
    (one,) = gathered(issue(f"D{row}") for row in range(2, 5747))
    assert len(one.cells) == 5745
    assert (one.cell, one.cells[:2], one.address) == ("D2", ("D2", "D3"), "patients!D2")
    assert one.addresses[-1] == "patients!D5746"


def test_another_column_sheet_rule_message_or_severity_is_another_finding():
    issues = [issue("D2"), issue("E2"), issue("D2", sheet="surgery"), issue("D2", "not_a_code")]
    assert len(gathered([*issues, issue("D2", severity="warning")])) == 5


def test_rows_without_a_column_are_one_finding_too():
    (one,) = gathered([issue("4"), issue("7"), issue("4")])
    assert one.cells == ("4", "7")


def test_a_whole_sheet_has_no_cells():
    (one,) = gathered([issue("")])
    assert (one.cells, one.addresses) == ((), ("patients",))


def test_what_keeps_a_result_from_being_computed_comes_first():
    found = gathered([
        issue("", "column_not_read", "info"), issue("B2", "implausible", "warning"),
        issue("C2", effect="unknown"), issue("A9", "id_missing"),
        issue("", "endpoint_not_available"), issue("D2", effect="none"),
    ])  # fmt: skip
    assert [i.effect for i in found] == [
        "blocked", "left_out", "unknown", "used", "none", "none",
    ]  # fmt: skip
    assert [i.blocks for i in found] == [True, True, True, False, False, False]


def test_an_entry_matters_as_much_as_its_column():
    spec = protocol(
        "randomised", endpoint=[OS],
        covariate=[{"id": "albumin", "label": "Albumin", "kind": "continuous"}],
    )  # fmt: skip

    def effects(sheet, column):
        return [effect_of_entry(spec, sheet, column, unread) for unread in (True, False)]

    assert effects("patients", "death_date") == ["left_out", "used"]
    assert effects("patients", "death_day") == ["left_out", "used"]
    assert effects("patients", "arm") == ["left_out", "used"]
    assert effects("patients", "albumin") == ["unknown", "used"]
    assert effects("patients", "hemoglobin") == ["none", "none"]
    assert effects("ascites", "volume_ml") == ["unknown", "used"]
