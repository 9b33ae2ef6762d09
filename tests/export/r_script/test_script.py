"""The R script of a view: by hand, and R itself agreeing with every number of both demos."""

import shutil
import subprocess
from dataclasses import replace

import numpy as np
import pytest

from outcomes.clinical.base_data import base_data
from outcomes.clinical.scene import scene_of
from outcomes.displays.base.display import standing
from outcomes.displays.base.words import Words
from outcomes.displays.catalogue import catalogue
from outcomes.displays.contents import CHAPTERS
from outcomes.export.r_script.recipes import REASONS, RECIPES
from outcomes.export.r_script.script import r_lines, to_r_script
from outcomes.model.cohort import Cohort
from outcomes.model.protocol import Covariate
from outcomes.model.question import Request, estimator_named
from tests.demos import demo_study
from tests.displays.asked import study_named
from tests.studies import make_cohort, make_study

RSCRIPT = shutil.which("Rscript")
COX = Request("survival.cox", "os")


def script_of(cohort, *requests):
    asked = [(request, request.ask(cohort)) for request in requests]
    return to_r_script(cohort.study.spec, asked, data="toy.csv", context=["Everybody", "Cut-off"])


def toy():
    return make_cohort([1.0, 2.0, 3.0, None], [1, 0, 1, 1], ["old", "new", "old", "new"],
                       success=[1, None, 0, 1])  # fmt: skip


def test_the_data_hold_outcomes_and_no_identifier():
    data = base_data(toy())
    assert list(data) == [
        "patient",
        "arm",
        "os_time",
        "os_event",
        "response_counted",
        "response_success",
    ]
    assert list(data["patient"]) == [1, 2, 3, 4]
    assert list(data["arm"]) == ["old", "new", "old", "new"]
    assert list(data["os_time"][:3]) == [1.0, 2.0, 3.0]
    assert data["os_time"].isna()[3]
    assert data["response_success"].isna()[1]


def test_the_data_hold_what_is_made_for_a_question():
    cohort = demo_cohort("hipec-sox-demo")
    rate = Request("ascites.response:ascites_rate", "", (("of", "control"), ("criteria", "")))
    ladder = Request("surgery.steps:conversion_ladder")
    data = base_data(cohort, [rate, ladder])
    told = rate.ask(cohort).pick("proportion", "sox")
    made = "ascites_control_category_shift_ascites_at_baseline"
    inside = data[(data[f"{made}_counted"] == 1) & (data["arm"] == "sox")]
    assert len(inside) == told.n
    assert inside[f"{made}_success"].sum() == told.n_events
    resected = next(e for e in ladder.ask(cohort).estimates if e.covariates == ("resected",))
    assert data["reached_resected"][data["arm"] == resected.group].sum() == resected.n_events


def test_a_script_names_its_context_its_data_and_every_number():
    cohort = toy()
    script = script_of(cohort, COX)
    assert "# Everybody" in script
    assert 'read.csv("toy.csv"' in script
    hazard = next(e for e in COX.ask(cohort).estimates if e.quantity == "hazard_ratio")
    if hazard.value is not None:
        assert f"{hazard.value!r}, first(fit)[1])" in script


def test_what_r_does_not_repeat_is_listed():
    cohort = demo_cohort("hipec-sox-demo")
    request = Request("adjusted.imputed", "os", (("covariates", ("ecog",)),))
    script = script_of(cohort, request)
    assert "#   imputed · os · covariates = ('ecog',): hazard_ratio" in script
    assert "check(" not in script.partition("# ---- imputed")[2]


def test_what_r_does_not_repeat_says_why():
    cohort = demo_cohort("hipec-sox-demo")
    request = Request("adjusted.imputed", "os", (("covariates", ("ecog",)),))
    assert "(rests on random draws" in script_of(cohort, request)


def test_every_recipe_and_reason_is_of_an_estimator():
    for name in (*RECIPES, *REASONS):
        assert callable(estimator_named(name))


def test_a_line_of_r_is_what_the_script_runs():
    cohort = demo_cohort("hipec-sox-demo")
    asked = [(COX, COX.ask(cohort))]
    lines = r_lines(cohort.study.spec, asked)
    assert 'f <- followed("os")' in lines
    assert any("coxph(Surv(time, event == 1) ~ arm" in line for line in lines)
    script = script_of(cohort, COX)
    assert all(line in script for line in lines)


def test_names_and_levels_cannot_leave_their_quotes():
    cohort = make_cohort([1.0, 2.0], [1, 1], ['a"); system("x', "b"])
    assert 'ARMS <- c("a\\"); system(\\"x", "b")' in script_of(cohort, COX)


def test_words_cannot_leave_their_comment():
    asked = [(COX, COX.ask(toy()))]
    script = to_r_script(toy().study.spec, asked, data="toy.csv", context=["a\nq()"])
    assert "# a q()" in script


def test_whose_window_is_not_over_is_in_no_count_of_r():
    study = study_named("half of demo A")
    cohort = Cohort(study, study.spec.default_population.id)
    found = Request("proportions.rates:proportion", "ascites_control").ask(cohort)
    assert any(note.id == "not_yet_assessable" for note in found.notes)
    assert base_data(cohort)["ascites_control_counted"].sum() == found.n


def demo_cohort(name):
    study = demo_study(name)
    return Cohort(study, study.spec.default_population.id)


def of_displays(cohort):
    """Yield what the displays of the study ask that a recipe knows."""
    scene = scene_of(cohort)
    words = Words(scene.spec)
    for display in (entry.display for _, entries in CHAPTERS for entry in entries):
        if not display.offered(scene, words) and (scene.compares or not display.compares):
            asked = display.ask(scene, standing(display, scene, words)).values()
            yield from (request for request in asked if request.estimator in RECIPES)


@pytest.mark.skipif(RSCRIPT is None, reason="R is not installed")
@pytest.mark.parametrize(("name", "least"), [("hipec-sox-demo", 4182), ("rmhtnf-demo", 1230)])
def test_r_agrees_with_every_number_it_repeats(name, least, tmp_path):
    cohort = demo_cohort(name)
    requests = dict.fromkeys([*catalogue(cohort.study.spec), *of_displays(cohort)])
    lines = said_by_r(cohort, requests, tmp_path)
    assert [line for line in lines if line.startswith("DIFFERENT")] == []
    assert sum(line.startswith("same") for line in lines) >= least


def said_by_r(cohort, requests, folder):
    """Return what R prints of a script of these requests; it must say each number there is."""
    asked = [(request, request.ask(cohort)) for request in requests]
    base_data(cohort, requests).to_csv(folder / "data.csv", index=False)
    script = to_r_script(cohort.study.spec, asked, data="data.csv", context=())
    (folder / "all.R").write_text(script, encoding="utf-8")
    done = subprocess.run(
        [RSCRIPT, "--vanilla", "all.R"], cwd=folder, capture_output=True, text=True, check=False
    )
    if "there is no package" in done.stderr:
        pytest.skip("R lacks a package")
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert len(lines) == script.count("\ncheck(")
    return lines


AGE = [61, 52, 70, 48, 66, 57, 73, 45, 59, 64, 50, 68, 55, 62, 71, 47]
DAYS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16]
DIED = [1, 1, 0, 1, 1, 1, 1, 0, 1, 1, 0, 1, 1, 1, 0, 1]
ENTER = [-1, 0, 1, -1, 2, 3, -1, -1, 4, 9, -1, 2, 8, -1, 3, 12]
BLANK = [1, None, 0, 0, 1, 1, None, 0, 1, 0, 0, 1, 1, None, 0, 1]


def odd(time=DAYS, event=DIED, arm=("a", "b", "b", "a") * 4, stage=("I", "II", "II", "I", "I") * 4,
        enter=None, **options):  # fmt: skip
    """Sixteen patients with ages and stages."""
    covariates = (Covariate("stage", "Stage", "categorical", ("I", "II"), adjust=True),
                  Covariate("age", "Age", "continuous", adjust=True))  # fmt: skip
    study = make_study(
        time, event, list(arm), columns={"stage": list(stage)[:16], "age": AGE}, arms=["a", "b"],
        covariates=covariates, landmarks=(6.0,), tau=6.0, success=BLANK, missing="exclude",
        entry="entry_date" if enter else None, **options,
    )  # fmt: skip
    if enter:
        entered = replace(study.endpoints["os"], entry=np.array(enter, dtype=float))
        study = replace(study, endpoints={**study.endpoints, "os": entered})
    return Cohort(study, "itt")


@pytest.mark.skipif(RSCRIPT is None, reason="R is not installed")
@pytest.mark.parametrize(
    "cohort",
    [
        pytest.param(odd(), id="endings nobody recorded, blanks left out"),
        pytest.param(odd(enter=ENTER), id="entered later"),
        pytest.param(odd(stage=["II"] * 16), id="one level"),
        pytest.param(odd([5.0] * 12 + [9.0] * 4), id="one day"),
        pytest.param(odd(arm=["a"] * 15 + ["b"]), id="an arm of one"),
        pytest.param(odd(arm=["a"] * 16), id="nobody in an arm"),
        pytest.param(
            odd(event=[int(i % 4 in (0, 3)) for i in range(16)]), id="no events in an arm"
        ),
    ],
)
def test_r_goes_through_odd_studies(cohort, tmp_path):
    requests = [
        *catalogue(cohort.study.spec),
        Request("adjusted.balance"),
        Request("survival.hazards", "os"),
        Request("survival.weighted_tests", "os"),
    ]
    lines = said_by_r(cohort, dict.fromkeys(requests), tmp_path)
    assert [line for line in lines if line.startswith("DIFFERENT")] == []


def test_who_enters_later_counts_from_then_on_in_r_too():
    cohort = odd(enter=ENTER)
    assert list(base_data(cohort)["os_entry"]) == ENTER
    assert "coxph(Surv(entry, time, event == 1) ~ arm" in script_of(cohort, COX)
