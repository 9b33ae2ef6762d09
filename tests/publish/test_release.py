"""From a study to a release: what is refused, what is written, what is on record."""

from contextlib import nullcontext
from dataclasses import replace

import numpy as np
import pytest

from outcomes.__main__ import main
from outcomes.clinical.scene import scene_of
from outcomes.model.protocol import Covariate
from outcomes.publish.audit import audit
from outcomes.publish.bundle import Bundle
from outcomes.publish.policy import policy_named
from outcomes.publish.publisher import pooled
from outcomes.publish.release import Refused, Unsafe, Wish, may_show_arms, prepare, release
from outcomes.publish.storage.log import entries
from outcomes.results.note import Note
from outcomes.results.result import Result
from tests.studies import make_study

WISH = Wish(policy_named(), who="me")


def study_of(n=60, simulated=True, staged=True):
    """Return a trial; without stages it has a third of the cohorts to publish."""
    rng = np.random.default_rng(1)
    arm = ["a", "b"] * (n // 2)
    stage = ["none" if x < 0.5 else "massive" for x in np.linspace(0, 1, n)]
    covariate = Covariate("stage", "Stage", "categorical", ("none", "massive"), subgroup=True)
    study = make_study(rng.exponential(12, n).round(2), [1.0] * (n - 20) + [0.0] * 20, arm,
                       columns={"stage": stage}, covariates=(covariate,) * staged)  # fmt: skip
    block = replace(study.spec.study, simulated=simulated)
    return replace(study, spec=replace(study.spec, study=block))


def silent(*said):
    pass


@pytest.fixture(autouse=True, scope="module")
def one_by_one():
    """Other processes cost more than so small a study, and know nothing of what a test changes."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("outcomes.publish.release.workers", lambda: nullcontext(map))
        yield


def publish(study, directory, wish=WISH):
    made = prepare(study, wish, directory, scene_of, silent)
    directory.mkdir(exist_ok=True)
    return release(study, made, wish, directory)


@pytest.fixture(scope="module")
def prepared(one_by_one, tmp_path_factory):
    """What would be released of a study with stages."""
    return prepare(study_of(), WISH, tmp_path_factory.mktemp("before"), scene_of, silent)


@pytest.fixture(scope="module")
def released(prepared, tmp_path_factory):
    """The first release of a study with stages."""
    return release(study_of(), prepared, WISH, tmp_path_factory.mktemp("release"))


def test_a_release_is_found_masked_and_on_record(released):
    snapshot, directory = released, released.directory.parents[1]
    assert Bundle.open(directory).current_id("toy") == snapshot.id
    answers = snapshot.answers()
    assert (answers.scene.n, answers.scene.events["os"]) == (60, 40)
    curves = [r for q, r in answers.by_question.items() if q.estimator == "survival.kaplan_meier"]
    assert curves[0].curves
    assert all(c.joined for r in curves for c in r.curves)
    (entry,) = entries(directory)
    assert (entry["event"], entry["snapshot"], entry["who"]) == ("publish", snapshot.id, "me")


def test_no_id_of_a_patient_is_in_any_file(released):
    everything = b"".join(p.read_bytes() for p in released.directory.iterdir()).decode()
    assert not any(f'"{p}"' in everything for p in study_of().patients["patient_id"])


def test_the_arms_of_a_trial_are_not_shown_before_an_unblinding_on_record(tmp_path):
    study = study_of(simulated=False, staged=False)
    with pytest.raises(Refused, match="pooled"):
        publish(study, tmp_path)
    publish(study, tmp_path, replace(WISH, pooled=True))
    with pytest.raises(Refused, match="needs a reason"):
        publish(study, tmp_path, replace(WISH, unblind=True))
    assert not may_show_arms(study, tmp_path)
    publish(study, tmp_path, replace(WISH, unblind=True, reason="database lock"))
    assert [e["event"] for e in entries(tmp_path)] == ["publish", "unblind", "publish"]
    assert may_show_arms(study, tmp_path)


def test_a_pooled_release_knows_no_arm(tmp_path):
    snapshot = publish(study_of(), tmp_path, replace(WISH, pooled=True))
    answers = snapshot.answers()
    assert answers.scene.spec.arms == ()
    groups = {e.group for r in answers.by_question.values() for e in r.estimates}
    assert not groups & {"a", "b"}
    assert [c.id for c in snapshot.cohorts] == ["overall", "stage=none", "stage=massive"]
    assert not may_show_arms(study_of(), tmp_path)  # hidden once, hidden until unblinded
    assert "arm" not in pooled(study_of()).patients


def test_a_new_cut_needs_enough_new_patients_and_events_or_a_reason(tmp_path):
    first, hardly_newer, newer = (study_of(n, staged=False) for n in (60, 66, 90))
    publish(first, tmp_path)
    with pytest.raises(Refused, match="more patients"):
        publish(hardly_newer, tmp_path)
    publish(hardly_newer, tmp_path, replace(WISH, reason="correction of a date"))
    publish(newer, tmp_path)
    assert [e["reason"] for e in entries(tmp_path)] == ["", "correction of a date", ""]


def test_too_few_patients_are_not_published(tmp_path):
    with pytest.raises(Refused, match="fewer than 11"):
        publish(study_of(10), tmp_path)


def test_what_would_give_something_away_is_not_released(tmp_path, monkeypatch):
    leaking = Result("x", n=7, notes=(Note("nobody"),))
    monkeypatch.setattr("outcomes.publish.publisher.masked", lambda result, known: leaking)
    with pytest.raises(Unsafe, match="a count below the limit"):
        publish(study_of(staged=False), tmp_path)
    assert not list(tmp_path.iterdir())


def test_unmasked_answers_are_found_by_the_audit(prepared):
    assert audit(prepared) == ()
    bare = replace(prepared, answered=tuple(
        part._replace(answers=prepared.exact[part.cohort.id, part.population])
        for part in prepared.answered
    ))  # fmt: skip
    rules = {finding.rule for finding in audit(bare)}
    assert "knots" in rules
    assert "small" in rules
    assert "drawn" in rules
    assert "missing" in rules


def test_the_commands_publish_roll_back_and_verify(tmp_path, monkeypatch, capsys):
    studies = iter([study_of(60, staged=False), study_of(90, staged=False)])
    monkeypatch.setattr("outcomes.commands.publish.opened", lambda where: next(studies))
    first, second = (
        capsys.readouterr().out.split()[1]
        for _ in range(2)
        if main(["publish", "toy", "--to", str(tmp_path)]) == 0
    )
    bundle = Bundle.open(tmp_path)
    assert bundle.current_id("toy") == second != first
    back = ["rollback", "toy", "--to", str(tmp_path), "--snapshot", first, "--reason", "wrong cut"]
    assert main(back) == 0
    assert bundle.current_id("toy") == first
    assert main(["verify", str(tmp_path)]) == 0
    file = next((tmp_path / "toy" / first).glob("c000*"))
    file.write_bytes(b"x" + file.read_bytes())
    assert main(["verify", str(tmp_path)]) == 1
    assert "c000.json (damaged)" in capsys.readouterr().err
    assert [e["event"] for e in entries(tmp_path)] == ["publish", "publish", "rollback"]
