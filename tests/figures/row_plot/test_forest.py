"""Forests: one row per level, squares by information, arrows where cut, one test per factor."""

from dataclasses import replace
from math import log

import plotly.graph_objects as go
import pytest

from outcomes.export.png import to_png
from outcomes.export.svg import to_svg
from outcomes.figures.base.look import Look
from outcomes.figures.row_plot import forest_rows
from outcomes.figures.row_plot.forest import forest_figure
from outcomes.figures.row_plot.forest_rows import (
    ForestRow,
    Labels,
    describe_forest,
    information,
    printed,
    rows_of,
    spoken,
)
from outcomes.results.condition import Condition
from outcomes.results.note import Note
from outcomes.results.result import Estimate, Interval, Result
from tests.figures.made import LABELS
from tests.figures.row_plot.reading import hovers, intervals, layers, marks, texts

PAIR = ("hipec_sox", "sox")
LOOK = Look(labels=LABELS)


MALE, FEMALE = (Condition("sex", "in", (level,)) for level in ("male", "female"))
YOUNG, OLD = (Condition("age", op, bound=65) for op in ("<", ">="))


def effect(where, value, low=None, high=None, quantity="hazard_ratio", n=60, notes=()):
    factor = (where.column,) if where else ()
    interval = None if low is None else Interval(low, high)
    return Estimate(
        quantity, *PAIR, value, interval, n=n, n_events=50, covariates=factor, where=where,
        notes=notes,
    )  # fmt: skip


def counts(where):
    factor = (where.column,) if where else ()
    return [
        Estimate("n_events", arm, value=25.0, n=30 + i, n_events=25, covariates=factor, where=where)
        for i, arm in enumerate(PAIR[::-1])
    ]


def interaction(factor, p):
    return Estimate("interaction", *PAIR, 3.1, p_value=p, covariates=(factor,))


LEVELS = {
    None: (0.70, 0.50, 0.98),
    MALE: (0.90, 0.60, 1.35),
    FEMALE: (0.50, 0.30, 0.83),
    YOUNG: (0.60, 0.05, 9.0),
    OLD: None,
}


def made(quantity="hazard_ratio", levels=LEVELS):
    estimates = []
    for where, numbers in levels.items():
        few = (
            (Note("not_shown", why=Note("events_fewer", n=6, least=10)),) if numbers is None else ()
        )
        estimates.append(effect(where, *(numbers or (None,)), quantity=quantity, notes=few))
        estimates += counts(where)
    estimates += [interaction("sex", 0.048), interaction("age", 0.7)]
    return Result("subgroup", "os", estimates=tuple(estimates), n=60)


NAMES = Labels(
    {"sex": "Sex", "age": "Age"},
    {MALE: "male", FEMALE: "female", YOUNG: "< 65", OLD: "≥ 65"},
    ("sex",),
)  # fmt: skip


def draw(result=None, look=LOOK, **options):
    return forest_figure(result or made(), NAMES, look, **options)


def test_the_figure_is_valid_and_every_row_is_there_with_its_words():
    figure = draw()
    go.Figure(figure.to_dict())
    shown = texts(figure)
    for said in ("All patients", "● Sex", "○ Age", "male", "&lt; 65", "0.90 (0.60–1.35)",
                 "too few events", "25/30", "25/31"):  # fmt: skip
        assert said in shown
    assert shown.count("0.048") == 1
    assert shown.count("0.70") == 1


def test_squares_have_the_area_of_the_information():
    (squares,) = layers(draw(), "marks")
    wide, narrow = made().estimates[3], made().estimates[6]
    ratio = information(narrow) / information(wide)
    assert set(squares.marker.symbol) == {"square"}
    assert list(squares.y) == sorted(squares.y)
    assert (squares.marker.size[1] / squares.marker.size[0]) ** 2 == pytest.approx(ratio)
    assert information(wide) == pytest.approx((2 * 1.959964 / log(1.35 / 0.60)) ** 2)
    assert information(replace(wide, std_err=0.5)) == pytest.approx(4.0)


def test_everybody_is_a_diamond_as_wide_as_its_interval():
    (overall,) = layers(draw(), "summary")
    assert [min(overall.x), overall.x[1], max(overall.x)] == pytest.approx(
        [log(0.50), log(0.70), log(0.98)]
    )


def test_limits_beyond_the_axis_end_in_arrows_and_estimates_never_do():
    figure = draw()
    (arrows,) = layers(figure, "arrows")
    last = marks(figure)[-1]
    assert list(arrows.marker.symbol) == ["triangle-left", "triangle-right"]
    assert list(arrows.y) == [last[2], last[2]]
    low, high = figure.layout.xaxis.range
    assert intervals(figure)[-1][:2] == pytest.approx((low, high))
    far = made(levels={"": (0.7, 0.5, 0.9), MALE: (14.0, 2.0, 90.0)})
    assert low < log(0.25)
    assert high > log(4)
    assert draw(far).layout.xaxis.range[1] > log(14.0)


def test_the_axis_of_ratios_is_logarithmic_with_a_line_at_one_and_at_the_overall():
    figure = draw()
    ticks = dict(zip(figure.layout.xaxis.ticktext, figure.layout.xaxis.tickvals, strict=True))
    assert list(ticks) == ["0.25", "0.5", "1", "2", "4"]
    assert ticks["2"] == pytest.approx(log(2))
    lines = {s.line.dash: s.x0 for s in figure.layout.shapes if s.type == "line"}
    assert lines == {None: 0.0, "dash": pytest.approx(log(0.70))}


@pytest.mark.parametrize("favors", [("sox", "hipec_sox"), ("hipec_sox", "sox")])
def test_sides_name_the_better_arm(favors):
    said = next(w for w in texts(draw(favors=favors)) if w.startswith("←"))
    assert said.startswith(f"← favors {LOOK.label(favors[0])}")
    assert not any("favors" in w for w in texts(draw()))


def test_withheld_p_values_are_nowhere_in_the_figure():
    figure = draw(p_values=False)
    everything = " ".join(
        [*texts(figure), *(a.hovertext or "" for a in figure.layout.annotations),
         *hovers(figure), describe_forest(made(), NAMES, LOOK, p_values=False)]
    )  # fmt: skip
    assert "nteraction" not in everything
    assert "0.048" not in everything
    assert "Interaction of arm and Sex: p = 0.048" in hovers(draw())[1]


def test_the_hover_says_the_row_in_words():
    said = hovers(draw())
    assert (
        "<b>Sex: male</b><br>Hazard ratio, HIPEC + SOX vs SOX: 0.90 (95% CI 0.60–1.35)" in said[1]
    )
    assert "SOX 25/30, HIPEC + SOX 25/31" in said[1]
    assert "not shown: 6 events, fewer than 10" in said[4]
    assert all("Interaction of arm and Sex: p = 0.048" in said[i] for i in (1, 2))


def test_the_contrast_chosen_is_the_one_drawn():
    other = Estimate("hazard_ratio", "ip", "sox", 1.4, Interval(1.0, 2.0), n=9, where=MALE,
                     covariates=("sex",))  # fmt: skip
    result = Result("subgroup", "os", estimates=(*made().estimates, other))
    (row,) = rows_of(result, NAMES, "ip")
    assert row.estimate.value == 1.4
    assert row.counts == ("25/30", "")
    assert "1.40 (1.00–2.00)" in texts(draw(result, contrast="ip"))


def test_levels_of_one_arm_have_neither_line_nor_sides():
    estimates = tuple(
        Estimate("survival", value=v, interval=Interval(v - 0.1, v + 0.1), at=12.0, n=40,
                 n_events=9, where=w, covariates=("sex",) if w else ())
        for w, v in ((None, 0.6), (MALE, 0.7), (FEMALE, 0.5))
    )  # fmt: skip
    result = Result("by_level", "os", estimates=estimates)
    figure = draw(result, title="Survival at 12 mo")
    assert not any("favors" in w for w in texts(figure))
    assert "70% (60–80)" in texts(figure)
    assert "9/40" in texts(figure)
    assert figure.layout.xaxis.range[0] == 0.0
    assert figure.layout.xaxis.range[1] <= 1.0
    assert figure.layout.xaxis.ticktext[0] == "0%"
    assert [s.line.dash for s in figure.layout.shapes if s.type == "line"] == ["dash"]


def test_nobody_reads_why():
    empty = Result("subgroup", "os", estimates=(effect(MALE, None, n=0),))
    figure = draw(empty)
    assert figure.layout.meta["empty"]
    assert describe_forest(empty, NAMES, LOOK)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_it_leaves_as_files_with_its_words(theme):
    svg = to_svg(draw(look=replace(LOOK, theme=theme, caption=("ITT · 2026-06-30",))), 930).decode()
    for said in ("All patients", "0.50 (0.30–0.83)", "ITT · 2026-06-30", "Interaction p"):
        assert said in svg
    assert to_png(draw(), 930)[:4] == b"\x89PNG"


def test_every_second_block_is_shaded_from_its_first_row_to_its_last():
    figure = draw()
    shades = [(s.y0, s.y1) for s in figure.layout.shapes if s.type == "rect" and s.xref == "paper"]
    (reader,) = layers(figure, "hover")
    ends = [(y - w / 2, y + w / 2) for y, w in zip(reader.y, reader.width, strict=True)]
    # All patients, then sex with two rows, then age with two.
    assert shades == [pytest.approx(ends[0]), pytest.approx((ends[3][0], ends[4][1]))]


def test_in_words_the_extremes_the_whole_and_the_strongest_test_are_said():
    said = describe_forest(made(), NAMES, LOOK)
    assert "0.50 (0.30–0.83) (Sex: female)" in said
    assert "0.90 (0.60–1.35) (Sex: male)" in said
    assert "0.70 (0.50–0.98)" in said
    assert said.endswith("Interaction of arm and Sex: p = 0.048")
    assert "Survival" in describe_forest(made(), NAMES, LOOK, title="Survival")


@pytest.mark.parametrize(
    ("low", "high", "known"),
    [(0.6, 1.35, True), (0.0, 1.35, False), (1.35, 0.6, False), (0.6, float("inf"), False)],
)
def test_an_interval_without_both_ends_tells_no_information(low, high, known):
    assert (information(effect(MALE, 0.9, low, high)) > 0) is known


def test_the_information_of_a_difference_is_that_of_its_own_scale():
    e = effect(MALE, 0.1, -0.1, 0.3, quantity="risk_difference")
    assert information(e) == pytest.approx((2 * 1.959964 / 0.4) ** 2)


def test_an_axis_of_differences_holds_three_quarters_of_the_limits():
    # In the order of their size 0, 0.1, 0.1, 0.2, 0.3, 0.9: the fifth of six, and 8 % more.
    levels = {None: (0.1, 0.0, 0.2), MALE: (0.1, -0.1, 0.3), FEMALE: (0.2, -0.1, 0.9)}
    figure = draw(made("risk_difference", levels))
    assert figure.layout.xaxis.range == pytest.approx((-1.08 * 0.3, 1.08 * 0.3))


def test_the_effect_in_everybody_is_across_the_rows_where_it_is_known():
    def line(levels):
        shapes = draw(made(levels=levels)).layout.shapes
        return [s.x0 for s in shapes if s.line.dash == "dash"]

    known = (0.70, 0.50, 0.98)
    assert line({None: known, MALE: None, FEMALE: known}) == [pytest.approx(log(0.70))]
    assert line({None: None, MALE: known, FEMALE: known}) == []
    assert line({MALE: known, FEMALE: known}) == []


def row_of(estimate, test=None):
    return ForestRow("sex", "male", estimate, ("25/30", "20/31"), True, test)


@pytest.mark.parametrize(
    ("why", "words"),
    [
        ("arm_patients_fewer", "forest.few_patients"), ("events_fewer", "forest.few"),
        ("arm_without_events", "forest.few"), ("no_events", "forest.few"), ("nobody", ""),
    ],
)  # fmt: skip
def test_where_there_is_no_number_a_word_says_why(why, words):
    note = Note("not_shown", why=Note(why, n=4, least=5))
    e = replace(effect(MALE, 1.0), value=None, notes=(note,))
    assert printed(row_of(e), LOOK) == (LOOK.say(words) if words else LOOK.absent(e))


def test_the_pointer_says_who_how_many_and_whether_it_differs():
    e, names = effect(MALE, 0.9, 0.6, 1.35), Labels({"sex": "Sex"}, {})
    lines = spoken(row_of(e, interaction("sex", 0.031)), names, LOOK, p_values=True)
    assert lines == [
        "Sex: male", "Hazard ratio, HIPEC + SOX vs SOX: 0.90 (95% CI 0.60–1.35)",
        "Events/n: SOX 25/30, HIPEC + SOX 20/31", "Interaction of arm and Sex: p = 0.031",
    ]  # fmt: skip
    none = replace(interaction("sex", None), value=None, notes=(Note("nobody"),))
    assert "nobody" in forest_rows.tested(none, "Sex", LOOK)
    alone = replace(e, reference=None, group="all", quantity="survival", value=0.9, interval=None)
    said = spoken(row_of(alone), names, LOOK, p_values=True)
    assert said == ["Sex: male", "90%", "Events/n: 25/30"]
