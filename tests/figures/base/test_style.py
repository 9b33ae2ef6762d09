"""Colors that can be seen, words that can be read, text that fits."""

import pytest

from outcomes.figures.base.style import (
    Look,
    arm_color,
    arm_dash,
    plain,
    shortened,
    text_width,
    word_color,
    wrapped,
)


def luminance(color):
    parts = (int(color[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def ratio(one, other):
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_marks_have_contrast_3_and_words_4_5(theme):
    look = Look(theme=theme)
    for place in range(10):
        assert ratio(arm_color(place, theme), look.paper) >= 3
        assert ratio(word_color(place, theme), look.paper) >= 4.5
    for color in (look.ink, look.muted):
        assert ratio(color, look.paper) >= 4.5


def test_arms_differ_by_color_and_by_dash():
    assert arm_color(0) == "#0072B2"
    assert arm_color(1) == "#D55E00"
    assert len({arm_color(i) for i in range(6)}) == 6
    assert len({arm_dash(i) for i in range(6)}) == 6


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
