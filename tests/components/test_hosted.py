"""A hosted process looks results up: it loads nothing that reads files or computes."""

import json
import subprocess
import sys

import pytest

from tests.publish.bundles import write
from tests.serving import ROOT

OURS = ("outcomes.intake", "outcomes.kernel", "outcomes.estimators", "outcomes.clinical",
        "outcomes.simulate")  # fmt: skip
LIBRARIES = ("pandas", "lifelines", "sksurv", "scipy", "python_calamine", "pyreadstat", "openpyxl",
             "pyarrow")  # fmt: skip

RUN = """
import json, os, sys
sys.path.insert(0, {root!r})
import app
import components.hosted
from tests.apps import AppTest
from components.instance.lookup import warm_bundle
warm_bundle()
shown = {{}}
for tab in {tabs!r}:
    run = AppTest.from_file({root!r} + "/components/hosted.py", default_timeout=60)
    run.run()
    assert not run.exception, run.exception
    shown[tab] = [e.value for e in (*run.markdown, *run.info, *run.error, *run.header)]
print(json.dumps({{"modules": sorted(sys.modules), "shown": shown}}))
"""


@pytest.fixture(scope="module")
def hosted(tmp_path_factory):
    """Run the app of a hosted process with a bundle, and say what it loaded and showed."""

    def run(access: str = 'mode = "open"', **environment: str):
        directory = tmp_path_factory.mktemp("bundle")
        write(directory)
        file = directory.parent / "access.toml"
        file.write_text(access, encoding="utf-8")
        told = {
            "PATH": "/usr/bin:/bin", "OUTCOMES_MODE": "hosted", "OUTCOMES_BUNDLE": str(directory),
            "OUTCOMES_ACCESS": str(file), **environment,
        }  # fmt: skip
        done = subprocess.run(
            [sys.executable, "-c", RUN.format(root=str(ROOT), tabs=["overview"])],
            env=told, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr[-3000:]
        return json.loads(done.stdout.splitlines()[-1])

    return run


def test_a_hosted_process_has_no_code_that_reads_patients_or_computes(hosted):
    found = hosted()
    loaded = [
        module
        for module in found["modules"]
        if module in LIBRARIES
        or module.startswith(tuple(f"{name}." for name in (*OURS, *LIBRARIES)))
        or module in OURS
    ]
    assert loaded == []
    assert any("Toy study" in words for words in found["shown"]["overview"])


def test_the_workbench_has_it():
    """The check can fail: pointed at the other profile it finds what it looks for."""
    code = "import sys; sys.path.insert(0, '.'); import components.shell; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True,
                          timeout=120, check=True)  # fmt: skip
    assert {"outcomes.intake", "pandas"} <= set(done.stdout.split())


@pytest.mark.parametrize(
    "access", ["", 'mode = "closed"', 'mode = "oops"', "mode = 3", "not toml", 'mode = "proxy"']
)
def test_without_a_clear_choice_nothing_is_shown(hosted, access):
    found = hosted(access)
    assert not any("Toy study" in words for words in found["shown"]["overview"])
    assert any("Access is closed" in words for words in found["shown"]["overview"])


def test_where_sign_in_is_not_configured_nothing_is_shown(hosted):
    found = hosted('mode = "oidc"\nviewers = ["@sponsor.com"]')
    assert not any("Toy study" in words for words in found["shown"]["overview"])
    assert any("Access is closed" in words for words in found["shown"]["overview"])


def test_without_an_access_file_nothing_is_shown(hosted):
    found = hosted(OUTCOMES_ACCESS="")
    assert not any("Toy study" in words for words in found["shown"]["overview"])
