"""Who is shown, in words."""

import pytest

from outcomes.displays.base.context import filter_words
from outcomes.displays.base.words import Words
from outcomes.results.condition import Condition
from tests.demos import demo_study


@pytest.mark.parametrize(
    ("op", "said"), [("<", "Age < 65"), (">=", "Age ≥ 65"), ("<=", "Age ≤ 65")]
)
def test_a_bound_is_said_as_it_is(op, said):
    """A published level of a prespecified cut is below it, or not."""
    words = Words(demo_study("hipec-sox-demo").spec)
    assert filter_words(words, Condition("age", op, bound=65.0)) == said
