"""Exposure: dots by the share of sessions, quartiles below, one scale for both temperatures."""

from math import sqrt

import pytest

from outcomes.figures.base.look import Look
from outcomes.figures.patient_plot.exposure import exposure_figure
from outcomes.results.result import Estimate, Result
from tests.figures.made import LABELS

LOOK = Look(labels=LABELS)
SPREAD = ("minimum", "q1", "median", "q3", "maximum")


def lane(measure, spread, counts, group="sox", unit="", left_out=()):
    """Return what is known of a measure in an arm: its spread, and how many at each value."""
    covariates = (measure, "HIPEC")
    n = sum(counts.values())
    rows = [Estimate(q, group, value=v, n=n, unit=unit, covariates=covariates)
            for q, v in zip(SPREAD, spread, strict=True) if q not in left_out]  # fmt: skip
    return [*rows, *(Estimate("n", group, value=float(k), at=float(at), n=n, unit=unit,
                              covariates=covariates) for at, k in counts.items())]  # fmt: skip


def draw(*lanes, **options):
    found = Result("exposure", estimates=tuple(e for rows in lanes for e in rows))
    return exposure_figure(found, LOOK, kind="HIPEC", **options)


def traces(figure, layer):
    return [t for t in figure.data if t.meta["layer"] == layer]


WARM = lane("temperature_in_c", (42, 42.5, 43, 43.5, 44), {43: 16, 44: 4}, unit="°C")
COOL = lane("temperature_out_c", (40, 41, 41.5, 42, 42.5), {41: 10, 42: 10}, unit="°C")
DOSE = lane("dose", (50, 75, 75, 80, 100), {75: 12, 100: 3}, unit="mg/m²")


def test_a_dot_has_the_area_of_its_share_and_the_spread_lies_below():
    figure = draw(DOSE)
    median, dots = traces(figure, "marks")
    assert dots.x == (75, 100)
    assert dots.y == (0.05, 0.05)
    assert dots.marker.size == pytest.approx((19.5, 19.5 * sqrt(3 / 12)))  # 1.5 em the largest
    assert dots.text == ("75: 12/15", "100: 3/15")
    assert (median.x, median.y, median.marker.symbol) == ((75,), (0.36,), "line-ns")
    assert median.marker.size == pytest.approx(10.4)
    (whole,), (quartiles,) = traces(figure, "range"), traces(figure, "quartiles")
    assert (list(whole.x), whole.line.width) == ([50, 100], 1.2)
    assert (list(quartiles.x), quartiles.line.width) == ([75, 80], 4.5)
    assert list(quartiles.y) == pytest.approx([0.36, 0.36])
    assert figure.layout.yaxis.range == (0.5, -0.5)


def test_the_rarest_value_is_still_seen_and_what_is_published_without_range_has_none():
    rare = lane("dose", (50, 75, 75, 80, 100), {75: 1000, 100: 1}, left_out=("minimum", "maximum"))
    figure = draw(rare)
    assert traces(figure, "marks")[1].marker.size[1] == 3
    assert not traces(figure, "range")
    assert traces(figure, "quartiles")


def test_arms_have_lanes_under_each_other_of_4_3_em():
    other = [*lane("dose", (60, 70, 80, 90, 95), {80: 5}, "hipec_sox")]
    figure = draw(DOSE, other)
    assert [t.y[0] for t in traces(figure, "quartiles")] == pytest.approx([0.36, 1.36])
    assert [t.y[0] for t in traces(figure, "marks")[1::2]] == pytest.approx([0.05, 1.05])
    assert [t.line.color for t in traces(figure, "quartiles")] == [
        LOOK.color("sox"), LOOK.color("hipec_sox")
    ]  # fmt: skip
    assert figure.layout.yaxis.range == (1.5, -0.5)
    margin = figure.layout.margin  # two lanes of 55.9 px, and 22.1 of the title
    assert figure.layout.height - margin.t - margin.b == pytest.approx(111.8 + 22.1, abs=1)
    said = [a for a in figure.layout.annotations if "sessions" in a.text]
    assert [(a.x, a.y, a.yanchor) for a in said] == [
        (0, pytest.approx(-0.36), "middle"), (0, pytest.approx(0.64), "middle")
    ]  # fmt: skip
    assert said[0].text == "75 (75–80) · 15 sessions"
    assert said[0].font.size == 11.5


def test_both_temperatures_lie_on_one_scale_which_holds_the_target():
    for target, high in ((None, 44.0), (45.0, 45.0), (43.0, 44.0)):
        layout = draw(WARM, COOL, target=target).layout
        pad = 0.09 * (high - 40)
        assert layout.xaxis.range == layout.xaxis2.range == pytest.approx((40 - pad, high + pad))
        assert [s.x0 for s in layout.shapes] == [target] * (2 if target else 0)
    dose = draw(WARM, DOSE, target=43.0)
    assert dose.layout.xaxis2.range == pytest.approx((50 - 4.5, 100 + 4.5))
    assert [s.xref for s in dose.layout.shapes] == ["x"]
    words = [a.text for a in dose.layout.annotations]
    assert "43.0 (42.5–43.5) · 20 sessions" in words


def test_one_value_has_an_axis_around_it():
    for value, pad in ((75.0, 7.5), (4.0, 1.0)):  # a tenth, one at least
        figure = draw(lane("dose", (value,) * 5, {value: 3}))
        assert figure.layout.xaxis.range == pytest.approx((value - pad, value + pad))


def test_sessions_are_counted_in_whole_numbers():
    for most, step in ((6, 1), (8, 1), (9, 2)):
        rows = lane("sessions", (0, 1, 2, 3, most), {2: 8})
        figure = draw(rows)
        assert list(figure.layout.xaxis.tickvals[:2]) == [0, step]
        pad = max(0.09 * most, 0.6)
        assert figure.layout.xaxis.range == pytest.approx((-pad, most + pad))
        assert any("2 (1–3) · 8 patients" in a.text for a in figure.layout.annotations)
