"""The Kaplan–Meier figure says what its Result says, for any cohort."""

import json
import re

import numpy as np
import plotly.graph_objects as go
import pytest

from outcomes.figures.curve_plot.curves import Drawn, survival_figure
from outcomes.figures.curve_plot.steps import at_risk, to_steps
from tests.figures.made import LONG, contrast, look, survival, test_of_arms


def spec_of(figure):
    return json.loads(figure.to_json())


def traces(figure, layer):
    return [t for t in figure.data if (t.meta or {}).get("layer") == layer]


def words(figure):
    return " ".join(re.sub(r"<[^>]+>", "", a.text) for a in figure.layout.annotations)


def risk_cells(figure, group):
    return [(a.x, a.text) for a in figure.layout.annotations if a.name == f"risk {group}"]


@pytest.fixture(scope="module")
def two():
    return survival()


def test_same_result_same_figure(two):
    first, second = (survival_figure(two, look(), contrast=contrast()) for _ in range(2))
    assert first.to_json() == second.to_json()


def test_every_figure_is_valid_for_plotly(two):
    for table in ("at_risk", "kmunicate", "none"):
        for theme in ("light", "dark"):
            figure = survival_figure(
                two, look(labels=LONG, theme=theme, language="zh"), Drawn(table)
            )
            go.Figure(figure.to_dict())


def test_numbers_at_risk_are_those_of_the_curve(two):
    figure = survival_figure(two, look())
    for curve in two.curves:
        cells = risk_cells(figure, curve.group)
        assert [x for x, _ in cells] == list(figure.layout.xaxis.tickvals)
        for tick, printed in cells:
            still = [n for t, n in zip(curve.time, curve.n_at_risk, strict=True) if t >= tick]
            assert printed == str(int(still[0]) if still else 0)


def test_kmunicate_rows_add_up_to_everybody(two):
    figure = survival_figure(two, look(), Drawn("kmunicate", horizon=44))
    cells = [int(text) for _, text in risk_cells(figure, "sox")]
    left, censored, events = np.array(cells).reshape(3, -1)
    assert (left + censored + events == 82).all()


def test_at_risk_counts_just_before_a_time_and_nobody_after_the_end(two):
    steps = to_steps(two.curves[0])
    first, last = steps.time[1], steps.time[-1]
    counted = at_risk(steps, np.array([0, first, first + 1e-9, last, last + 1])).tolist()
    assert counted == [82, 82, 81, 1, 0]


def test_colors_stay_with_the_arm_under_filtering(two):
    everyone = survival_figure(two, look())
    alone = survival_figure(two, look(), Drawn(groups=["hipec_sox"]))
    lines = {t.meta["group"]: (t.line.color, t.line.dash) for t in traces(everyone, "line")}
    (only,) = traces(alone, "line")
    assert (only.line.color, only.line.dash) == lines["hipec_sox"]
    assert len(set(lines.values())) == 2


def test_summary_names_reference_interval_and_test(two):
    shown = words(survival_figure(two, look(), contrast=[contrast(), test_of_arms()]))
    assert "HR 0.61 (95% CI 0.43–0.87), HIPEC + SOX vs SOX (reference); log-rank p = 0.004" in shown
    assert "66/82 events" in shown


def test_nobody_is_explained(two):
    figure = survival_figure(survival({"sox": 0, "hipec_sox": 0}), look())
    assert not figure.data
    assert "No patients" in words(figure)
    half = survival_figure(survival({"sox": 0, "hipec_sox": 12}), look())
    assert [t.meta["group"] for t in traces(half, "line")] == ["hipec_sox"]
    assert "no patients" in words(half)


def test_no_events_draws_no_band_and_no_median():
    figure = survival_figure(survival(n_events=0), look())
    assert not traces(figure, "band")
    assert not figure.layout.shapes
    assert "median not reached" in words(figure)


def test_incidence_is_one_minus_survival(two):
    up, down = (survival_figure(two, look(), Drawn(incidence=i)) for i in (True, False))
    for rising, falling in zip(traces(up, "line"), traces(down, "line"), strict=True):
        np.testing.assert_allclose(np.array(rising.y), 1 - np.array(falling.y), atol=1e-6)
    for fig in (up, down):
        for shape in traces(fig, "band"):
            assert np.isfinite(np.array(shape.y)).all()


def test_limits_enclose_the_curve_whichever_way_it_runs(two):
    for incidence in (False, True):
        steps = to_steps(two.curves[0], incidence=incidence)
        known = np.isfinite(steps.low)
        assert known.sum() > 50
        assert (steps.low <= steps.value)[known].all()
        assert (steps.value <= steps.high)[known].all()


def test_axis_ends_where_too_few_remain_and_says_so(two):
    figure = survival_figure(two, look())
    assert figure.layout.xaxis.range[1] == 30
    assert "Axis ends at 30 months" in words(figure)
    assert "Axis ends" not in words(survival_figure(two, look(), Drawn(horizon=18)))


def test_twenty_thousand_patients_stay_light_and_lose_no_pixel():
    big = survival({"sox": 10_000, "hipec_sox": 10_000})
    figure = survival_figure(big, look(), contrast=contrast())
    assert len(figure.to_json()) < 200_000
    (line,) = (t for t in traces(figure, "line") if t.meta["group"] == "sox")
    steps = to_steps(big.curves[0])
    where = np.searchsorted(steps.time, np.array(line.x)[1:-1], side="right") - 1
    np.testing.assert_allclose(steps.value[where], np.array(line.y)[1:-1], atol=2e-3)
    assert risk_cells(figure, "sox")[0][1] == "10,000"


def test_hover_speaks_for_every_arm_and_their_difference(two):
    hover = traces(survival_figure(two, look()), "hover")
    assert len(hover) == 3
    assert hover[0].text[0] == "100% · at risk 82"
    assert re.fullmatch(r"\d+% \(95% CI \d+–\d+\) · at risk \d+", hover[0].text[120])
    assert hover[2].text[120].endswith(" pp")


def test_labels_are_text_and_not_markup(two):
    figure = survival_figure(two, look(labels={"sox": "<a href='x'>S&X</a>", "hipec_sox": "B"}))
    assert "<a" not in figure.to_json().replace("\\u003c", "<").replace("&lt;a", "")


def test_a_narrow_place_cuts_and_wraps_words(two):
    wide, narrow = (
        survival_figure(two, look(width=width), contrast=[contrast(), test_of_arms()])
        for width in (900, 360)
    )
    assert narrow.layout.margin.r < wide.layout.margin.r
    assert narrow.layout.margin.t > wide.layout.margin.t


def test_lines_to_the_medians_are_half_as_wide_as_curves():
    figure = survival_figure(survival(), look())
    dotted = [s.line.width for s in figure.layout.shapes if s.line.dash == "dot"]
    assert dotted
    assert dotted == pytest.approx([0.55 * look().stroke] * len(dotted))


def test_the_axis_of_a_rising_curve_ends_at_the_quarter_above_it_and_its_band(two):
    def top(result, **drawn):
        y = spec_of(survival_figure(result, look(), Drawn(**drawn)))["layout"]["yaxis"]
        return round(y["range"][1] / 1.01, 6), y["ticktext"][1]

    few, some = survival(scales=(900, 900)), survival(scales=(110, 110))
    assert [top(r) for r in (few, some, two)] == 3 * [(1.0, "25%")]  # survival has one scale
    rising = [top(r, incidence=True) for r in (few, some, two)]
    assert rising == [(0.25, "5%"), (0.5, "10%"), (1.0, "25%")]
