"""Where an endpoint lacks many patients, its displays say so first, in either language."""

from dataclasses import replace

import pytest

from outcomes.clinical.scene import scene_of
from outcomes.displays.base.display import drawn, standing
from outcomes.displays.base.panel import Text
from outcomes.displays.base.said.context import caption_of, lacking_words
from outcomes.displays.base.words import Words
from outcomes.figures.base.look import Look
from outcomes.model.cohort import Cohort
from outcomes.model.file.reasons import Lacking
from outcomes.publish.disclosure.known import Known
from outcomes.publish.disclosure.mask import masked_scene
from outcomes.publish.policy import policy_named
from outcomes.publish.storage.codec import from_json, to_json
from tests.demos import demo_study
from tests.displays.test_every_display import DISPLAYS

LATE = "missing:last_contact_date"
QUICK = [name for name, display in DISPLAYS.items() if not display.slow]


def lacking(share):
    return Lacking(round(1000 * share), 1000, ((LATE, round(1000 * share)),))


def cohort(share=0.2):
    study = demo_study("hipec-sox-demo")
    data = {name: replace(d, lacking=lacking(share)) for name, d in study.endpoints.items()}
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


@pytest.mark.parametrize(("share", "many"), [(0.05, False), (0.051, True)])
def test_the_limit_is_the_protocols(share, many):
    scene = scene_of(cohort(share))
    assert bool(scene.lacking) is many
    lines = caption_of(scene, Words(scene.spec))
    assert len(lines) == 2 + many


FEW = (("unread:death_date", 3), ("undated_death:death_date", 2), ("no_follow_up:", 1))


@pytest.mark.parametrize(("language", "one", "several"), [
    ("en",
     "Caution: Overall survival leaves out 12/164 (7%) of Intention to treat: "
     "date of last contact is missing. Above 5%, estimates may be biased.",
     "date of last contact is missing (12), date of death cannot be read (3), other reasons (3)"),
    ("zh",
     "注意：总生存期：意向性治疗（ITT）中12/164 (7%)被排除（缺少末次随访日期）。"
     "超过5%，估计可能有偏倚。",
     "缺少末次随访日期 (12)、死亡日期无法读取 (3)、其他原因 (3)"),
])  # fmt: skip
def test_how_many_are_left_out_and_why(language, one, several):
    scene = scene_of(cohort())
    words = Words(scene.spec, language)
    said = [
        lacking_words(replace(scene, lacking={"os": found}), words, ("os", "pfs"))
        for found in (Lacking(12, 164, ((LATE, 12),)), Lacking(18, 164, ((LATE, 12), *FEW)))
    ]
    assert said[0] == one
    assert several in said[1]


def test_a_hosted_warning_counts_nobody_of_few():
    scene = scene_of(cohort())
    known = Known(policy_named("default"), {"all": 164}, 164)
    found = {"os": Lacking(18, 164, ((LATE, 12), *FEW)), "pfs": Lacking(9, 164, ((LATE, 9),))}
    shown = masked_scene(replace(scene, lacking=found), known, scene.spec)
    assert from_json(to_json(shown)).lacking == shown.lacking
    assert lacking_words(shown, Words(scene.spec), ("os", "pfs")) == (
        "Caution: Overall survival leaves out 20/164 (12%) of Intention to treat: "
        "date of last contact is missing (15), other reasons (<11); "
        "Progression-free survival leaves out <11/164 of Intention to treat: other reasons. "
        "Above 5%, estimates may be biased."
    )
