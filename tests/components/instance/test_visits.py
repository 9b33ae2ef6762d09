"""Who saw what is on record before it is shown, once, without a value; else nothing is shown."""

import gc
import json

import pytest

from components.instance import lookup
from components.instance.admission import access_of
from components.instance.visits import record_start
from outcomes.publish.storage.log import LOG, entries, verify_log
from tests.apps import AppTest
from tests.publish.bundles import write
from tests.serving import ROOT


@pytest.fixture
def hosted(tmp_path, monkeypatch):
    """A hosted instance with an audit log, and its directory."""

    def host(access='mode = "open"'):
        (tmp_path / "access.toml").write_text(access, encoding="utf-8")
        monkeypatch.setenv("OUTCOMES_MODE", "hosted")
        monkeypatch.setenv("OUTCOMES_BUNDLE", str(tmp_path / "bundle"))
        monkeypatch.setenv("OUTCOMES_ACCESS", str(tmp_path / "access.toml"))
        monkeypatch.setenv("OUTCOMES_AUDIT", str(tmp_path / "audit"))
        access_of.cache_clear()
        script = str(ROOT / "components" / "hosted.py")
        return AppTest.from_file(script, default_timeout=60), tmp_path / "audit"

    gc.collect()  # a session of an earlier test ends in the log of its own
    write(tmp_path / "bundle")
    lookup._snapshot.clear()
    yield host
    access_of.cache_clear()


def events(directory):
    return [entry["event"] for entry in entries(directory)]


def test_a_session_its_tab_and_its_cohort_are_recorded_once(hosted):
    run, audit = hosted()
    run.run()
    run.run()
    assert not run.exception
    assert events(audit) == ["session_start", "view", "cohort"]
    start, view, cohort = entries(audit)
    assert start["session"] == view["session"] == cohort["session"]
    assert view["view"] == "overview"
    assert view["study"] == "toy"
    assert len(view["snapshot"]) == 64
    assert cohort["cohort"] == "itt: overall"
    assert verify_log(audit) is None


def test_another_cohort_is_recorded_and_the_same_tab_is_not_again(hosted, monkeypatch):
    run, audit = hosted()
    run.run()
    run.query_params["arm"] = "a"
    monkeypatch.setattr("components.link.walked", lambda: True)  # back, to what was open before
    run.run()
    assert events(audit) == ["session_start", "view", "cohort", "cohort"]
    assert [e["cohort"] for e in entries(audit) if e["event"] == "cohort"] == [
        "itt: overall", "itt: arm=a",
    ]  # fmt: skip


def test_the_end_of_a_session_is_recorded(hosted):
    run, audit = hosted()
    run.run()
    run.session_state["visit"]
    del run
    gc.collect()
    assert events(audit)[-1] == "session_end"


def test_who_is_refused_is_recorded_with_the_reason_and_sees_nothing(hosted):
    run, audit = hosted('mode = "closed"')
    run.run()
    run.run()
    (entry,) = entries(audit)
    assert (entry["event"], entry["why"]) == ("denied", "closed")


def test_a_start_names_versions_and_snapshots(hosted):
    _, audit = hosted()
    record_start()
    first, second = entries(audit)
    assert first["software"].startswith("outcomes ")
    assert second["study"] == "toy"


@pytest.mark.parametrize("spoil", ["readonly", "torn"])
def test_what_cannot_be_recorded_is_not_shown(hosted, spoil):
    run, audit = hosted()
    audit.mkdir()
    if spoil == "torn":
        (audit / LOG).write_bytes(b'{"at": "20')
    else:
        (audit / LOG).mkdir()
    run.run()
    assert any("cannot be recorded" in e.value for e in run.error)
    assert not any("Toy study" in m.value for m in run.markdown)


def test_no_line_says_a_value_or_who_a_patient_is(hosted):
    run, audit = hosted()
    run.run()
    said = {"at", "event", "session", "who", "study", "snapshot", "view", "cohort", "previous",
            "hash"}  # fmt: skip
    assert all(set(json.loads(x)) <= said for x in (audit / LOG).read_text().splitlines())
