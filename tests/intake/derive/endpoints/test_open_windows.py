"""Whoever had too little time for an answer is not yet assessable, where the protocol says when."""

import pytest

from outcomes.intake.derive.derived import derive
from outcomes.model.file.reasons import NOT_YET
from tests.intake.frames import YES_NO, protocol, table

CONVERSION = {"id": "conversion", "label": "Conversion", "kind": "proportion",
              "success": "converted", "window_days": 90}  # fmt: skip


def state(began, success=None, death=None, **endpoint):
    patients = table(patient_id=["1"], randomisation_date=[began], converted=[success],
                     death_date=[death], surgery_date=["2021-12-01"])  # fmt: skip
    block = {k: v for k, v in {**CONVERSION, **endpoint}.items() if v}
    spec = protocol("observational", endpoint=[block])
    data = derive(spec, {"patients": patients}).endpoints["conversion"]
    return str(data.reason[0]).startswith(NOT_YET)


@pytest.mark.parametrize(
    ("began", "waits"),
    [("2021-10-02", False), ("2021-10-03", True), ("2021-12-31", True), ("2021-01-01", False)],
)
def test_the_window_is_over_on_its_last_day(began, waits):
    assert state(began) == waits  # 2021-10-02 + 90 days is the cut-off, 2021-12-31
    assert state(began, 0.0) == waits


def test_a_success_is_one_however_early_and_a_death_waits_no_more():
    assert not state("2021-12-01", 1.0)
    assert not state("2021-12-01", 0.0, "2021-12-15")
    assert state("2021-12-01", 0.0)


def test_the_window_begins_with_the_origin_of_the_endpoint():
    assert state("2021-01-01", 0.0, origin="surgery_date")


def test_without_a_window_nobody_waits():
    assert not state("2021-12-31", 0.0, window_days=None)


@pytest.mark.parametrize(
    ("dosed", "event", "waits"),
    [("2021-12-30", "N", False), ("2021-12-31", "N", True), ("2021-12-31", "Y", False)],
)
def test_an_acute_event_waits_for_the_day_of_the_first_dose(dosed, event, waits):
    patients = table(patient_id=["1"], first_treatment_date=[dosed],
                     adverse_event_24h=[YES_NO[event]])  # fmt: skip
    block = {"id": "acute", "label": "Acute", "kind": "proportion", "success": "adverse_event_24h"}
    data = derive(protocol(endpoint=[block]), {"patients": patients}).endpoints["acute"]
    assert str(data.reason[0]).startswith(NOT_YET) == waits
