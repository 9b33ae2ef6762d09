"""Status columns of ready-made endpoints, as other programs write them."""

from dataclasses import replace

import pytest

from outcomes.dictionary import Column
from outcomes.intake.cells.cleaning import Context
from outcomes.intake.cells.column import read_column

EVENT = Column(
    "os_e", "integer", "e", "e", "", low=0, high=1, bounded=True, notation="event"
)  # fmt: skip
COMPETING = replace(EVENT, high=2)
CNSR = replace(EVENT, name="cnsr", high=99, notation="censor")


def read(cells, column=EVENT, **context):
    found = read_column(column, Context(**context), cells)
    rules = [c.problem.rule if c.problem else None for c in found.cells]
    return [c.value for c in found.cells], rules, [p.rule for p in found.said]


@pytest.mark.parametrize(
    ("event", "censored"),
    [
        (1, 0), (1.0, 0.0), ("1", "0"), (True, False), ("TRUE", "FALSE"), ("Y", "N"), ("是", "否"),
        ("Dead", "Alive"), ("deceased", "living"), ("死亡", "存活"), ("Event", "Censored"),
        ("1:DECEASED", "0:LIVING"), ("1:Recurred/Progressed", "0:DiseaseFree"),
        ("1=dead", "0=alive"), ("事件", "删失"), ("进展", "未进展"),
    ],
)  # fmt: skip
def test_what_other_programs_write_is_event_and_censored(event, censored):
    assert read([event, censored, event, None]) == ([1, 0, 1, None], [None] * 4, [])


def test_cnsr_is_the_inverse_and_its_reasons_stay():
    assert read([0, 2, "1", 5], CNSR)[0] == [0, 2, 1, 5]
    assert read(["0: Event", "2: Lost to follow-up"], CNSR)[0] == [0, 2]
    assert read([True, False, "Censored", "Dead"], CNSR)[0] == [1, 0, 1, 0]


@pytest.mark.parametrize("cells", [[1, 2, 2], ["1", "2", None], [1.0, 2.0, 9]])
def test_one_and_two_are_asked_about_and_nothing_is_read(cells):
    values, rules, _ = read(cells)
    assert values == [None] * 3
    assert set(rules) - {None} == {"event_coding"}
    declared = {"0": ("1",), "1": ("2",)}
    assert read([1, 2, 2], declared=declared) == ([0, 1, 1], [None] * 3, [])


def test_two_is_the_competing_event_where_there_is_one():
    assert read([0, 1, 2], COMPETING)[0] == [0, 1, 2]
    assert read([1, 2, 2], COMPETING)[0] == [1, 2, 2]


@pytest.mark.parametrize(
    ("cell", "rule"),
    [
        (2, "out_of_range"), (-1, "out_of_range"), ("9", "out_of_range"), (0.5, "not_whole"),
        ("lost", "event_word"), ("1:LIVING", "event_contradiction"),
        ("0=死亡", "event_contradiction"),
    ],
)  # fmt: skip
def test_what_is_no_code_is_not_read(cell, rule):
    assert read([0, 1, cell])[1] == [None, None, rule]


@pytest.mark.parametrize(("code", "other"), [(1, "0"), (0, "1")])
def test_one_code_beside_blanks_is_a_question(code, other):
    values, _, said = read([code, None, code])
    assert values == [code, None, code]
    assert said == ["only_one_code"]
    (problem,) = read_column(EVENT, Context(), [code, None]).said
    assert problem.remedy == f'If so, write [values.os_e] "{other}" = [""].'
    assert read([code, None], declared={other: ("",)})[0] == [code, float(other)]
    assert read([code, code])[2] == []
