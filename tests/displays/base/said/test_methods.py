"""The methods paragraph: said from the same values as the estimand card and the estimates."""

import re

import pytest

from outcomes.clinical.scene import scene_of
from outcomes.displays.base.display import standing
from outcomes.displays.base.said.estimand import attributes
from outcomes.displays.base.said.methods import SAID_AS, methods_of
from outcomes.displays.base.said.references import CITED, CITED_PARTS, REFERENCES
from outcomes.displays.base.words import Words, plain
from outcomes.displays.contents import CHAPTERS
from outcomes.displays.survival.curves import CURVES
from outcomes.model.cohort import Cohort
from outcomes.results.note import Method, Ref
from outcomes.results.result import Estimate, Result
from outcomes.wording import LANGUAGES
from tests.demos import demo_study
from tests.displays.asked import answer, cohort_named

ENGLISH = LANGUAGES["en"]


@pytest.fixture(scope="module")
def scene():
    study = demo_study("hipec-sox-demo")
    return scene_of(Cohort(study, "itt"))


def adjusted(*covariates):
    method = (Method("adjusted", covariates=tuple(Ref("covariate", c) for c in covariates)),)
    return Result("cox_adjusted", "pfs", estimates=(Estimate("hazard_ratio", method=method),))


def test_an_analysis_is_said_once_with_every_model_and_its_references(scene):
    found = methods_of(
        scene, Words(scene.spec), None, [adjusted("ecog"), adjusted("ascites_category")]
    )
    assert found.paragraph.count("Adjusted hazard ratios") == 1
    assert (
        "(conditional: adjusted for ECOG performance status; conditional: adjusted for baseline "
        "ascites) [1, 2]." in found.paragraph
    )
    assert found.references == (REFERENCES["cox"], REFERENCES["efron"])
    assert found.text.endswith(f"1. {REFERENCES['cox']}\n2. {REFERENCES['efron']}")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_it_says_what_the_estimand_card_says(scene, language):
    words = Words(scene.spec, language)
    card = dict(attributes(scene, words, scene.spec.primary))
    paragraph = plain(methods_of(scene, words, scene.spec.primary, []).paragraph)
    for head in ("variable", "summary"):
        assert card[words.say(f"estimand.{head}")] in paragraph
    assert plain("2025-06-30") in paragraph


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_number_in_brackets_has_its_reference(scene, language):
    words = Words(scene.spec, language)
    study = demo_study("hipec-sox-demo")
    cohort = Cohort(study, "itt")
    chosen = standing(CURVES, scene, words)
    answers = [answer(cohort, question) for question in CURVES.ask(scene, chosen).values()]
    found = methods_of(scene, words, scene.spec.primary, answers)
    numbers = {int(n) for part in re.findall(r"\[([\d, ]+)\]", found.paragraph)
               for n in part.split(", ")}  # fmt: skip
    assert numbers == set(range(1, len(found.references) + 1))
    assert len(numbers) > 5


def test_what_is_cited_has_a_reference_and_a_text():
    cited = {key for keys in CITED.values() for key in keys} | set(CITED_PARTS.values())
    assert cited | {"ich"} == set(REFERENCES)
    assert all(f"paper.{name}" in ENGLISH or f"method.{name}" in ENGLISH for name in CITED)
    assert all(f"how.{part}" in ENGLISH for part in CITED_PARTS)


def test_every_analysis_of_a_document_has_words_but_counts(scene):
    cohort = cohort_named("hipec-sox-demo", "itt")
    words, silent = Words(scene.spec), set()
    for display in (entry.display for _, entries in CHAPTERS for entry in entries):
        if not display.slow and not display.offered(scene, words):
            asked = display.ask(scene, standing(display, scene, words)).values()
            names = {answer(cohort, question).analysis for question in asked}
            names = {SAID_AS.get(name, name) for name in names}
            silent |= {n for n in names if not {f"paper.{n}", f"method.{n}"} & set(ENGLISH)}
    assert silent == {"adverse_events_accounting", "adverse_events_agreement"}
