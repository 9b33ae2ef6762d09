"""Several processes publish what one does."""

from outcomes.clinical.scene import scene_of
from outcomes.publish import workers as module
from outcomes.publish.audit import audit
from outcomes.publish.policy import policy_named
from outcomes.publish.publisher import publication_of
from outcomes.publish.release import files_of
from outcomes.publish.workers import workers
from tests.publish.test_release import silent, study_of


def test_what_several_ask_and_check_is_what_one_does(monkeypatch):
    monkeypatch.setattr(module.os, "sched_getaffinity", lambda process: {0, 1})
    study, policy = study_of(), policy_named()
    alone = publication_of(study, policy, scene_of, silent)
    with workers() as each:
        assert each is not map
        shared = publication_of(study, policy, scene_of, silent, each)
        found = audit(shared, each=each)
    assert found == audit(alone) == ()
    assert shared.displays == alone.displays
    assert shared.exact == alone.exact
    assert files_of(shared) == files_of(alone)


def test_one_processor_needs_no_other_process(monkeypatch):
    monkeypatch.setattr(module.os, "sched_getaffinity", lambda process: {0})
    with workers() as each:
        assert each is map
