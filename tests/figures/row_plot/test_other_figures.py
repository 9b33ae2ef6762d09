"""Enrollment, flow, balance, proportions and the words for those who do not see them."""

import re
from dataclasses import replace
from itertools import pairwise

import plotly.graph_objects as go
import pytest

from outcomes.figures.base.describe import describe
from outcomes.figures.calendar.enrollment import (
    accrual_figure,
    events_projection,
    follow_up_figure,
    monthly_bars,
)
from outcomes.figures.calendar.flow import flow_figure
from outcomes.figures.row_plot.balance import love_plot
from outcomes.figures.row_plot.proportions import proportions_figure
from outcomes.figures.row_plot.reasons import reasons_figure
from outcomes.results.note import Note
from outcomes.results.result import Estimate, Result
from tests.figures.made import (
    LABELS,
    accrual,
    baseline,
    contrast,
    flow,
    look,
    projection,
    proportion,
    survival,
    test_of_arms,
)


def words(figure):
    return " ".join(re.sub(r"<[^>]+>", "", a.text or "") for a in figure.layout.annotations)


FIGURES = {
    "accrual": lambda **o: accrual_figure(accrual(), look(**o), projection=projection()),
    "by arm": lambda **o: accrual_figure(accrual(by=("sox", "ip")), look(**o)),
    "monthly": lambda **o: monthly_bars(accrual(by=("sox", "hipec_sox")), look(**o)),
    "events": lambda **o: events_projection(projection(), look(**o)),
    "follow-up": lambda **o: follow_up_figure(survival(), look(**o)),
    "flow": lambda **o: flow_figure(flow(), look(**o)),
    "reasons": lambda **o: reasons_figure(flow(), look(**o)),
    "love": lambda **o: love_plot(
        baseline(), {"pci": "PCI"}, look(**o), weighted=baseline(shrink=0.1)
    ),
    "proportions": lambda **o: proportions_figure(proportion({"sox": (3, 24)}), look(**o)),
}


@pytest.mark.parametrize("name", FIGURES)
def test_figures_are_valid_pure_and_speak_both_languages(name):
    for options in ({}, {"language": "zh", "theme": "dark", "size": "presentation"}):
        figure = FIGURES[name](**options, caption=["ITT · 2026-06-30"])
        assert figure.to_json() == FIGURES[name](**options, caption=["ITT · 2026-06-30"]).to_json()
        go.Figure(figure.to_dict())
        assert "2026-06-30" in words(figure)
        assert not figure.layout.showlegend
        assert not figure.layout.template.layout.to_plotly_json()


EMPTY = Result("empty", notes=(Note("no_enrollment_dates"),))


@pytest.mark.parametrize(
    "draw",
    [
        lambda: accrual_figure(EMPTY, look()),
        lambda: monthly_bars(EMPTY, look()),
        lambda: events_projection(EMPTY, look()),
        lambda: follow_up_figure(EMPTY, look()),
        lambda: flow_figure(EMPTY, look()),
        lambda: love_plot(EMPTY, {}, look()),
        lambda: proportions_figure(EMPTY, look()),
    ],
)
def test_nothing_to_draw_is_explained_by_the_result(draw):
    figure = draw()
    assert not figure.data
    assert words(figure) == "no enrollment dates in the workbook"


def test_flow_prints_every_number_and_reason():
    shown = words(flow_figure(flow(), look()))
    for box in flow().flow:
        assert f"(n = {box.n})" in shown
    assert "prior abdominal surgery with dense" in shown
    assert shown.count("withdrew consent (n = 2)") == 2
    assert "Reason not recorded (n = 6)" in shown


def test_flow_has_an_arrow_into_every_box_but_the_first():
    figure = flow_figure(flow(), look())
    boxes = [s for s in figure.layout.shapes if s.type == "rect"]
    tips = {(round(a.x, 3), round(a.y, 1)) for a in figure.layout.annotations if a.showarrow}
    assert len(boxes) == 9
    assert len(tips) == len(boxes) - 1
    for above, below in pairwise(boxes):
        if above.x0 == below.x0:
            assert above.y1 < below.y0


def test_flow_without_screening_sheet_starts_with_the_enrolled():
    boxes = tuple(b for b in flow().flow if b.id not in ("screened", "excluded"))
    assert "Assessed" not in words(flow_figure(Result("flow", flow=boxes), look()))


def test_the_plan_is_for_everybody():
    assert "Plan" in words(accrual_figure(accrual(), look()))
    assert "Plan" not in words(accrual_figure(accrual(by=("sox", "ip")), look()))


def test_accrual_names_projected_date_with_its_interval():
    shown = words(accrual_figure(accrual(), look(width=1200), projection=projection()))
    assert "164 enrolled · 180 planned" in shown
    assert "complete on 2026-07-09 (95% PI 2026-05-20 to" in shown


def test_colors_of_groups_follow_the_protocol():
    bars = monthly_bars(accrual(by=("hipec_sox",)), look()).data
    both = monthly_bars(accrual(by=("sox", "hipec_sox")), look()).data
    assert bars[0].marker.color == both[1].marker.color


def test_alternative_text_has_the_message_and_the_numbers():
    said = describe(survival(), LABELS, contrast=[contrast(), test_of_arms()], title="OS")
    assert said.startswith("OS. SOX: 66/82 events, median 10.5 mo (95% CI")
    assert said.endswith("log-rank p = 0.004.")
    assert describe(proportion({"sox": (3, 24)}), LABELS).count("3/24") == 1
    assert describe(EMPTY, LABELS) == "no enrollment dates in the workbook."
    assert describe(Result("cox", estimates=(Estimate("hazard_ratio"),)), LABELS)


def test_a_reverse_curve_counts_the_censored_it_falls_by():
    reverse = replace(survival(), analysis="follow_up")
    fallen = [int(sum(c.n_events)) for c in reverse.curves]
    said = words(follow_up_figure(reverse, look()))
    assert [f"{n}/82 censored" in said for n in fallen] == [True, True]
    assert "events" not in said
