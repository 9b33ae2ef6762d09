"""A note or method becomes a sentence in the last room only."""

from outcomes.results.masked import Masked
from outcomes.results.note import Method, Note, Ref
from outcomes.wording import say, say_all
from outcomes.wording.say import key_of


def test_the_key_of_a_text_is_that_of_the_note():
    assert key_of(Note("few_events", n=4)) == "note.few_events"
    assert key_of(Method("wilson")) == "how.wilson"


def test_words_already_said_stay():
    assert say("Something a label says") == "Something a label says"
    assert say_all(["one", "two"]) == "one; two"
    assert say_all(["one", "two"], "zh") == "one；two"


def test_ids_are_printed_as_their_label_where_there_is_one():
    note = Note("unused", covariates=(Ref("covariate", "ecog"), Ref("covariate", "age")))
    names = {Ref("covariate", "ecog"): "ECOG"}
    assert say(note) == "left out, the same for everybody: ecog, age"
    assert say(note, names=names) == "left out, the same for everybody: ECOG, age"
    assert say(note, "zh", names) == "所有人相同而未纳入：ECOG、age"


def test_a_note_within_a_note():
    why = Note("not_estimable", why=Note("nobody"))
    assert say(why) == "not estimable: nobody"
    assert say(why, "zh") == "无法估计：没有患者"


def test_numbers_are_printed_as_a_label_has_them():
    assert say(Note("nobody_beyond", given=26.0899)) == ("nobody is followed beyond 26.1")


def test_a_number_kept_back_prints_what_it_is_in_any_format():
    """``events_imputed`` asks for one decimal, which a word has none of."""
    assert say(Note("events_imputed", events=Masked(11))).startswith("<11 ")
    assert say(Note("events_imputed", events=3.25)).startswith("3.2 ")
