"""A bundle of two cohorts, made by hand."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from outcomes.model.endpoint import Endpoint
from outcomes.model.protocol import Arm, Population, StudyBlock, StudySpec
from outcomes.model.question import request
from outcomes.model.scene import Scene
from outcomes.publish.bundle import Manifest, PublishedCohort, Snapshot
from outcomes.publish.policy import policy_named
from outcomes.publish.storage.codec import to_json
from outcomes.publish.storage.store import publishing, switch, write_snapshot
from outcomes.results.condition import Condition
from outcomes.results.result import Result

SPEC = StudySpec(
    StudyBlock("toy", "Toy study", "randomised", data_cutoff=date(2025, 1, 31)),
    arms=(Arm("a", "A", reference=True), Arm("b", "B")),
    populations=(Population("itt", "Intention to treat", default=True),),
    endpoints=(Endpoint("os", "Overall survival", "time_to_event"),),
)
ASKED = request("survival.cox", "os", covariates=("ecog",), strata=("site",))
ONLY_A = Condition("arm", "in", ("a",))
COHORTS = (
    PublishedCohort("overall", (), {"itt": "c000.json"}),
    PublishedCohort("arm=a", (ONLY_A,), {"itt": "c001.json"}),
)


def answers(n: int, *filters: Condition) -> bytes:
    scene = Scene(SPEC, "itt", filters, n=n, n_population=90)
    return to_json((scene, ((ASKED, Result("survival.cox", "os", n=n)),)))


def manifest(created: str = "2025-02-01T00:00:00+00:00", n: int = 90) -> Manifest:
    return Manifest(
        study="toy", title="Toy study", created=created, data_cutoff=date(2025, 1, 31),
        policy=policy_named(), pooled=False, reason="", versions={"outcomes": "1"}, n=n,
        n_events=50, cohorts=COHORTS, displays=("survival.curves",),
    )  # fmt: skip


def write(directory: Path, created: str = "2025-02-01T00:00:00+00:00", n: int = 90) -> Snapshot:
    files = {"c000.json": answers(n), "c001.json": answers(45, ONLY_A)}
    with publishing(directory, "toy") as folder:
        snapshot = write_snapshot(folder, manifest(created, n), files)
        switch(folder, snapshot)
    return snapshot
