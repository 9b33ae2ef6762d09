"""What a change of a file is, by hand."""

from pathlib import Path

import pytest

from bench import trial_runs
from bench.mutants import mutants_of
from bench.mutate import ROOT, WIDE, drawn, nearest
from bench.trial_runs import Ended, run


def changes(source):
    return [(m.line, m.before, m.after) for m in mutants_of("a.py", source)]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("x = a < b", ["a <= b", "a >= b"]),
        ("x = a == b", ["a != b"]),
        ("x = a and b", ["a or b"]),
        ("x = not a", ["a"]),
        ("x = ~a", ["a"]),
        ("x = a + b", ["a - b"]),
        ("x = a & b", ["a | b"]),
        ("x = f(5)", ["6", "4"]),
        ("x = f(True)", ["False"]),
        ("x = min(a)", ["max"]),
        ("x = np.maximum(a, b)", ["np.minimum"]),
    ],
)
def test_one_statement_has_these_changes(source, expected):
    assert [after for _, _, after in changes(source)] == expected


def test_a_result_is_changed_to_nothing_but_nothing_is_not():
    assert changes("def f():\n    return x\n") == [(2, "return x", "return None")]
    assert changes("def f():\n    return None\n") == []
    assert changes("def f():\n    return\n") == []


def test_texts_types_and_technical_arguments_stay():
    assert changes('x: A | B = f"{a + 1}"') == []
    assert changes("x = zip(a, b, strict=True)") == []
    assert changes('x = "a" + b') == []


def test_the_changed_file_differs_only_there():
    source = "é = 'ü'  # kept\nx = a < b  # kept too\n"
    first = mutants_of("a.py", source)[0]
    assert first.source == "é = 'ü'  # kept\nx = (a <= b)  # kept too\n"


def test_the_draw_depends_on_the_seed_alone():
    assert drawn(["kernel"], 5, 3) == drawn(["kernel"], 5, 3)
    assert drawn(["kernel"], 5, 3) != drawn(["kernel"], 5, 4)


def test_the_nearest_tests_come_first_and_none_twice():
    own, importing, folder, room, *wide = nearest("outcomes/kernel/curves/rmst.py", ROOT)
    assert own == ["tests/kernel/curves/test_rmst.py"]
    assert importing == ["tests/kernel/test_real_trials.py"]
    assert "tests/kernel/curves/test_log_rank.py" in folder
    assert "tests/kernel/cox/test_fit.py" in room
    assert wide == [[test] for test in WIDE]
    every = [test for step in (own, importing, folder, room, *wide) for test in step]
    assert len(set(every)) == len(every)
    assert all(Path(ROOT / test).exists() for test in every)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("def test_a(): pass", (Ended.PASSED, "")),
        ("def test_a(): pass\ndef test_b(): assert 0", (Ended.FAILED, "test_it.py::test_b")),
        ("import nothing_of_this_name", (Ended.FAILED, "test_it.py")),
        ("def test_a():\n    while True: pass", (Ended.ENDLESS, "")),
    ],
)
def test_a_run_that_fails_is_told_from_one_without_an_end(source, expected, tmp_path, monkeypatch):
    monkeypatch.setattr(trial_runs, "SECONDS", 1)
    (tmp_path / "test_it.py").write_text(source, encoding="utf-8")
    assert run(["test_it.py"], tmp_path) == expected
