"""A study read in another process is the study; what that process says or breaks is a refusal."""

import ast
import pickle
import sys
import threading
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import components
from outcomes.intake.gate.raw import Refused
from outcomes.intake.identify.identifiers import Identified
from outcomes.intake.load import load_study
from outcomes.intake.reader import pool, studies
from outcomes.intake.reader.answer import to_bytes, to_study
from outcomes.intake.reader.pool import Passing, Pool, Unforeseen
from outcomes.intake.reader.studies import read_file, read_study, read_upload
from outcomes.model.file.unread import unread
from outcomes.model.study import Study
from outcomes.model.toml.protocol import parse_protocol
from outcomes.model.toml.reader import ProtocolError
from tests.intake.hostile import ORDINARY, book, hostile_files, rows

DEMO = Path(__file__).parents[3] / "data" / "hipec-sox-demo"
LIMITS = """
import json, resource
from outcomes.intake.reader.child import limit_resources
limit_resources()
names = ["CORE", "CPU", "AS", "FSIZE", "NOFILE", "NPROC"]
print(json.dumps({n: resource.getrlimit(getattr(resource, "RLIMIT_" + n)) for n in names}))
"""


def test_a_study_is_the_same_whoever_reads_it():
    here, there = load_study(DEMO), read_study(DEMO)
    assert there.spec == here.spec
    assert there.issues == here.issues
    assert there.read == here.read
    assert there.fingerprint == here.fingerprint
    pd.testing.assert_frame_equal(there.patients, here.patients)
    for name, table in here.tables.items():
        pd.testing.assert_frame_equal(there.tables[name], table)
    for name, endpoint in here.endpoints.items():
        np.testing.assert_array_equal(there.endpoints[name].time, endpoint.time)
        np.testing.assert_array_equal(there.endpoints[name].event, endpoint.event)
        with pytest.raises(ValueError, match="read-only"):
            there.endpoints[name].event[0] = 1


def test_an_upload_is_read_with_its_protocol_and_a_file_without():
    content, protocol = (DEMO / "workbook.xlsx").read_bytes(), (DEMO / "study.toml").read_bytes()
    assert read_upload({"mine.xlsx": content}, protocol).spec.study.id == "hipec-sox-demo"
    assert len(read_upload({"mine.xlsx": content}).patients) == 164
    assert len(read_file(DEMO / "workbook.xlsx").patients) == 164


def test_what_the_other_process_refuses_is_refused_here_with_its_reasons():
    with pytest.raises(Refused, match="DOCTYPE") as refused:
        read_upload({"a.xlsx": hostile_files()["entities"][0]})
    assert refused.value.rule == "doctype"
    identified = book(rows(("patient_id", "姓名", "arm"), ("P1", "x", "sox")))
    with pytest.raises(Identified) as found:
        read_upload({"a.xlsx": identified})
    assert found.value.findings[0].cell == "B"
    with pytest.raises(ProtocolError, match="columns"):
        read_upload({"a.xlsx": book(ORDINARY)}, b"columns = [1]")


def test_the_server_never_parses(monkeypatch):
    """Everything that could look into a file is made to fail here; the study still comes."""

    def parse(*_, **__):
        pytest.fail("a parser ran in the server's process")

    for name in ("zipfile.ZipFile", "tomllib.loads", "xml.parsers.expat.ParserCreate", "re.compile",
                 "python_calamine.CalamineWorkbook", "csv.reader", "html.unescape"):  # fmt: skip
        monkeypatch.setattr(name, parse)
    content, protocol = (DEMO / "workbook.xlsx").read_bytes(), (DEMO / "study.toml").read_bytes()
    assert len(read_upload({"mine.xlsx": content}, protocol).patients) == 164


def test_nothing_of_the_server_imports_what_parses():
    """``components`` may list, ask, and write protocols; reading is the other process's."""
    allowed = {"gate.raw", "listing", "reader.pool", "reader.studies", "infer.protocol",
               "derive.derived_columns", "sheets.template", "cuts.earlier"}  # fmt: skip
    for path in Path(components.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(
                "outcomes.intake"
            ):
                assert node.module.removeprefix("outcomes.intake.") in allowed, path.name


def test_the_modules_that_ask_match_no_pattern_and_know_no_parser():
    for module in (studies, pool, sys.modules["outcomes.intake.reader.answer"]):
        tree = ast.parse(Path(module.__file__).read_text(encoding="utf-8"))
        names = {a.name for n in ast.walk(tree) if isinstance(n, ast.Import) for a in n.names}
        assert not names & {"re", "zipfile", "tomllib", "csv", "xml"}


@pytest.mark.skipif(sys.platform == "win32", reason="no such limits there")
def test_the_process_that_reads_is_limited():
    import json
    import subprocess

    run = subprocess.run([sys.executable, "-c", LIMITS], capture_output=True, check=True)
    limits = json.loads(run.stdout)
    assert {name: soft for name, (soft, _) in limits.items()} == {
        "CORE": 0, "CPU": 60, "AS": 2 << 30, "FSIZE": 0, "NOFILE": 64, "NPROC": 0,
    }  # fmt: skip
    assert all(soft == hard for soft, hard in limits.values())


def test_a_process_that_takes_too_long_is_stopped(monkeypatch):
    monkeypatch.setattr(pool, "WALL_SECONDS", 0.001)
    with pytest.raises(Passing, match="too much memory or time") as refused:
        read_upload({"a.xlsx": book(ORDINARY)})
    assert refused.value.rule == "parser-failed"


def test_an_answer_larger_than_any_study_is_not_read(monkeypatch):
    monkeypatch.setattr(pool, "ANSWER_BYTES", 100)
    with pytest.raises(Passing):
        read_study(DEMO)


@pytest.mark.parametrize(
    "answer", [b"", b"[1]", to_bytes(("study", None)), to_bytes(("?",)), to_bytes((1, 2, 3))]
)
def test_an_answer_that_is_none_is_a_refusal(answer, monkeypatch):
    monkeypatch.setattr(studies.POOL, "ask", lambda *_, **__: answer)
    with pytest.raises(Passing):
        read_study(DEMO)


class _Evil:
    def __reduce__(self):
        return (print, ("executed",))


def test_an_answer_makes_a_study_and_nothing_else(capsys):
    for made in (_Evil(), threading.Timer, Path("x")):
        with pytest.raises(pickle.UnpicklingError, match="no part of a study"):
            to_study(pickle.dumps(("study", made)))
    assert capsys.readouterr().out == ""


def test_a_failure_is_told_by_its_place_and_never_its_words():
    from outcomes.intake.reader.child import answer

    kind, where = answer({"folder": 1}, None)
    assert kind == "failed"
    assert where.startswith("TypeError at ")
    with pytest.raises(Unforeseen, match=r"child\.py"):
        to_study(to_bytes(("failed", where)))


def test_who_comes_when_all_places_are_taken_is_told_to_come_later(monkeypatch):
    begun, go_on = threading.Event(), threading.Event()

    def exchange(*_):
        begun.set()
        go_on.wait(10)
        return b"x"

    monkeypatch.setattr(pool, "_start", lambda: None)
    monkeypatch.setattr(pool, "_exchange", exchange)
    small = Pool(most=1, waiting=0)
    assert not small.full
    first = threading.Thread(target=small.ask, args=(b"",))
    first.start()
    begun.wait(10)
    assert small.full
    with pytest.raises(Passing, match="more are waiting") as refused:
        small.ask(b"")
    assert refused.value.rule == "busy"
    go_on.set()
    first.join()
    assert small.ask(b"") == b"x"
    assert small.asked == 0


def test_every_word_of_a_protocol_comes_back_from_the_reading_process():
    spec = parse_protocol(
        {
            "study": {"id": "x", "title": "X", "design": "single_arm", "missing": [-9, "NK"]},
            "policy": {"left_out_at_most": 0.1, "partial_dates": "midpoint"},
            "covariate": [{"id": "age", "label": "A", "kind": "continuous", "missing": [0.5]}],
            "columns": {"patients.albumin": {"header": "ALB", "missing": [-1]}},
            "values": {"sex": {"male": 1}},
        }
    )
    patients = pd.DataFrame({"patient_id": ["1"], "_unread": [("age", "death_date:month")]})
    back = to_study(to_bytes(("study", Study(spec, patients))))
    assert back.spec == spec
    assert unread(back.patients, "death_date:month").tolist() == [True]
