"""Enrollment and events in calendar time."""

import re
from dataclasses import replace

import pytest

from outcomes.figures.calendar.enrollment import (
    accrual_figure,
    accrual_lines,
    date_words,
    events_projection,
    follow_up_figure,
    in_quarters,
    monthly_bars,
)
from outcomes.results.result import Curve, Estimate, Interval, Result
from tests.figures.made import LABELS, accrual, look, projection, survival


def words(figure):
    return " ".join(re.sub(r"<[^>]+>", "", a.text or "") for a in figure.layout.annotations)


def test_the_plan_is_for_everybody():
    assert "Plan" in words(accrual_figure(accrual(), look()))
    assert "Plan" not in words(accrual_figure(accrual(by=("sox", "ip")), look()))


def test_accrual_names_projected_date_with_its_interval():
    shown = words(accrual_figure(accrual(), look(width=1200), projection=projection()))
    assert "164 enrolled · 180 planned" in shown
    assert "complete on 2026-07-09 (95% PI 2026-05-20 to" in shown


def test_the_cutoff_is_marked_only_where_the_axis_goes_on():
    assert "2026-03-11" in words(accrual_figure(accrual(), look(), projection=projection()))
    assert "2026-03-11" not in words(accrual_figure(accrual(by=("sox",)), look()))


def test_everybody_of_a_trial_is_in_the_color_of_no_arm():
    arms = {look().color(arm) for arm in LABELS}
    for group, taken in (("all", False), ("sox", True)):
        result = accrual(by=(group,))
        line = next(t for t in accrual_figure(result, look()).data if t.line.shape == "hv")
        assert (line.line.color in arms) == taken
    alone = look(labels={"all": "All patients"})
    line = next(t for t in accrual_figure(accrual(), alone).data if t.line.shape == "hv")
    assert line.line.color == alone.color("all")


def test_sites_have_their_ids_as_names_and_colors_of_their_own():
    figure = accrual_figure(accrual(by=("site 1", "site 2")), look())
    colors = {t.name: t.line.color for t in figure.data}
    assert set(colors) == {"site 1", "site 2"}
    assert len(set(colors.values())) == 2


def test_colors_of_groups_follow_the_protocol():
    bars = monthly_bars(accrual(by=("hipec_sox",)), look()).data
    both = monthly_bars(accrual(by=("sox", "hipec_sox")), look()).data
    assert bars[0].marker.color == both[1].marker.color


def test_intervals_of_the_projection_lie_in_each_other_and_are_read_with_the_median():
    wide, narrow, median = events_projection(projection(), look()).data
    assert max(wide.y) > max(narrow.y) > max(median.y)
    assert median.text[-1] == "126 (95% PI 118–134)"


def test_a_reverse_curve_counts_the_censored_it_falls_by():
    reverse = replace(survival(), analysis="follow_up")
    fallen = [int(sum(c.n_events)) for c in reverse.curves]
    said = words(follow_up_figure(reverse, look()))
    assert [f"{n}/82 censored" in said for n in fallen] == [True, True]
    assert "events" not in said


def traces(figure):
    return [(t.name, list(t.y), t) for t in figure.data]


def days(*values):
    return tuple(19723.0 + v for v in values)  # 2024-01-01 and so many days


def counted(group="all", *, times=(0, 10, 20), values=(0.0, 40.0, 60.0), quantity="accrual"):
    return Curve(group, quantity, days(*times), values, unit="date")


PLAN = counted(quantity="planned", times=(-5, 400), values=(0.0, 100.0))
FANS = tuple(
    Curve("all", f"projected_accrual_{level}", days(20, 50), (60.0, 80.0), (60.0, 80.0 - w),
          (60.0, 80.0 + w), unit="date")
    for level, w in (("95", 30.0), ("80", 10.0))
)  # fmt: skip
TARGET = Estimate("planned_n", value=100.0)


def test_observed_numbers_rise_in_steps_over_the_plan_and_its_target():
    figure = accrual_figure(
        Result("accrual", curves=(counted(), PLAN), estimates=(TARGET,)), look()
    )
    found = {t.name: t for t in figure.data}
    assert list(found["Enrolled"].y) == [0, 40, 60]
    assert (found["Enrolled"].line.shape, found["Enrolled"].line.color) == (
        "hv",
        look().ink,
    )
    assert found["Enrolled"].text == ("0", "40", "60")
    assert (found["Plan"].line.shape, found["Plan"].line.dash) == (None, "4px,3px")
    assert figure.layout.xaxis.range == ("2023-12-27", "2025-02-04")
    assert figure.layout.yaxis.range == (0, 106)
    cutoff, target = figure.layout.shapes
    assert (cutoff.x0, cutoff.line.dash, cutoff.line.width) == ("2024-01-21", "dot", 1)
    assert (target.y0, target.line.dash, target.line.width) == (100, "dot", 1)
    notes = {re.sub(r"<[^>]+>", "", a.text): a for a in figure.layout.annotations}
    said = next(a for words, a in notes.items() if words.endswith("2024-01-21"))
    assert (said.x, said.y, said.xanchor, said.yanchor) == ("2024-01-21", 0, "right", "bottom")
    assert said.yshift == 4
    assert said.font.size == 12
    planned = next(a for words, a in notes.items() if "100" in words and a.yref == "y")
    assert (planned.x, planned.y, planned.xshift, planned.yshift) == (0, 100, 6, 1)
    assert planned.font.size == 12
    high = figure.layout.height - figure.layout.margin.t - figure.layout.margin.b
    assert notes["Plan"].yshift == pytest.approx(high * 100 / 106, abs=1)
    assert notes["Enrolled"].yshift == pytest.approx(high * 60 / 106, abs=1)


def test_a_target_far_above_is_not_drawn_and_no_cutoff_at_the_end():
    for value, n in ((63.6, 1), (63.7, 0)):  # the axis ends at 1.06 times 60
        rows = (replace(TARGET, value=value),)
        figure = accrual_figure(Result("accrual", curves=(counted(),), estimates=rows), look())
        assert len(figure.layout.shapes) == n
    arms = (counted("sox"), counted("ip", values=(0.0, 3.0, 5.0)))
    by_arm = accrual_figure(Result("accrual", curves=(*arms, PLAN), estimates=(TARGET,)), look())
    assert not by_arm.layout.shapes
    assert [t.line.color for t in by_arm.data] == [look().color("sox"), look().color("ip")]
    assert by_arm.layout.yaxis.range == pytest.approx((0, 63.6))


def test_the_projection_goes_on_from_the_cutoff_with_both_intervals():
    found = Result("accrual", curves=(counted(),))
    figure = accrual_figure(found, look(), projection=Result("projection", curves=FANS))
    bands = [t for t in figure.data if t.fill == "toself"]
    assert [b.fillcolor for b in bands] == ["rgba(86,98,110,0.12)", "rgba(86,98,110,0.2)"]
    assert [(min(b.y), max(b.y)) for b in bands] == [(50, 110), (60, 90)]
    (median,) = (t for t in figure.data if t.line.dash == "2px,3px")
    assert list(median.y) == [60, 80]
    assert median.text == ("60 (95% PI 60–60)", "80 (95% PI 50–110)")
    assert figure.layout.yaxis.range == pytest.approx((0, 116.6))
    (name,) = (a for a in figure.layout.annotations if "Projection" in a.text)
    high = figure.layout.height - figure.layout.margin.t - figure.layout.margin.b
    assert name.yshift == pytest.approx(high * 80 / 116.6, abs=1)


def test_months_stand_side_by_side_in_the_colors_of_their_groups():
    curves = tuple(counted(g, quantity="monthly", times=(0, 31), values=v)
                   for g, v in (("sox", (3.0, 5.0)), ("ip", (1.0, 9.0))))  # fmt: skip
    figure = monthly_bars(Result("accrual", curves=curves), look())
    assert [list(t.y) for t in figure.data] == [[3, 5], [1, 9]]
    assert [t.name for t in figure.data] == [LABELS["sox"], LABELS["ip"]]
    assert figure.layout.xaxis.range == ("2023-12-16", "2024-02-17")  # 16 days around
    assert figure.layout.yaxis.range == pytest.approx((0, 9.54))
    assert words(figure).count("■ SOX") == 1
    alone = monthly_bars(Result("accrual", curves=curves[:1]), look())
    assert alone.data[0].name == ""
    assert "■" not in words(alone)
    high = figure.layout.height - figure.layout.margin.t - figure.layout.margin.b
    assert high == pytest.approx(0.65 * 310, abs=1)


def test_dates_are_said_as_far_as_they_are_known():
    day = Estimate("completion_date", value=19723.0, unit="date")
    assert date_words(day) == "2024-01-01"
    assert date_words(replace(day, value=None)) == "NE"
    assert date_words(replace(day, value=1e6 + 1)) == "not reached"
    known = replace(day, interval=Interval(19720.0, 2e6, 0.8))
    assert date_words(known) == "2024-01-01 (80% PI 2023-12-29 to not reached)"
    rows = (TARGET, Estimate("expected_n"))
    assert accrual_lines(Result("accrual", estimates=rows, n=60)) == ("60 enrolled · 100 planned",)
    undated = Result("projection", estimates=(day,))  # without an interval nothing is promised
    assert "2024" not in accrual_lines(Result("accrual", n=60), undated)[0]


def test_the_date_of_the_events_is_said_above_them():
    events = tuple(replace(c, quantity=c.quantity.replace("accrual", "events")) for c in FANS)
    day = Estimate("events_date", value=19760.0, interval=Interval(19750.0, 19800.0), unit="date")
    for row, said in ((day, "2024-02-07 (95% PI"), (replace(day, interval=None), "2024-02-07"),
                      (replace(day, value=None), None)):  # fmt: skip
        figure = events_projection(Result("projection", estimates=(row,), curves=events,
                                          n_events=90), look())  # fmt: skip
        above = words(figure)
        assert (said or "2024-02-07") in above if said else "2024-02" not in above.split("Cum")[0]
        assert figure.layout.yaxis.range == pytest.approx((0, 116.6))
        assert figure.layout.xaxis.range == ("2024-01-21", "2024-02-20")


def test_months_after_the_last_enrolled_are_not_drawn():
    months = counted(quantity="monthly", times=(0, 31, 60, 91), values=(3.0, 0.0, 2.0, 0.0))
    figure = monthly_bars(Result("accrual", curves=(months,)), look())
    assert list(figure.data[0].y) == [3, 0, 2]
    nobody = counted(quantity="monthly", times=(0, 31), values=(0.0, 0.0))
    assert list(monthly_bars(Result("accrual", curves=(nobody,)), look()).data[0].y) == [0, 0]


def test_too_many_bars_of_several_groups_are_of_quarters():
    times = tuple(range(15, 1125, 30))  # 37 months from January on
    many = [counted(g, quantity="monthly", times=times, values=(1.0,) * 37) for g in ("a", "b")]
    two, one = Result("accrual", curves=tuple(many)), Result("accrual", curves=tuple(many[:1]))
    assert (in_quarters(two), in_quarters(one)) == (True, False)
    figure = monthly_bars(two, look())
    assert [sum(bars.y) for bars in figure.data] == [37, 37]
    assert list(figure.data[0].y) == [3.0] * 11 + [4.0]
    assert "quarter" in str(figure.layout)
    assert "month" in str(monthly_bars(one, look()).layout)


def test_what_the_bands_of_a_projection_are_stands_under_them():
    assert "80% and 95% prediction intervals" in words(events_projection(projection(), look()))
