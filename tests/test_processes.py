"""Tests over several processes: what is made once per file or folder is made once."""

from types import SimpleNamespace

from tests.conftest import group_of, pytest_xdist_make_scheduler

BROWSER = [f"tests/browser/test_{i}.py::test_a[{j}]" for i in range(2) for j in range(3)]
DISPLAYS = [f"tests/displays/{d}/test_a.py::test_{j}" for d in ("base", "data") for j in range(3)]
FILES = [f"tests/model/test_{name}.py::test_{j}" for name in ("a", "b") for j in range(4)]


class Process:
    """One that is told what to run."""

    shutting_down = False
    gateway = SimpleNamespace(id="gw")

    def __init__(self):
        self.runs = []

    def send_runtest_some(self, indices):
        self.runs.append([(BROWSER + DISPLAYS + FILES)[i] for i in indices])

    def shutdown(self):
        self.shutting_down = True


def test_a_file_and_a_folder_that_shares_stay_on_one_process():
    option = SimpleNamespace(loadscopereorder=True)
    config = SimpleNamespace(option=option, getvalue=lambda name: ["popen", "popen"])
    log = SimpleNamespace(loadscopesched=lambda *said: None)
    sched = pytest_xdist_make_scheduler(config, log)
    processes = Process(), Process()
    for process in processes:
        sched.add_node(process)
    for process in processes:
        sched.add_node_collection(process, BROWSER + DISPLAYS + FILES)
    sched.schedule()
    first, second = processes
    assert (first.runs, second.runs) == ([BROWSER], [DISPLAYS])
    for i in range(len(BROWSER)):
        sched.mark_test_complete(first, i)
    assert (first.runs, second.runs) == ([BROWSER, FILES[:4]], [DISPLAYS])


def test_what_one_process_runs():
    assert group_of("tests/browser/test_app.py::test_a") == "tests/browser/"
    assert group_of("tests/browser/test_hosted.py::test_a") == "tests/browser/test_hosted.py"
    assert group_of("tests/pages/test_wall.py::test_a[x::y]") == "tests/pages/test_wall.py"
