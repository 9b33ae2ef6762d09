"""What is known of the lines that tests reach, and when it is asked again."""

import pytest

from bench.reach import Reach, digest, files_of_tests, renewed
from bench.trial_runs import lines_reached

TREE = {
    "tests/halves.py": "def half(n):\n    if n % 2:\n        return None\n    return n // 2\n",
    "tests/test_even.py": "from halves import half\ndef test_it(): assert half(4) == 2\n",
    "tests/test_odd.py": "from halves import half\ndef test_it(): assert half(3) == 1\n",
    "tests/browser/test_seen.py": "",
}


@pytest.fixture
def tree(tmp_path):
    for name, text in TREE.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def test_lines_are_those_that_are_run_and_what_fails_unchanged_is_told(tree):
    pytest.importorskip("coverage")
    even, odd = (lines_reached(f"tests/test_{name}.py", tree) for name in ("even", "odd"))
    assert even.lines["tests/halves.py"] == [1, 2, 4]
    assert odd.lines["tests/halves.py"] == [1, 2, 3]
    assert (even.failing, odd.failing) == ([], ["tests/test_odd.py::test_it"])
    assert 0 < even.seconds < 60


def test_a_file_of_tests_is_asked_again_where_what_it_reached_has_changed(tree):
    def measure(tests):
        asked.append(tests)
        for test in tests:
            lines = {test: [1], "tests/halves.py": [1, 2]} if "odd" in test else {test: [1]}
            yield Reach(test, 1.0, [], lines, digest(lines, tree))

    def files():
        return [reach.file for reach in renewed(files_of_tests(tree), measure, tree, kept)]

    kept, asked = tree / "build" / "reach.jsonl", []
    even, odd = "tests/test_even.py", "tests/test_odd.py"
    assert files() == files() == [even, odd]
    (tree / "tests" / "halves.py").write_text("half = None\n", encoding="utf-8")
    assert files() == [even, odd]
    assert asked == [[even, odd], [], [odd]]
    (tree / even).unlink()
    assert files() == [odd]
    assert asked == [[even, odd], [], [odd], []]


def test_one_of_the_lines_is_enough():
    test = Reach("tests/test_a.py", 1.0, [], {"a.py": [1, 4]}, "")
    assert test.reaches("a.py", range(3, 5))
    assert not test.reaches("a.py", range(2, 4))
    assert not test.reaches("b.py", range(1, 5))
