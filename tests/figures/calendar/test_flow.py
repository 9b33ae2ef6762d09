"""The flow of patients: every number, an arrow into every box, in any place."""

import re
from itertools import pairwise

import pytest

from outcomes.figures.calendar.flow import flow_figure
from outcomes.results.result import Result
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
