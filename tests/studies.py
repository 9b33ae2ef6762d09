"""Small studies made in memory from arrays, for tests of everything that takes a Cohort."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from outcomes.model.cohort import Cohort
from outcomes.model.endpoint import Endpoint
from outcomes.model.protocol import Arm, Covariate, Plan, Population, StudyBlock, StudySpec
from outcomes.model.study import EndpointData, Study

Values = Sequence[float | None]


def make_study(
    time: Values = (),
    event: Values = (),
    arm: Sequence[str] | None = None,
    *,
    success: Values | None = None,
    columns: Mapping[str, Sequence[Any]] | None = None,
    covariates: Sequence[Covariate] = (),
    kind: str = "time_to_event",
    arms: Sequence[str] | None = None,
    strata: Sequence[str] = (),
    time_unit: str = "months",
    populations: Mapping[str, Sequence[bool]] | None = None,
    **endpoint: Any,
) -> Study:
    """Make a study with the endpoint "os" (and the proportion "response" given ``success``).

    ``arms`` (default: those of ``arm`` in order of appearance) has the reference first; without
    ``arm`` the study has no arms. ``endpoint`` goes to the block of "os" (of "response" for
    ``denominator`` and ``missing``). None is a missing value.
    """
    n = len(time) or len(success or ())
    names = tuple(arms if arms is not None else dict.fromkeys(arm or ()))
    spec = StudySpec(
        study=StudyBlock(
            "toy",
            "Toy study",
            "randomised" if len(names) > 1 else "single_arm",
            time_unit=time_unit,  # type: ignore[arg-type]
        ),
        plan=Plan(strata=tuple(strata)),
        arms=tuple(Arm(name, name.title(), reference=i == 0) for i, name in enumerate(names)),
        populations=(
            Population("itt", "Intention to treat", default=True),
            *(Population(name, name) for name in populations or ()),
        ),
        endpoints=_endpoints(kind, len(time) > 0, success is not None, endpoint),
        covariates=tuple(covariates),
    )
    patients = pd.DataFrame({"patient_id": [f"P{i:03}" for i in range(n)]})
    if arm is not None:
        patients["arm"] = pd.Series(list(arm), dtype=object)
    for name, values in (columns or {}).items():
        patients[name] = list(values)
    masks = {"itt": np.ones(n, dtype=bool)}
    masks |= {name: np.asarray(mask, dtype=bool) for name, mask in (populations or {}).items()}
    return Study(
        spec, patients, endpoints=_data(time, event, success), populations=masks, fingerprint="toy"
    )


def make_cohort(*values: Any, **options: Any) -> Cohort:
    """Everybody of `make_study`."""
    return Cohort(make_study(*values, **options), "itt")


def nobody(*values: Any, **options: Any) -> Cohort:
    """Nobody of `make_study`."""
    study = make_study(*values, **options)
    return Cohort(
        Study(
            study.spec,
            study.patients,
            endpoints=study.endpoints,
            populations={"itt": np.zeros(len(study.patients), dtype=bool)},
        ),
        "itt",
    )


def _endpoints(
    kind: str, timed: bool, proportion: bool, given: Mapping[str, Any]
) -> tuple[Endpoint, ...]:
    of_proportion = {"denominator", "missing"}
    time_options = {k: v for k, v in given.items() if k not in of_proportion}
    blocks = []
    if timed:
        os = Endpoint("os", "Overall survival", kind, primary=True, **time_options)  # type: ignore[arg-type]
        blocks.append(os)
    if proportion:
        options = {k: v for k, v in given.items() if k in of_proportion}
        blocks.append(Endpoint("response", "Response", "proportion", success="response", **options))
    return tuple(blocks)


def _data(time: Values, event: Values, success: Values | None) -> dict[str, EndpointData]:
    data = {}
    if len(time):
        times = np.array(time, dtype=float)
        data["os"] = EndpointData(
            times,
            np.array(event, dtype=float),
            np.where(np.isnan(times), "no time", "").astype(object),
            int((times == 0).sum()),
        )
    if success is not None:
        data["response"] = EndpointData(
            np.zeros(0), np.array(success, dtype=float), np.full(len(success), "", dtype=object)
        )
    return data
