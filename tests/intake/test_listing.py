"""Which studies a directory holds: a bad one is named with its reason and hurts no other."""

import os
from pathlib import Path

import pytest

from outcomes.intake import listing
from outcomes.intake.listing import list_studies, state_of
from tests.intake.test_load import PROTOCOL

BAD = {
    "wrong kind": "[study]\nid = 1",
    "columns": "columns = [1]\n" + PROTOCOL.replace("toy", "bad"),
    "nested": "a = " + "[" * 4_000,
    "not text": "\0",
    "another id": PROTOCOL,
}


@pytest.fixture
def directory(tmp_path):
    (tmp_path / "toy").mkdir()
    (tmp_path / "toy" / "study.toml").write_text(PROTOCOL, encoding="utf-8")
    (tmp_path / "no_study").mkdir()
    (tmp_path / "readme.txt").write_text("x")
    return tmp_path


def listed(directory):
    return [(entry.id, entry.title, bool(entry.problems)) for entry in list_studies(directory)]


@pytest.mark.parametrize("kind", BAD)
def test_a_bad_study_is_listed_with_its_reason_beside_the_others(kind, directory):
    (directory / "bad").mkdir()
    (directory / "bad" / "study.toml").write_text(BAD[kind], encoding="utf-8")
    assert listed(directory) == [("bad", "bad", True), ("toy", "Toy", False)]


def test_two_folders_of_one_id_are_both_named(directory):
    (directory / "twin").mkdir()
    (directory / "twin" / "study.toml").write_text(PROTOCOL, encoding="utf-8")
    assert listed(directory) == [("toy", "Toy", False), ("twin", "twin", True)]
    (problem,) = list_studies(directory)[1].problems
    assert "'toy'" in problem
    assert "'twin'" in problem


def test_what_cannot_be_looked_into_is_listed_and_what_points_nowhere_is_not_asked(directory):
    (directory / "loop").symlink_to("loop")
    (directory / "dangling").mkdir()
    (directory / "dangling" / "study.toml").symlink_to("nowhere")
    (directory / "pipe").mkdir()
    os.mkfifo(directory / "pipe" / "study.toml")
    (directory / "toy" / ".#workbook.xlsx").symlink_to("somebody@pc.123")
    (directory / "toy" / "workbook.xlsx").symlink_to("nowhere")
    assert listed(directory) == [
        ("dangling", "dangling", True),
        ("loop", "loop", True),
        ("pipe", "pipe", True),
        ("toy", "Toy", False),
    ]
    assert (str(directory / "toy" / "workbook.xlsx"), 0, -1) in state_of(directory)


def test_whatever_a_protocol_does_to_its_reader_the_others_are_listed(directory, monkeypatch):
    (directory / "bad").mkdir()
    (directory / "bad" / "study.toml").write_text("x")
    real = listing.read_protocol

    def read(folder):
        if folder.name == "bad":
            raise KeyError("P001")
        return real(folder)

    monkeypatch.setattr(listing, "read_protocol", read)
    bad, toy = list_studies(directory)
    assert (toy.title, toy.folder) == ("Toy", directory / "toy")
    assert "P001" not in str(bad.problems)


def test_the_state_changes_with_any_file_two_levels_down(directory):
    before = state_of(directory / "toy")
    (directory / "toy" / "tables").mkdir()
    (directory / "toy" / "tables" / "patients.csv").write_text("a")
    between = state_of(directory / "toy")
    os.utime(directory / "toy" / "tables" / "patients.csv", ns=(1, 1))
    assert len({before, between, state_of(directory / "toy")}) == 3
    assert state_of(Path("/nowhere")) == ()


def test_no_directory_holds_no_studies():
    assert list_studies(Path("/nowhere/at/all")) == ()
