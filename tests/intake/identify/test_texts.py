"""A long text is looked at in pieces, and no place of it falls between two."""

import pytest

from outcomes.intake.identify.texts import _OVERLAP, _PIECE, _pieces, text_rules

PHONE = "13812345678"


@pytest.mark.parametrize("at", [0, 1700, 1689, 1999, 1994, 3700, 3999])
def test_a_number_is_found_wherever_it_stands_in_a_long_text(at):
    text = "." * at + PHONE + "." * (4_100 - at)
    assert text_rules(text) == text_rules(PHONE) != set()


@pytest.mark.parametrize(
    ("n", "pieces"), [(1, 1), (_PIECE, 1), (_PIECE + 1, 2), (2 * _PIECE - _OVERLAP, 2)]
)
def test_a_text_is_no_more_pieces_than_it_needs(n, pieces):
    assert [len(piece) for piece in _pieces("x" * n)][-1] <= _PIECE
    assert len(list(_pieces("x" * n))) == pieces
    assert sum(map(len, _pieces("x" * n))) == n + (pieces - 1) * _OVERLAP


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("姓名", True),
        ("姓名:", True),
        ("姓名 123", False),
        ("姓名" + " " * 44, True),
        ("age", False),
    ],
)
def test_a_label_alone_in_a_cell(text, found):
    assert bool(text_rules(text)) is found
