"""Enrollment and events in calendar time."""

import re
from dataclasses import replace

from outcomes.figures.calendar.enrollment import (
    accrual_figure,
    events_projection,
    follow_up_figure,
    monthly_bars,
)
from tests.figures.made import accrual, look, projection, survival


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
