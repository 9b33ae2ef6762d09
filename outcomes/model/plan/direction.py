"""Which side is better: the one answer every figure, sentence and color asks for."""

from __future__ import annotations

from outcomes.model.endpoint import Endpoint
from outcomes.results.quantities import quantity_named

_GOOD = {
    # columns
    "conversion_date", "conversion_surgery", "r0_resection", "objective_response",
    "ascites_control", "ascites_response_date",
    # ids
    "conversion", "time_to_conversion", "response", "time_to_response", "orr", "dcr",
    "disease_control", "cytology_conversion", "r0",
}  # fmt: skip
_BAD = {
    "death_date", "progression_date", "peritoneal_recurrence_date", "regional_recurrence_date",
    "adverse_event_24h",
    "os", "pfs", "efs", "dfs", "rfs", "pmfs", "mfs", "css", "dss", "ttp", "ttf", "death",
    "mortality", "progression", "recurrence", "relapse", "peritoneal_recurrence",
    "regional_recurrence", "adverse_event", "adverse_events", "paracentesis",
}  # fmt: skip


def good_event(endpoint: Endpoint) -> bool | None:
    """Return whether more, or sooner, of an endpoint's event is better; None where nobody knows.

    Parameters
    ----------
    endpoint
        Its ``better`` decides. Without it, the columns its event is made of, where the program
        knows all of them and they agree; then its id. What neither names has no direction.
    """
    if endpoint.better:
        return endpoint.better in ("shorter", "more")
    columns = endpoint.event if endpoint.origin else filter(None, (endpoint.success,))
    told = {_known(column) for column in columns} - {None}
    if len(told) > 1:
        return None
    return next(iter(told), _known(endpoint.id))


def favored(
    endpoint: Endpoint, quantity: str, arm: str, reference: str | None
) -> tuple[str, str] | None:
    """Return the ids of the groups that fare better below and above no effect.

    None where there is no direction: the endpoint has none, the quantity says nothing of how often
    or how soon the event happens, or nothing is compared.

    Parameters
    ----------
    endpoint, quantity
        What is compared, and in which number (a key of the vocabulary of quantities).
    arm, reference
        Ids: the number is of the arm against, or minus, the reference.
    """
    good, more = good_event(endpoint), quantity_named(quantity).events
    if good is None or not more or not arm or not reference:
        return None
    return (reference, arm) if good == (more > 0) else (arm, reference)


def _known(name: str) -> bool | None:
    return True if name in _GOOD else False if name in _BAD else None
