"""Nothing overlaps and nothing is cut in any place: every figure with axes, both demos and more."""

from dataclasses import replace
from functools import cache
from importlib import import_module
from itertools import product

import pytest

from outcomes.displays.base.display import Given
from outcomes.displays.base.panel import Picture
from outcomes.figures.base.look import Look
from outcomes.figures.calendar.enrollment import accrual_figure, events_projection, monthly_bars
from outcomes.figures.calendar.flow import flow_figure
from outcomes.figures.curve_plot.curves import Drawn, survival_figure
from outcomes.figures.curve_plot.effect_curve import effect_curve_figure
from outcomes.figures.curve_plot.extrapolation import extrapolation_figure
from outcomes.figures.curve_plot.hazards import effect_over_time_figure
from outcomes.figures.curve_plot.log_log import log_log_figure
from outcomes.figures.curve_plot.stacked import stacked_incidence_panels
from tests.displays.asked import STUDIES, seen
from tests.figures import made
from tests.figures.curve_plot.test_effect_curve import ALONG, OVERALL, RESULT
from tests.figures.curve_plot.test_extrapolation import fitted
from tests.figures.curve_plot.test_hazards import hazards, piece
from tests.figures.curve_plot.test_stacked import incidence
from tests.figures.measured import faults

WIDTHS = (340, 480, 720, 900, 1300)
LANGUAGES = ("en", "zh")
OTHERS = (
    "survival.hazards:HAZARDS", "survival.causes:CAUSES", "survival.extrapolation:EXTRAPOLATION",
    "survival.follow:FOLLOW", "survival.landmark:LANDMARK", "surgery.timing:TIMING",
    "surgery.after:AFTER", "adjusted.curves:CURVES", "subgroups.along:ALONG",
    "conduct.accrual:ACCRUAL", "conduct.accrual:PROJECTION", "conduct.patients:FLOW",
    "conduct.follow_up:FOLLOW_UP", "ascites.course:OVER_TIME", "ascites.after:FREE",
    "safety.exposure:EXPOSURE", "recurrence.curves:RISK", "recurrence.curves:FREE",
)  # fmt: skip
ONE_BY_ONE = ("waterfall", "trajectories", "swimmer")
DISPLAYS = {
    "survival.curves:CURVES": [{}, {"table": "kmunicate"}, {"curve": "incidence"}],
    "ascites.course:PATIENTS": [{"asc_figure": name} for name in ONE_BY_ONE],
    **{name: [{}] for name in OTHERS},
}
ROWS = ("reasons",)  # pictures of named rows, which are measured elsewhere
LABELS = {
    "short": made.LABELS,
    "chinese": made.LONG,
    "long": {"sox": "Systemic chemotherapy with S-1 and oxaliplatin, the reference",
             "hipec_sox": "Hyperthermic intraperitoneal chemotherapy plus S-1 and oxaliplatin",
             "ip": "Intraperitoneal paclitaxel and everything else"},
}  # fmt: skip
CAPTION = ("Everybody who was randomized and received a dose of what was assigned", "2026-06-30")


@pytest.mark.parametrize("study", STUDIES)
@pytest.mark.parametrize("name", DISPLAYS)
def test_no_words_overlap_or_are_cut_on_the_demos(name, study, monkeypatch):
    monkeypatch.setattr(Given, "wide", lambda self, width=0, height=None: replace(
        self.look, height=height))  # fmt: skip
    module, variable = name.split(":")
    display = getattr(import_module(f"outcomes.displays.{module}"), variable)
    for fixed, language in product(DISPLAYS[name], LANGUAGES):
        view = seen(display, study, language=language, **fixed)
        for width in WIDTHS if view else ():
            for picture in view.draw(width=width).walk():
                if isinstance(picture, Picture) and picture.figure and picture.id not in ROWS:
                    where = (picture.id, language, width)
                    assert faults(picture.figure, width) == [], where


@cache
def survival(**sizes):
    return made.survival(sizes)


def many(look):
    """Yield figures of three arms, of twenty thousand patients, of one arm."""
    arms = tuple(made.LABELS)
    three = survival(sox=182, hipec_sox=1082, ip=60)
    contrasts = [made.contrast(), made.contrast("ip"), made.test_of_arms()]
    yield survival_figure(three, look, contrast=contrasts)
    yield survival_figure(three, look, Drawn("kmunicate"))
    yield survival_figure(survival(sox=10_000, hipec_sox=10_000), look)
    yield survival_figure(survival(sox=20), look)
    yield stacked_incidence_panels(
        [("Recurrence in the peritoneum", incidence(0.4, arms)), ("Death", incidence(0.2, arms))],
        look,
    )
    ratios = hazards(piece(0.0, 0.5, 0.3, 90.0), groups=("hipec_sox", "ip"))
    yield effect_over_time_figure(ratios, look, favors=("hipec_sox", "sox"))
    yield log_log_figure(ratios, look)
    yield extrapolation_figure(fitted(arms), three, look)
    yield effect_curve_figure(RESULT, ALONG, look, overall=OVERALL, favors=("hipec_sox", "sox"))
    yield accrual_figure(made.accrual(), look, projection=made.projection())
    yield accrual_figure(made.accrual(by=arms), look)
    yield monthly_bars(made.accrual(by=arms), look)
    yield events_projection(made.projection(), look)
    yield flow_figure(made.flow(arms), look)


@pytest.mark.parametrize("labels", LABELS)
@pytest.mark.parametrize("size", ["screen", "presentation"])
def test_no_words_overlap_or_are_cut_with_long_labels_and_three_arms(labels, size):
    for width in WIDTHS if size == "screen" else WIDTHS[1:]:
        for language in LANGUAGES:
            look = Look(language, "light", size, width, LABELS[labels], CAPTION)
            for figure in many(look):
                assert faults(figure, width) == [], (language, width)
