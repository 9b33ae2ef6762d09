"""The incidence beside its naive number, and curves with delayed entry."""

import re
from functools import cache

import numpy as np
import plotly.graph_objects as go
import pytest

from outcomes.estimators.surgery.incidence import conversion_incidence
from outcomes.estimators.surgery.landmark import time_dependent_cox
from outcomes.export.svg import to_svg
from outcomes.figures.base.look import Look
from outcomes.figures.curve_plot.compared import moving_curves_figure, naive_incidence_figure
from outcomes.figures.curve_plot.steps import to_steps
from outcomes.model.cohort import Cohort, parse_filter
from outcomes.results.result import Curve
from tests.demos import demo_study

GROUPS = {"a": "", "b": "", "no_conversion": "No surgery", "conversion": "Surgery"}


@cache
def cohort(study="hipec-sox-demo", population="itt", words=""):
    loaded = demo_study(study)
    filters = (parse_filter(words, loaded),) if words else ()
    return Cohort(loaded, population, filters)


def labels(who):
    return {arm.id: arm.label for arm in who.arms} or {"all": "All patients"}


asked = cache(lambda estimator, who, *of, **how: estimator(who, *of, **how))


def incidence(who, **options):
    found, naive = (asked(conversion_incidence, who, naive=n) for n in (False, True))
    look = Look(labels=labels(who), **options)
    return naive_incidence_figure(found, naive, look, naive_name="1 − Kaplan–Meier")


def moving(who, first=None, **options):
    look = Look(labels=GROUPS, **options)
    return moving_curves_figure(asked(time_dependent_cox, who, "os"), look, first=first)


DRAWN = {"incidence": incidence, "moving": moving}


def said(figure):
    return " ".join(re.sub(r"<[^>]+>", "", a.text or "") for a in figure.layout.annotations)


def marks(figure, layer):
    return [t for t in figure.data if (t.meta or {}).get("layer") == layer]


@pytest.mark.parametrize("name", DRAWN)
@pytest.mark.parametrize("options", [{}, {"language": "zh", "theme": "dark", "width": 470}])
def test_valid_pure_and_as_svg(name, options):
    made = DRAWN[name](cohort(), caption=["ITT · 2025-06-30"], **options)
    again = DRAWN[name](cohort(), caption=["ITT · 2025-06-30"], **options)
    assert made.to_json() == again.to_json()
    go.Figure(made.to_dict())
    assert "ITT · 2025-06-30" in said(made)
    svg = to_svg(made, 900)
    assert b"<svg" in svg if isinstance(svg, bytes) else "<svg" in svg


@pytest.mark.parametrize("name", DRAWN)
@pytest.mark.parametrize(
    "who",
    [("hipec-sox-demo", "itt", "age <= 1"), ("rmhtnf-demo", "all"),
     ("hipec-sox-demo", "itt", "arm in sox"), ("hipec-sox-demo", "itt", "age <= 35")],
)  # fmt: skip
def test_few_none_and_one_arm_are_drawn_or_explained(name, who):
    made = DRAWN[name](cohort(*who))
    assert said(made).strip()
    assert "nan" not in said(made).lower().split()


def test_naive_curves_are_faint_dashed_named_and_above():
    made = incidence(cohort())
    naive = {t.meta["group"]: t for t in marks(made, "naive")}
    firm = {t.meta["group"]: t for t in marks(made, "line")}
    assert set(naive) == set(firm) == {"sox", "hipec_sox"}
    for group, trace in naive.items():
        assert trace.opacity < 1
        assert trace.line.dash != firm[group].line.dash
        assert trace.line.color == firm[group].line.color
        assert np.max(trace.y) > np.max(firm[group].y)
    assert said(made).count("1 − Kaplan–Meier") == 2
    assert made.layout.yaxis.range[0] == 0
    assert max(np.max(t.y) for t in naive.values()) < made.layout.yaxis.range[1]


def test_the_curve_of_surgery_starts_with_the_first_operation():
    line = {t.meta["group"]: t for t in marks(moving(cohort(), first=4.2), "line")}
    assert min(line["conversion"].x) == pytest.approx(4.2)
    assert min(line["no_conversion"].x) == 0
    assert "28/44" in said(moving(cohort()))


def test_everybody_who_ever_entered_a_curve_counts():
    late = Curve("late", "survival", (0.0, 2.0, 3.0, 5.0), (1.0, 0.75, 0.5, 0.0),
                 n_at_risk=(0.0, 4.0, 5.0, 2.0), n_events=(0.0, 1.0, 2.0, 2.0),
                 n_censored=(0.0, 0.0, 1.0, 0.0))  # fmt: skip
    assert to_steps(late).n == 6
