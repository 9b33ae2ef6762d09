"""Colors that can be seen and words that can be read."""

import pytest

from outcomes.figures.base.look import Look, arm_color, arm_dash, faded, legible, word_color
from outcomes.results.note import Note
from outcomes.results.result import Estimate


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


def test_a_group_keeps_its_color_and_one_nobody_knows_takes_none_of_theirs():
    look = Look(labels={"sox": "SOX", "hipec": "HIPEC + SOX"})
    assert look.color("hipec") == Look(labels=dict(look.labels)).color("hipec") == arm_color(1)
    assert look.color("other") == arm_color(2)
    assert look.color("all") == arm_color(0)
    assert look.word_color("hipec") == word_color(1)
    assert (look.label("sox"), look.label("other"), look.label(None)) == ("SOX", "other", "")


def test_what_is_kept_back_is_not_said_to_be_beyond_estimation():
    look = Look("en")
    kept_back = Estimate("hazard_ratio", "a", None, notes=(Note("publish_few", k=11),))
    assert look.absent(kept_back) == "fewer than 11: not shown"
    assert look.printed(kept_back) == "not shown"
    assert Look("zh").printed(kept_back) == "不显示"
    taken = Note("accrual_column", column="consent_date")
    curves = Note("publish_curves", least=5, k=11)
    assert look.nothing((taken, curves), "accrual.none") == look.tell(curves)
    assert look.nothing((), "accrual.none") == look.say("accrual.none")
    assert look.absent(Estimate("hazard_ratio", "a", None)) == "could not be estimated"


def test_sizes_of_screen_and_projector():
    screen, projector = Look(), Look(size="presentation")
    assert [(look.em, look.stroke) for look in (screen, projector)] == [(13, 2.2), (26, 3.4)]
    assert screen.line == pytest.approx(18.46)
    assert [look.plot_height for look in (screen, projector, Look(height=200.4))] == [310, 540, 200]
    assert [Look(width=w).stretch for w in (400, 900, 1350, 1440, 2000)] == [1, 1, 1.5, 1.6, 1.6]
    assert [Look(width=w).room(0.2, 13) for w in (500, 900)] == [100, 169]


def test_in_a_color_stands_what_can_be_read_better():
    grays = [f"#{v:02X}{v:02X}{v:02X}" for v in range(256)]
    colors = [arm_color(i, theme) for i in range(10) for theme in ("light", "dark")]
    for color in (*grays, *colors, "#FF0000", "#00FF00", "#0000FF"):
        other = {"#000000": "#FFFFFF", "#FFFFFF": "#000000"}[legible(color)]
        assert ratio(legible(color), color) >= ratio(other, color) - 0.01


def test_after_ten_arms_colors_come_again_and_after_six_dashes():
    assert arm_color(10) == arm_color(0) != arm_color(9)
    assert word_color(10) == word_color(0) != word_color(9)
    assert arm_dash(6) == arm_dash(0) != arm_dash(5)
    assert faded("#0A141E", 0.25) == "rgba(10,20,30,0.25)"
