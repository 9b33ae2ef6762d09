"""What the views of a study without a comparison say first, in both languages, and when not."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from outcomes.clinical.scene import scene_of
from outcomes.displays.adjusted.alone.case_mix import CASE_MIX
from outcomes.displays.adjusted.alone.comparators import comparators_of
from outcomes.displays.adjusted.alone.exposure import EXPOSURE
from outcomes.displays.adjusted.alone.lost import LOST
from outcomes.displays.adjusted.alone.visits import VISITS
from outcomes.displays.adjusted.alone.ways import ALONE
from outcomes.displays.base.display import drawn, standing
from outcomes.displays.base.panel import Picture, Text
from outcomes.displays.base.words import Words
from outcomes.figures.base.look import Look
from outcomes.model.cohort import Cohort
from outcomes.model.plan.benchmarks import published_of
from tests.demos import demo_study
from tests.displays.asked import answer, cohort_named, seen
from tests.serving import ROOT

DISPLAYS = (ALONE, VISITS, LOST, CASE_MIX, EXPOSURE)
CAUSAL = (
    "effect of",
    "because",
    "benefit",
    "reduces",
    "improves",
    "favors",
    "优于",
    "获益",
    "降低",
)


def cohort_of(filters=()):
    return cohort_named("rmhtnf-demo", "all", *filters)


def scene(cohort):
    return scene_of(cohort, published_of(cohort.study.spec.benchmarks, ROOT / "data"))


def panel_of(display, language="en", cohort=None, **chosen):
    cohort = cohort or cohort_of()
    here = scene(cohort)
    words = Words(here.spec, language)
    settled = standing(display, here, words, **chosen)
    look = Look(language, labels=words.labels, names=words.names)
    return drawn(display, here, settled, lambda q: answer(cohort, q), look)


def said(panel, role="answer"):
    return " ".join(b.words for b in panel.walk() if isinstance(b, Text) and b.role == role)


def test_none_of_them_is_hosted_and_none_is_a_trials():
    trial = demo_study("hipec-sox-demo")
    other = scene_of(Cohort(trial, trial.spec.default_population.id))
    for display in DISPLAYS:
        assert display.audience == "patients"
        assert display.offered(other, Words(other.spec, "en"))
        assert not display.offered(scene(cohort_of()), Words(cohort_of().study.spec, "en"))


@pytest.mark.parametrize("display", DISPLAYS, ids=lambda d: d.id)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_sentence_stands_before_the_figure_and_no_two_files_have_one_name(display, language):
    panel = panel_of(display, language)
    files = [panel.file, *(b.id for b in panel.walk() if isinstance(b, Picture))]
    assert len(set(files)) == len(files)
    blocks = panel.blocks
    assert isinstance(blocks[0], Text)
    assert blocks[0].role == "answer"
    assert isinstance(blocks[1], Picture)


def test_the_answer_between_visits_has_both_numbers():
    words = said(panel_of(VISITS, endpoint="efs", alone_at="36"))
    assert "17 of 17 events were found at a visit" in words
    assert "3.0 months" in words
    assert "17%" in words
    assert words.rstrip(".").endswith("18%")


def test_the_target_is_reached_by_few_of_those_followed_less():
    words = said(panel_of(LOST, endpoint="efs"))
    assert "Target of the plan, 36 mo" in words
    assert "at least 8 of the 48" in words
    assert "12.1 months" in words


def test_prevention_is_never_held_against_treatment():
    here = scene(cohort_of())
    words = Words(here.spec, "en")
    for endpoint in here.spec.endpoints:
        trials = {c.code.rpartition("-")[0] for c in comparators_of(here, words, endpoint).values()}
        settings = {p.setting for p in here.published if p.id in trials}
        assert len(settings) <= 1
        if endpoint.origin == "surgery_date":
            assert settings <= {"prophylactic"}


def test_a_mix_with_a_level_nobody_has_says_which():
    words = said(panel_of(CASE_MIX, endpoint="ascites_control"))
    assert "there is no number" in words
    assert "baseline ascites" in words
    assert "52% there" in words


@pytest.mark.parametrize("language", ["en", "zh"])
def test_an_exposure_is_an_association_and_says_what_stays_unlike(language):
    panel = panel_of(EXPOSURE, language, endpoint="os")
    everything = " ".join(b.words for b in panel.walk() if isinstance(b, Text))
    assert ("association" if language == "en" else "关联") in said(panel)
    assert ("albumin" if language == "en" else "白蛋白") in everything
    assert not [word for word in CAUSAL if word in everything]
    assert " p " not in everything
    assert "p =" not in everything


def test_levels_are_compared_at_first_by_an_endpoint_that_both_have():
    view = seen(EXPOSURE, "rmhtnf-demo")
    assert view.chosen["endpoint"] == "os"  # one registered endpoint is of either intent alone
    assert any(e.finite for e in view.answers["exposure"].estimates)


def test_after_a_filter_on_what_came_later_no_exposure_is_compared():
    panel = panel_of(EXPOSURE, cohort=cohort_of(("objective_response in Y",)))
    assert not [b for b in panel.walk() if isinstance(b, Picture)]


@pytest.mark.parametrize("display", DISPLAYS, ids=lambda d: d.id)
@pytest.mark.parametrize("who", ["nobody", "six without an event", "all lost"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_tiny_odd_studies_say_why_there_is_no_number(display, who, language):
    cohort = odd(who)
    for endpoint in cohort.study.spec.endpoints:
        here = scene(cohort)
        offered = display.choices(here, Words(here.spec, language), {})
        codes = {code for c in offered if c.known == "endpoint" for code, _ in c.options}
        if endpoint.id in codes:
            panel = panel_of(display, language, cohort, endpoint=endpoint.id)
            assert "nan" not in " ".join(b.words for b in panel.walk() if isinstance(b, Text))
            assert all(b.alt for b in panel.walk() if isinstance(b, Picture))


@cache
def odd(who):
    study = demo_study("rmhtnf-demo")
    keep = np.zeros(len(study.patients), dtype=bool)
    if who != "nobody":
        timed = study.endpoints["efs"]
        keep[np.flatnonzero(~np.isnan(timed.time) & (timed.event == 0))[:6]] = True
    endpoints = dict(study.endpoints)
    if who == "all lost":
        for name, data in endpoints.items():
            if len(data.time):
                short = np.where(np.isnan(data.time), np.nan, 1.0)
                endpoints[name] = replace(
                    data, time=short, event=np.where(np.isnan(short), np.nan, 0.0)
                )
            else:
                endpoints[name] = replace(data, event=np.full(len(data.event), np.nan))
    made = replace(study, populations={**study.populations, "all": keep}, endpoints=endpoints)
    return Cohort(made, "all")
