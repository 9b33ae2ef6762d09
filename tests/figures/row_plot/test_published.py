"""Published results drawn: hollow and gray, what is this study's filled and in its color."""

import pytest

from outcomes.export.svg import to_svg
from outcomes.figures.base.look import Look, arm_color
from outcomes.figures.row_plot.published import PublishedRow, published_figure
from outcomes.results.result import Estimate, Interval
from tests.export.test_pictures import said
from tests.figures.row_plot.reading import intervals, layers

LABELS = {"sox": "SOX", "hipec_sox": "HIPEC + SOX"}


def ratio(value, low, high, level=0.95, **more):
    interval = Interval(low, high, level)
    return Estimate("hazard_ratio", "hipec_sox", "sox", value, interval, **more)


ROWS = [
    PublishedRow("This study", "unadjusted", ratio(0.72, 0.52, 1.02), own=True),
    PublishedRow("PHOENIX-GC", "IP vs SP", ratio(0.72, 0.49, 1.04)),
    PublishedRow("GASTRIPEC-I", "CRS + HIPEC", ratio(0.9, 0.6, 1.3, 0.972)),
    PublishedRow("DRAGON-01", "IP vs IV", Estimate("hazard_ratio", "ip", "iv", 0.66)),
]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_own_and_published_can_be_told_apart(theme, language):
    look = Look(language, theme, labels=LABELS)
    figure = published_figure(ROWS, look)
    (dots,) = layers(figure, "marks")
    assert dots.marker.line.color[0] == dots.marker.color[0] == arm_color(1, theme)
    assert list(dots.marker.symbol) == ["circle", "diamond", "diamond", "diamond"]
    assert set(dots.marker.color[1:]) == {look.paper}
    assert set(dots.marker.line.color[1:]) == {look.muted}
    assert len(intervals(figure)) == 3, "of the last no interval was published"


def test_levels_other_than_95_are_printed():
    words = said(to_svg(published_figure(ROWS, Look(labels=LABELS, caption=("ITT",))), 900))
    assert "97.2% CI 0.60–1.30" in words
    assert "95% CI 0.49–1.04" in words
    assert "PHOENIX-GC" in words
    unknown = PublishedRow("X", "a", ratio(0.9, 0.6, 1.3), level_known=False)
    drawn = published_figure([unknown], Look())
    assert "level not recorded, 0.60–1.30" in said(to_svg(drawn, 900))


def test_shares_start_at_zero_and_times_too():
    shares = [PublishedRow("X", "a", Estimate("survival", "a", value=0.379, at=12.0, n=30))]
    drawn = published_figure(shares, Look())
    assert drawn.layout.xaxis.range[0] == 0.0
    assert "37.9%" in said(to_svg(drawn, 900))
    months = [PublishedRow("X", "a", Estimate("median", "a", value=14.9))]
    assert published_figure(months, Look()).layout.xaxis.range[0] == 0.0


def test_nothing_to_draw_is_said():
    empty = published_figure([PublishedRow("X", "a", Estimate("median", "a"))], Look())
    assert empty.layout.meta == {"empty": True}
