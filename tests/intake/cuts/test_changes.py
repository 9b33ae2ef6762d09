"""Two cuts of one study: who came, what changed, whose endpoint moved, what was rewritten."""

import os
import shutil

import pandas as pd
import pytest

from outcomes.__main__ import main
from outcomes.intake.cuts.changes import changes
from outcomes.intake.cuts.earlier import cuts_of, earlier_of
from outcomes.intake.load import load_study
from outcomes.intake.reader.pool import Unforeseen
from outcomes.model.changes import Moved
from outcomes.model.toml.reader import ProtocolError

PROTOCOL = """
[study]
id = "toy"
title = "Toy"
design = "single_arm"
data_cutoff = {cutoff}
workbook = "."

[[endpoint]]
id = "os"
label = "Overall survival"
kind = "time_to_event"
origin = "first_treatment_date"
event = ["death_date"]
censor = "last_contact_date"
"""
PATIENTS = """patient_id,first_treatment_date,last_contact_date,death_date,sex
A1,2024-01-01,2024-06-01,,F
A2,2024-01-01,2024-05-01,2024-05-01,M
A3,2024-01-01,2024-06-01,,M
A4,2024-01-01,2024-03-01,2024-03-01,F
"""
RESPONSE = """patient_id,assessment_date,overall_response
A1,2024-02-01,PR
A1,2024-04-01,SD
"""


@pytest.fixture
def cut(tmp_path):
    """A function that makes a cut of the study and returns its folder."""

    def make(name, patients=PATIENTS, response=RESPONSE, cutoff="2024-12-31"):
        folder = tmp_path / name / "toy"
        folder.mkdir(parents=True)
        (folder / "study.toml").write_text(PROTOCOL.format(cutoff=cutoff))
        (folder / "patients.csv").write_text(patients)
        (folder / "response.csv").write_text(response)
        return folder

    return make


def test_nothing_changed(cut):
    found = changes(load_study(cut("a")), load_study(cut("b")))
    assert found == ((), (), {}, (), ())
    assert not found.rewrites


def test_who_came_and_who_went_is_named_by_row(cut):
    later = (
        PATIENTS.replace("A4,2024-01-01,2024-03-01,2024-03-01,F\n", "")
        + "A5,2024-01-02,2024-06-01,,F\n"
    )
    found = changes(load_study(cut("a")), load_study(cut("b", later)))
    assert found.added == ("patients!5",)
    assert found.removed == ("patients!5",)
    assert found.rewrites


def test_cells_are_filled_changed_and_blanked_and_endpoints_move(cut):
    later = (
        PATIENTS.replace("A1,2024-01-01,2024-06-01,,F", "A1,2024-01-01,2024-08-01,2024-08-01,F")
        .replace("A2,2024-01-01,2024-05-01,2024-05-01,M", "A2,2024-01-01,2024-05-01,,M")
        .replace("A4,2024-01-01,2024-03-01,2024-03-01,F", "A4,2024-01-01,2024-02-01,2024-02-01,F")
    )
    found = changes(load_study(cut("a")), load_study(cut("b", later)))
    kinds = {entry.address: entry.kind for entry in found.entries}
    assert kinds == {
        "patients!C2": "changed", "patients!D2": "filled", "patients!D3": "blanked",
        "patients!C5": "changed", "patients!D5": "changed",
    }  # fmt: skip
    assert [e.address for e in found.entries if e.rewrites] == ["patients!D3"]
    assert found.moved == (Moved("os", new=1, gone=1, earlier=1),)
    assert found.rewrites


def test_rows_of_other_sheets_are_matched_whatever_their_order(cut):
    lines = RESPONSE.splitlines()
    later = "\n".join([lines[0], "A1,2024-06-01,PD", lines[2], lines[1]]) + "\n"
    found = changes(load_study(cut("a")), load_study(cut("b", response=later)))
    assert found.rows == {"response": (1, 0)}
    assert found.entries == ()
    assert not found.rewrites


def test_an_endpoint_that_cannot_be_read_any_more_is_lost(cut):
    later = PATIENTS.replace("2024-05-01,2024-05-01,M", "2024-05-01,soon,M")
    found = changes(load_study(cut("a")), load_study(cut("b", later)))
    assert found.moved == (Moved("os", lost=1),)
    assert found.rewrites


def test_the_command_says_it_with_the_results_then_and_now(cut, capsys):
    later = PATIENTS.replace("A3,2024-01-01,2024-06-01,,M", "A3,2024-01-01,2024-06-01,2024-06-01,M")
    assert main(["diff", str(cut("a")), str(cut("b", later))]) == 0
    said = capsys.readouterr().out
    assert "filled: 1 (patients!D4)" in said
    assert "os: 1 new events" in said
    assert "n = 4, 2 events →" in said
    assert "n = 4, 3 events" in said
    assert "Warning" not in said


def test_a_study_alone_is_compared_with_the_latest_of_its_cuts(cut, capsys):
    folder = cut("a")
    assert main(["diff", str(folder)]) == 2
    assert "cuts/" in capsys.readouterr().err
    (folder / "cuts").mkdir()
    with pd.ExcelWriter(folder / "cuts" / "2024-04-01.xlsx") as book:
        pd.read_csv(folder / "patients.csv").iloc[:3].to_excel(
            book, sheet_name="patients", index=False
        )
        pd.read_csv(folder / "response.csv").to_excel(book, sheet_name="response", index=False)
    shutil.copy(folder / "cuts" / "2024-04-01.xlsx", folder / "cuts" / "2023-04-01.xlsx")
    (folder / "cuts" / "notes.xlsx").touch()
    assert [path.stem for path in cuts_of(folder)] == ["2023-04-01", "2024-04-01"]
    assert main(["diff", str(folder)]) == 0
    said = capsys.readouterr().out
    assert "added: 1 (patients!5)" in said
    assert "os: 1 new events" in said  # the death of A2 came after the earlier cut
    earlier = earlier_of(load_study(folder))
    assert str(earlier.cutoff) == "2024-04-01"
    assert earlier.changes.added == ("patients!5",)
    ((then, now),) = earlier.results
    assert [(r.n, r.n_events) for r in (then, now)] == [(3, 0), (4, 2)]


def test_a_cut_that_is_refused_says_why(cut):
    folder = cut("a")
    assert earlier_of(load_study(folder)) is None
    (folder / "cuts").mkdir()
    (folder / "cuts" / "2024-04-01.xlsx").write_bytes(b"no workbook")
    earlier = earlier_of(load_study(folder))
    assert earlier.changes is None
    assert earlier.problem


def test_a_cut_that_is_no_file_says_so(cut):
    folder = cut("a")
    study = load_study(folder)
    (folder / "cuts").mkdir()
    path = folder / "cuts" / "2024-04-01.xlsx"
    for make, unmake in ((path.mkdir, path.rmdir), (lambda: os.mkfifo(path), path.unlink),
                         (lambda: path.symlink_to("nowhere"), path.unlink)):  # fmt: skip
        make()
        assert "cannot be opened" in earlier_of(study).problem
        unmake()


@pytest.mark.parametrize(
    ("error", "problem"),
    [(Unforeseen("rows.py, line 3"), "rows.py, line 3"), (ProtocolError(("a", "b")), "a; b")],
)
def test_a_cut_the_program_fails_on_stops_nothing_else(cut, monkeypatch, error, problem):
    folder = cut("a")
    (folder / "cuts").mkdir()
    (folder / "cuts" / "2024-04-01.xlsx").touch()
    study = load_study(folder)

    def fail(*_):
        raise error

    monkeypatch.setattr("outcomes.intake.cuts.earlier.read_upload", fail)
    assert earlier_of(study).problem == problem
