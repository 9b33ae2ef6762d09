"""A hosted process looks results up: it loads nothing that reads files or computes."""

import json
import subprocess
import sys

import pytest

from tests.forked import forked
from tests.publish.bundles import write
from tests.serving import ROOT

OURS = ("outcomes.intake", "outcomes.kernel", "outcomes.estimators", "outcomes.clinical",
        "outcomes.simulate")  # fmt: skip
LIBRARIES = ("pandas", "lifelines", "sksurv", "scipy", "python_calamine", "pyreadstat", "openpyxl",
             "pyarrow")  # fmt: skip

IMPORTS = """
import json, os, sys
sys.path.insert(0, {root!r})
import app
import components.hosted
from tests.apps import AppTest
from components.instance.lookup import warm_bundle
from streamlit.components.v2.manifest_scanner import scan_component_manifests
scan_component_manifests()
"""
RUN = (
    IMPORTS
    + """
warm_bundle()
shown = {{}}
for tab in {tabs!r}:
    run = AppTest.from_file({root!r} + "/components/hosted.py", default_timeout=60)
    run.run()
    assert not run.exception, run.exception
    shown[tab] = [e.value for e in (*run.markdown, *run.info, *run.error, *run.header)]
print(json.dumps({{"modules": sorted(sys.modules), "shown": shown}}))
"""
)


OPEN = 'mode = "open"'
UNCLEAR = ("", 'mode = "closed"', 'mode = "oops"', "mode = 3", "not toml", 'mode = "proxy"')
SIGN_IN = 'mode = "oidc"\nviewers = ["@sponsor.com"]'


def code(text):
    return text.format(root=str(ROOT), tabs=["overview"])


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """A function that makes a bundle and returns the environment of a process that hosts it."""

    def make(access: str = OPEN) -> dict[str, str]:
        directory = tmp_path_factory.mktemp("bundle")
        write(directory / "bundle")
        file = directory / "access.toml"
        file.write_text(access, encoding="utf-8")
        return {
            "PATH": "/usr/bin:/bin", "OUTCOMES_MODE": "hosted",
            "OUTCOMES_BUNDLE": str(directory / "bundle"), "OUTCOMES_ACCESS": str(file),
        }  # fmt: skip

    return make


@pytest.fixture(scope="module")
def shown(told):
    """What the app of a hosted process shows by its access file, each in a process of its own."""
    by_access = {access: told(access) for access in (OPEN, *UNCLEAR, SIGN_IN)}
    by_access["no file"] = told() | {"OUTCOMES_ACCESS": ""}
    hosting = {"PATH": "/usr/bin:/bin", "OUTCOMES_MODE": "hosted"}
    found = forked(
        code(IMPORTS), {name: (code(RUN), told) for name, told in by_access.items()}, hosting
    )
    for name, ended in found.items():
        assert ended.returncode == 0, (name, ended.stderr[-3000:])
    return {
        name: json.loads(ended.stdout.splitlines()[-1])["shown"]["overview"]
        for name, ended in found.items()
    }


def test_a_hosted_process_has_no_code_that_reads_patients_or_computes(told):
    done = subprocess.run(
        [sys.executable, "-c", code(RUN)],
        env=told(), cwd=ROOT, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    found = json.loads(done.stdout.splitlines()[-1])
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
    loaded = "import sys; sys.path.insert(0, '.'); import components.shell; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", loaded], cwd=ROOT, capture_output=True, text=True,
                          timeout=120, check=True)  # fmt: skip
    assert {"outcomes.intake", "pandas"} <= set(done.stdout.split())


def test_who_is_let_in_is_shown_the_study(shown):
    """The check can fail."""
    assert any("Toy study" in words for words in shown[OPEN])


@pytest.mark.parametrize("access", UNCLEAR)
def test_without_a_clear_choice_nothing_is_shown(shown, access):
    is_closed(shown[access])


def test_where_sign_in_is_not_configured_nothing_is_shown(shown):
    is_closed(shown[SIGN_IN])


def test_without_an_access_file_nothing_is_shown(shown):
    assert not any("Toy study" in words for words in shown["no file"])


def is_closed(said):
    assert not any("Toy study" in words for words in said)
    assert any("Access is closed" in words for words in said)
