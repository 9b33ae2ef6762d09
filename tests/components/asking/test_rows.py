"""How high a row of choices will be."""

import pytest

from components.asking.rows import row_of
from outcomes.displays.base.choice import any_of, number, one_of, switch

OPTIONS = [("a", "A"), ("b", "B")]
LIST = one_of("x", "X", OPTIONS)
SEGMENTS = one_of("y", "Y", OPTIONS, segmented=True)
QUIET = one_of("z", "Z", OPTIONS, quiet=True)


@pytest.mark.parametrize(
    ("offered", "row"),
    [
        ([], "buttons"),
        ([switch("s", "S"), one_of("f", "F", OPTIONS, folded="more"), QUIET], "buttons"),
        ([SEGMENTS, switch("s", "S")], "segments"),
        ([SEGMENTS, LIST], "lists"),
        ([SEGMENTS, QUIET], "lists"),  # its name stands above the list, too
        ([number("n", "N", 0, 10, 5, 1)], "lists"),
        ([any_of("m", "M", OPTIONS), SEGMENTS], "lists"),
    ],
)
def test_a_row_is_as_high_as_the_highest_in_it(offered, row):
    assert row_of(offered) == row
