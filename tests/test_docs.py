"""The documents say what the program does; where that can be held, it is held here."""

import csv
import re
import tomllib

import pytest

from outcomes.dictionary.derived import DERIVED_COLUMNS
from outcomes.export.table import TABLE_COLUMNS
from outcomes.model.toml.protocol import parse_protocol
from tests.golden import STUDIES, TABLES
from tests.serving import ROOT

DATA = (ROOT / "docs" / "DATA.md").read_text(encoding="utf-8")
INVARIANTS = (ROOT / "docs" / "INVARIANTS.md").read_text(encoding="utf-8")


def test_every_derived_column_is_documented_as_it_is_defined():
    for column in DERIVED_COLUMNS:
        assert f"| `{column.name}` | {column.kind} | {column.definition} |" in DATA


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


def test_every_invariant_names_its_test_or_says_that_there_is_none():
    lines = re.split(r"\n(?=\d+\. \*\*)", INVARIANTS)[1:]
    assert [int(line.split(".")[0]) for line in lines] == list(range(1, len(lines) + 1))
    for line in lines:
        assert "Not yet held" in line or re.search(r"`tests/[\w/]+\.py::\w+`", line)
