"""A sample of what attacks the app; the whole is run by ``python -m bench hostile``."""

import random

import pytest

from bench.hostile import other_files
from bench.hostile.attacks import attacks
from bench.hostile.protocols import meaningless
from bench.hostile.states import links
from outcomes.intake.gate.raw import Refused
from outcomes.intake.load import load_workbook
from outcomes.model.toml.protocol import parse_protocol
from outcomes.model.toml.reader import ProtocolError
from outcomes.model.toml.text import read_toml


@pytest.mark.parametrize("name", meaningless())
def test_a_protocol_that_means_what_cannot_be_is_refused_with_a_reason(name):
    with pytest.raises(ProtocolError) as caught:
        parse_protocol(read_toml(meaningless()[name].encode()))
    assert all("[" in problem and len(problem) < 300 for problem in caught.value.problems)


def random_files():
    return [(f"{kind}: {name}", files) for kind, name, files in other_files.files(count=10)]


@pytest.mark.parametrize(("name", "files"), random.Random(3).sample(random_files(), 24))
def test_files_of_random_bytes_are_read_or_refused(name, files):
    protocol = files.pop("study.toml", None)
    try:
        spec = parse_protocol(read_toml(protocol)) if protocol else None
        load_workbook(files, name="study", spec=spec) if len(files) > 1 else load_workbook(
            *files.values(), name=next(iter(files)), spec=spec
        )
    except (Refused, ProtocolError):
        pass


def test_the_corpora_are_as_large_as_they_are_said_to_be():
    count = {}
    for kind, name, _ in attacks():
        count.setdefault(kind, set()).add(name)
    workbooks = ("known by name", "unfinished tags", "many parts", "long texts", "random .xlsx")
    assert sum(len(count[kind]) for kind in workbooks) >= 118
    assert len(count["slow protocols"]) + len(count["meaningless protocols"]) >= 73
    assert len(count["identifiers"]) == 93
    assert len(count["innocent files"]) == 20
    assert len(set(links())) > 900
