"""Nothing is said in prose before the last room: ids in the code, sentences in the texts."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from outcomes.wording import LANGUAGES

ROOT = Path(__file__).parent.parent.parent
SILENT = ("estimators", "kernel", "results", "clinical")  # rooms that do not speak
IDS = {"Note": ("note", 0), "Method": ("how", 0), "not_estimable": ("note", 0),
       "left_out": ("note", 2)}  # fmt: skip


@cache
def trees():
    paths = [ROOT / "app.py"]
    for package in ("outcomes", "components", "pages"):
        paths += sorted((ROOT / package).rglob("*.py"))
    return {p: ast.parse(p.read_text(encoding="utf-8")) for p in paths}


def said():
    """Yield the key of each note and method the code names, and where."""
    for path, tree in trees().items():
        for call in (n for n in ast.walk(tree) if isinstance(n, ast.Call)):
            name = call.func.id if isinstance(call.func, ast.Name) else ""
            prefix, place = IDS.get(name, ("", 0))
            if not prefix or len(call.args) <= place:
                continue
            for part in ast.walk(call.args[place]):
                if isinstance(part, ast.Constant) and isinstance(part.value, str):
                    yield f"{prefix}.{part.value}", call.args[place], path


def test_every_note_and_method_named_in_the_code_has_a_text():
    named = {key for key, whole, _ in said() if isinstance(whole, ast.Constant)}
    assert len(named) > 150
    assert named - LANGUAGES["en"].keys() == set()
    assert named - LANGUAGES["zh"].keys() == set()


@cache
def constants():
    """Return every string of the code, and each one with values in it as a pattern."""
    words, patterns = set(), set()
    for tree in trees().values():
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                words.add(node.value)
                parts = re.split(r"\{\}", node.value)
            elif isinstance(node, ast.JoinedStr):
                parts = re.split("\0", "".join(
                    p.value if isinstance(p, ast.Constant) else "\0" for p in node.values
                ))  # fmt: skip
            else:
                continue
            # What begins with a value and ends with one could be anything.
            if len(parts) > 1 and (parts[0] or parts[-1]):
                patterns.add(".*".join(map(re.escape, parts)))
    return words, [re.compile(pattern) for pattern in patterns]


@pytest.mark.parametrize("prefix", ["note", "how"])
def test_every_text_of_a_note_or_method_is_used(prefix):
    words, patterns = constants()
    ids = {k.split(".")[1] for k in LANGUAGES["en"] if k.startswith(f"{prefix}.")}
    unused = [i for i in ids - words if not any(p.fullmatch(i) for p in patterns)]
    assert sorted(unused) == []


def test_every_text_is_used():
    words, patterns = constants()
    patterns = [p for p in patterns if re.match(r"[a-z_]+\\\.", p.pattern)]
    keys = {
        k.removesuffix(".one").removesuffix(".inferred")
        for k in LANGUAGES["en"]
        if not k.startswith(("note.", "how."))
    }
    unused = [k for k in keys - words if not any(p.fullmatch(k) for p in patterns)]
    assert sorted(unused) == []


def test_rooms_that_compute_hold_no_sentence():
    """No string of three words but docstrings, errors and what libraries are told."""
    found = []
    for path, tree in trees().items():
        if not set(path.relative_to(ROOT).parts) & set(SILENT) or path.name == "quantities.py":
            continue
        allowed = _excused(tree)
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                if id(node) not in allowed and re.search(r"[A-Za-z]+ [a-z]+ [a-z]+", node.value):
                    found.append((path.name, node.value))
    assert found == []


def _excused(tree):
    """Return the strings that no reader of a result sees."""
    excused = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Raise | ast.Expr):
            excused |= {id(part) for part in ast.walk(node)}
    return excused
