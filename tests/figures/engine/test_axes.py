"""Axes and their ticks: which there are, and which have room."""

from math import log

import pytest

from outcomes.figures.base.look import Look
from outcomes.figures.engine.axes import (
    axis_spec,
    count_axis,
    date_axis,
    even_ticks,
    plain_ticks,
    ratio_axis,
    share_axis,
    with_room,
)
from outcomes.figures.engine.plot import Axis
from outcomes.wording import format_date

SIX = Axis(0.0, 30.0, plain_ticks(range(0, 31, 6)))


def words(a):
    return [word for _, word in a.ticks]


def test_all_ticks_stay_where_there_is_room():
    kept, which = with_room(SIX, 500, 13)
    assert words(kept) == ["0", "6", "12", "18", "24", "30"]
    assert [1, 2, 3, 4, 5, 6][which] == [1, 2, 3, 4, 5, 6]


def test_every_second_or_third_tick_stays_where_there_is_less():
    # "30" is 16 px wide and wants 7.8 beside it: 24 px from one to the next, of which 120 hold 6.
    assert words(with_room(SIX, 125, 13)[0]) == ["0", "6", "12", "18", "24", "30"]
    assert words(with_room(SIX, 110, 13)[0]) == ["0", "12", "24"]
    assert words(with_room(SIX, 45, 13)[0]) == ["0", "18"]


def test_numbers_under_the_ticks_need_room_too():
    kept, which = with_room(SIX, 200, 13, [["10,000"] * 6])
    assert words(kept) == ["0", "12", "24"]
    assert list("abcdef")[which] == ["a", "c", "e"]


def test_shares_counts_and_ratios():
    assert share_axis("x").ticks[1] == (0.25, "25%")
    assert words(share_axis("x", 0.25, 0.05)) == ["0%", "5%", "10%", "15%", "20%", "25%"]
    assert count_axis(164, "n").ticks[-1] == (150.0, "150")
    assert count_axis(0, "n").high == pytest.approx(1.06)
    assert count_axis(12_000, "n").ticks[-1][1] == "10,000"
    assert words(ratio_axis(log(0.3), log(3.0), "HR")) == ["0.5", "1", "2"]


def test_even_ticks_are_round():
    warm = even_ticks(41.2, 43.4, 5)
    assert warm == ((41.5, "41.5"), (42.0, "42.0"), (42.5, "42.5"), (43.0, "43.0"))
    assert even_ticks(0, 1000, 2) == ((0, "0"), (500, "500"), (1000, "1,000"))


def test_a_calendar_has_as_many_ticks_as_fit():
    start = 19723.0  # 2024-01-01
    assert format_date(start) == "2024-01-01"
    assert words(date_axis(Look(width=900), start, start + 91))[:2] == ["2024-01", "2024-02"]
    assert words(date_axis(Look(width=340), start, start + 800)) == ["2024", "2025", "2026"]
    spec = axis_spec(date_axis(Look(), start, start + 91), Look(), spike=False)
    assert (spec["type"], spec["range"][0], spec["tickvals"][0]) == ("date",) + ("2024-01-01",) * 2


def test_an_axis_says_its_unit_at_the_pointer_and_can_be_hidden():
    a = Axis(0.0, 1.0, ((0.0, "0"),), unit="months")
    assert axis_spec(a, Look(), spike=True)["unifiedhovertitle"] == {"text": "%{x:.1f} months"}
    assert "showspikes" not in axis_spec(a, Look(), spike=False)
    assert axis_spec(Axis(0.0, 1.0, hidden=True), Look(), spike=True)["visible"] is False
    assert axis_spec(Axis(0.0, 1.0, bare=True), Look(), spike=False)["ticks"] == ""
