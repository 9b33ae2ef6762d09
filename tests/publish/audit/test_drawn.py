"""What counts as a small count in the words of a figure, and what only looks like one."""

import pytest

from outcomes.publish.audit.drawn import mended, shows_small
from outcomes.publish.policy import policy_named


@pytest.mark.parametrize(
    ("lines", "small"),
    [
        (("SIMULATED · 105 of", "180 patients"), False),  # not "05 of 180"
        (("SIMULATED · 5 of", "180 patients"), True),
        (("curves with fewer than", "5 patients"), False),
        (("left out", "5 patients"), True),
        (("SOX 82", "40 patients"), False),
    ],
)
def test_a_sentence_broken_at_a_number_is_read_as_one(lines, small):
    assert any(shows_small(words, policy_named()) for words in mended(lines)) is small
