"""Where an endpoint lacks many patients, its displays say so first, in either language."""

from dataclasses import replace

import pytest

from outcomes.clinical.scene import scene_of
from outcomes.displays.base.context import caption_of
from outcomes.displays.base.display import drawn, standing
from outcomes.displays.base.panel import Text
from outcomes.displays.base.words import Words
from outcomes.figures.base.look import Look
from outcomes.model.cohort import Cohort
from tests.demos import demo_study
from tests.displays.test_every_display import DISPLAYS

QUICK = [name for name, display in DISPLAYS.items() if not display.slow]


def cohort(share=0.2):
    study = demo_study("hipec-sox-demo")
    data = {name: replace(d, left_out=share) for name, d in study.endpoints.items()}
    return Cohort(replace(study, endpoints=data), "itt")


def panel_of(name, who, language):
    display, scene = DISPLAYS[name], scene_of(who)
    words = Words(scene.spec, language)
    if display.offered(scene, words):
        return None, ()
    chosen = standing(display, scene, words)
    about = set()

    def ask(question):
        result = question.ask(who)
        about.add(getattr(result, "endpoint", ""))
        return result

    look = Look(language, labels=words.labels)
    return drawn(display, scene, chosen, ask, look), about & set(scene.lacking)


@pytest.mark.parametrize(("language", "begins"), [("en", "Caution"), ("zh", "注意")])
@pytest.mark.parametrize("name", QUICK)
def test_the_warning_stands_first_once_and_only_where_the_endpoint_is(name, language, begins):
    panel, asked = panel_of(name, cohort(), language)
    if panel is None:
        return
    said = [b for b in panel.walk() if isinstance(b, Text) and b.words.startswith(begins)]
    assert len(said) == bool(asked)
    if asked:
        assert panel.blocks[0] is said[0]
        assert said[0].role == "warning"
        assert "5%" in said[0].words


@pytest.mark.parametrize(("share", "lacking"), [(0.05, False), (0.051, True)])
def test_the_limit_is_the_protocols(share, lacking):
    scene = scene_of(cohort(share))
    assert bool(scene.lacking) is lacking
    lines = caption_of(scene, Words(scene.spec))
    assert len(lines) == 2 + lacking
