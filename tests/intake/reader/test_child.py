"""What the reading process answers, asked here: a study, or the reason why not."""

import io
import pickle

import pytest

from outcomes.intake.gate.raw import Refused
from outcomes.intake.reader import child
from tests.intake.hostile import ORDINARY, book, rows

PROTOCOL = b'[study]\nid = "toy"\ntitle = "Toy"\ndesign = "single_arm"\nsimulated = true\n'
PATIENTS = b"patient_id,sex\nP1,F\nP2,M\n"
RESPONSE = b"patient_id,assessment_date,overall_response\nP1,2024-02-01,PR\n"


def ask(request, *contents):
    return child.answer(request, io.BytesIO(b"".join(contents)))


def files(*pairs, **more):
    named = [(name, len(content)) for name, content in pairs]
    return {"files": named, **more}, [content for _, content in pairs]


def test_one_file_or_several_with_a_protocol_or_without():
    request, contents = files(("patients.csv", PATIENTS))
    kind, study = ask(request, *contents)
    assert (kind, len(study.patients)) == ("study", 2)
    _, declared = ask(request, *contents, PROTOCOL)
    assert (declared.spec.study.title, study.spec.study.title != "Toy") == ("Toy", True)
    request, contents = files(("patients.csv", PATIENTS), ("response.csv", RESPONSE))
    _, both = ask(request, *contents)
    assert len(both.tables["response"]) == 1


def test_a_path_or_the_folder_of_a_study(tmp_path):
    folder = tmp_path / "toy"
    folder.mkdir()
    (folder / "patients.csv").write_bytes(PATIENTS)
    kind, study = ask({"path": str(folder), "name": "mine"})
    assert (kind, len(study.patients)) == ("study", 2)
    (folder / "study.toml").write_bytes(PROTOCOL + b'workbook = "."\n')
    kind, study = ask({"folder": str(folder), "rows": 0})
    assert (kind, study.spec.study.title) == ("study", "Toy")


def test_why_not():
    request, contents = files(("a.xlsx", book(ORDINARY)))
    kind, problems = ask(request, *contents, b"columns = [1]")
    assert (kind, bool(problems)) == ("protocol", True)
    request, contents = files(("a.xlsx", b"no workbook"))
    kind, rule, reason, remedy, findings = ask(request, *contents)
    assert (kind, findings) == ("refused", ())
    assert all((rule, reason, remedy))
    named = book(rows(("patient_id", "姓名", "arm"), ("P1", "x", "sox")))
    request, contents = files(("a.xlsx", named))
    assert ask(request, *contents)[4]


def test_a_failure_is_told_by_its_place_and_memory_ends_the_process(monkeypatch):
    def fail(*_):
        raise error

    monkeypatch.setattr(child, "_study", fail)
    error = ValueError("secret")
    kind, where = ask({})
    assert kind == "failed"
    assert where.startswith("ValueError at test_child.py:")
    assert "secret" not in where
    error = MemoryError()
    with pytest.raises(MemoryError):
        ask({})


def test_a_refusal_crosses_processes():
    again = pickle.loads(pickle.dumps(Refused("rule", "Reason.", "Remedy.")))
    assert (again.rule, again.reason, again.remedy) == ("rule", "Reason.", "Remedy.")
    assert str(again) == "Reason. Remedy."
