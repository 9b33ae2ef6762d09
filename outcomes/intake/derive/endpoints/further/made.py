"""All further endpoints of a study, made where its own are."""

from __future__ import annotations

from dataclasses import replace

from outcomes.intake.derive.endpoints.further.ascites import paracentesis_free, rates
from outcomes.intake.derive.endpoints.further.cytology import conversion
from outcomes.intake.derive.endpoints.further.operation import until_conversion
from outcomes.intake.derive.timeline import Timeline, make_timeline
from outcomes.model.study import Study


def with_further_endpoints(study: Study, line: Timeline | None = None) -> Study:
    """Return the study with its further endpoints.

    An endpoint the protocol names itself is the protocol's.

    Parameters
    ----------
    study
        With its own endpoints.
    line
        Its time line with the derived columns; made from its tables where there is none.
    """
    spec = study.spec
    line = line or make_timeline(spec, {"patients": study.patients, **study.tables})
    found = (*rates(spec, line), paracentesis_free(spec, line), conversion(spec, line),
             until_conversion(spec, line))  # fmt: skip
    own = {endpoint.id for endpoint in spec.endpoints}
    made = {block.id: data for block, data in found if block.id not in own}
    blocks = tuple(block for block, _ in found if block.id in made)
    spec, endpoints = replace(spec, further=blocks), {**study.endpoints, **made}
    return replace(study, spec=spec, endpoints=endpoints)
