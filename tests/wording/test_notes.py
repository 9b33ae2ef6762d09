"""Every note an estimator writes exists in Chinese: a new one without a translation fails here."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from outcomes.displays.catalogue import run_catalogue
from outcomes.estimators.survival.extrapolation import extrapolation
from outcomes.estimators.survival.hazards import hazards
from outcomes.estimators.survival.prediction import prediction
from outcomes.intake.load import load_study
from outcomes.model.cohort import Cohort
from outcomes.wording import say_note
from outcomes.wording.notes import CHINESE_NOTES
from tests.serving import ROOT

HAN = re.compile("[\u4e00-\u9fff]")
# Three English words in a row: part of a note was left as it is. Names of the data may remain.
LEFT = re.compile(r"[A-Za-z]{2,} [a-z]{2,} [a-z]{2,}")


@cache
def demo(name):
    return load_study(ROOT / "data" / name)


def whole(name):
    study = demo(name)
    return Cohort(study, study.spec.default_population.id)


def notes_of(results):
    for result in results:
        yield from result.notes
        for estimate in result.estimates:
            yield from estimate.notes


def untranslated(results):
    said = {note: say_note(note, "zh") for note in notes_of(results)}
    return sorted(n for n, z in said.items() if not HAN.search(z) or LEFT.search(z))


def cohort_of(name, who):
    study = demo(name)
    cohort = whole(name)
    mask = np.asarray(cohort.mask).copy()
    if who == "nobody":
        mask[:] = False
    if who == "few":
        mask[np.flatnonzero(mask)[9:]] = False
    return Cohort(replace(study, populations={**study.populations, cohort.population: mask}),
                  cohort.population)  # fmt: skip


@pytest.mark.parametrize("name", ["hipec-sox-demo", "rmhtnf-demo"])
@pytest.mark.parametrize("who", ["everybody", "few", "nobody"])
def test_every_note_of_the_results_file_is_translated(name, who):
    assert untranslated(run_catalogue(cohort_of(name, who))) == []


@pytest.mark.parametrize("who", ["everybody", "few", "nobody"])
def test_every_note_of_models_is_translated(who):
    cohort = cohort_of("hipec-sox-demo", who)
    covariates = tuple(c.id for c in cohort.study.spec.covariates if c.adjust)
    results = [
        extrapolation(cohort, "pfs", horizon=60.0),
        prediction(cohort, "pfs", covariates=covariates),
    ]
    assert untranslated(results) == []


def test_names_of_tests_are_translated():
    found = hazards(whole("hipec-sox-demo"), "os").all("statistic")
    assert {e.method for e in found if not HAN.search(say_note(e.method, "zh"))} == set()


def test_values_keep_their_place():
    assert say_note("3 of 164 patients left out: incomplete covariates", "zh").startswith("3/164例")
    assert say_note("the first 4 of 9 prespecified covariates", "zh") == "9个预设协变量中的前4个"


def test_a_note_within_a_note_and_joined_notes():
    assert say_note("not estimable: 2 events, fewer than 5", "zh") == "无法估计：2个事件，少于5个"
    joined = "blank answers: 3; main rows: blank success left out; no events"
    assert say_note(joined, "zh") == "空白结局：3例；主要结果：空白不计入；没有事件"


def test_english_and_what_nobody_knows_stay_as_they_are():
    assert say_note("not estimable: nobody") == "not estimable: nobody"
    assert say_note("something entirely new", "zh") == "something entirely new"


def test_every_place_is_filled():
    for english, chinese in CHINESE_NOTES.items():
        places = len(re.findall(r"\{\*?\}", english))
        used = re.findall(r"\{\d*\}", chinese)
        assert len(used) == places, english
