"""Ticks, crosses and blanks: what they mean in a column, and where they are asked about."""

import pytest

from outcomes.dictionary import columns_of
from outcomes.intake.cells.cleaning import Context
from outcomes.intake.cells.column import read_column

SERIOUS = columns_of("adverse_events")["serious"]


def read(cells, **context):
    found = read_column(SERIOUS, Context(**context), cells)
    rules = [c.problem.rule if c.problem else None for c in found.cells]
    return [c.value for c in found.cells], rules, [(p.severity, p.rule) for p in found.said]


@pytest.mark.parametrize("mark", ["x", "X", "Ｘ", "✓", "√", "✔", "☑", "☒"])
def test_a_list_that_was_ticked_off_has_blanks_for_no(mark):
    values, rules, said = read([mark, None, mark, "", "NA"])
    assert values == [1, 0, 1, 0, None]
    assert rules == [None] * 5
    assert said == [("info", "tick_marks")]


def test_empty_boxes_are_no():
    assert read(["☑", "☐", None])[0] == [1, 0, 0]
    assert read(["☒", "☐"])[0] == [1, 0]


def test_ticks_beside_crosses_are_yes_and_no_and_a_blank_is_nothing():
    for cross in ("x", "×", "✗"):
        values, rules, said = read(["√", cross, None])
        assert values == [1, 0, None]
        assert (rules, said) == ([None] * 3, [])


@pytest.mark.parametrize(
    "cells", [["×", None], ["✗", "✘", None], ["Y", "N", "x"], ["是", "X", None]]
)
def test_a_cross_in_other_company_is_asked_about_and_never_a_no(cells):
    values, rules, _ = read(cells)
    crosses = [i for i, c in enumerate(cells) if c in ("×", "✗", "✘", "x", "X")]
    assert all(values[i] is None and rules[i] == "mark_ambiguous" for i in crosses)


def test_the_protocol_says_what_a_mark_means():
    assert read(["Y", "x", "×"], declared={"N": ("x", "×")})[0] == [1, 0, 0]
    assert read(["Y", None], declared={"N": ("",)})[0] == [1, 0]


@pytest.mark.parametrize("yes", ["Y", 1, True, "是"])
def test_only_yes_and_blanks_is_a_question_and_the_blanks_stay_unknown(yes):
    values, _, said = read([yes, None, yes])
    assert values == [1, None, 1]
    assert said == [("info", "only_yes")]
    assert read([yes, "N", None])[2] == []
    assert read([yes, yes])[2] == []


def test_a_dash_beside_a_plus_may_be_an_answer_and_is_asked_about():
    assert read(["+", "-", "＋", "—", None])[:2] == (
        [1, None, 1, None, None],
        [None, "dash", None, "dash", None],
    )
    assert read(["Y", "-", None])[1] == [None] * 3
    assert read(["+", "-"], declared={"N": ("-",)})[0] == [1, 0]
