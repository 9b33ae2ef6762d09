"""Figures of ascites: valid, exportable, inside their margins, and honest about who is missing."""

from math import sqrt

import plotly.graph_objects as go
import pytest

from outcomes.export.svg import to_svg
from outcomes.figures.base.look import Look
from outcomes.figures.patient_plot.alluvial import WIDE, _ribbon, alluvial_figure
from outcomes.figures.patient_plot.patient_panels import shown_words
from outcomes.figures.patient_plot.swimmer import swimmer_figure
from outcomes.figures.patient_plot.trajectories import trajectories_figure
from outcomes.figures.patient_plot.waterfall import waterfall_figure
from outcomes.results.patients import Mark, PatientLine, PatientSeries
from outcomes.results.result import Estimate, Result

LABELS = {"a": "SOX", "b": "HIPEC + SOX"}


def over_time():
    counts = {0: {"small": 2, "massive": 1}, 28: {"none": 1, "not_assessed": 1, "dead": 1}}
    moves = [("small", "none"), ("small", "not_assessed"), ("massive", "dead")]
    estimates = []
    for group in LABELS:
        estimates += [
            Estimate("n", group, value=float(n), at=float(day), n=3, covariates=(category,))
            for day, found in counts.items()
            for category, n in found.items()
        ]
        estimates += [
            Estimate("transition", group, value=1.0, at=28.0, n=3, covariates=pair)
            for pair in moves
        ]
    return Result("ascites_over_time", estimates=tuple(estimates))


def series(quantity, *lines, **more):
    left_out = (("died", 2),)
    return PatientSeries("ascites_patients", quantity, lines=lines, n=len(lines) + 2, n_missing=2,
                         left_out=left_out, **more)  # fmt: skip


CHANGES = series(
    "best_change",
    PatientLine("x1", "a", value=(1.0,), flags=("capped",)),
    PatientLine("x2", "a", value=(-0.4,)),
    PatientLine("x3", "b", value=(-1.0,), flags=("small_baseline",)),
)
VOLUMES = series(
    "volume",
    PatientLine("x1", "a", (0.0, 4.0), (3000.0, 500.0), ("", "after_drainage"), 8.0, "death",
                (Mark("drainage", 3.5),)),
    PatientLine("x2", "b", (0.0, 4.0), (200.0, 0.0), ("", "")),
    unit="weeks",
)  # fmt: skip
LANES = series(
    "swimmer",
    PatientLine("x1", "a", end=9.0, ended_by="death",
                marks=(Mark("hipec", 0.0), Mark("surgery", 4.0), Mark("drainage", 6.0))),
    PatientLine("x2", "b", end=20.0, ended_by="censored", marks=(Mark("progression", 8.0),)),
    unit="months",
)  # fmt: skip
FIGURES = {
    "alluvial": (alluvial_figure, over_time(), Result("ascites_over_time")),
    "waterfall": (waterfall_figure, CHANGES, PatientSeries("p", "best_change")),
    "trajectories": (trajectories_figure, VOLUMES, PatientSeries("p", "volume")),
    "swimmer": (swimmer_figure, LANES, PatientSeries("p", "swimmer")),
}


def words_of(figure):
    return " ".join(a.text or "" for a in figure.layout.annotations)


@pytest.mark.parametrize("name", FIGURES)
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_figure_is_valid_and_becomes_svg(name, theme, language):
    make, found, _ = FIGURES[name]
    drawn = make(found, Look(language, theme, labels=LABELS, caption=("ITT",)))
    go.Figure(drawn.to_dict())  # validates
    svg = to_svg(drawn, 900)
    assert b"HIPEC + SOX" in (svg if isinstance(svg, bytes) else svg.encode())
    assert "x1" not in words_of(drawn)  # no patient is named
    assert not any("x1" in str(trace.text) for trace in drawn.data)


@pytest.mark.parametrize("name", FIGURES)
def test_nobody_is_said_in_words(name):
    make, _, nobody = FIGURES[name]
    drawn = make(nobody, Look(labels=LABELS))
    assert not drawn.data
    assert words_of(drawn)


def test_ribbons_carry_everybody_from_column_to_column():
    drawn = alluvial_figure(over_time(), Look(labels=LABELS))
    heights = [
        max(trace.y) - min(trace.y[0], trace.y[-1]) for trace in drawn.data if trace.line.width == 0
    ]
    assert len(heights) == 6
    left = [trace.y[-1] - trace.y[0] for trace in drawn.data if trace.line.width == 0]
    assert sum(left) == pytest.approx(2.0, abs=1e-3)  # each arm fills its height
    assert "dead 1" in words_of(drawn)


def test_waterfall_says_best_and_counts_the_missing_and_draws_no_recist_lines():
    drawn = waterfall_figure(CHANGES, Look(labels=LABELS))
    words = words_of(drawn)
    assert "Best change" in words
    assert "3 of 5" in words
    assert "died before an assessment 2" in words
    heights = {shape.y0 for shape in drawn.layout.shapes}
    assert heights == {0}
    assert max(max(y for y in t.y if y is not None) for t in drawn.data) < 1.12


def test_an_amount_after_a_drainage_is_hollow():
    drawn = trajectories_figure(VOLUMES, Look(labels=LABELS))
    hollow = [t for t in drawn.data if t.marker.symbol == "square-open"]
    assert [list(t.x) for t in hollow] == [[4.0]]


def test_swimmer_names_each_mark():
    words = words_of(swimmer_figure(LANES, Look(labels=LABELS)))
    for mark in ("HIPEC", "surgery", "drainage", "progression", "death", "followed to here"):
        assert mark in words


LOOK = Look(labels=LABELS)


def traces(figure, layer):
    return [t for t in figure.data if t.meta and t.meta.get("layer") == layer]


def of(*lines, quantity="volume", unit="weeks"):
    return PatientSeries("p", quantity, lines=lines, n=len(lines), unit=unit)


def test_columns_stand_around_their_visit_as_high_as_their_share():
    drawn = alluvial_figure(over_time(), LOOK)
    ends = {
        tuple(round(float(v), 2) for v in (t.x[0], t.x[1], t.y[0], t.y[2]))
        for t in traces(drawn, "column")[:5]
    }
    # From the bottom up: small 2 and massive 1; none, not assessed and dead, one each.
    assert ends == {
        (-0.09, 0.09, 0.0, 0.67), (-0.09, 0.09, 0.67, 1.0),
        (0.91, 1.09, 0.0, 0.33), (0.91, 1.09, 0.33, 0.67), (0.91, 1.09, 0.67, 1.0),
    }  # fmt: skip
    edges = [t.line.color for t in traces(drawn, "column")[:5]]
    assert edges == [LOOK.paper, LOOK.paper, LOOK.paper, LOOK.muted, LOOK.paper]
    assert drawn.layout.xaxis.range == pytest.approx((-0.15, 1.15))
    assert list(drawn.layout.xaxis.ticktext) == ["Baseline", "Week 4"]


def test_ribbons_leave_from_the_bottom_up_and_arrive_in_order():
    first, second, third = traces(alluvial_figure(over_time(), LOOK), "ribbon")[:3]
    # Both of small leave it from 0 on, massive from 2/3 on; at the right each has its third.
    for ribbon, low, arrives in ((first, 0, 0), (second, 1 / 3, 1 / 3), (third, 2 / 3, 2 / 3)):
        assert (ribbon.x[0], ribbon.x[16]) == pytest.approx((0.09, 0.91))
        assert (ribbon.y[0], ribbon.y[-1]) == pytest.approx((low, low + 1 / 3), abs=1e-4)
        assert (ribbon.y[16], ribbon.y[17]) == pytest.approx((arrives, arrives + 1 / 3), abs=1e-4)
    assert first.text == "small → none: 1/3 (33%)"
    down = Estimate("transition", "a", value=1.0, at=28.0, n=3, covariates=("massive", "none"))
    rows = [e for e in over_time().estimates if e.quantity == "n"]
    (moved,) = traces(alluvial_figure(Result("a", estimates=(*rows, down)), LOOK), "ribbon")
    assert moved.y[8] == pytest.approx((2 / 3 + 0) / 2, abs=1e-4)  # half way at half the height
    assert moved.y[4] == pytest.approx(2 / 3 * (1 - 0.15625), abs=1e-4)  # flat at both ends


def test_counts_are_written_where_a_line_fits_in_their_column():
    rows = [Estimate("n", "a", value=float(n), at=0.0, n=100, covariates=(c,))
            for c, n in (("none", 92), ("small", 8))]  # fmt: skip
    found = Result("ascites_over_time", estimates=tuple(rows))
    for height, written in ((179, True), (178, False)):  # 8 % of 178.75 px is 1.1 em
        notes = alluvial_figure(found, Look(labels=LABELS, height=height)).layout.annotations
        (big,) = (n for n in notes if n.text == "92" and n.xref == "x")
        assert (big.x, big.y, big.font.size) == (0, pytest.approx(0.46), 12)
        assert any(n.text == "8" and n.xref == "x" for n in notes) is written


def test_visits_are_named_in_weeks_or_days():
    rows = [Estimate("n", "a", value=1.0, at=float(day), n=1, covariates=("none",))
            for day in (0, 28, 30)]  # fmt: skip
    found = Result("ascites_over_time", estimates=tuple(rows))
    ticks = [list(alluvial_figure(found, look).layout.xaxis.ticktext)
             for look in (LOOK, Look("zh", labels=LABELS))]  # fmt: skip
    assert ticks == [["Baseline", "Week 4", "Day 30"], ["基线", "第 4 周", "第 30 天"]]


def test_bars_of_change_go_from_zero_one_per_patient():
    drawn = waterfall_figure(CHANGES, LOOK)
    full, pale = traces(drawn, "area")
    assert list(full.x[:4]) == pytest.approx([-0.4, 0.4, 0.4, -0.4])
    assert list(full.x[6:10]) == pytest.approx([0.6, 1.4, 1.4, 0.6])
    assert list(full.y[:4]) == [0, 0, 1, 1]
    assert list(full.y[6:10]) == pytest.approx([-0.4, -0.4, 0, 0])
    assert list(pale.y[:4]) == [-1, -1, 0, 0]
    assert (full.fillcolor, pale.fillcolor) == ("rgba(0,114,178,1)", "rgba(213,94,0,0.22)")
    (capped,) = traces(drawn, "marks")
    assert (capped.x, capped.y, capped.marker.size) == ((0,), (1.06,), pytest.approx(7.15))
    assert drawn.layout.xaxis.range == (-1, 2)  # the larger arm has two
    assert drawn.layout.yaxis.range == (-1.04, 1.12)
    assert list(drawn.layout.yaxis.ticktext) == ["−100%", "−50%", "0%", "+50%", "+100%"]


def test_volumes_lie_on_a_scale_of_roots_with_the_drainages_above():
    drawn = trajectories_figure(VOLUMES, LOOK)
    line = traces(drawn, "line")[0]
    assert list(line.y[:2]) == pytest.approx([sqrt(3000), sqrt(500)])
    assert (line.line.width, line.opacity) == (1.2, 0.5)
    dot, square, drain = (t for t in traces(drawn, "marks") if t.xaxis is None)
    assert (dot.marker.size, square.marker.size, drain.marker.size) == pytest.approx(
        (4.68, 9.1, 7.8)
    )
    assert (dot.marker.line.width, square.marker.line.width) == (0, 1.6)
    assert (drain.x, drain.y) == ((3.5,), (pytest.approx(1.03 * sqrt(3000)),))
    assert drawn.layout.yaxis.range == pytest.approx((-0.02 * sqrt(3000), 1.06 * sqrt(3000)))
    assert list(drawn.layout.yaxis.ticktext) == ["0", "100", "500", "1,000", "2,000"]
    assert drawn.layout.xaxis.range == pytest.approx((-0.4, 4.6))
    rules = [s for s in drawn.layout.shapes if s.line.dash == "dot"]
    assert {s.y0 for s in rules} == {sqrt(300)}


@pytest.mark.parametrize(("last", "step"), [(30.0, 4), (31.0, 12), (100.0, 12), (101.0, 26)])
def test_weeks_have_ticks_as_they_fit(last, step):
    line = PatientLine("x", "a", (-2.0, last), (700.0, 300.0), ("", ""), marks=(
        Mark("drainage", last + 0.6), Mark("drainage", last + 0.7)))  # fmt: skip
    drawn = trajectories_figure(of(line), LOOK)
    assert list(drawn.layout.xaxis.tickvals[:2]) == [0, step]
    assert drawn.layout.xaxis.range == pytest.approx((-2.4, last + 0.6))
    assert [t.x for t in traces(drawn, "marks") if t.marker.symbol == "triangle-down"] == [
        (last + 0.6,)
    ]


@pytest.mark.parametrize(("volume", "ticks"), [(0.0, 2), (490.0, 2), (491.0, 3)])
def test_small_volumes_have_an_axis_that_holds_the_line_of_small_ones(volume, ticks):
    """Of patients without ascites every volume is 0."""
    drawn = trajectories_figure(of(PatientLine("x", "a", (0.0,), (volume,), ("",))), LOOK)
    assert drawn.layout.yaxis.range[1] == pytest.approx(1.06 * sqrt(max(volume, 300)))
    assert len(drawn.layout.yaxis.tickvals) == ticks  # a tick may stand 2 % above the largest


def test_lanes_are_as_long_as_the_follow_up_and_the_marks_lie_on_them():
    drawn = swimmer_figure(LANES, LOOK)
    a, b = traces(drawn, "lane")
    assert list(a.x[:2]) == [0, 9]
    assert (a.y[0], a.line.width, a.opacity) == (0, pytest.approx(3.85), 0.45)
    assert list(b.x[:2]) == [0, 20]
    marks = {name: traces(drawn, name)[0] for name in ("hipec", "surgery", "death", "censored")}
    assert {name: m.x for name, m in marks.items()} == {
        "hipec": (0,), "surgery": (4,), "death": (9,), "censored": (20,),
    }  # fmt: skip
    assert [m.marker.size for m in marks.values()] == pytest.approx([6.5, 7.15, 6.5, 7.15])
    assert [m.marker.line.width for m in marks.values()] == [1.4, 1, 1, 1]
    assert marks["censored"].marker.color == LOOK.color("b")
    assert marks["death"].marker.color == LOOK.ink
    assert marks["death"].text == ("death 9.0",)
    assert drawn.layout.xaxis.range == pytest.approx((-0.2, 20.6))
    assert list(drawn.layout.xaxis.ticktext) == ["0", "6", "12", "18"]
    assert drawn.layout.yaxis.range == pytest.approx((0.7, -0.9))


@pytest.mark.parametrize(("n", "lane", "height"), [(2, 7, 104), (57, 7, 399), (80, 5, 400),
                                                  (200, 3, 600)])  # fmt: skip
def test_lanes_are_thinner_where_there_are_many(n, lane, height):
    lines = [PatientLine(f"x{i}", "a", end=5.0, ended_by="censored") for i in range(n)]
    drawn = swimmer_figure(of(*lines, quantity="swimmer", unit="months"), LOOK)
    assert traces(drawn, "lane")[0].line.width == pytest.approx(0.55 * lane)
    margin = drawn.layout.margin  # the title over the panel takes 22.1 px
    assert drawn.layout.height - margin.t - margin.b == pytest.approx(height + 22, abs=1)


def test_nobody_followed_yet_still_has_an_axis():
    line = PatientLine("x", "a", end=0.0, ended_by="censored")
    drawn = swimmer_figure(of(line, quantity="swimmer", unit="months"), LOOK)
    assert drawn.layout.xaxis.range == (-0.01, 1.03)


def test_a_ribbon_leaves_and_arrives_level_and_stays_between_its_ends():
    x, y = _ribbon(2, (0.1, 0.5), 0.2)
    half = len(x) // 2
    assert (x[0], x[half - 1]) == pytest.approx((1 + WIDE, 2 - WIDE))
    assert x[half:] == x[:half][::-1]
    low, high = y[:half], y[half:][::-1]
    assert (low[0], low[-1]) == (0.1, 0.5)
    assert low == sorted(low)
    assert [b - a for a, b in zip(low, high, strict=True)] == pytest.approx([0.2] * half, abs=2e-4)
    assert low[half // 2] == pytest.approx(0.3)  # half-way at half of the way
    assert low[1] - low[0] < (0.5 - 0.1) / half < low[half // 2 + 1] - low[half // 2]


def test_where_nobody_is_left_out_it_is_said_how_many_are_shown():
    series = PatientSeries("p", "best_change", n=7)
    assert shown_words(series, Look()) == "0 of 7 patients with ascites at baseline"


def test_what_the_pointer_says_of_columns_and_volumes():
    drawn = alluvial_figure(over_time(), LOOK)
    assert [t.text for t in traces(drawn, "column")[:5]] == [
        "small: 2/3 (67%)", "massive: 1/3 (33%)", "none: 1/3 (33%)", "not assessed: 1/3 (33%)",
        "dead: 1/3 (33%)",
    ]  # fmt: skip
    said = [t.text for t in traces(trajectories_figure(VOLUMES, LOOK), "marks")]
    assert said == [("3,000 mL",), ("500 mL",), None, ("200 mL", "0 mL")]


def test_at_the_last_visit_every_category_stands_with_its_number():
    notes = alluvial_figure(over_time(), LOOK).layout.annotations
    named = [a.text for a in notes if a.text.startswith("<b>") and "n =" not in a.text]
    ends = ["none 1", "small 0", "massive 0", "not assessed 1", "dead 1"]
    assert named == [f"<b>{end}</b>" for end in ends] * 2


@pytest.mark.parametrize(
    ("unit", "end", "ticks"),
    [("days", 400.0, "0 180 360"), ("weeks", 60.0, "0 26 52"), ("months", 13.0, "0 6 12"),
     ("years", 2.0, "0 1 2")],
)  # fmt: skip
def test_the_key_of_lanes_has_only_what_is_on_them_and_drainages(unit, end, ticks):
    line = PatientLine("x", "a", end=end, ended_by="censored")
    drawn = swimmer_figure(of(line, quantity="swimmer", unit=unit), LOOK)
    key, title, *_ = (a.text for a in drawn.layout.annotations)
    assert key == "▼\u00a0drainage\u2003 ▶\u00a0followed to here"
    assert title == f"{unit.title()} since first dose"
    assert " ".join(drawn.layout.xaxis.ticktext) == ticks


def test_marks_that_are_lines_have_their_own_color_and_others_an_edge_of_paper():
    marks = {t.meta["layer"]: t.marker.line.color for t in swimmer_figure(LANES, LOOK).data
             if t.meta["layer"] != "lane"}  # fmt: skip
    assert marks.pop("hipec") == LOOK.ink
    assert set(marks.values()) == {LOOK.paper}


def test_bars_that_are_pale_or_cut_are_counted_under_them():
    words = [a.text for a in waterfall_figure(CHANGES, LOOK).layout.annotations]
    assert any(w.startswith("Pale: baseline below 300 mL") and w.endswith("(1).") for w in words)
    assert "▲ increase beyond +100%, cut there (1)." in words
    plain = series("best_change", PatientLine("x2", "a", value=(-0.4,)))
    words = [a.text for a in waterfall_figure(plain, LOOK).layout.annotations]
    assert not any(w.startswith(("Pale", "▲")) for w in words)
