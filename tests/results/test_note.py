"""A note is an id and values: equal by value, hashable, in the order given."""

import math

import numpy as np
import pytest

from outcomes.results.note import Method, Note, Ref


def test_notes_are_values():
    one = Note("left_out", n=3, of=164, because=(Ref("covariate", "ecog"),))
    assert one == Note("left_out", n=3, of=164, because=(Ref("covariate", "ecog"),))
    assert hash(one) == hash(Note("left_out", n=3, of=164, because=(Ref("covariate", "ecog"),)))
    assert one != Note("left_out", n=4, of=164, because=(Ref("covariate", "ecog"),))
    assert one["n"] == 3
    assert [name for name, _ in one.values] == ["n", "of", "because"]


def test_a_method_is_no_note():
    assert Method("wilson") != Note("wilson")


def test_a_note_knows_the_ids_within_it():
    why = Note("not_estimable", why=Note("few_events", n=4, least=5))
    assert why.says("few_events")
    assert why.says("other", "not_estimable")
    assert not why.says("events")


@pytest.mark.parametrize("value", [None, True, [1], {"a": 1}, np.int64(3), (1, [2])])
def test_a_value_that_is_none_of_the_types_is_refused(value):
    with pytest.raises(TypeError, match=r"left_out\.n: .* is no value of a note"):
        Note("left_out", n=value)


def test_nan_is_refused():
    with pytest.raises(ValueError, match="nan"):
        Note("weights", largest=math.nan)
    with pytest.raises(ValueError, match="nan"):
        Note("weights", largest=(1.0, math.nan))
