"""What is collected survives the link: who, of what, with which choices; never taken on trust."""

from hypothesis import given
from hypothesis import strategies as st

from outcomes.clinical.scene import scene_of
from outcomes.displays.base.words import Words
from outcomes.displays.collected import Piece, chosen_in, codes_of, piece_of, pieces_in, written
from outcomes.displays.contents import CHAPTERS, entry_of
from outcomes.displays.survival.curves import CURVES
from outcomes.model.cohort import Cohort, parse_filter
from tests.demos import demo_study

TEXTS = st.text(max_size=8)


def scene(where=()):
    study = demo_study("hipec-sox-demo")
    filters = tuple(parse_filter(text, study) for text in where)
    return scene_of(Cohort(study, "itt", filters))


@given(
    st.builds(
        Piece, TEXTS, TEXTS, TEXTS, TEXTS, TEXTS, st.lists(TEXTS, max_size=3).map(tuple),
        st.dictionaries(TEXTS, st.lists(TEXTS, min_size=1, max_size=3).map(tuple), max_size=3).map(
            lambda chosen: tuple(chosen.items())
        ),
    )
)  # fmt: skip
def test_a_piece_reads_back_as_it_was_written(piece):
    assert pieces_in([written(piece)]) == (piece,)


def test_the_same_piece_is_held_once_and_what_is_none_not_at_all():
    piece = Piece("s", "survival.curves", "curve", "itt", "months")
    none = ("nonsense", "study=s&study=t", "a=1" + "&a=1" * 300)
    assert pieces_in([written(piece), *none, written(piece)]) == (piece,)


def test_what_was_chosen_is_chosen_again():
    about = scene(["ascites_category in none,small"])
    words = Words(about.spec)
    chosen = {choice.known: choice.default for choice in CURVES.choices(about, words, {})}
    chosen |= {"endpoint": "pfs"}
    piece = piece_of(CURVES, "curve", about, chosen)
    assert piece.filters == ("ascites_category in none,small",)
    again = chosen_in(piece, CURVES, about, words)
    assert again["endpoint"] == "pfs"
    assert {k: v for k, v in again.items() if k in chosen} == chosen


def test_a_code_nobody_offers_is_the_default():
    about = scene()
    words = Words(about.spec)
    piece = Piece("s", CURVES.id, "curve", "itt", "months", (), (("endpoint", ("<script>",)),))
    assert chosen_in(piece, CURVES, about, words)["endpoint"] == about.spec.primary.id


def test_codes_are_texts():
    assert codes_of(True) == ("1",)
    assert codes_of(12.0) == ("12",)
    assert codes_of(("a", "b")) == ("a", "b")
    assert codes_of("os") == ("os",)


def test_every_view_of_the_report_can_be_collected():
    for _, entries in CHAPTERS:
        for entry in entries:
            assert entry_of(entry.display.id) == entry
    assert entry_of("data.findings") is None
