"""Snapshots of no study, to be written over and over."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from outcomes.model.protocol import Population, StudyBlock, StudySpec
from outcomes.model.question import request
from outcomes.model.scene import Scene
from outcomes.publish.bundle import Manifest, PublishedCohort, Snapshot
from outcomes.publish.policy import policy_named
from outcomes.publish.storage.codec import to_json
from outcomes.publish.storage.log import record
from outcomes.publish.storage.store import publishing, switch, write_snapshot
from outcomes.results.result import Result

STUDY, FILES = "toy", 12
SPEC = StudySpec(StudyBlock("toy", "Toy", "single_arm"), populations=(Population("itt", "ITT"),))


def publish(directory: Path, n: int) -> Snapshot:
    """Publish a snapshot whose every answer is ``n``."""
    names = [f"c{i:03}.json" for i in range(FILES)]
    question = request("survival.cox", "os")
    content = to_json((Scene(SPEC, "itt", n=n), ((question, Result("x", n=n)),) * 200))
    cohorts = tuple(PublishedCohort(f"c{i}", (), {"itt": name}) for i, name in enumerate(names))
    manifest = Manifest(
        STUDY, "Toy", datetime.now(UTC).isoformat(), None, policy_named(), False, "", {}, n, n,
        cohorts,
    )  # fmt: skip
    with publishing(directory, STUDY) as folder:
        snapshot = write_snapshot(folder, manifest, dict.fromkeys(names, content))
        record(directory, "publish", study=STUDY, snapshot=snapshot.id)
        switch(folder, snapshot)
    return snapshot
