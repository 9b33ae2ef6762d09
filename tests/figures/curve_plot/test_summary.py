"""What stands above curves, under them and at the pointer."""

from dataclasses import replace

import numpy as np
import pytest

from outcomes.figures.curve_plot.hover import read_lines
from outcomes.figures.curve_plot.risk_rows import effective_rows, risk_rows
from outcomes.figures.curve_plot.steps import arms_of
from outcomes.figures.curve_plot.summary import arm_cells, contrast_lines, median_words
from outcomes.results.note import Note
from outcomes.results.result import Curve, Estimate, Interval, Result
from tests.figures.made import LABELS, look

CURVE = Curve("sox", "survival", (0.0, 2.0, 4.0), (1.0, 0.8, 0.4), (None, 0.6, 0.2),
              (None, 0.9, 0.7), (10.0, 10.0, 4.0), (0.0, 2.0, 2.0), (0.0, 4.0, 0.0),
              unit="months")  # fmt: skip
OTHER = replace(CURVE, group="ip", value=(1.0, 0.9, 0.7))
MEDIAN = Estimate("median", "sox", value=3.5, interval=Interval(2.0, np.inf), n=10, n_events=7,
                  unit="months")  # fmt: skip


def arms(*curves):
    return arms_of(curves or (CURVE,), look())


def test_an_arm_says_its_events_and_its_median():
    (arm,) = arms()
    alone = Result("kaplan_meier", curves=(CURVE,))
    assert arm_cells(arm, alone, look()) == ("4/10 events", "")
    told = replace(alone, estimates=(MEDIAN,))
    assert arm_cells(arm, told, look()) == ("7/10 events", "median 3.5 mo (95% CI 2.0–NR)")
    reverse = replace(told, analysis="follow_up")
    assert arm_cells(arm, reverse, look())[0] == "4/10 censored"
    (nobody,) = arms(replace(CURVE, n_at_risk=(0.0, 0.0, 0.0), n_events=(), n_censored=()))
    assert arm_cells(nobody, told, look()) == ("no patients", "")
    assert median_words(replace(MEDIAN, value=None), look()) == median_words(None, look()) == ""


def ratio(group="ip", **more):
    return Estimate("hazard_ratio", group, "sox", 0.612, Interval(0.431, 0.868), **more)


TEST = Result("log_rank", estimates=(Estimate("statistic", value=8.2, p_value=0.0042),))


def test_one_ratio_has_its_test_on_its_line_and_of_several_the_test_is_of_all():
    one = Result("cox", estimates=(ratio(),))
    assert contrast_lines((one, TEST), look()) == (
        "HR 0.61 (95% CI 0.43–0.87), IP paclitaxel vs SOX (reference); log-rank p = 0.004",
    )
    assert contrast_lines((TEST,), look()) == ("log-rank p = 0.004",)
    two = Result("cox", estimates=(ratio(), ratio("hipec_sox")))
    *_, last = found = contrast_lines((two, TEST), look())
    assert len(found) == 3
    assert last.endswith(": log-rank p = 0.004")
    assert contrast_lines((replace(TEST, analysis="cox"),), look()) == ()
    silent = Result("log_rank", estimates=(Estimate("statistic", value=8.2),))
    assert contrast_lines((silent,), look()) == ()


def test_a_long_line_breaks_before_the_test():
    one = Result("cox", estimates=(ratio(),))
    stratified = replace(TEST, analysis="log_rank_stratified")
    # Of 58 em the line takes 39.15 without the names, a letter of which takes 0.62.
    for letters, lines in ((15, 1), (16, 2)):
        labels = LABELS | {"ip": "a" * letters, "sox": "a" * letters}
        assert len(contrast_lines((one, stratified), look(labels=labels))) == lines


def test_a_ratio_that_could_not_be_estimated_says_why():
    none = ratio(notes=(Note("no_events"),))
    none = replace(none, value=None, interval=None)
    (line,) = contrast_lines((Result("cox", estimates=(none,)),), look())
    assert "no events" in line


def test_rows_count_just_before_the_ticks_and_add_up():
    ticks = np.array([0.0, 2.0, 3.0, 4.0, 9.0])
    (row,) = risk_rows(arms(), ticks, "at_risk", look())
    assert (row.label, row.cells) == ("SOX", ("10", "10", "4", "4", "2"))
    heading, left, censored, events = risk_rows(arms(), ticks, "kmunicate", look())
    assert heading.heading
    assert left.cells == row.cells
    assert censored.cells == ("0", "0", "4", "4", "4")
    assert events.cells == ("0", "0", "2", "2", "4")
    assert risk_rows(arms(), ticks, "none", look()) == ()


def test_of_a_published_curve_nothing_is_known_beyond_its_end():
    joined = replace(CURVE, joined=True)
    for kind in ("at_risk", "kmunicate"):
        (row,) = risk_rows(arms(joined), np.array([0.0, 4.0, 4.1]), kind, look())
        assert row.cells == ("10", "4", "")


def test_effective_numbers_are_read_just_before_the_ticks():
    weighted = Curve("sox", "effective_at_risk", (0.0, 2.0, 4.0), (9.6, 8.4, 3.2))
    (row,) = effective_rows(arms(), np.array([0.0, 1.0, 4.0, 5.0]), (weighted,), look())
    assert row.cells == ("10", "8", "3", "0")
    assert effective_rows(arms(OTHER), np.array([0.0]), (weighted,), look()) == ()


def test_the_pointer_reads_every_arm_at_any_time_and_the_difference_of_two():
    first, _, difference = read_lines(arms(CURVE, OTHER), 6.0, look())
    assert len(first.x) == 121
    assert (first.x[40], first.y[40]) == (2.0, 0.8)
    assert first.words[40] == "80% (95% CI 60–90) · at risk 10"
    assert first.words[0] == "100% · at risk 10"
    assert np.isnan(first.y[81])  # beyond the last time, 4.0
    assert (difference.y[40], difference.words[40]) == (pytest.approx(0.85), "10 pp")
    assert difference.name == "IP paclitaxel − SOX"
    assert (first.shown, first.layer) == (False, "hover")
    assert len(read_lines(arms(), 6.0, look())) == 1
