"""Layers as traces and shapes, worked by hand."""

import numpy as np
import pytest

from outcomes.figures.base.look import Look
from outcomes.figures.engine.layer import Area, Bars, Line, Marks, Rule, Shade
from outcomes.figures.engine.traces import outline, shapes_of, traces_of

NAN = float("nan")


def traces(*layers, dates=False):
    return traces_of(layers, Look(), dates=dates)


def outlined(low, high, *, step, x=(0.0, 1.0, 2.0)):
    return [p.tolist() for p in outline(*map(np.array, (x, low, high)), step=step)]


def test_the_band_of_steps_goes_right_at_each_height_and_back_below():
    x, y = outlined((0.5, 0.4, 0.3), (0.9, 0.8, 0.7), step=True)
    assert x == [0, 1, 1, 2, 2, 2, 2, 2, 2, 1, 1, 0]
    assert y == [0.9, 0.9, 0.8, 0.8, 0.7, 0.7, 0.3, 0.3, 0.4, 0.4, 0.5, 0.5]


def test_a_gap_of_the_limits_is_filled_in_steps_and_left_out_of_a_smooth_band():
    assert outlined((0.5, NAN, 0.3), (0.9, NAN, 0.7), step=True)[1][:6] == [
        0.9, 0.9, 0.9, 0.9, 0.7, 0.7,
    ]  # fmt: skip
    x, y = outlined((0.5, NAN, 0.3), (0.9, NAN, 0.7), step=False)
    assert (x, y) == ([0, 2, 2, 0], [0.9, 0.7, 0.3, 0.5])
    assert outlined((NAN,) * 3, (NAN,) * 3, step=True) == [[], []]


def test_of_thousands_of_steps_a_band_keeps_what_can_be_seen():
    edges = np.arange(4001.0)
    chance = np.random.default_rng(7)
    fall = chance.gamma(4, size=4001) * np.where(edges < 2000, 1.0, 0.2)
    low, high = 0.6 - 0.6 * np.cumsum(fall) / fall.sum(), 1.0 - 0.7 * np.cumsum(fall) / fall.sum()
    low[3000:], high[3000:] = low[3000:] - 0.1, high[3000:] - 0.1
    x, y = outline(edges, low, high, step=True)
    assert x.size < 2 * 4001 / 8
    turn = int(np.argmin(np.diff(y))) + 1  # from the upper border to the lower
    middles = edges[:-1] + 0.5
    for seen, limit in ((slice(None, turn), high), (slice(None, turn - 1, -1), low)):
        drawn = np.interp(middles, x[seen], y[seen])
        assert abs(drawn - limit[:-1]).max() <= np.ptp(limit) / 600
        assert (x[seen][0], y[seen][0], x[seen][-1]) == (0, limit[0], 4000)
        cliff = y[seen][x[seen] == 3000]  # what is to be seen is in steps, as it was
        assert cliff.tolist() == [limit[2999], limit[3000]]


def test_bands_lie_under_all_lines_and_a_line_of_no_width_is_its_band():
    band = {"low": (0.0, 0.0), "high": (1.0, 1.0)}
    first = Line((0, 1), (0.5, 0.5), "#112233", **band, group="a")
    second = Line((0, 1), (0.4, 0.4), "#445566", width=0, **band, group="b")
    found = traces(first, second)
    layers = [(t["meta"]["layer"], t["meta"]["group"]) for t in found]
    assert layers == [("band", "a"), ("band", "b"), ("line", "a")]
    assert found[2]["line"] == {"color": "#112233", "width": 2.2, "dash": "solid"}


def test_a_band_is_denser_on_dark_paper_and_as_dense_as_asked_for():
    line = Line((0, 1), (0, 0), "#112233", low=(0, 0), high=(1, 1))
    fills = [
        traces_of((line,), Look(theme=t), dates=False)[0]["fillcolor"] for t in ("light", "dark")
    ]
    assert fills == ["rgba(17,34,51,0.15)", "rgba(17,34,51,0.2)"]
    (band, _) = traces(Line((0, 1), (0, 0), "#112233", low=(0, 0), high=(1, 1), alpha=0.35))
    assert band["fillcolor"] == "rgba(17,34,51,0.35)"


def test_a_line_says_its_words_or_nothing():
    silent, said = traces(
        Line((0,), (0,), "#112233"), Line((0,), (0,), "#112233", words=("x",), name="<A>")
    )
    assert silent["hoverinfo"] == "skip"
    assert (said["hovertemplate"], said["name"]) == ("%{text}", "&lt;A&gt;")
    (alone,) = traces(Line((0,), (0,), "#112233", words=("x",)))
    assert alone["hovertemplate"] == "%{text}<extra></extra>"


def test_what_is_only_read_is_kept_apart_by_gaps():
    (read,) = traces(Line((1.0, 2.0), (0.5, 0.6), "#112233", words=("a", "bc"), shown=False))
    assert read["x"].tolist() == [1, 1, 2, 2]
    assert np.isnan(read["y"]).tolist() == [False, True, False, True]
    assert read["text"].tolist() == ["a", "", "bc", ""]


def test_steps_faintness_and_dashes():
    (trace,) = traces(Line((0, 1), (1, 0), "#112233", 3.0, "dot", 0.4, step=True))
    assert trace["line"] == {"color": "#112233", "width": 3.0, "dash": "dot", "shape": "hv"}
    assert trace["opacity"] == 0.4


def test_whiskers_go_from_the_mark_to_its_limits():
    (trace,) = traces(Marks([1.0], [0.5], "#112233", low=[0.2], high=[0.9], size=10.0))
    assert trace["error_y"]["array"] == pytest.approx([0.4])
    assert trace["error_y"]["arrayminus"] == pytest.approx([0.3])
    assert trace["error_y"]["width"] == pytest.approx(3.5)
    assert trace["marker"]["line"] == {"width": 0.0, "color": "#112233"}


def test_areas_bars_and_days():
    area, bars = traces(
        Area((0, 1, 1), (0, 0, 1), "#112233", words="a < b"), Bars((0.0, 31.0), (2, 3), "#445566"),
        dates=True,
    )  # fmt: skip
    assert (area["hoveron"], area["text"]) == ("fills", "a &lt; b")
    assert area["line"] == {"width": 0.0, "color": "#112233"}
    assert bars["x"].tolist() == ["1970-01-01", "1970-02-01"]
    assert bars["marker"]["color"] == "#445566"


def test_nothing_is_no_trace():
    assert traces(Line((), (), "#112233"), Marks((), (), "#112233")) == []


def test_rules_go_all_the_way_or_a_part_of_it():
    whole, part, day = shapes_of(
        (Rule(0.5, "#1"), Rule(3.0, "#2", "x", span=(0.0, 0.5))), "2", dates=False
    ) + shapes_of((Rule(31.0, "#3", "x"),), "", dates=True)
    assert (whole["yref"], whole["y0"], whole["y1"]) == ("y2", 0.5, 0.5)
    assert (whole["xref"], whole["x0"], whole["x1"]) == ("x2 domain", 0, 1)
    assert (part["yref"], part["y0"], part["y1"], part["x0"]) == ("y2", 0.0, 0.5, 3.0)
    assert day["x0"] == "1970-02-01"


def test_a_shade_stands_on_the_foot_of_its_panel():
    (shade,) = shapes_of((Shade(1.0, 2.0, "#112233", 0.25),), "", dates=False)
    assert (shade["x0"], shade["x1"], shade["y0"], shade["y1"]) == (1.0, 2.0, 0, 0.25)
    assert shade["yref"] == "y domain"
