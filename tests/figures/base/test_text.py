"""Text that fits, and cannot be taken for markup."""

from itertools import pairwise

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
