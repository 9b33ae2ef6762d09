"""A TOML file is bounded before the parser sees it."""

import tomllib

import pytest

from outcomes.model.toml import text as toml_text
from outcomes.model.toml.reader import ProtocolError
from outcomes.model.toml.text import read_toml

GREEDY = {
    "large": (b"#" + b"x" * (256 << 10), "larger than 256 kB"),
    "many keys": (b"".join(b"k%d=1\n" % i for i in range(6_000)), "more than 5,000 keys"),
    "many tables": (b"[[a]]\n" * 6_000, "more than 5,000 keys"),
    "many values": (b"a = [" + b"1," * 6_000 + b"]", "more than 5,000 keys"),
    "dotted": (b"a." * 20_000 + b"a = 1", "12 levels deep"),
    "dotted and spaced": (b"a . " * 13 + b"a = 1", "12 levels deep"),
    "dotted and quoted": (b'"a".' * 13 + b'"a" = 1', "12 levels deep"),
    "nested arrays": (b"a = " + b"[" * 4_999, "12 levels deep"),
    "nested tables": (b"a = " + b"{a = " * 13, "12 levels deep"),
}


@pytest.mark.parametrize("name", GREEDY)
def test_what_would_hold_the_parser_is_refused_without_it(name, monkeypatch):
    content, words = GREEDY[name]
    monkeypatch.setattr(toml_text.tomllib, "loads", lambda _: pytest.fail("parsed"))
    with pytest.raises(ProtocolError, match=words):
        read_toml(content)


def test_marks_inside_texts_and_comments_are_not_counted():
    dots = "." * 50
    text = f'''
a = "{dots}" # {dots} [[[[[[[[[[[[[[ "
b = \'{dots}"\'
c = """\\"""{"[" * 20}""""
d = \'\'\'{"{" * 20}\'\'\'\'
'''
    assert read_toml(text.encode()) == tomllib.loads(text)


@pytest.mark.parametrize("text", ['"""' + '\\"""' * 3, "'" * 5, 'a = "', "a = 'x\n", '"a\\'])
def test_a_text_without_an_end_is_the_parsers_to_name(text):
    with pytest.raises(ProtocolError, match="not valid TOML"):
        read_toml(text.encode())


def test_a_number_python_will_not_read_is_a_problem_of_the_file():
    with pytest.raises(ProtocolError, match=r"\[plan\]\.alpha: a number of 40 digits or more"):
        read_toml(b"[plan]\nstrata = ['a = 1']\nalpha = 0." + b"1" * 5_000)
