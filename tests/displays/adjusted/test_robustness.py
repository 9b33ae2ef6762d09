"""Robustness speaks of the planned result first, and of an adjusted one by its name."""

from __future__ import annotations

import re

import pytest

from outcomes.clinical.scene import scene_of
from outcomes.displays.adjusted.robustness import ROBUSTNESS
from outcomes.displays.base.display import drawn, standing
from outcomes.displays.base.panel import Picture, Text
from outcomes.displays.base.words import Words
from outcomes.figures.base.look import Look
from outcomes.model.cohort import Cohort
from outcomes.model.protocol import Covariate
from tests.odd import OUTCOMES, changed_demo
from tests.studies import make_cohort

SEX = Covariate("sex", "Sex", "binary", key=True)


def panel_of(cohort, endpoint, language="en"):
    scene = scene_of(cohort)
    words = Words(scene.spec, language)
    chosen = standing(ROBUSTNESS, scene, words, endpoint=endpoint)
    look = Look(language, labels=words.labels, names=words.names)
    return drawn(ROBUSTNESS, scene, chosen, lambda q: q.ask(cohort), look)


def lines(panel):
    return [b.words.replace("\\", "") for b in panel.blocks if isinstance(b, Text)]


@pytest.fixture(scope="module")
def cohort():
    study = changed_demo(OUTCOMES)
    return Cohort(study, study.spec.default_population.id)


def test_a_planned_interval_with_one_has_nothing_to_tip_and_nothing_to_explain(cohort):
    said = lines(panel_of(cohort, "pfs"))
    planned = "As planned, stratified by prior chemotherapy: the interval already includes 1"
    adjusted = "Adjusted for baseline ascites: "
    first, second = [s for s in said if s.startswith((planned, adjusted))][:2]
    assert first == f"{planned}: nothing to tip."
    assert second.startswith(f"{adjusted}even at 20 times the hazard")
    away = [s for s in said if "explain" in s]
    assert away[0] == f"{planned}: nothing to explain away."
    assert away[1].endswith("to explain away a result that favors HIPEC + SOX.")


def test_the_rows_of_the_planned_model_stand_first(cohort):
    (picture,) = (b for b in panel_of(cohort, "pfs").walk() if isinstance(b, Picture))
    planned, adjusted = picture.results
    assert planned.all("hazard_ratio")[0].covariates == ("prior_chemo",)
    assert adjusted.all("hazard_ratio")[0].covariates == ("ascites_category",)


@pytest.mark.parametrize(
    ("endpoint", "first"),
    [("pfs", "Worst"), ("to_surgery", "Best"), ("either", "Extreme")],
)
def test_the_event_is_the_worst_only_where_it_is_a_bad_one(cohort, endpoint, first):
    (picture,) = (b for b in panel_of(cohort, endpoint).walk() if isinstance(b, Picture))
    drawn_words = re.sub(r"<[^>]+>", "", str(picture.figure.to_dict()["layout"]))
    assert f"{first}: every one has the event" in drawn_words


def test_a_harmful_result_is_explained_away_in_its_own_direction():
    arm = ["a", "b"] * 60  # the events of b come in half the time
    time = [float(1 + i // 2) / (1 + i % 2) for i in range(120)]
    harm = make_cohort(time, [1.0] * 120, arm, arms=["a", "b"], covariates=(SEX,),
                       columns={"sex": [0.0, 0.0, 1.0] * 40})  # fmt: skip
    said = " ".join(lines(panel_of(harm, "os")))
    assert "explain away a result that favors A." in said
    assert "favors B" not in said
