"""The same study in another unit of time: every time in it multiplied, nothing recomputed."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

from outcomes.model.endpoint import Endpoint
from outcomes.model.protocol import StudySpec
from outcomes.model.study import EndpointData, Study
from outcomes.model.time_unit import DAYS_PER, TimeUnit


def in_unit(study: Study, unit: str) -> Study:
    """Return the study with times, landmarks and horizons in another unit.

    Parameters
    ----------
    study
        A loaded study.
    unit
        ``days``, ``weeks``, ``months`` or ``years``.

    Notes
    -----
    All times are multiplied by the same number, so ties stay ties and ratios stay what they are.
    Landmarks of conversion surgery are in months whatever the unit. The fingerprint names the
    unit: results of different units are different results.

    Raises
    ------
    KeyError
        For a unit that is none of the four.
    """
    old = study.spec.study.time_unit
    if unit == old:
        return study
    factor = DAYS_PER[old] / DAYS_PER[unit]
    return replace(
        study,
        spec=_spec(study.spec, unit, factor),
        endpoints={name: _data(data, factor) for name, data in study.endpoints.items()},
        fingerprint=f"{study.fingerprint}:{unit}",
    )


def _spec(spec: StudySpec, unit: str, factor: float) -> StudySpec:
    block = replace(spec.study, time_unit=cast(TimeUnit, unit))
    own, further = (
        tuple(_endpoint(e, factor) for e in blocks) for blocks in (spec.endpoints, spec.further)
    )
    return replace(spec, study=block, endpoints=own, further=further)


def _endpoint(endpoint: Endpoint, factor: float) -> Endpoint:
    landmarks = tuple(at * factor for at in endpoint.landmarks)
    return replace(endpoint, landmarks=landmarks, tau=endpoint.tau and endpoint.tau * factor)


def _data(data: EndpointData, factor: float) -> EndpointData:
    time = data.time * factor
    time.setflags(write=False)
    return replace(data, time=time)
