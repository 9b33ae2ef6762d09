"""Adjusted curves over the unadjusted ones, and the difference of two curves over time."""

import re

from outcomes.export.svg import to_svg
from outcomes.figures.curve_plot.compared import adjusted_figure
from outcomes.figures.curve_plot.difference import difference_figure
from outcomes.results.result import Curve, Estimate, Interval, Result
from tests.figures.made import look, survival


def words(figure):
    return " ".join(re.sub(r"<[^>]+>", "", a.text or "") for a in figure.layout.annotations)


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
    figure = difference_figure(curve, look(), favors=("sox", "hipec_sox"), unadjusted=[
        Estimate("survival_difference", "hipec_sox", "sox", 0.12, Interval(-0.02, 0.27), at=12.0)
    ])  # fmt: skip
    low, high = figure.layout.yaxis.range
    assert low == -high
    assert high > 0.35
    assert "↑ favors HIPEC + SOX" in words(figure)
    line = next(t for t in figure.data if t.meta and t.meta.get("layer") == "line")
    assert "12.0 mo: 20 pp (95% CI 5–35)" in line.text
    to_svg(figure, 450)
    assert difference_figure(None, look()).layout.meta["empty"]
