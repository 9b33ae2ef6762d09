"""What is open stays open, or it is said that it is gone: never another study in silence."""

import shutil

import pytest

from components import cache
from components.asking.sidebar import UPLOAD
from outcomes.intake.load import load_study
from outcomes.model.toml.protocol import parse_protocol
from outcomes.model.toml.reader import ProtocolError
from outcomes.model.toml.text import read_toml
from tests.apps import AppTest
from tests.intake.test_load import PROTOCOL, workbook
from tests.serving import ROOT


@pytest.fixture
def directory(tmp_path, monkeypatch):
    for name in ("alpha", "beta"):
        folder = tmp_path / name
        folder.mkdir()
        protocol = PROTOCOL.replace('"toy"', f'"{name}"').replace("Toy", f"Trial {name}")
        (folder / "study.toml").write_text(protocol, encoding="utf-8")
        (folder / "workbook.xlsx").write_bytes(workbook())
    monkeypatch.setenv("OUTCOMES_STUDIES", str(tmp_path))
    monkeypatch.setattr(cache, "read_study", load_study)
    return tmp_path


@pytest.fixture
def app(directory):
    made = AppTest.from_file(str(ROOT / "components" / "shell.py"), default_timeout=60)
    made.query_params["study"] = "beta"
    made.run()
    assert not made.exception
    assert "Trial beta" in words(made)
    return made


def words(app):
    shown = (*app.markdown, *app.header, *app.error, *app.warning)
    return " ".join(element.value for element in shown)


def test_a_study_that_is_deleted_under_a_session_is_said_to_be_gone(app, directory):
    shutil.rmtree(directory / "beta")
    app.run()
    assert not app.exception
    assert "beta" in words(app)
    assert "no longer there" in words(app)
    assert "Trial alpha" not in words(app)
    app.selectbox(key="study").set_value("alpha").run()
    assert "Trial alpha" in words(app)


def test_all_studies_may_be_gone(app, directory, monkeypatch):
    monkeypatch.setenv("OUTCOMES_UPLOAD", "off")
    shutil.rmtree(directory)
    app.run()
    assert not app.exception
    assert "no longer there" in words(app)


def test_a_study_that_is_corrupted_under_a_session_says_why_it_is_closed(app, directory):
    (directory / "beta" / "workbook.xlsx").write_bytes(b"PK\3\4 no more")
    app.run()
    assert not app.exception
    assert "damaged" in words(app)
    assert "Trial alpha" not in words(app)


def test_data_that_change_under_a_session_are_said_to_have_changed(app, directory):
    assert "have changed" not in words(app)
    protocol = directory / "beta" / "study.toml"
    protocol.write_text(protocol.read_text(encoding="utf-8") + "# more\n", encoding="utf-8")
    app.run()
    assert "have changed since you opened it" in words(app)
    app.run()
    assert "have changed since you opened it" in words(app)


def test_a_bad_study_is_offered_with_its_reason_beside_the_others(app, directory):
    (directory / "bad").mkdir()
    (directory / "bad" / "study.toml").write_text("columns = [1]")
    app.run()
    assert "Trial beta" in words(app)
    app.selectbox(key="study").set_value("bad").run()
    assert not app.exception
    assert "cannot be opened" in words(app)
    assert "columns" in words(app)


def test_a_study_in_a_folder_of_any_name_is_no_upload(app, directory):
    protocol = (directory / "beta" / "study.toml").read_text(encoding="utf-8")
    shutil.copytree(directory / "beta", directory / "upload")
    named = protocol.replace("beta", "upload")
    (directory / "upload" / "study.toml").write_text(named, encoding="utf-8")
    app.run()
    app.selectbox(key="study").set_value("upload").run()
    assert not app.exception
    assert "Trial upload" in words(app)
    with pytest.raises(ProtocolError, match="first dot"):
        parse_protocol(read_toml(protocol.replace('"beta"', f'"{UPLOAD}"').encode()))


def test_only_a_page_with_an_uploader_takes_files(app):
    from components.server import doors

    assert "test session id" not in doors._tickets
    app.selectbox(key="study").set_value(UPLOAD).run()
    assert "test session id" in doors._tickets
    app.selectbox(key="study").set_value("alpha").run()
    assert "test session id" not in doors._tickets
