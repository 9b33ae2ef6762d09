"""What a display says of itself before it is asked."""

import pytest

from outcomes.displays.base.display import Display


@pytest.mark.parametrize(
    ("slow", "many", "n", "long"),
    [(False, 100, 99, False), (False, 100, 100, True), (True, 100, 1, True)],
)
def test_a_display_takes_long_of_many_or_always(slow, many, n, long):
    display = Display("toy.view", dict, dict, slow=slow, many=many)
    assert display.takes_long(n) is long
