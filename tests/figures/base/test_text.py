"""Text that fits, and cannot be taken for markup."""

from itertools import pairwise

import pytest

from outcomes.figures.base.text import plain, pushed_apart, shortened, text_width, wrapped


def test_chinese_letters_take_more_room():
    assert text_width("生存", 10) > text_width("ab", 10) * 1.5
    assert text_width("", 10) == 0


def test_shortened_and_wrapped_text_fits():
    label = "腹腔热灌注化疗联合替吉奥（试验组）and SOX"
    assert text_width(shortened(label, 90), 13) <= 90
    assert shortened("SOX", 90) == "SOX"
    lines = wrapped(label, 90)
    assert "".join(lines).replace(" ", "") == label.replace(" ", "")
    assert all(text_width(line) <= 90 + 13 for line in lines)
    assert not any(line.startswith("）") or line.endswith("（") for line in lines)


def test_labels_cannot_carry_markup():
    assert plain("<b>&") == "&lt;b&gt;&amp;"


def test_end_labels_are_pushed_apart_within_the_plot():
    placed = pushed_apart([10, 11, 300, 299], 17, 5, 300)
    ordered = sorted(placed)
    assert min(b - a for a, b in pairwise(ordered)) >= 17 - 1e-9
    assert ordered[0] >= 5
    assert ordered[-1] <= 300


def test_limits_are_not_parted_from_their_level():
    assert wrapped("Difference (95% CI)", 118) == ["Difference", "(95% CI)"]


def test_letters_have_the_width_of_the_widest_common_font():
    # In tenths of an em: usual 6.2, narrow 4, wide 9.5, capitals 7, Chinese 10.4.
    assert text_width("abe0+", 10) == pytest.approx(5 * 6.2)
    assert text_width("il. -", 10) == pytest.approx(5 * 4)
    assert text_width("mW%", 10) == pytest.approx(3 * 9.5)
    assert text_width("AZ", 10) == pytest.approx(2 * 7)
    assert text_width("生，", 10) == pytest.approx(2 * 10.4)
    assert text_width("abe0+", 10, bold=True) == pytest.approx(5 * 6.2 * 1.08)
    assert text_width("a") == pytest.approx(8.06)


def test_a_label_that_fits_exactly_is_whole_and_one_that_does_not_ends_in_dots():
    assert shortened("aaaa", 32.25) == "aaaa"
    assert shortened("aaaa", 32.2) == "aa…"  # three letters are 24.18 px, and the dots 8.06
    assert shortened("a a a", 32.3) == "a a…"
    assert shortened("aaaa", 5) == "…"
    assert shortened("aaaa", 34.8, bold=True) == "aa…"


def test_lines_break_at_spaces_and_fill_their_width():
    assert wrapped("aa aa aa", 37.5) == ["aa aa", "aa"]  # two words: 32.24 and 5.2
    assert wrapped("aa aa aa", 37.4) == ["aa", "aa", "aa"]
    assert wrapped("", 50) == [""]
    assert wrapped("p = 0.04", 30) == ["p = 0.04"]
    assert wrapped("生存，时间", 30) == ["生", "存，", "时间"]
    assert wrapped("（生）存", 28) == ["（生）", "存"]


def test_what_is_pushed_apart_stays_as_near_as_it_can():
    assert pushed_apart([50, 10], 10, 0, 100) == [50, 10]
    assert pushed_apart([10, 10, 10], 10, 0, 100) == [10, 20, 30]
    assert pushed_apart([95, 98], 10, 0, 100) == [90, 100]
    assert pushed_apart([-5], 10, 0, 100) == [0]
    assert pushed_apart([], 10, 0, 100) == []


def test_lines_break_at_separators_which_neither_end_nor_begin_one():
    words = "SIMULATED · 136 events (Overall survival) · data cut-off 2025-06-30"
    simulated, events, cutoff = words.split(" · ")
    assert wrapped(words, 220) == [simulated, events, cutoff]
    assert wrapped(words, 300) == [f"{simulated} · {events}", cutoff]
    assert wrapped(words, 2000) == [words]
    # A piece too long for a line of its own is parted all the same.
    assert wrapped("aaaa bbbb · cc", 40) == ["aaaa", "bbbb", "cc"]
