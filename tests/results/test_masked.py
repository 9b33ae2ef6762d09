"""A number that is kept back says so wherever it would be printed, and gives nothing away."""

import pickle

import pytest

from outcomes.results.masked import Masked
from outcomes.results.note import Note
from outcomes.results.result import Estimate
from outcomes.wording import format_count, format_of, format_percent, format_value, say


def test_it_prints_that_it_is_below_a_limit_or_kept_back():
    assert (str(Masked(11)), f"{Masked(11):.0f}", str(Masked())) == ("<11", "<11", "–")


def test_every_way_to_print_a_number_prints_it():
    few = Masked(11)
    assert format_count(few) == "<11"
    assert format_of(few, 82) == "<11/82"
    assert format_percent(few) == "<11"
    assert format_value(few, "count") == "<11"
    assert say(Note("ae_no_time", n=few)).endswith(": <11")
    assert "<11" in say(Note("events_imputed", events=few))  # a text that asks for decimals


@pytest.mark.parametrize(
    "made", [lambda x: x + 3, lambda x: 3 - x, lambda x: sum([1, x]), lambda x: 2.5 * x,
             lambda x: x / 4, lambda x: -x, lambda x: 7 / x],
)  # fmt: skip
def test_whatever_is_computed_with_it_is_kept_back_too(made):
    assert str(made(Masked(11))) == "–"


def test_it_counts_as_present_and_is_not_drawn():
    assert Masked(11) or False
    assert (Masked(11) or 0) == Masked(11)
    assert float(Masked(11)) == 0.0
    assert round(Masked(11)) == Masked(11)
    assert not Estimate("n", value=Masked(11)).finite
    assert Masked(11) != Masked(5)
    assert Masked(11) != 0


def test_it_survives_being_copied():
    assert pickle.loads(pickle.dumps(Masked(11))) == Masked(11)
