"""Findings in Chinese: every sentence the reader of a file can say, with the values in place."""

import ast
import re
import string
from pathlib import Path

import pytest

import outcomes.intake
import outcomes.model
from outcomes.model.file.told import listed, told
from outcomes.model.toml.protocol import parse_protocol
from outcomes.model.toml.reader import ProtocolError
from outcomes.model.toml.text import read_toml
from outcomes.wording.tell import findings_in, tell

CHINESE = findings_in("zh")
INTAKE, MODEL = (Path(m.__file__).parent for m in (outcomes.intake, outcomes.model))
FILES = sorted((*INTAKE.rglob("*.py"), *MODEL.rglob("*.py")))
# What makes a problem, a finding or a refusal: their texts are said as they are written there.
SAYING = {
    "error", "unresolved", "flagged", "noted", "Problem", "Issue", "Found", "Finding", "Refused",
    "_info", "_warn", "_finding", "_ignored", "unavailable", "Unfit",
}  # fmt: skip
# Not said: descriptions of columns, and what a template says in its own two languages.
SILENT = {"intake/sheets/template.py", "intake/sheets/protocol_columns.py"}


def constants(node):
    return (n.value for n in ast.walk(node) if isinstance(n, ast.Constant) and type(n.value) is str)


def is_sentence(text):
    return re.fullmatch(r"[A-Z][^\n|]* [^\n|]*\.", text) is not None


def sentences_of(tree):
    """Yield the patterns of ``told``, the words of findings, and whatever looks like a sentence."""
    docs = {id(n.value) for n in ast.walk(tree) if isinstance(n, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and type(node.value) is str and id(node) not in docs:
            if is_sentence(node.value):
                yield node.value
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            if node.func.id == "entry":  # what a key of study.toml means
                yield from constants(node.args[0])
            elif node.func.id == "told" and not isinstance(node.args[0], ast.JoinedStr | ast.BinOp):
                yield from constants(node.args[0])
            elif node.func.id == "listed":
                yield from (f"{{}}{mark}{{}}" for mark in constants(node.args[0]))
            elif node.func.id in SAYING:
                places = (n for n in node.args if isinstance(n, ast.Constant))
                yield from (n.value for n in places if " " in str(n.value))


def fields(pattern):
    names = [name for _, name, _, _ in string.Formatter().parse(pattern) if name is not None]
    return {int(name) if name else i for i, name in enumerate(names)}


@pytest.mark.parametrize("file", FILES, ids=lambda f: f.stem)
def test_whatever_is_said_of_a_file_is_said_in_chinese(file):
    if file.relative_to(MODEL.parent).as_posix() in SILENT:
        return
    said = {s for s in sentences_of(ast.parse(file.read_text())) if re.search("[a-z]{2}", s)}
    assert {s for s in said if s not in CHINESE and s != "AVAL"} == set()


def test_a_translation_asks_for_the_values_of_its_pattern():
    # A description, and words of the parser: in English only.
    left_out = {"the sheet {} lacks the column {}: {}", "{} (at line {}, column {})",
                "{} (at end of document)"}  # fmt: skip
    odd = [p for p, words in CHINESE.items() if fields(words) != fields(p) and p not in left_out]
    assert odd == []


def test_values_stand_where_the_language_wants_them_and_by_their_names():
    names = {"death_date": "死亡日期", "os": "总生存期"}
    why = told("{} is known to the month only", "death_date")
    said = told("{}; {} are not available for this patient", why, listed(", ", ("os", "pfs")))
    assert (
        said == "death_date is known to the month only; os, pfs are not available for this patient"
    )
    assert tell(said, "zh", names) == "死亡日期只知道到月；该患者没有总生存期、pfs"
    remedy = told('If so, write [values.{}] N = [""]; until then it is unknown.', "death_date")
    assert "[values.death_date]" in tell(remedy, "zh", names)  # an id stays what it is


def test_what_a_file_holds_is_never_taken_for_a_sentence():
    assert "none" in tell(told("nobody is in the arm {}", "none"), "zh")
    assert tell(told("nobody is in the arm {}", told("none")), "zh") == "组别“无”中没有患者"


def test_english_and_a_language_without_words_say_it_in_english():
    assert tell(told("{} is blank", "arm"), "en") == "arm is blank"
    assert tell(told("{} is blank", "arm"), "xx") == "arm is blank"
    assert tell("Give the date.", "zh") == "写明日期。"
    assert tell("of somebody else {", "zh") == "of somebody else {"


WRONG = """
typo = 1
[study]
id = "s"
designs = "randomised"
data_cutoff = "soon"
time_unit = "hours"
[plan]
planned_n = 0
[[endpoint]]
id = "os"
origin = { column = "death_date" }
[columns]
age = 3
"""


def test_nothing_wrong_with_study_toml_is_said_in_english():
    with pytest.raises(ProtocolError) as error:
        parse_protocol(read_toml(WRONG.encode()))
    said = [tell(problem, "zh") for problem in error.value.problems]
    assert len(said) == 10
    assert "[study].time_unit: 'hours' 不是以下之一：days, weeks, months, years" in said[4]
    assert [s for s in said if not re.search("[一-鿿]", s)] == []


@pytest.mark.parametrize(("content", "where"), [
    (b"[study]\nid 3", "第 2 行第 4 列"), (b"[study]\nid =", "文件末尾"),
    (b"[study]\nid = '\xff'", "第 15 字节不是字符"),
])  # fmt: skip
def test_where_the_syntax_breaks_is_said_without_the_parsers_words(content, where):
    with pytest.raises(ProtocolError) as broken:
        read_toml(content)
    (problem,) = broken.value.problems
    assert tell(problem, "zh") == f"study.toml 不是有效的 UTF-8 TOML：{where}"
