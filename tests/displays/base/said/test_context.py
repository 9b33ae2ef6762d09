"""Who is shown, in words."""

import pytest

from outcomes.displays.base.said.context import extent_of, filter_words
from outcomes.displays.base.words import Words
from outcomes.model.scene import Scene
from outcomes.results.condition import Condition
from tests.demos import demo_study


@pytest.mark.parametrize(
    ("op", "said"), [("<", "Age < 65"), (">=", "Age ≥ 65"), ("<=", "Age ≤ 65")]
)
def test_a_bound_is_said_as_it_is(op, said):
    """A published level of a prespecified cut is below it, or not."""
    words = Words(demo_study("hipec-sox-demo").spec)
    assert filter_words(words, Condition("age", op, bound=65.0)) == said


@pytest.mark.parametrize(
    ("language", "known", "said"),
    [
        ("en", 180, "17 events (Overall survival)"),
        ("en", 108, "17 events in the 108 who have the endpoint (Overall survival)"),
        ("zh", 108, "总生存期：其中 108 例有此终点，17 例事件"),
    ],
)
def test_events_are_of_those_who_have_the_endpoint(language, known, said):
    spec = demo_study("hipec-sox-demo").spec
    scene = Scene(spec, "itt", n=180, events={"os": 17}, known={"os": known})
    assert extent_of(scene, Words(spec, language), spec.endpoint("os"))[0] == said
