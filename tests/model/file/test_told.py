"""A sentence that remembers what it was made of."""

import pickle

from outcomes.model.file.told import Told, listed, told


def test_a_sentence_reads_as_its_pattern_with_the_values_and_keeps_both():
    said = told("{} lies between {:g} and {:g}.", "age", 0.0, 120.0)
    assert said == "age lies between 0 and 120."
    assert (said.pattern, said.values) == ("{} lies between {:g} and {:g}.", ("age", 0.0, 120.0))


def test_several_are_one_with_a_mark_between_them():
    assert listed(" or ", ("a", "b", "c")) == "a or b or c"
    assert listed(" or ", ("a",)) == "a"
    assert listed(" or ", ()) == ""
    assert listed(" or ", ("a", "b")).pattern == "{} or {}"


def test_it_comes_through_the_reading_process_whole():
    said = told("{}; {}", told("{} is blank", "arm"), 3)
    back = pickle.loads(pickle.dumps(said, 5))
    assert type(back) is Told
    assert (back, back.values) == (said, said.values)
