"""Which side is better: the protocol's word, else what the event is known to be, else nobody's."""

import pytest

from outcomes.model.endpoint import Endpoint
from outcomes.model.plan.direction import favored, good_event


def timed(name="x", event=("death_date",), **more):
    return Endpoint(name, "X", "time_to_event", origin="randomisation_date", event=event, **more)


@pytest.mark.parametrize(
    ("endpoint", "good"),
    [
        (timed(), False),
        (timed(event=("conversion_date",)), True),
        (timed(event=("conversion_date", "death_date")), None),  # they do not agree
        (timed(event=("discharge_date",)), None),
        (timed("os", event=("date_of_exitus",)), False),  # the id tells where no column does
        (timed(event=("discharge_date",), better="shorter"), True),
        (timed(better="longer", event=("conversion_date",)), False),  # the protocol's word wins
        (Endpoint("pfs", "PFS", "time_to_event", time="pfs_months"), False),
        (Endpoint("tt_exit", "Exit", "time_to_event", time="exit_months"), None),
        (Endpoint("x", "X", "proportion", success="r0_resection"), True),
        (Endpoint("x", "X", "proportion", success="adverse_event_24h"), False),
        (Endpoint("x", "X", "proportion", success="stoma", better="fewer"), False),
        (Endpoint("x", "X", "proportion", success="stoma", better="more"), True),
        (Endpoint("x", "X", "proportion", success="stoma"), None),
    ],
)
def test_an_event_is_good_bad_or_nobody_knows(endpoint, good):
    assert good_event(endpoint) is good


def test_more_of_a_bad_event_is_worse_and_later_is_better():
    assert favored(timed(), "hazard_ratio", "new", "old") == ("new", "old")
    assert favored(timed(), "rmst_difference", "new", "old") == ("old", "new")
    good = timed(better="shorter")
    assert favored(good, "hazard_ratio", "new", "old") == ("old", "new")
    assert favored(good, "survival_difference", "new", "old") == ("new", "old")


def test_nobody_is_favored_without_comparison_direction_or_meaning():
    assert favored(timed(), "hazard_ratio", "new", None) is None
    assert favored(timed(event=("discharge_date",)), "hazard_ratio", "new", "old") is None
    assert favored(timed(), "median", "new", "old") is None
    assert favored(timed(), "smd", "new", "old") is None
