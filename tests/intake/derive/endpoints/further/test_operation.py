"""Time to conversion surgery: what it starts from and what ends it."""

import pytest

from outcomes.intake.derive.endpoints.further.operation import until_conversion
from outcomes.intake.derive.timeline import make_timeline
from tests.intake.frames import protocol, table

DAY = {
    "randomisation_date": "2021-01-01", "first_treatment_date": "2021-01-11",
    "surgery_date": "2021-03-01", "conversion_date": "2021-04-01", "death_date": "2021-05-01",
    "last_contact_date": "2021-05-01",
}  # fmt: skip


def made(*columns, blank=(), conversion=None):
    spec = protocol(conversion=conversion) if conversion else protocol()
    days = {name: [None if name in blank else DAY[name]] for name in columns}
    line = make_timeline(spec, {"patients": table(patient_id=["1"], **days)})
    block, data = until_conversion(spec, line)
    return block.origin, block.event, data.time[0], data.event[0]


@pytest.mark.parametrize(
    ("columns", "blank", "expected"),
    [
        (DAY, (), ("randomisation_date", ("conversion_date",), 90, 1)),
        (DAY, ("randomisation_date",), ("first_treatment_date", ("conversion_date",), 80, 1)),
        (DAY, ("conversion_date",), ("randomisation_date", ("conversion_date",), 120, 2)),
        (
            [name for name in DAY if name != "conversion_date"], (),
            ("randomisation_date", ("surgery_date",), 59, 1),
        ),
    ],
)  # fmt: skip
def test_from_the_first_day_there_is_to_the_operation_or_death(columns, blank, expected):
    assert made(*columns, blank=blank) == expected


def test_without_any_day_it_would_start_at_randomisation():
    assert made("surgery_date", "last_contact_date")[0] == "randomisation_date"
