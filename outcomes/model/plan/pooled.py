"""A study without its arms: what those may see who must not know who got what."""

from __future__ import annotations

from dataclasses import replace

from outcomes.model.study import Study

ARMS = ("arm", "arm_actual")


def pooled(study: Study) -> Study:
    """Return a study in which nobody has an arm: it describes everybody and compares nothing.

    What was published of others is left out too: it stands beside an arm.
    """
    spec = study.spec
    plan = replace(spec.plan, allocation=(), hierarchy=())
    return replace(
        study,
        spec=replace(spec, arms=(), plan=plan, benchmarks=(), folder=""),  # it is in no folder
        patients=study.patients.drop(columns=[c for c in ARMS if c in study.patients]),
        fingerprint=f"pooled-{study.fingerprint}",
    )
