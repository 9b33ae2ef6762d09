"""Snapshots are written whole or not at all, and switched in one step."""

import pytest

from outcomes.publish.bundle import Bundle, NotPublished
from outcomes.publish.storage import store
from outcomes.publish.storage.store import UNFINISHED, publishing, roll_back, write_snapshot
from tests.publish.bundles import answers, manifest, write


def test_the_same_publication_is_the_same_snapshot(tmp_path):
    assert write(tmp_path).id == write(tmp_path).id


def test_what_a_killed_publisher_left_is_swept_and_never_seen(tmp_path):
    current = write(tmp_path)
    (tmp_path / "toy" / f"{UNFINISHED}x").mkdir()
    assert Bundle.open(tmp_path).current_id("toy") == current.id
    write(tmp_path)
    assert not list((tmp_path / "toy").glob(f"{UNFINISHED}*"))


def test_a_full_disk_leaves_the_earlier_snapshot_and_nothing_else(tmp_path, monkeypatch):
    current = write(tmp_path)
    calls = []

    def full(path, content):
        calls.append(path)
        if len(calls) == 2:
            raise OSError(28, "No space left on device")
        path.write_bytes(content)

    monkeypatch.setattr(store, "_write", full)
    files = {"c000.json": answers(99), "c001.json": answers(44)}
    with publishing(tmp_path, "toy") as folder, pytest.raises(OSError, match="space"):
        write_snapshot(folder, manifest(n=99), files)
    assert Bundle.open(tmp_path).current_id("toy") == current.id
    assert not list((tmp_path / "toy").glob(f"{UNFINISHED}*"))
    assert len(list((tmp_path / "toy").glob("[0-9a-f]*"))) == 2  # current, and the snapshot


def test_a_roll_back_is_recorded_before_it_is_seen(tmp_path):
    old = write(tmp_path)
    new = write(tmp_path, created="2025-03-01T00:00:00+00:00", n=120)
    seen = []
    roll_back(tmp_path, "toy", old.id,
              lambda s: seen.append((s.id, Bundle.open(tmp_path).current_id("toy"))))  # fmt: skip
    assert seen == [(old.id, new.id)]
    assert Bundle.open(tmp_path).current_id("toy") == old.id
    with pytest.raises(NotPublished):
        roll_back(tmp_path, "toy", "0" * 64, seen.append)
