"""What parts of a section are called."""

import pytest

from outcomes.export.report.sections import titled


@pytest.mark.parametrize(
    ("title", "own", "called"),
    [
        ("Curves · OS", "", "Curves · OS"),
        ("", "At risk", "At risk"),
        ("Curves · OS", "At risk", "Curves · OS · At risk"),
        ("Follow-up · OS", "OS", "Follow-up · OS"),
    ],
)
def test_a_part_is_called_by_what_its_own_title_adds(title, own, called):
    assert titled(title, own) == called
