"""Every note and method an analysis gives has its sentence in both languages."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest

from outcomes.displays.catalogue import run_catalogue
from outcomes.estimators.survival.extrapolation import extrapolation
from outcomes.estimators.survival.hazards import hazards
from outcomes.estimators.survival.prediction.measures import prediction
from outcomes.model.cohort import Cohort
from outcomes.results.note import Method, Note, Ref
from outcomes.wording import say, say_all
from tests.demos import demo_study

HAN = re.compile("[\u4e00-\u9fff]")
# Three English words in a row: part of a note was left as it is. Names of the data may remain.
LEFT = re.compile(r"[A-Za-z]{2,} [a-z]{2,} [a-z]{2,}")


def whole(name):
    study = demo_study(name)
    return Cohort(study, study.spec.default_population.id)


def said_by(results):
    for result in results:
        yield from result.notes
        for estimate in result.estimates:
            yield from estimate.notes
            yield from estimate.method


def untranslated(results):
    """Return what has no Chinese sentence; names of methods may stand as they are."""
    found = {(part, say(part, "zh")) for part in said_by(results)}
    notes = {zh for part, zh in found if isinstance(part, Note) and not HAN.search(zh)}
    return sorted(notes | {zh for _, zh in found if LEFT.search(zh)})


def cohort_of(name, who):
    study = demo_study(name)
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
    results = run_catalogue(cohort_of(name, who))
    assert untranslated(results) == []
    assert len({hash(result) for result in results}) > 1


@pytest.mark.parametrize("who", ["everybody", "few", "nobody"])
def test_everything_said_of_models_is_said_in_chinese(who):
    cohort = cohort_of("hipec-sox-demo", who)
    results = [
        extrapolation(cohort, "pfs", horizon=60.0),
        prediction(cohort, "pfs", covariates=cohort.study.spec.adjustment_set),
    ]
    assert untranslated(results) == []


def test_names_of_tests_are_translated():
    found = hazards(whole("hipec-sox-demo"), "os").all("statistic")
    assert {e.method for e in found if not HAN.search(say(e.method, "zh"))} == set()


def test_values_keep_their_place():
    why = Note("left_out", n=3, total=164, why=Note("incomplete_covariates"))
    assert say(why) == "3 of 164 patients left out: incomplete covariates"
    assert say(why, "zh") == "3/164例患者被排除：协变量不全"
    first = Note("first_covariates", n=4, total=9)
    assert say(first, "zh") == "方案所列9个协变量中的前4个"


def test_one_and_many():
    assert say(Note("few_events", events=6, n=1)) == "few events: 6 for 1 parameter"
    assert say(Note("few_events", events=15, n=2)) == "few events: 15 for 2 parameters"


def test_a_note_within_a_note_and_joined_notes():
    why = Note("not_estimable", why=Note("events_fewer", n=2, least=5))
    assert say(why) == "not estimable: 2 events, fewer than 5"
    assert say(why, "zh") == "无法估计：2个事件，少于5个"
    assert say_all((Note("blank_left_out", n=3), Note("no_events")), "zh") == (
        "空白结局：3例，不计入；没有事件"
    )


def test_parts_of_a_method_are_joined_with_the_labels_of_what_they_name():
    method = (
        Method("adjusted", covariates=(Ref("covariate", "ecog"), Ref("covariate", "age"))),
        Method("cause_specific"),
    )
    assert say(method) == (
        "conditional: adjusted for ecog, age; cause-specific: competing events censored"
    )
    names = {Ref("covariate", "ecog"): "ECOG score"}
    assert say(method[:1], "en", names) == "conditional: adjusted for ECOG score, age"


def test_a_level_without_a_label_names_its_covariate_and_a_unit_its_name():
    assert say(Note("unused", covariates=(Ref("level", "massive", "ascites"),))) == (
        "left out, the same for everybody: ascites=massive"
    )
    lost = Note("lost_before_cutoff", gap=6.0, unit=Ref("unit", "months"))
    assert "more than 6 months before" in say(lost)
    assert "超过6个月" in say(lost, "zh")
