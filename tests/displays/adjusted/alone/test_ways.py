"""The sensitivity of a study without arms: what it offers, and the same number in many ways."""

from __future__ import annotations

import pytest

from outcomes.clinical.scene import scene_of
from outcomes.displays.adjusted.alone.ways import ALONE, no_sensitivity_tab
from outcomes.displays.adjusted.rungs import RUNGS
from outcomes.displays.base.display import drawn, standing
from outcomes.displays.base.panel import Cells, Picture
from outcomes.displays.base.words import Words
from outcomes.figures.base.look import Look
from outcomes.model.cohort import Cohort
from tests.demos import demo_study


def panel_of(language, **chosen):
    cohort = Cohort(demo_study("rmhtnf-demo"), "all")
    scene = scene_of(cohort)
    words = Words(scene.spec, language)
    settled = standing(ALONE, scene, words, **chosen)
    return drawn(
        ALONE, scene, settled, lambda q: q.ask(cohort), Look(language, labels=words.labels)
    )


def table_of(panel):
    return next(b for b in panel.walk() if isinstance(b, Cells)).table.rows


@pytest.mark.parametrize("study_id", ["hipec-sox-demo", "rmhtnf-demo"])
def test_a_study_has_either_the_ladder_or_the_ways_to_count(study_id):
    study = demo_study(study_id)
    scene = scene_of(Cohort(study, study.spec.default_population.id))
    words = Words(scene.spec, "en")
    assert bool(ALONE.offered(scene, words)) != bool(RUNGS.offered(scene, words))
    assert not no_sensitivity_tab(scene, words)


@pytest.mark.parametrize(
    ("language", "names"),
    [
        ("en", ["As registered", "Blanks left out", "Blanks as successes"]),
        ("zh", ["按注册定义", "空白不计入", "空白按成功计"]),
    ],
)
def test_the_response_as_registered_and_in_every_other_way(language, names):
    rows = table_of(panel_of(language, endpoint="objective_response"))
    assert [(row[0], row[2]) for row in rows] == list(
        zip(names, ("12/72", "12/63", "21/72"), strict=True)
    )


def test_one_landmark_is_drawn_and_the_table_has_all_of_them():
    panel = panel_of("en", endpoint="efs", alone_at="24")
    picture = next(b for b in panel.blocks if isinstance(b, Picture))
    assert "Highest: all of those followed less: 33%" in picture.alt
    assert "59%" not in picture.alt  # that of 36 months
    assert "Competing event censored (too high): 13" in picture.alt
    assert len(table_of(panel)) == 15
