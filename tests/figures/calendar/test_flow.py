"""The flow of patients: every number, an arrow into every box, in any place."""

import re
from itertools import pairwise

import pytest

from outcomes.figures.calendar.flow import flow_figure
from outcomes.results.result import Flow, Result
from tests.figures.made import flow, look


def words(figure):
    return " ".join(re.sub(r"<[^>]+>", "", a.text or "") for a in figure.layout.annotations)


def boxes(figure):
    return [s for s in figure.layout.shapes if s.type == "rect"]


def test_flow_prints_every_number_and_reason():
    shown = words(flow_figure(flow(), look()))
    for box in flow().flow:
        assert f"(n = {box.n})" in shown
    assert "prior abdominal surgery with dense" in shown
    assert shown.count("withdrew consent (n = 2)") == 2
    assert "Reason not recorded (n = 6)" in shown


@pytest.mark.parametrize("width", [340, 900])
def test_flow_has_an_arrow_into_every_box_but_the_first(width):
    figure = flow_figure(flow(), look(width=width))
    tips = {(round(a.x, 3), round(a.y, 1)) for a in figure.layout.annotations if a.showarrow}
    assert len(boxes(figure)) == 9
    assert len(tips) == len(boxes(figure)) - 1
    for above, below in pairwise(boxes(figure)):
        if above.x0 == below.x0:
            assert above.y1 < below.y0


def test_flow_without_screening_sheet_starts_with_the_enrolled():
    found = tuple(b for b in flow().flow if b.id not in ("screened", "excluded"))
    assert "Assessed" not in words(flow_figure(Result("flow", flow=found), look()))


def test_in_a_narrow_place_the_trunk_takes_all_of_it_and_many_arms_stand_below_each_other():
    two = boxes(flow_figure(flow(), look(width=340)))
    assert two[0].x1 - two[0].x0 > 0.9
    assert two[3].y0 == two[6].y0  # both arms begin side by side
    three = boxes(flow_figure(flow(("sox", "hipec_sox", "ip")), look(width=340)))
    assert {(round(b.x0, 3), round(b.x1, 3)) for b in three[3:]} == {(0.004, 0.996)}
    tops = [b.y0 for b in three]
    assert tops == sorted(tops)


def test_on_a_projector_boxes_have_the_lines_of_the_screen_and_thick_edges():
    screen = flow_figure(flow(), look(width=900))
    projector = flow_figure(flow(), look(width=1760, size="presentation"))
    assert len(projector.layout.annotations) == len(screen.layout.annotations)
    assert all(s.line.width >= 3 for s in projector.layout.shapes)


LINE, EM = 18.46, 13  # pixels


def lines_of(figure, box):
    """Return the heights of the lines in a box."""
    return [a.y for a in figure.layout.annotations
            if a.text and a.x == box.x0 and a.xref == "x" and box.y0 < a.y < box.y1]  # fmt: skip


@pytest.mark.parametrize("width", [340, 900])
def test_a_box_is_as_high_as_its_lines_which_begin_within_it(width):
    figure = flow_figure(flow(), look(width=width))
    for box in boxes(figure):
        found = lines_of(figure, box)
        assert found == pytest.approx(
            [box.y0 + 0.55 * EM + (k + 0.5) * LINE for k in range(len(found))]
        )
        assert box.y1 - box.y0 == pytest.approx(len(found) * LINE + 1.1 * EM)
    said = [a for a in figure.layout.annotations if a.text]
    assert {round(a.xshift, 6) for a in said if a.xref == "x"} == {7.8}
    last = max(box.y1 for box in boxes(figure))
    assert figure.layout.yaxis.range == pytest.approx((last + 4, 0))
    assert figure.layout.height == round(last + 4 + 12)
    margin = figure.layout.margin
    assert (margin.l, margin.r, margin.t, margin.b) == (6, 6, 4, 8)


def test_boxes_stand_a_line_apart_and_arrows_go_from_box_to_box():
    figure = flow_figure(flow(), look())
    screened, excluded, entered, *arms = boxes(figure)
    assert screened.y0 == 2
    assert excluded.y0 - screened.y1 == pytest.approx(LINE)
    assert entered.y0 - excluded.y1 == pytest.approx(LINE)
    assert [(b.x0, b.x1) for b in (screened, excluded, entered)] == [
        (0.3, 0.7), (0.54, 0.996), (0.3, 0.7)
    ]  # fmt: skip
    # From the trunk a line down, across, and 1.3 lines down to each arm.
    joint = entered.y1 + LINE
    firsts = [box for box in arms if box.y0 == pytest.approx(joint + 1.3 * LINE)]
    assert [(b.x0, b.x1) for b in firsts] == [
        pytest.approx((0.012, 0.488)), pytest.approx((0.512, 0.988))
    ]  # fmt: skip
    for side in (arms[:3], arms[3:]):
        for above, below in pairwise(side):
            assert below.y0 - above.y1 == pytest.approx(1.3 * LINE)
    arrows = {(round(a.ax, 3), round(a.ay, 1), round(a.x, 3), round(a.y, 1))
              for a in figure.layout.annotations if a.showarrow}  # fmt: skip
    middle = (excluded.y0 + excluded.y1) / 2
    assert {
        (0.5, round(middle, 1), 0.54, round(middle, 1)),
        (0.5, round(screened.y1, 1), 0.5, round(entered.y0, 1)),
        (0.25, round(joint, 1), 0.25, round(firsts[0].y0, 1)),
        (0.75, round(joint, 1), 0.75, round(firsts[1].y0, 1)),
        (0.25, round(arms[0].y1, 1), 0.25, round(arms[1].y0, 1)),
    } <= arrows
    ways = {tuple(round(v, 2) for v in (s.x0, s.y0, s.x1, s.y1))
            for s in figure.layout.shapes if s.type == "line"}  # fmt: skip
    down = (0.5, round(entered.y1, 2), 0.5, round(joint, 2))
    assert ways == {down, *((0.5, round(joint, 2), x, round(joint, 2)) for x in (0.25, 0.75))}


def test_one_arm_stands_under_the_trunk_and_takes_half_the_page_or_a_narrow_one_whole():
    for width, ends in ((900, (0.254, 0.746)), (340, (0.004, 0.996))):
        figure = flow_figure(flow(("sox",)), look(width=width))
        *_, entered, first = boxes(figure)[:4]
        assert (first.x0, first.x1) == pytest.approx(ends)
        assert (0.5, entered.y1, 0.5, first.y0) in [
            (a.ax, a.ay, a.x, a.y) for a in figure.layout.annotations if a.showarrow
        ]
        assert not [s for s in figure.layout.shapes if s.type == "line"]


def test_a_narrow_way_down_runs_left_of_who_was_excluded():
    figure = flow_figure(flow(), look(width=340))
    screened, excluded, entered, *_ = boxes(figure)
    assert [(b.x0, b.x1) for b in (screened, excluded, entered)] == [
        (0.004, 0.996), (0.14, 0.996), (0.004, 0.996)
    ]  # fmt: skip
    assert (0.07, screened.y1, 0.07, entered.y0) in [
        (a.ax, a.ay, a.x, a.y) for a in figure.layout.annotations if a.showarrow
    ]


@pytest.mark.parametrize(("width", "beside"), [(300, True), (299, False)])
def test_an_arm_needs_150_pixels_beside_another(width, beside):
    *_, first, _, _, second, _, _ = boxes(flow_figure(flow(), look(width=width)))
    assert (first.y0 == second.y0) is beside
    if not beside:  # after the last box of the one a line, and 1.3 lines
        found = boxes(flow_figure(flow(), look(width=width)))
        assert found[6].y0 - found[5].y1 == pytest.approx(2.3 * LINE)


@pytest.mark.parametrize("width", [912, 1300])
def test_reasons_are_broken_where_the_box_of_a_page_of_900_pixels_ends(width):
    # 0.456 of 900 px, less 2 em, less 2.6 em: 350 px; " (n = 9)" takes 50 of them.
    counted = []
    for reason in ("a" * 37, "a" * 38):
        reasons = ((reason, 9),)
        found = (Flow("screened", 9), Flow("excluded", 9, "screened", reasons=reasons))
        figure = flow_figure(Result("flow", flow=found), look(width=width))
        counted.append(len(lines_of(figure, boxes(figure)[1])))
    assert counted == [2, 3]


def test_arms_of_different_stages_keep_their_own_distances():
    left_out = {("lost", "sox"), ("discontinued", "sox")}
    uneven = tuple(b for b in flow().flow if (b.id, b.group) not in left_out)
    *_, a1, a2, b1, b2, b3 = boxes(flow_figure(Result("flow", flow=uneven), look()))
    for above, below in ((a1, a2), (b1, b2), (b2, b3)):
        assert below.y0 - above.y1 == pytest.approx(1.3 * LINE)


def test_a_level_is_as_high_as_the_highest_of_its_boxes():
    long = tuple(
        Flow(b.id, b.n, b.parent, b.group, (*b.reasons, ("x", 1))) if (b.id, b.group) ==
        ("discontinued", "ip") else b for b in flow(("sox", "ip")).flow
    )  # fmt: skip
    *_, _, a2, a3, _, b2, b3 = boxes(flow_figure(Result("flow", flow=long), look()))
    assert (a2.y0, a3.y0) == (b2.y0, b3.y0)
    assert a3.y0 - b2.y1 == pytest.approx(1.3 * LINE)
    assert a3.y0 - a2.y1 == pytest.approx(2.3 * LINE)


def test_edges_and_arrows_are_as_thick_as_the_letters_ask_for():
    figure = flow_figure(flow(), look())
    assert {round(s.line.width, 3) for s in figure.layout.shapes} == {1.508}  # 0.116 em
    heads = [a for a in figure.layout.annotations if a.showarrow]
    assert {round(a.arrowwidth, 3) for a in heads} == {1.508}
    colors = {(s.line.color, s.fillcolor) for s in boxes(figure)}
    assert (look().word_color("hipec_sox"), "rgba(168,74,0,0.07)") in colors
    assert (look().ink, "rgba(27,39,51,0.07)") in colors


def test_a_trial_of_one_arm_has_no_name_on_its_boxes():
    alone = tuple(Flow(b.id, b.n, b.parent, "all", b.reasons) for b in flow(("sox",)).flow)
    figure = flow_figure(Result("flow", flow=alone), look())
    assert "SOX" not in words(figure)
    assert {s.line.color for s in boxes(figure)} == {look().ink}
    named = [a.text for a in flow_figure(flow(("sox",)), look()).layout.annotations]
    assert named.count("<b>SOX</b>") == 1


def test_reasons_hang_under_their_dots_and_lines_of_the_caption_take_their_height():
    reasons = (("abcdeghkno abcdeghkno abcdeghkno abcdeghkno", 9),)
    found = (Flow("screened", 9), Flow("excluded", 9, "screened", reasons=reasons))
    figure = flow_figure(Result("flow", flow=found), look())
    texts = [a.text for a in figure.layout.annotations if "abcdeghkno" in a.text]
    assert texts == ["\u2003• abcdeghkno abcdeghkno abcdeghkno abcdeghkno"]
    assert [a.text for a in figure.layout.annotations][-2] == "\u2003\u2003 (n = 9)"
    said = flow_figure(Result("flow", flow=found), look(caption=("ITT", "2026-06-30")))
    assert said.layout.height - figure.layout.height == pytest.approx(2 * 20.8, abs=1)
    assert said.layout.margin.b - figure.layout.margin.b == pytest.approx(2 * 20.8, abs=1)
    # 888 px of 11.5 px letters: 124 of 7.13.
    for n, lines in ((124, 1), (125, 2)):
        long = ("a" * (n - 2) + " b",)
        figure = flow_figure(Result("flow", flow=found), look(caption=long))
        size = look().em - 1.5
        assert sum(a.font.size == size for a in figure.layout.annotations) == lines


def test_the_name_of_an_arm_is_broken_as_wide_as_bold_letters_are():
    # 0.476 of 900 px, less 2 em: 402.4 px, of which others take an eleventh less: 45 letters.
    counted = []
    for rest in (25, 26):
        labels = {"sox": f"{19 * 'a'} {rest * 'a'}"}
        figure = flow_figure(flow(("sox", "ip")), look(width=912, labels=labels))
        counted.append(len(lines_of(figure, boxes(figure)[3])))
    assert counted == [6, 7]
