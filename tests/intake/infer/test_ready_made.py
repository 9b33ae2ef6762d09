"""Sheets without dates: times and events by the words of their headers and what stands below."""

import io

import pytest
from openpyxl import Workbook

from outcomes.intake.gate.raw import RawSheet
from outcomes.intake.infer.ready_made import parts_of
from outcomes.intake.load import load_workbook
from outcomes.model.file.hints import Hints

TIMES = [3.5, 8, 12.25, 20, 1.5, 30, 7, 9]
EVENTS = [1, 0, 1, 1, 0, 1, 0, 1]


def sheet(headers, *columns):
    rows = tuple(zip(*columns, strict=True))
    letters = tuple("ABCDEFGH"[: len(headers)])
    return RawSheet("Data", tuple(headers), letters, tuple(range(2, len(rows) + 2)), rows)


def read(headers, *columns, guessed=()):
    return {p.column: p.header for p in parts_of(sheet(headers, *columns), guessed)}


@pytest.mark.parametrize(
    ("time", "event", "names"),
    [
        ("OS months", "OS event", ("os_months", "os_event")),
        ("OSmonths", "OSstatus", ("os_months", "os_event")),
        ("OS (mo)", "OS", ("os_months", "os_event")),
        ("Overall survival, days", "Status", ("os_days", "os_event")),
        ("Survival time (years)", "Death (1=yes)", ("os_years", "os_event")),
        ("PFS_wks", "PFS_indicator", ("pfs_weeks", "pfs_event")),
        ("Progression-free survival (m)", "PFS status", ("pfs_months", "pfs_event")),
        ("Time to progression (d)", "Progressed", ("ttp_days", "ttp_event")),
        ("总生存期（月）", "OS事件", ("os_months", "os_event")),
        ("生存时间(天)", "死亡", ("os_days", "os_event")),
        ("无进展生存时间（个月）", "PFS状态", ("pfs_months", "pfs_event")),
        ("无病生存月数", "DFS结局", ("dfs_months", "dfs_event")),
        ("随访 OS(月)", "结局", ("os_months", "os_event")),
        ("PFS (months)", "Progression or death", ("pfs_months", "pfs_event")),
    ],
)
def test_a_time_and_its_event(time, event, names):
    assert read([time, event], TIMES, EVENTS) == dict(zip(names, (time, event), strict=True))


def test_words_of_an_event_do_as_well():
    words = ["dead" if e else "alive" for e in EVENTS]
    assert read(["OS months", "Vital status"], TIMES, words)["os_event"] == "Vital status"


@pytest.mark.parametrize(
    ("headers", "columns"),
    [
        (["OS months"], [TIMES]),  # nothing says whether it happened
        (["OS months", "Age"], [TIMES, EVENTS]),
        (["Closest visit (days)", "Status"], [TIMES, EVENTS]),  # os is no part of a word
        (["OS event", "PFS event"], [EVENTS, EVENTS]),
        (["OS months", "OS event"], [["see chart"] * 8, EVENTS]),
        (["OS months", "Progression or death"], [TIMES, EVENTS]),  # not who died
        (["OS months", "OS censored"], [TIMES, EVENTS]),  # 1 for whom?
    ],
)
def test_what_is_no_pair_is_nothing(headers, columns):
    assert read(headers, *columns) == {}


def test_dates_of_death_are_believed_before_a_time_somebody_worked_out():
    assert read(["OS months", "OS event"], TIMES, EVENTS, guessed=["death_date"]) == {}
    dates = ["2023-05-06"] * 8
    assert read(["OS months", "OS event", "Date of death"], TIMES, EVENTS, dates) == {}


def book(headers, *columns):
    workbook = Workbook()
    workbook.active.append(headers)
    for row in zip(*columns, strict=True):
        workbook.active.append(row)
    file = io.BytesIO()
    workbook.save(file)
    return file.getvalue()


IDS = [f"P{i}" for i in range(8)]


def opened(headers, *columns, **said):
    hints = Hints(**said) if said else None
    return load_workbook(book(["ID", *headers], IDS, *columns), name="a.xlsx", hints=hints)


def test_a_unit_that_nothing_says_is_asked_and_can_be_said():
    study = opened(["OS time", "OS event"], TIMES, EVENTS)
    assert study.spec.endpoints == ()
    asked = next(i for i in study.issues if i.rule == "header_unsure")
    assert (asked.address, asked.effect) == ("Sheet!B", "unknown")
    study = opened(["OS time", "OS event"], TIMES, EVENTS,
                   columns=(("patients.os_weeks", "OS time"),))  # fmt: skip
    assert study.spec.endpoint("os").unit == "weeks"
    assert study.endpoints["os"].event.sum() == 5


def test_a_time_of_which_nothing_says_who_had_the_event_is_said():
    study = opened(["PFS (months)", "OS (months)", "Dead"], TIMES, TIMES, EVENTS)
    assert [e.id for e in study.spec.endpoints] == ["os"]
    said = [i for i in study.issues if i.rule == "header_unsure"]
    assert [(i.severity, i.address) for i in said] == [("warning", "Sheet!B")]


def test_one_and_two_are_asked_about_and_can_be_said():
    coded = [e + 1 for e in EVENTS]
    study = opened(["OS months", "OS event"], TIMES, coded)
    column = next(c for c in study.read[0].columns if c.column == "os_event")
    assert column.unresolved == ("2", "1")
    assert study.endpoints["os"].lacking.share == 1
    study = opened(["OS months", "OS event"], TIMES, coded,
                   values=(("os_event", "0", "1"), ("os_event", "1", "2")))  # fmt: skip
    assert study.endpoints["os"].event.sum() == 5


def test_a_blank_is_asked_about_and_can_be_said():
    ticked = [e or None for e in EVENTS]
    study = opened(["OS months", "OS event"], TIMES, ticked)
    column = next(c for c in study.read[0].columns if c.column == "os_event")
    assert column.unresolved == ("",)
    study = opened(["OS months", "OS event"], TIMES, ticked, values=(("os_event", "0", ""),))
    assert (study.endpoints["os"].event.sum(), study.endpoints["os"].lacking.n) == (5, 0)
