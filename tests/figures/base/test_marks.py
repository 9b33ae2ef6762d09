"""Letters of caveats: in order, those of one kind in a line, those of all numbers without one."""

from outcomes.figures.base.marks import Marks, without
from outcomes.results.note import Note
from outcomes.results.result import Estimate, Result

FEW, LARGE, LARGER = Note("few"), Note("weight", at=5), Note("weight", at=9)
NUMBERS = (
    Estimate("hazard_ratio", "a", "b", 0.7, notes=(LARGE, FEW)),
    Estimate("hazard_ratio", "a", "b", 0.8, notes=(LARGER, LARGE)),
)
MARKS = Marks.among([Result("ladder", estimates=NUMBERS)])


def told(note):
    return f"{note.id} {dict(note.values).get('at', '')}".strip()


def test_letters_of_a_number_stand_in_order():
    assert MARKS.at(NUMBERS[0]) == "ᵃᵇ"
    assert MARKS.at(NUMBERS[1]) == "ᵃᶜ"


def test_caveats_of_one_kind_share_a_line():
    assert MARKS.lines(["0.7ᵃᵇ", "0.8ᵃᶜ"], told) == ("ᵃ weight 5 · ᶜ weight 9", "ᵇ few")
    assert MARKS.lines(["0.7ᵇ"], told) == ("ᵇ few",)


def test_what_is_of_all_numbers_comes_first_and_needs_no_letter():
    assert MARKS.lines(["0.7ᵇ"], told, ["ᵃ"]) == ("weight 5", "ᵇ few")
    assert without("ᵃ", "0.8ᵃᶜ") == "0.8ᶜ"


def test_events_that_were_imputed_have_a_column_and_no_letter():
    e = Estimate("hazard_ratio", "a", "b", 0.7, notes=(Note("events_imputed", events=2.1), FEW))
    assert list(Marks.among([Result("tipping", estimates=(e,))]).of) == [FEW]


def test_letters_that_are_read_first_are_the_first_of_the_alphabet():
    assert MARKS.starting("ᶜᵇᶜ").of == {LARGER: "ᵃ", FEW: "ᵇ", LARGE: "ᶜ"}
    assert MARKS.starting("") == MARKS.starting("ᵃᵇ") == MARKS
