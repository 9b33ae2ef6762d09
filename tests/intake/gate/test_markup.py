"""Marks as they stream past, the encoding of a part, and what counting refuses."""

import codecs
import pickle

import pytest

from outcomes.intake.gate import markup
from outcomes.intake.gate.limits import Limits
from outcomes.intake.gate.markup import Tally, walk, walk_loosely, xml_encoding
from outcomes.intake.gate.raw import Refused, odd_text, some_rows


class Heard:
    """All that a visitor is told."""

    def __init__(self):
        self.said = []

    def start(self, tag, attributes):
        self.said.append(("start", tag, dict(attributes)))

    def end(self, tag):
        self.said.append(("end", tag))

    def text(self, text):
        self.said.append(("text", text))


def heard(data, how=walk_loosely, tally=None):
    visitor, tally = Heard(), tally or Tally(Limits())
    how(data, visitor, tally) if how is walk_loosely else how(data, "UTF-8", visitor, tally)
    return visitor.said, tally


def refused(how, *arguments):
    with pytest.raises(Refused) as caught:
        how(*arguments)
    return caught.value.rule


def test_loose_marks_are_told_with_every_text_and_value():
    said, tally = heard(b"before<br><v:shape id='a&amp;b' class=\"c\">text &lt; more</v:shape>")
    nothing, end = ("text", ""), ("end", "")
    assert said == [
        ("start", "before", {}), nothing, end,
        ("start", "br", {}), nothing, end,
        ("start", "v:shape", {}), ("text", "a&b"), end, ("text", "c"), end,
        ("text", "text < more"), end,
        ("start", "/v:shape", {}), nothing, end,
    ]  # fmt: skip
    assert tally.tags == 4


def test_a_document_type_is_refused_however_it_is_written():
    assert refused(heard, b"<a><!DocType x>") == "doctype"
    assert refused(heard, b"<!DOCTYPE x><a/>", walk) == "doctype"


def test_strict_marks_are_told_in_order_and_counted():
    said, tally = heard(b"<a x='1'>t<b/></a>", walk)
    assert said == [
        ("start", "a", {"x": "1"}), ("text", "t"), ("start", "b", {}), ("end", "b"), ("end", "a"),
    ]  # fmt: skip
    assert tally.tags == 3
    assert refused(heard, b"<a><b></a>", walk) == "damaged-file"


def test_a_part_longer_than_a_piece_is_read_whole_and_one_long_mark_is_refused(monkeypatch):
    monkeypatch.setattr(markup, "_CHUNK", 8)
    monkeypatch.setattr(markup, "_LONGEST_TAG", 16)
    said, _ = heard(b"<a>" + b"<b>x</b>" * 5 + b"</a>", walk)
    assert [what[1] for what in said if what[0] == "start"] == ["a"] + ["b"] * 5
    heard(b"<a b='" + b"x" * 8 + b"'/>", walk)
    assert refused(heard, b"<a b='" + b"x" * 40 + b"'/>", walk) == "long-tag"


@pytest.mark.parametrize(
    ("name", "data", "encoding"),
    [
        ("a.xml", b"<a/>", "UTF-8"), ("a.bin", b" <a/>", "UTF-8"), ("a.bin", b"\1\2", None),
        ("a.xml", b"", None), ("a.xml", b"  ", None), ("a.xml", codecs.BOM_UTF8 + b"<a/>", "UTF-8"),
        ("a.xml", codecs.BOM_UTF16_LE + b"<\0", "UTF-16"), ("a.xml", b"<\0a\0", "UTF-16LE"),
        ("a.xml", codecs.BOM_UTF16_BE + b"\0<", "UTF-16"), ("a.xml", b"\0<\0a", "UTF-16BE"),
        ("a.xml", b"<?xml version='1.0' encoding='UTF-8'?><a/>", "UTF-8"),
        ("a.xml", b"<?xml version='1.0' encoding='US-ASCII'?><a/>", "UTF-8"),
        ("a.xml", b'<?xml encoding = "ISO-8859-1"?><a/>', "ISO-8859-1"),
    ],
)  # fmt: skip
def test_the_encoding_of_a_part(name, data, encoding):
    assert xml_encoding(name, data) == encoding


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.xml", b"text"), ("a.RELS", b"text"), ("a.xml", b"<?xml encoding='utf-7'?><a/>"),
        ("a.xml", codecs.BOM_UTF32_LE + b"<\0\0\0"),
    ],
)  # fmt: skip
def test_an_encoding_nobody_needs_is_refused(name, data):
    assert refused(xml_encoding, name, data) == "encoding"


def test_marks_beyond_what_cells_and_texts_explain():
    tally = Tally(Limits(tags=10))
    tally.add_tags(20)
    tally.cells, tally.texts = 1, 1
    tally.add_tags(16)
    assert refused(tally.add_tags, 1) == "tags"


def test_letters_up_to_a_limit():
    tally = Tally(Limits(letters=10, suspect_letters=5))
    tally.add_letters(10)
    tally.add_suspect_letters(5)
    assert tally.tags == 2
    assert refused(tally.add_letters, 1) == refused(tally.add_suspect_letters, 1) == "letters"
    tally = Tally(Limits(letters=10, suspect_letters=5))
    assert refused(tally.add_suspect_letters, 6) == "letters"


ACCENT, LIGATURE = "\u0301", "\ufdfa"


@pytest.mark.parametrize(
    ("text", "odd"),
    [
        ("a" + ACCENT * 64, True), ("a" + ACCENT * 63, False),
        (("a" + ACCENT * 40) * 3, False), (("a" + ACCENT * 40) * 3 + ACCENT * 24, True),
        (LIGATURE * 64, True), (LIGATURE * 63, False), ("a" * 200, False), ("組" * 200, False),
        (LIGATURE * 30 + "x" * 70, True), (LIGATURE * 10 + "x" * 90, False),
    ],
)  # fmt: skip
def test_texts_that_are_written_to_cost(text, odd):
    assert odd_text(text) is odd


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([7], "row 7"), ([1, 2], "rows 1, 2"), ([1, 2, 3, 4, 5], "rows 1, 2, 3, 4, 5"),
        (list(range(1, 7)), "rows 1, 2, 3, 4, 5 and 1 more"),
    ],
)  # fmt: skip
def test_rows_in_words(rows, words):
    assert some_rows(rows) == words


def test_what_was_refused_in_another_process_says_the_same_here():
    there = Refused("a-rule", "There is a link.", "Remove it.")
    here = pickle.loads(pickle.dumps(there))
    assert (here.rule, here.reason, here.remedy) == ("a-rule", "There is a link.", "Remove it.")
    assert str(here) == "There is a link. Remove it."
