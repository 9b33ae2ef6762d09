"""The audit log is one chain: what is changed, moved or taken out of it is found."""

import json
from datetime import datetime
from types import SimpleNamespace

import pytest

from outcomes.publish.storage.log import LOG, entries, record, set_back, verify_log


@pytest.fixture
def log(tmp_path):
    for n in range(5):
        record(tmp_path, "publish", study=f"s{n}", who="me", reason="ok", pooled=False)
    return tmp_path


def test_events_are_kept_in_order_each_with_the_hash_of_the_one_before(log):
    found = list(entries(log))
    assert [e["study"] for e in found] == ["s0", "s1", "s2", "s3", "s4"]
    assert [e["previous"] for e in found[1:]] == [e["hash"] for e in found[:-1]]
    assert verify_log(log) is None


@pytest.mark.parametrize("line", range(5))
def test_a_changed_word_is_found(log, line):
    lines = (log / LOG).read_text().splitlines()
    lines[line] = lines[line].replace('"me"', '"you"')
    (log / LOG).write_text("\n".join(lines) + "\n")
    assert verify_log(log).line == line + 1


def test_a_changed_line_with_a_new_hash_of_its_own_is_found_at_the_next(log):
    before = [json.loads(x) for x in (log / LOG).read_text().splitlines()]
    (log / LOG).unlink()
    record(log, "publish", study="other")
    forged = (log / LOG).read_text() + "".join(json.dumps(e) + "\n" for e in before[1:])
    (log / LOG).write_text(forged)
    assert verify_log(log).line == 2


def test_lines_out_of_order_or_out_of_the_middle_are_found(log):
    lines = (log / LOG).read_text().splitlines(keepends=True)
    (log / LOG).write_text("".join([lines[1], lines[0], *lines[2:]]))
    assert verify_log(log).line == 1
    (log / LOG).write_text("".join(lines[:2] + lines[3:]))
    assert verify_log(log).line == 3
    (log / LOG).write_text("".join(lines[:2]) + "garbage\n")
    assert verify_log(log).line == 3


def test_a_clock_that_was_set_back_breaks_nothing_and_is_named_by_its_line(log, monkeypatch):
    assert set_back(log) == ()
    early = SimpleNamespace(now=lambda zone: datetime(2001, 2, 3, tzinfo=zone))
    monkeypatch.setattr("outcomes.publish.storage.log.datetime", early)
    record(log, "publish", study="then")
    record(log, "publish", study="then, too")
    assert verify_log(log) is None
    assert set_back(log) == (6,)


def test_nothing_but_what_is_listed_is_said(log):
    with pytest.raises(ValueError, match="patient"):
        record(log, "view", patient="P001")
    assert len(list(entries(log))) == 5


def test_where_nothing_happened_nothing_is_wrong(tmp_path):
    assert verify_log(tmp_path) is None
    assert list(entries(tmp_path)) == []
