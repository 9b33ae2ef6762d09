"""What entries mean where their heading carries the key, denies the event, or they are a scale."""

import io

import numpy as np
import pytest
from openpyxl import Workbook

from outcomes.intake.infer.entries import denies, is_scale, stated_by
from outcomes.intake.infer.protocol_text import to_toml
from outcomes.intake.load import load_workbook
from outcomes.model.file.hints import Hints
from outcomes.model.toml.protocol import parse_protocol
from outcomes.model.toml.text import read_toml

N = 16
DEAD = np.array([1, 1, 0, 1] * 4)
GRADES = ("none", "small", "moderate", "massive")
SCALE = {g: (str(i),) for i, g in enumerate(GRADES)}


def book(**columns):
    """A sheet of sixteen patients in two arms with a time of survival, and further columns."""
    workbook = Workbook()
    page = workbook.active
    page.append(["ID", "Group", "OS (months)", *columns])
    for i in range(N):
        entries = (entries[i % len(entries)] for entries in columns.values())
        page.append([f"P{i}", ("SOX", "HIPEC + SOX")[i // 8], 3.5 + i, *entries])
    file = io.BytesIO()
    workbook.save(file)
    return file.getvalue()


def opened(columns, hints=None):
    return load_workbook(book(**columns), name="a.xlsx", hints=hints)


def graded(header, entries, hints=None):
    """Return the grades of the first patients, as they are read."""
    study = opened({"Status": ["dead", "alive"], header: entries}, hints)
    return list(study.patients["ascites_category"][: len(entries)])


@pytest.mark.parametrize(
    ("header", "name", "codes"),
    [
        ("Status (0=dead, 1=alive)", "os_event", {"1": ("0",), "0": ("1",)}),
        ("状态（1：存活；2：死亡）", "os_event", {"0": ("1",), "1": ("2",)}),
        ("Alive (1 = yes, 0 = no)", "os_event", {"0": ("1",), "1": ("0",)}),
        ("Dead (1 = yes, 0 = no)", "os_event", {"1": ("1",), "0": ("0",)}),
        ("性别（1男 2女）", "sex", {"male": ("1",), "female": ("2",)}),
        ("Sex [male=1/female=2]", "sex", {"male": ("1",), "female": ("2",)}),
        ("Ascites (0=none,1=mild,2=moderate,3=massive)", "ascites_category", SCALE),
        ("腹水分级(0无、1少量、2中量、3大量)", "ascites_category", SCALE),
        ("PCI (0-39)", "pci", {}),
        ("Sex (1=A, 2=B)", "sex", {}),
        ("ECOG (0 or 1)", "ecog", {}),
    ],
)
def test_the_key_in_a_heading(header, name, codes):
    assert stated_by(header, name) == codes


@pytest.mark.parametrize(
    ("header", "entries"),
    [
        ("Status (0=dead, 1=alive)", 1 - DEAD),
        ("Status (1=alive, 2=dead)", 1 + DEAD),
        ("Status (1=dead, 0=alive)", DEAD),
        ("Alive", 1 - DEAD),
        ("Alive", np.array(["Y", "N"])[DEAD]),
        ("是否存活", np.array(["是", "否"])[DEAD]),
        ("是否死亡", np.array(["否", "是"])[DEAD]),
        ("结局", np.array(["存活", "死亡"])[DEAD]),
    ],
)
def test_who_died_is_who_the_heading_says(header, entries):
    study = opened({header: entries.tolist()})
    np.testing.assert_array_equal(study.endpoints["os"].event, DEAD)
    spec = parse_protocol(read_toml(to_toml(study.spec).encode()))  # kept beside the workbook
    again = load_workbook(book(**{header: entries.tolist()}), name="a.xlsx", spec=spec)
    np.testing.assert_array_equal(again.endpoints["os"].event, DEAD)


def test_a_heading_that_names_the_event_too_denies_nothing():
    assert denies("Alive at last contact")
    assert denies("存活")
    assert not any(map(denies, ("Alive/dead", "Living status", "生存状态", "Death (0=alive)")))


def test_what_is_read_so_is_said_with_its_column():
    study = opened({"Status (0=dead, 1=alive)": (1 - DEAD).tolist()})
    said = next(i for i in study.issues if i.rule == "entries_guessed")
    assert (said.severity, said.address) == ("info", "Sheet!D")
    assert said.message.endswith("1 for who had the event: 0 → 1, 1 → 0")


def test_the_key_counts_for_a_heading_that_somebody_pointed_at():
    header = "Follow-up result (0=dead, 1=alive)"
    columns = (("patients.os_event", header), ("patients.os_months", "OS (months)"))
    study = opened({header: (1 - DEAD).tolist()}, Hints(columns=columns))
    np.testing.assert_array_equal(study.endpoints["os"].event, DEAD)


@pytest.mark.parametrize("header", ["Ascites at baseline", "腹水量", "ascites_bl", "Ascites"])
def test_grades_are_read_as_grades_whatever_their_heading_is_listed_as(header):
    assert graded(header, list(GRADES)) == list(GRADES)
    assert graded(header, ["无", "少", "中", "大量"]) == list(GRADES)
    assert graded(header, [0, 1, 2, 3]) == list(GRADES)


def test_a_scale_that_is_not_used_whole_is_asked_about():
    study = opened({"Status": ["dead", "alive"], "腹水分级": [0, 1, 2]})
    assert "category_amount" in {i.rule for i in study.issues}


def test_amounts_and_answers_stay_what_their_heading_says():
    study = opened({"Status": ["dead", "alive"], "腹水量(ml)": [0, 500, 1500, 3]})
    assert list(study.patients["ascites_ml"][:4]) == [0, 500, 1500, 3]
    study = opened({"Status": ["dead", "alive"], "Ascites at baseline": ["yes", "no"]})
    assert list(study.patients["ascites_at_baseline"][:2]) == [1, 0]
    assert is_scale(["0", 1, "?"])
    assert not is_scale([0, 1.5])
    assert not is_scale([0, 12])


def test_what_somebody_says_of_an_entry_wins_and_the_others_stay():
    hints = Hints(values=(("ascites_category", "massive", "2"),))
    assert graded("Ascites at baseline", [0, 1, 2, 3], hints) == [
        "none",
        "small",
        "massive",
        "massive",
    ]


@pytest.mark.parametrize(
    ("header", "entries", "kind"),
    [
        ("腹水分级", ["无", "少量"], "ascites_category"),
        ("腹水量(ml)", [0, 500, 1500], "ascites_ml"),
        ("是否有腹水", ["是", "否"], "ascites_at_baseline"),
    ],
)
def test_baseline_ascites_is_what_is_asked_about_however_the_file_has_it(header, entries, kind):
    study = opened({"Status": ["dead", "alive"], header: entries})
    assert study.spec.key_covariates == (kind,)
