"""Adverse events and exposure: bars where the numbers are, words for every count, no overlaps."""

import plotly.graph_objects as go
import pytest

from outcomes.export.png import to_png
from outcomes.export.svg import to_svg
from outcomes.figures.base.look import Look
from outcomes.figures.patient_plot.exposure import exposure_figure
from outcomes.figures.row_plot.adverse_event_rows import event_rows
from outcomes.figures.row_plot.adverse_events import adverse_events_alt, adverse_events_figure
from outcomes.results.note import Note
from outcomes.results.result import Estimate, Interval, Result
from tests.figures.row_plot.reading import hovers, layers, texts

LABELS = {"sox": "SOX", "hipec": "HIPEC + SOX"}


def share(group, covariates, count, n=80):
    value = count / n if n else None
    limits = None if value is None else Interval(0.0, 1.0)
    return Estimate("proportion", group, value=value, interval=limits, n=n, n_events=count,
                    covariates=covariates)  # fmt: skip


def events(terms, groups=("sox", "hipec"), n=80):
    """Terms as {name: (any, severe)}, the same in every group."""
    rows = [(("(any)", b), c) for b, c in (("any", 60), (">=3", 20), ("5", 0), ("serious", 8))]
    for name, pair in terms.items():
        rows += [((name, b), c) for b, c in zip(("any", ">=3"), pair, strict=True)]
    found = [share(g, cov, c if n else 0, n) for cov, c in rows for g in groups]
    return Result("adverse_events", population="safety", estimates=tuple(found))


TWO = events({"Nausea": (40, 4), "A < B & C": (20, 10)})


def bars(figure, color, band):
    """Return where the bars of a color end, from top to bottom."""
    found = [t for t in layers(figure, band) if t.fillcolor == color]
    return [x for t in found for x in t.x[1::6]]


LOOK = Look(labels=LABELS)


def test_arms_are_mirrored_and_the_dark_part_is_grade_3():
    figure = adverse_events_figure(TWO, LOOK)
    left, right = LOOK.color("sox"), LOOK.color("hipec")
    assert bars(figure, left, ">=3") == [-0.25, -0.05, -0.125]
    assert bars(figure, right, ">=3") == [0.25, 0.05, 0.125]
    light = layers(figure, "any")
    assert sorted(t.x[1] for t in light) == [-0.75, 0.75]
    assert {t.fillcolor for t in light}.isdisjoint({left, right})
    low, high = figure.layout.xaxis.range
    assert low == -high
    assert "100%" not in figure.layout.xaxis.ticktext[0] or high >= 1
    assert list(figure.layout.xaxis.tickvals) == sorted(figure.layout.xaxis.tickvals)


def test_every_count_is_printed_with_its_denominator():
    said = texts(adverse_events_figure(TWO, LOOK))
    assert said.count("40/80 · ≥3: 4/80") == 2
    assert "60/80 · ≥3: 20/80" in said
    assert "0/80" in said  # grade 5
    assert any("SOX (N = 80)" in line and "HIPEC" in line for line in said)
    assert "A &lt; B &amp; C" in said


def test_one_arm_is_drawn_to_the_right():
    look = Look(labels={"all": "All patients"})
    figure = adverse_events_figure(events({"Nausea": (40, 4)}, ("all",)), look)
    assert figure.layout.xaxis.range[0] == 0
    assert min(bars(figure, look.color("all"), ">=3")) > 0
    assert "40/80 · ≥3: 4/80" in texts(figure)


def test_the_pointer_reads_both_arms_and_both_bands():
    said = next(h for h in hovers(adverse_events_figure(TWO, LOOK)) if "Nausea" in h)
    assert "SOX, any grade: 40/80 · 50%" in said
    assert "HIPEC + SOX, grade ≥ 3: 4/80 · 5%" in said


def test_rare_terms_are_left_out_and_said():
    many = events({f"Term {i:02}": (40 - i, 0) for i in range(15)})
    rows, n_more = event_rows(many, 10)
    assert n_more == 5
    assert [r.name for r in rows[-2:]] == ["Term 08", "Term 09"]
    assert any("5 less frequent terms" in w for w in texts(
        adverse_events_figure(many, LOOK, most=10)))  # fmt: skip


def test_classes_are_bold_and_kept_with_their_terms():
    rows = [(("(any)", "any", "(any)"), 60), (("GI", "any", "GI"), 40),
            (("Nausea", "any", "GI"), 40), (("Blood", "any", "Blood"), 5),
            (("Anemia", "any", "Blood"), 5)]  # fmt: skip
    result = Result(
        "adverse_events", estimates=tuple(share(g, c, k) for c, k in rows for g in LABELS)
    )
    assert [(r.name, r.bold) for r in event_rows(result)[0]] == [
        ("(any)", True), ("GI", True), ("Nausea", False), ("Blood", True), ("Anemia", False),
    ]  # fmt: skip
    assert [r.name for r in event_rows(result, 1)[0]] == ["(any)", "GI", "Nausea"]


def test_nobody_and_nothing_are_said_in_words():
    for result in (Result("adverse_events"), events({"Nausea": (4, 0)}, n=0)):
        assert "treated" in texts(adverse_events_figure(result, LOOK))[0]
    nothing = Result("exposure", notes=(Note("no_sheet", sheet="treatment"),))
    assert "treatment" in texts(exposure_figure(nothing, LOOK, kind="IV"))[0]
    assert adverse_events_alt(Result("adverse_events"), LOOK)


def test_the_picture_in_words():
    said = adverse_events_alt(TWO, LOOK)
    assert "Any event: SOX 60/80 · ≥3: 20/80, HIPEC + SOX 60/80" in said


def given():
    """Sessions of both arms and inflow temperature of one."""
    found = []

    def add(group, covariates, unit, values):
        for quantity, value in values.items():
            if quantity == "n":
                found.extend(
                    Estimate("n", group, value=c, at=x, unit=unit, n=40, n_events=20,
                             covariates=covariates)
                    for x, c in value.items()
                )  # fmt: skip
            else:
                found.append(Estimate(quantity, group, value=value, unit=unit, n=40, n_events=20,
                                      covariates=covariates))  # fmt: skip

    for group in LABELS:
        add(group, ("sessions", "HIPEC"), "", {"median": 2.0, "q1": 1.0, "q3": 3.0, "minimum": 0.0,
            "maximum": 3.0, "n": {0.0: 4.0, 2.0: 16.0, 3.0: 20.0}})  # fmt: skip
    dots = {42.0: 1.0, 43.0: 39.0}
    for way in ("in", "out"):
        add("hipec", (f"temperature_{way}_c", "HIPEC"), "°C", {"median": 42.9, "q1": 42.8,
            "q3": 43.1, "minimum": 42.0, "maximum": 43.6, "n": dots})  # fmt: skip
    return Result("exposure", estimates=tuple(found))


def test_panels_share_the_temperature_axis_and_mark_the_target():
    figure = exposure_figure(given(), Look(labels=LABELS), kind="HIPEC", target=43.0)
    layout = figure.layout
    assert layout.xaxis2.range == layout.xaxis3.range
    assert {(s.x0, s.x1) for s in layout.shapes} == {(43.0, 43.0)}
    # In each lane the target is marked beside the dots, under the words.
    assert [(s.y0, s.y1) for s in layout.shapes] == 2 * [(-0.2, 0.5), (0.8, 1.5)]
    assert list(layout.xaxis.ticktext) == ["0", "1", "2", "3"]
    said = texts(figure)
    assert "2 (1–3) · 40 patients" in said
    assert "42.9 (42.8–43.1) · 40 sessions" in said
    areas = [t.marker.size for t in figure.data if t.text]
    assert areas[0][2] ** 2 / areas[0][1] ** 2 == pytest.approx(20 / 16)


DRAWN = {
    "events": lambda **o: adverse_events_figure(TWO, Look(labels=LABELS, **o)),
    "exposure": lambda **o: exposure_figure(
        given(), Look(labels=LABELS, **o), kind="HIPEC", target=43.0
    ),
}


@pytest.mark.parametrize("name", DRAWN)
def test_figures_are_valid_and_become_files(name):
    for options in ({}, {"language": "zh", "theme": "dark", "size": "presentation"}):
        figure = DRAWN[name](**options, caption=["ITT · 2026-06-30", "second"])
        go.Figure(figure.to_dict())
        assert not figure.layout.showlegend
        svg = to_svg(figure, 900)
        assert "2026-06-30" in svg if isinstance(svg, str) else b"2026-06-30" in svg
        assert to_png(figure, 900)[:4] == b"\x89PNG"


def test_narrow_places_stack_the_panels():
    figure = exposure_figure(given(), Look(labels=LABELS, width=450), kind="HIPEC")
    assert figure.layout.xaxis.domain == (0, 1)
    assert figure.layout.yaxis.domain[0] > figure.layout.yaxis2.domain[1]


def test_light_bars_are_two_fifths_of_the_color_on_the_paper():
    figure = adverse_events_figure(TWO, LOOK)
    # Of #0072B2 and white: 153, 46 + 153, 71 + 153.
    assert {t.fillcolor for t in layers(figure, "any")} == {"#99C7E0", "#EEBF99"}
    dark = Look(theme="dark", labels=LABELS)  # #56B4E9 on #12181F: 34 + 11, 72 + 14, 93 + 19
    assert "#2D5670" in {t.fillcolor for t in layers(adverse_events_figure(TWO, dark), "any")}


def test_the_axis_goes_4_percent_beyond_the_longest_bar_and_to_5_percent_at_least():
    assert adverse_events_figure(TWO, LOOK).layout.xaxis.range == pytest.approx((-0.78, 0.78))
    rare = Result("adverse_events", estimates=(share("sox", ("Nausea", "any"), 1),))
    alone = adverse_events_figure(rare, LOOK, arms=("sox",))
    assert alone.layout.xaxis.range == pytest.approx((0, 0.052))


def test_a_line_parts_the_overall_rows_from_the_terms_and_only_there():
    figure = adverse_events_figure(TWO, LOOK)
    (rule,) = (s for s in figure.layout.shapes if s.line.dash == "dot")
    (reader,) = layers(figure, "hover")
    assert len(reader.y) == 5  # any, serious, fatal; two terms
    assert rule.y0 == pytest.approx((reader.y[2] + reader.y[3]) / 2)
    terms = Result("adverse_events", estimates=(share("sox", ("Nausea", "any"), 4),))
    assert not [s for s in adverse_events_figure(terms, LOOK).layout.shapes if s.line.dash]


def test_of_more_arms_the_first_two_are_drawn_or_those_named():
    labels = {"sox": "SOX", "hipec": "HIPEC + SOX", "ip": "IP"}
    result = events({"Nausea": (40, 4)}, tuple(labels))
    said = texts(adverse_events_figure(result, Look(labels=labels)))
    assert not any("IP (N" in line for line in said)
    named = adverse_events_figure(result, Look(labels=labels), arms=("ip", "sox"))
    left = [t for t in layers(named, ">=3") if min(x for x in t.x if x is not None) < 0]
    assert {t.fillcolor for t in left} == {Look(labels=labels).color("ip")}


def test_rows_of_one_band_say_it_once():
    said = hovers(adverse_events_figure(TWO, LOOK))
    serious = next(h for h in said if "erious" in h.split("<br>")[0])
    assert "SOX: 8/80 · 10%" in serious
    assert "any grade" not in serious
