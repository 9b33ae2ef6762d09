"""Figures of ascites: valid, exportable, inside their margins, and honest about who is missing."""

import plotly.graph_objects as go
import pytest

from outcomes.export.svg import to_svg
from outcomes.figures.base.look import Look
from outcomes.figures.patient_plot.alluvial import alluvial_figure
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
