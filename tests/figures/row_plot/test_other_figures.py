"""Enrollment, flow, balance, proportions and the words for those who do not see them."""

import re

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


def test_alternative_text_has_the_message_and_the_numbers():
    said = describe(survival(), LABELS, contrast=[contrast(), test_of_arms()])
    assert said.startswith("SOX: 66/82 events, median 10.5 mo (95% CI")
    assert said.endswith("log-rank p = 0.004.")
    assert describe(proportion({"sox": (3, 24)}), LABELS).count("3/24") == 1
    assert describe(EMPTY, LABELS) == "no enrollment dates in the workbook."
    assert describe(Result("cox", estimates=(Estimate("hazard_ratio"),)), LABELS)
