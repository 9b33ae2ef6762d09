"""The entries that stand at the addresses of findings."""

from outcomes.intake.sheets.cell_values import cell_values
from outcomes.model.file.report import Issue


def test_entries_at_addresses_and_nothing_where_a_cell_is_blank_or_a_whole_row(tmp_path):
    (tmp_path / "patients.csv").write_text("patient_id,age\nP1,61\nP2,\n", encoding="utf-8")
    issues = [Issue("error", "patients", cell, "r", "m") for cell in ("B2", "A3", "B3", "3", "Z9")]
    assert cell_values(tmp_path, issues) == {"patients!B2": "61", "patients!A3": "P2"}
    assert cell_values(tmp_path, []) == {}
