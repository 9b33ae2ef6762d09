"""The documents say what the program does; where that can be held, it is held here."""

import ast
import csv
import dataclasses
import re
import tomllib

import pytest

from outcomes.dictionary.derived import DERIVED_COLUMNS
from outcomes.export.table import TABLE_COLUMNS
from outcomes.intake.checks.rules import RULES
from outcomes.intake.identify.rules import WHAT
from outcomes.model.toml.protocol import _LISTS, _TABLES, parse_protocol
from tests.golden import STUDIES, TABLES
from tests.serving import ROOT

DATA = (ROOT / "docs" / "DATA.md").read_text(encoding="utf-8")
CODE = r"[a-z0-9]+([_-][a-z0-9]+)+"
BLOCKS = (*_LISTS.values(), *_TABLES.values())
# Which argument is the code of the reason.
CODE_AT = {"error": 0, "unresolved": 0, "flagged": 1, "Problem": 1, "Issue": 3, "Finding": 3,
           "Refused": 0, "Passing": 0, "_info": 0, "_warn": 2, "_finding": 3}  # fmt: skip
INVARIANTS = (ROOT / "docs" / "INVARIANTS.md").read_text(encoding="utf-8")


def test_every_derived_column_is_documented_as_it_is_defined():
    for column in DERIVED_COLUMNS:
        assert f"| `{column.name}` | {column.kind} | {column.definition} |" in DATA


def codes_of(file):
    """Yield the reason codes a module of intake gives."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            place = CODE_AT.get(node.func.id)
            if place is not None and len(node.args) > place:
                said = (n.value for n in ast.walk(node.args[place]) if isinstance(n, ast.Constant))
                yield from (code for code in said if re.fullmatch(CODE, str(code)))


def test_every_reason_code_is_documented_and_no_other():
    files = sorted((ROOT / "outcomes" / "intake").rglob("*.py"))
    given = (
        {code for file in files for code in codes_of(file)} | {rule for rule, _ in RULES} | {*WHAT}
    )
    documented = set(re.findall(r"`([a-z0-9_-]+)`", DATA))
    assert sorted(given - documented) == []
    section = DATA[DATA.index("## Reason codes") : DATA.index("## Derived columns")]
    source = "".join(file.read_text(encoding="utf-8") for file in files)
    source += (ROOT / "components" / "cache.py").read_text(encoding="utf-8")
    listed = re.findall(r"`([a-z0-9]+(?:[_-][a-z0-9]+)*)`", section)
    words = set(re.findall(r"[a-z0-9]+(?:[_-][a-z0-9]+)*", source))
    assert sorted(code for code in listed if code not in words) == []


def test_every_key_of_the_protocol_is_documented():
    keys = {f.name for block in BLOCKS for f in dataclasses.fields(block) if "means" in f.metadata}
    words = set(re.findall(r"(?m)^`{0,2}(\w+)(?= = )|\b(\w+) = ", DATA))
    words = {word for pair in words for word in pair}
    assert sorted(keys - words) == []


def test_the_results_columns_are_the_documented_ones_in_their_order():
    listed = re.search(r"`(analysis, endpoint, .*?notes)`", DATA, re.DOTALL).group(1)
    assert tuple(part.strip() for part in listed.split(",")) == TABLE_COLUMNS


@pytest.mark.parametrize("study", STUDIES)
def test_everything_in_the_results_of_the_demos_is_documented(study):
    documented: dict[str, set[str]] = {}
    for names, quantities in re.findall(r"^\| (`\w+`.*?) \|.*?\| (.*) \|$", DATA, re.MULTILINE):
        for name in re.findall(r"`(\w+)`", names):
            words = "n_patients proportion" if name == "adverse_events_window" else quantities
            documented.setdefault(name, set()).update(re.findall(r"\w+", words))
    with (TABLES / f"{study}.csv").open(encoding="utf-8") as file:
        emitted = {(row["analysis"], row["quantity"]) for row in csv.DictReader(file)}
    missing = {(a, q) for a, q in emitted if q not in documented.get(a, set())}
    assert not missing


def test_the_documented_protocol_is_accepted():
    """The example of study.toml shows every key; each must be one the program knows."""
    example = re.search(r"```toml\n(.*?)```", DATA, re.DOTALL).group(1)
    raw = tomllib.loads(example.replace("…", "x"))
    assert parse_protocol(raw).study.id == "hipec-sox-demo"


@pytest.mark.parametrize("name", ["DATA", "METHODS", "GLOSSARY", "ARCHITECTURE", "INVARIANTS"])
def test_the_readme_leads_to_every_document(name):
    assert f"docs/{name}.md" in (ROOT / "README.md").read_text(encoding="utf-8")


NAMED = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", INVARIANTS)


@pytest.mark.parametrize(("path", "name"), NAMED, ids=[name for _, name in NAMED])
def test_every_test_that_holds_an_invariant_exists(path, name):
    assert re.search(rf"^def {name}\(", (ROOT / path).read_text(encoding="utf-8"), re.MULTILINE)


def test_every_invariant_names_its_test():
    lines = re.split(r"\n(?=\d+\. \*\*)", INVARIANTS)[1:]
    assert [int(line.split(".")[0]) for line in lines] == list(range(1, len(lines) + 1))
    for line in lines:
        assert re.search(r"`tests/[\w/]+\.py::\w+`", line), line[:80]
    assert "Not yet held" not in INVARIANTS
