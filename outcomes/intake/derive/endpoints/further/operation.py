"""Time to conversion surgery, with death as the event that may come first."""

from __future__ import annotations

from outcomes.clinical.surgery import origins_of
from outcomes.intake.derive.endpoints.endpoint import endpoint_data
from outcomes.intake.derive.timeline import Timeline
from outcomes.model.endpoint import Endpoint
from outcomes.model.further import OPERATION
from outcomes.model.protocol import StudySpec
from outcomes.model.study import EndpointData


def until_conversion(spec: StudySpec, line: Timeline) -> tuple[Endpoint, EndpointData]:
    """Return the time to ``conversion_date`` (without it ``surgery_date``), death competing."""
    named = ((n, line.dates(n)) for n in origins_of(spec))
    origin = next((n for n, dates in named if dates is not None and dates.notna().any()), None)
    event = "surgery_date" if line.dates("conversion_date") is None else "conversion_date"
    block = Endpoint(
        OPERATION, OPERATION, "competing", origin=origin or "randomisation_date", event=(event,),
        competing=("death_date",), censor="last_contact_date",
    )  # fmt: skip
    return block, endpoint_data(spec, block, line)[0]
