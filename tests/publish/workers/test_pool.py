"""Several processes publish what one does."""

import math
import os

import pytest

from outcomes.clinical.scene import scene_of
from outcomes.publish.audit import audit
from outcomes.publish.policy import policy_named
from outcomes.publish.publisher import publication_of
from outcomes.publish.release import files_of
from outcomes.publish.workers import pool, workers
from tests.publish.test_release import silent, study_of


def test_what_several_ask_and_check_is_what_one_does(monkeypatch):
    monkeypatch.setattr(pool.os, "sched_getaffinity", lambda process: {0, 1})
    study, policy = study_of(staged=False), policy_named()
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
    monkeypatch.setattr(pool.os, "sched_getaffinity", lambda process: {0})
    with workers() as each:
        assert each is map


def test_order_is_kept_a_failure_is_passed_on_and_nothing_is_left_running(monkeypatch):
    monkeypatch.setattr(pool.os, "sched_getaffinity", lambda process: {0, 1})
    started, start = [], pool._start
    monkeypatch.setattr(pool, "_start", lambda: started.append(start()) or started[-1])
    with workers() as each:
        assert list(each(abs, range(-5, 0))) == [5, 4, 3, 2, 1]
        with pytest.raises(ValueError, match="math domain"):
            list(each(math.sqrt, [4, -1]))
    assert [child.returncode for child in started] == [-9, -9]


def test_a_process_that_ends_is_no_answer(monkeypatch):
    monkeypatch.setattr(pool.os, "sched_getaffinity", lambda process: {0, 1})
    with workers() as each, pytest.raises(pool.WorkerLost):
        list(each(os._exit, [3]))
