"""Conditions print as the command line writes them, and no two alike."""

import pytest

from outcomes.results.condition import Condition


@pytest.mark.parametrize(
    ("condition", "printed"),
    [
        (Condition("sex", "in", ("F",)), "sex in F"),
        (Condition("stage", "in", ("T3", "T4a")), "stage in T3,T4a"),
        (Condition("stage", "in", ("T4a, N0", "T4b")), 'stage in "T4a, N0", "T4b"'),
        (Condition("size", "in", ('5" or more',)), 'size in "5"" or more"'),
        (Condition("note", "in", ("a; b",)), 'note in "a; b"'),
        (Condition("age", ">=", bound=65.0), "age >= 65"),
        (Condition("age", "<", bound=65.5), "age < 65.5"),
        (Condition("cells", "<=", bound=1234567.1), "cells <= 1234567.1"),
        (Condition("cells", "<=", bound=1234567.2), "cells <= 1234567.2"),
        (Condition("titer", ">=", bound=1e-7), "titer >= 1e-07"),
    ],
)
def test_the_printed_form(condition, printed):
    assert str(condition) == printed


def test_two_conditions_are_never_printed_alike():
    one, two = Condition("s", "in", ("a,b",)), Condition("s", "in", ("a", "b"))
    assert str(one) != str(two)
