"""What is deployed is what the program needs, and nothing that reads or computes."""

import re
import shutil
import subprocess
import sys
import tomllib

import pytest

from components.instance.admission import read_access
from tests.publish.bundles import write
from tests.serving import ROOT

DEPLOY = ROOT / "deploy"
CONTAINERFILE = (DEPLOY / "Containerfile").read_text(encoding="utf-8")
NGINX = (DEPLOY / "nginx" / "nginx.conf").read_text(encoding="utf-8")
WITHOUT = ("intake", "kernel", "estimators", "clinical", "simulate", "commands", "__main__.py")


@pytest.fixture(scope="module")
def image(tmp_path_factory):
    """The files of the container, copied as its file says."""
    folder = tmp_path_factory.mktemp("image")
    for names in re.findall(r"^COPY (.+)$", CONTAINERFILE, re.M):
        *sources, place = names.split()
        for source in sources:
            name = source.rpartition("/")[2] if place.endswith("/") else ""
            target = folder / place / name
            target.parent.mkdir(parents=True, exist_ok=True)
            if (ROOT / source).is_dir():
                skip = shutil.ignore_patterns("__pycache__")
                shutil.copytree(ROOT / source, target, ignore=skip)
            else:
                shutil.copy(ROOT / source, target)
    return folder


def test_the_container_holds_no_code_that_reads_patients_or_computes(image):
    held = {path.name for path in (image / "outcomes").iterdir()}
    assert held.isdisjoint(WITHOUT)


def test_the_container_shows_a_release(image, tmp_path):
    write(tmp_path / "bundle")
    access = tmp_path / "access.toml"
    access.write_text('mode = "open"', encoding="utf-8")
    code = (
        "import app, components.hosted\n"
        "from streamlit.testing.v1 import AppTest\n"
        f"run = AppTest.from_file({str(image / 'components' / 'hosted.py')!r}).run(timeout=60)\n"
        "assert not run.exception, run.exception\n"
        "print([element.value for element in run.markdown])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=image, capture_output=True, text=True, timeout=120,
        check=False,
        env={"PATH": "/usr/bin:/bin", "OUTCOMES_MODE": "hosted", "PYTHONPATH": str(image),
             "OUTCOMES_BUNDLE": str(tmp_path / "bundle"), "OUTCOMES_ACCESS": str(access)},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    assert "Toy study" in done.stdout


def test_its_requirements_are_those_of_the_program_and_hold_no_reader():
    pinned = dict(re.findall(r"^([\w-]+)==(.+)$", requirements("requirements.txt"), re.M))
    hosted = dict(re.findall(r"^([\w-]+)==(.+)$", requirements("requirements-hosted.txt"), re.M))
    assert all(pinned.get(name, version) == version for name, version in hosted.items())
    readers = {"pandas", "lifelines", "scikit-survival", "python-calamine", "pyreadstat"}
    assert hosted.keys().isdisjoint(readers)


def requirements(name):
    return (ROOT / name).read_text(encoding="utf-8")


def test_the_example_of_the_access_file_is_understood_and_closed_to_others():
    access = read_access((DEPLOY / "access.example.toml").read_text(encoding="utf-8"))
    assert access.mode == "oidc"
    assert access.knows("ann@sponsor.example", frozenset())
    assert not access.knows("eve@sponsor.example", frozenset())


def test_the_options_of_the_server_are_closed():
    options = tomllib.loads((DEPLOY / "streamlit.toml").read_text(encoding="utf-8"))
    assert options["server"]["maxUploadSize"] == 0
    assert options["server"]["enableXsrfProtection"]
    assert options["client"] == {"showErrorDetails": "none", "toolbarMode": "viewer"}
    workbench = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    assert options["theme"] == workbench["theme"]


@pytest.mark.skipif(shutil.which("nginx") is None, reason="nginx is not installed")
def test_nginx_understands_its_configuration(tmp_path):
    (tmp_path / "nginx.conf").write_text(NGINX.replace("/tmp/nginx", f"{tmp_path}/nginx"))
    (tmp_path / "mime.types").write_text("types { text/html html; }")
    upstream = (DEPLOY / "nginx" / "upstream.conf").read_text(encoding="utf-8")
    (tmp_path / "upstream.conf").write_text(upstream.replace("web:8501", "127.0.0.1:8501"))
    done = subprocess.run(
        ["nginx", "-t", "-c", str(tmp_path / "nginx.conf")], capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("path", ["upload_file", "metrics", "agent"])
def test_what_a_viewer_never_needs_ends_at_the_proxy(path):
    assert path in re.search(r"location ~ /_stcore/\(([^)]*)\) { return 404; }", NGINX)[1]
