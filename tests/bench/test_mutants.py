"""What a change of a file is, by hand."""

import pytest

from bench.mutants import Mutant, mutants_of
from bench.mutate import FIRST, LONGER, drawn, steps
from bench.reach import Reach
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
    assert drawn(["kernel/curves"], 5, 3) == drawn(["kernel/curves"], 5, 3)
    assert drawn(["kernel/curves"], 5, 3) != drawn(["kernel/curves"], 5, 4)


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        ("x = f(\n    1,\n)\n", range(1, 4)),
        ("def f(\n    x=1,\n):\n    return y\n", range(1, 4)),
        ("if x:\n    y = [\n        1\n    ]\n", range(2, 5)),
        ("if x == 1: y = z\n", range(1, 2)),
        ("match x:\n    case y if y > 1:\n        z()\n", range(2, 3)),
    ],
)
def test_a_change_belongs_to_its_statement_or_to_the_head_of_one_with_a_body(source, lines):
    assert mutants_of("a.py", source)[0].lines == lines


def reach(file, seconds, **lines):
    return Reach(
        file, seconds, [], {f"outcomes/{name}.py": found for name, found in lines.items()}, ""
    )


def test_every_file_that_reaches_the_lines_is_run_once_its_own_first_and_then_the_quickest():
    change = Mutant("outcomes/kernel.py", 4, range(3, 6), "", "", "", "")
    known = [
        reach("tests/a.py", FIRST - 1, kernel=[5, 9]),
        reach("tests/b.py", 1.0, kernel=[3]),
        reach("tests/c.py", 0.1, kernel=[2, 6], figures=[4]),
        reach("tests/d.py", 0.5, kernel=[4]),
        reach("tests/test_kernel.py", 3.0),  # mirrors it
        reach("tests/e.py", 2.0, kernel=[1, 4]),
        reach("tests/f.py", 3 * FIRST * LONGER, kernel=[4]),
    ]
    found = [[test.file for test in step] for step in steps(change, known)]
    assert found == [
        ["tests/test_kernel.py", "tests/d.py", "tests/b.py", "tests/e.py"],
        ["tests/a.py"],
        ["tests/f.py"],
    ]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("def test_a(): pass", (Ended.PASSED, "")),
        ("def test_a(): pass\ndef test_b(): assert 0", (Ended.FAILED, "test_it.py::test_b")),
        ("import nothing_of_this_name", (Ended.FAILED, "test_it.py")),
        ("def test_a():\n    while True: pass", (Ended.ENDLESS, "")),
    ],
)
def test_a_run_that_fails_is_told_from_one_without_an_end(source, expected, tmp_path):
    (tmp_path / "test_it.py").write_text(source, encoding="utf-8")
    assert run(["test_it.py"], tmp_path, 2) == expected
