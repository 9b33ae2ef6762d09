"""The conversion ladder: every share printed, arms under each other, the track down the rungs."""

from functools import cache

import plotly.graph_objects as go
import pytest

from outcomes.estimators.surgery.steps import conversion_ladder
from outcomes.figures.base.look import Look
from outcomes.figures.row_plot.ladder_steps import (
    ShareRow,
    ladder_steps_figure,
    ladder_words,
    shares_by_arm_figure,
)
from outcomes.model.cohort import Cohort, parse_filter
from outcomes.results.result import Estimate, Interval
from tests.demos import demo_study
from tests.figures.made import LABELS
from tests.figures.row_plot.reading import layers, marks, words

NAMES = {("entered",): "Randomized", ("second_look",): "Second look", ("resected",): "Surgery",
         ("r0",): "R0", ("r0", "resected"): "R0 of the resected"}  # fmt: skip


@cache
def found(study="hipec-sox-demo", population="itt", asked=""):
    loaded = demo_study(study)
    filters = (parse_filter(asked, loaded),) if asked else ()
    who = Cohort(loaded, population, filters)
    return conversion_ladder(who), {arm.id: arm.label for arm in who.arms} or {"all": "All"}


def ladder(*who, method="", **options):
    result, labels = found(*who)
    return ladder_steps_figure(result, NAMES, Look(labels=labels, **options), method=method)


def test_every_share_is_printed_with_its_interval():
    said = words(ladder())
    assert "17/82 · 21% (13–31)" in said
    assert "27/82 · 33% (23–44)" in said
    assert "14/17 · 82% (57–96)" in said
    assert "27/82 · 33% (24–44)" in words(ladder(method="wilson"))


def test_the_line_down_the_rungs_leaves_out_the_other_denominator():
    figure = ladder()
    for track in layers(figure, "track"):
        mine = [(x, y) for _, x, y, _, color in marks(figure) if color in ("#0072B2", "#D55E00")]
        assert len(track.x) == 4
        assert set(zip(track.x, track.y, strict=True)) < set(mine)
        assert sorted(track.y) == list(track.y)
    assert len(layers(figure, "track")) == 2
    assert [s.line.dash for s in figure.layout.shapes if s.y0 == s.y1] == ["dot"]


def test_arms_keep_their_color_and_place_when_one_is_filtered_away():
    both = {color for *_, color in marks(ladder())}
    one = {color for *_, color in marks(ladder("hipec-sox-demo", "itt", "arm in hipec_sox"))}
    assert one < both


@pytest.mark.parametrize(
    "who",
    [("hipec-sox-demo", "itt", "age <= 1"), ("rmhtnf-demo", "all"),
     ("hipec-sox-demo", "itt", "arm in sox"), ("hipec-sox-demo", "itt", "age <= 35")],
)  # fmt: skip
@pytest.mark.parametrize("options", [{}, {"language": "zh", "theme": "dark", "width": 470}])
def test_few_none_and_one_arm_are_drawn_or_explained(who, options):
    figure = ladder(*who, **options)
    go.Figure(figure.to_dict())
    assert words(figure).strip()
    assert "nan" not in words(figure).lower().split()


def test_a_scale_of_rare_events_ends_at_the_quarter_above_them():
    rare = Estimate("proportion", "sox", value=0.2, n=40, n_events=8)
    row = ShareRow("Progression", (rare,))
    figure = shares_by_arm_figure([row], Look(labels=LABELS), whole=False)
    assert figure.layout.xaxis.range == (0, 0.25)
    assert "8/40 · 20%" in words(figure)


def test_the_ladder_in_words():
    result, labels = found()
    said = ladder_words(result, NAMES, Look(labels=labels))
    assert said.startswith("SOX: Randomized 82/82 (100%)")
    assert "R0 of the resected 22/27 (81%)" in said


@pytest.mark.parametrize(
    ("value", "high", "end"),
    [(0.2, 0.25, 0.25), (0.2, 0.26, 0.5), (0.5, 0.5, 0.5), (0.51, None, 0.75), (0.7, 0.76, 1.0)],
)
def test_a_scale_ends_at_the_quarter_above_the_highest_limit(value, high, end):
    limits = None if high is None else Interval(0.0, high)
    row = ShareRow("x", (Estimate("proportion", "sox", value=value, interval=limits, n=40,
                                  n_events=8),))  # fmt: skip
    look = Look(labels=LABELS)
    assert shares_by_arm_figure([row], look, whole=False).layout.xaxis.range == (0, end)
    assert shares_by_arm_figure([row], look).layout.xaxis.range == (0, 1)


def test_arms_stand_under_each_other_in_their_colors_and_one_alone_in_ink():
    half = {"value": 0.5, "n": 40, "n_events": 20}
    rows = [
        ShareRow("x", tuple(Estimate("proportion", g, **half) for g in groups))
        for groups in (("sox", "ip"), ("ip",))
    ]
    look = Look(labels=LABELS)
    figure = shares_by_arm_figure(rows, look)
    first, second, third = marks(figure)
    assert [m[-1] for m in (first, second, third)] == [look.color(g) for g in ("sox", "ip", "ip")]
    assert second[2] - first[2] == pytest.approx(1.28 * 13)
    printed = [a.font.color for a in figure.layout.annotations if a.text == "20/40 · 50%"]
    assert printed == [look.word_color(g) for g in ("sox", "ip", "ip")]
    assert words(figure).count("■") == 2
    alone = shares_by_arm_figure(rows[1:], look)
    assert "■" not in words(alone)
    (printed,) = (a.font.color for a in alone.layout.annotations if a.text == "20/40 · 50%")
    assert printed == look.ink
