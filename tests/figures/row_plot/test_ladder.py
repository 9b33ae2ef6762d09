"""The sensitivity ladder and its companions: rows, axes, marks, and words instead of numbers."""

import re
from math import exp, log

import plotly.graph_objects as go
import pytest

from outcomes.export.svg import to_svg
from outcomes.figures.base.describe_ladder import describe_ladder
from outcomes.figures.base.look import Look
from outcomes.figures.curve_plot.compared import adjusted_figure
from outcomes.figures.curve_plot.difference import difference_figure
from outcomes.figures.row_plot.ladder import ladder_figure
from outcomes.figures.row_plot.ladder_axis import ladder_axis
from outcomes.figures.row_plot.ladder_rows import LadderRow, Mark
from outcomes.figures.row_plot.overlap import overlap_figure
from outcomes.figures.row_plot.shares import shares_figure
from outcomes.figures.row_plot.specification import specification_figure
from outcomes.results.result import Curve, Estimate, Interval, Result
from tests.figures.made import LABELS, look, survival


def ratio(value, low, high, **more):
    return Estimate("hazard_ratio", "hipec_sox", "sox", value, Interval(low, high), n=164,
                    n_events=136, **more)  # fmt: skip


ROWS = [
    LadderRow("Stratified", "As planned", ratio(0.74, 0.52, 1.05), primary=True),
    LadderRow("Unadjusted", "As planned", ratio(0.72, 0.52, 1.02), marginal=True),
    LadderRow("Adjusted", "With ascites", ratio(0.59, 0.41, 0.84), assumes="Proportional."),
    LadderRow("Weighted", "With ascites", None, why="not estimable: 3 events"),
]


def words(figure):
    return " ".join(re.sub(r"<[^>]+>", "", a.text or "") for a in figure.layout.annotations)


def dots(figure):
    return [t for t in figure.data if t.mode == "markers" and t.meta and "rung" in t.meta]


def test_ladder_places_every_estimate_on_a_logarithmic_axis():
    figure = ladder_figure(ROWS, labels=LABELS)
    assert [exp(d.x[0]) for d in dots(figure)] == pytest.approx([0.74, 0.72, 0.59])
    heights = [d.y[0] for d in dots(figure)]
    assert heights == sorted(heights)
    # Two headings: rows of one block are one row apart, those across a heading more.
    assert heights[2] - heights[1] > heights[1] - heights[0] > 0
    assert "0.59 (0.41–0.84)" in words(figure)
    assert words(figure).count("As planned") == 1


def test_marks_tell_conditional_from_marginal_and_the_primary_is_heavier():
    primary, unadjusted, adjusted = dots(ladder_figure(ROWS, labels=LABELS))
    assert primary.marker.symbol == adjusted.marker.symbol == "square"
    assert unadjusted.marker.symbol == "diamond"
    assert primary.marker.size > adjusted.marker.size


def test_why_stands_where_the_number_would():
    figure = ladder_figure(ROWS, labels=LABELS)
    assert "not estimable: 3 events" in words(figure)
    assert len(dots(figure)) == 3


def test_hover_has_the_assumption():
    adjusted = dots(ladder_figure(ROWS, labels=LABELS))[2]
    assert "Proportional." in adjusted.text[0]
    assert "0.59 (95% CI 0.41–0.84)" in adjusted.text[0]


def test_ladder_of_nothing_says_why():
    figure = ladder_figure([ROWS[3]], labels=LABELS)
    assert figure.layout.meta["empty"]
    assert "3 events" in words(figure)


def test_intervals_that_run_off_are_cut_with_an_arrow():
    wide = [LadderRow("Wide", "Few", ratio(0.5, 0.01, 25.0))]
    figure = ladder_figure(wide, labels=LABELS)
    low, high = figure.layout.xaxis.range
    line = next(t for t in figure.data if t.mode == "lines")
    assert list(line.x) == pytest.approx([low, high])
    symbols = {t.marker.symbol for t in figure.data if t.mode == "markers"}
    assert {"triangle-left", "triangle-right"} <= symbols


def test_marks_from_elsewhere_are_named_and_within_the_axis():
    figure = ladder_figure(ROWS, labels=LABELS, marks=[Mark("truth", 0.2)])
    assert "truth 0.20" in words(figure)
    assert figure.layout.xaxis.range[0] < log(0.2)


def test_numbers_of_other_studies_are_muted():
    own, other = ROWS[0], LadderRow("PHOENIX-GC", "Published", ratio(0.72, 0.49, 1.04),
                                    elsewhere=True)  # fmt: skip
    mine, theirs = dots(ladder_figure([own, other], labels=LABELS))
    assert mine.marker.color != theirs.marker.color
    assert theirs.marker.color == Look().muted


def test_differences_have_a_linear_axis_in_points():
    e = Estimate("risk_difference", "hipec_sox", "sox", 0.24, Interval(0.04, 0.42), n=81)
    figure = ladder_figure([LadderRow("Plain", "As planned", e)], labels=LABELS, ratio=False,
                           favors=("sox", "hipec_sox"))  # fmt: skip
    (dot,) = dots(figure)
    assert dot.x[0] == pytest.approx(0.24)
    assert figure.layout.xaxis.range[0] < 0 < 0.42 < figure.layout.xaxis.range[1]
    assert "← favors SOX" in words(figure)


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_ladder_is_valid_and_can_be_exported(language, theme):
    figure = ladder_figure(ROWS, labels=LABELS, language=language, theme=theme,
                           caption=["ITT · 2026-06-30"])  # fmt: skip
    go.Figure(figure.to_dict())
    assert b"ITT" in to_svg(figure, 900)


def test_ladder_in_words():
    said = describe_ladder(ROWS)
    assert "As planned, Stratified: 0.74 (95% CI 0.52–1.05)" in said
    assert "Weighted: not estimable: 3 events" in said


def test_axis_holds_every_value():
    axis = ladder_axis([ratio(0.3, 0.2, 0.9)], [2.5], ratio=True)
    assert not axis.beyond(0.2)
    assert not axis.beyond(2.5)
    assert axis.beyond(9.0)
    assert exp(axis.cut(100.0)) == pytest.approx(exp(axis.high))


def test_specification_curve_is_sorted_and_marks_the_choices():
    found = Result("specification", estimates=(
        ratio(0.7, 0.5, 0.9, method="cox"),
        ratio(0.6, 0.4, 0.9, method="cox", covariates=("ecog",)),
        ratio(0.65, 0.4, 1.1, method="iptw", covariates=("ecog", "age")),
    ))  # fmt: skip
    names, forms = {"ecog": "ECOG", "age": "Age"}, {"cox": "Cox", "iptw": "IPTW"}
    figure = specification_figure(found, "hipec_sox", covariates=names, forms=forms,
                                  marks=[Mark("truth", 0.59)])  # fmt: skip
    curve = next(t for t in figure.data if t.meta and t.meta.get("layer") == "dots")
    # One logarithmic scale: equal ratios lie equally far apart.
    heights = dict(zip((0.6, 0.65, 0.7), curve.y, strict=True))
    steps = (heights[0.65] - heights[0.6], heights[0.7] - heights[0.65])
    assert steps[0] / steps[1] == pytest.approx(log(0.65 / 0.6) / log(0.7 / 0.65))
    grid = next(t for t in figure.data if t.meta and t.meta.get("layer") == "choices")
    # Rows: ECOG, age, Cox, IPTW. The first model (0.60) used ECOG in a Cox model.
    rows = sorted(set(grid.y), reverse=True)
    assert {(x, rows.index(y)) for x, y in zip(grid.x, grid.y, strict=True)} == {
        (0, 0), (0, 2), (1, 0), (1, 1), (1, 3), (2, 2),
    }  # fmt: skip
    assert "truth 0.59" in words(figure)
    to_svg(figure, 900)


def test_specification_curve_of_nothing_explains():
    figure = specification_figure(
        Result("specification", notes=("too few events",)), "ip", covariates={}, forms={}
    )
    assert "too few events" in words(figure)


def adjusted():
    plain = survival()
    effective = tuple(
        Curve(c.group, "effective_at_risk", c.time, tuple(0.8 * n for n in c.n_at_risk))
        for c in plain.curves
    )
    return Result("iptw", curves=(*plain.curves, *effective)), plain


def test_adjusted_curves_stand_over_the_unadjusted_and_count_effective_patients():
    found, plain = adjusted()
    figure = adjusted_figure(found, plain, look(), above=("Bold: weighted",))
    under = [t for t in figure.data if t.meta and t.meta.get("layer") == "unadjusted"]
    assert [t.meta["group"] for t in under] == ["sox", "hipec_sox"]
    shown = [a.text for a in figure.layout.annotations if a.name and a.name.startswith("risk")]
    assert shown.count("82") == 2
    assert shown.count("66") >= 2  # 0.8 of 82
    to_svg(figure, 900)


def test_difference_over_time_has_its_band_and_sides():
    curve = Curve("hipec_sox", "survival_difference", (0.0, 6.0, 12.0), (0.0, 0.1, 0.2),
                  (None, 0.0, 0.05), (None, 0.2, 0.35), (164.0, 120.0, 60.0),
                  unit="months")  # fmt: skip
    figure = difference_figure(curve, "sox", look(), unadjusted=[
        Estimate("survival_difference", "hipec_sox", "sox", 0.12, Interval(-0.02, 0.27), at=12.0)
    ])  # fmt: skip
    low, high = figure.layout.yaxis.range
    assert low == -high
    assert high > 0.35
    assert "favors HIPEC + SOX" in words(figure)
    line = next(t for t in figure.data if t.meta and t.meta.get("layer") == "line")
    assert "12.0 mo: 20 pp (95% CI 5–35)" in line.text
    to_svg(figure, 450)
    assert difference_figure(None, "sox", look()).layout.meta["empty"]


def test_shares_print_what_fits_and_hover_has_the_counts():
    found = Result("baseline", estimates=tuple(
        Estimate("proportion", arm, value=v, n=80, covariates=("ascites", level))
        for arm, values in (("sox", (0.5, 0.49, 0.01)), ("hipec_sox", (0.25, 0.7, 0.05)))
        for level, v in zip(("none", "small", "massive"), values, strict=True)
    ))  # fmt: skip
    levels = {"none": "None", "small": "Small", "massive": "Massive"}
    figure = shares_figure(found, "ascites", labels=LABELS, levels=levels)
    assert [list(t.x) for t in figure.data] == [[0.5, 0.25], [0.49, 0.7], [0.01, 0.05]]
    assert figure.data[0].text == ("50%", "25%")
    assert figure.data[2].text[0] == ""  # no room for 1 %
    assert figure.data[2].customdata[0] == "Massive: 1/80 (1%)"
    assert "SOX (n = 80)" in words(figure)
    to_svg(figure, 900)


def test_overlap_mirrors_the_arms():
    edges = tuple(i / 20 for i in range(20))
    counts = {"hipec_sox": 3.0, "sox": 5.0}
    found = Result("balance", curves=tuple(
        Curve(arm, "propensity_density", edges, (n,) * 20) for arm, n in counts.items()
    ))  # fmt: skip
    figure = overlap_figure(found, "hipec_sox", labels=LABELS)
    up, down = figure.data
    assert (up.y[0], down.y[0]) == (3.0, -5.0)
    assert "Chance of HIPEC + SOX" in words(figure)
    to_svg(figure, 450)
