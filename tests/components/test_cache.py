"""A question is asked again wherever anything in it differs as a value, and only there."""

import gc
import weakref
from dataclasses import replace
from pathlib import Path

import pytest
import streamlit as st
from streamlit.runtime.caching import cache_resource_api as sessions

from components import cache
from components.cache import answer, open_study, open_upload
from outcomes.intake.gate.raw import Refused
from outcomes.intake.reader.pool import Passing, Unforeseen
from outcomes.model import question
from outcomes.model.cohort import Cohort, Filter
from outcomes.model.question import Request
from outcomes.results.note import Note
from outcomes.results.result import Result
from tests.studies import make_cohort

asked: list[tuple] = []


def counted(cohort, endpoint, **options):
    asked.append((cohort.filters, endpoint, options))
    return Result("counted", notes=(Note("each", what="asked", n=len(asked)),))


def named(name):
    """Return the counted estimator; what an answer's p-values are worth asks nothing more."""
    return counted if not name.endswith("with_standing") else lambda _, result: result


@pytest.fixture(autouse=True)
def _nothing_asked(monkeypatch):
    monkeypatch.setattr(question, "estimator_named", named)
    asked.clear()
    st.cache_resource.clear()


UPLOADED = make_cohort(
    [1, 2, 3], [1, 1, 0], columns={"site": ["a,b", "a", "b"], "dose": [1.0, 2.0, 3.0]}
).study
STUDY = replace(UPLOADED, spec=replace(UPLOADED.spec, folder="data/toy"))


def ask(*filters, study=STUDY, endpoint="os", **options):
    wanted = Request("counted", endpoint, tuple(options.items()))
    return answer(wanted, Cohort(study, "itt", filters))


def one_level():
    return Filter("site", "in", ("a,b",))


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ([one_level()], [Filter("site", "in", ("a", "b"))]),
        ([Filter("dose", ">=", bound=1234567.1)], [Filter("dose", ">=", bound=1234567.2)]),
        ([Filter("dose", ">=", bound=1.0)], [Filter("dose", "<=", bound=1.0)]),
        ([], [one_level()]),
    ],
)
def test_filters_that_differ_as_values_are_two_questions(first, second):
    assert ask(*first) != ask(*second)
    assert len(asked) == 2


def test_options_endpoints_and_studies_are_told_apart():
    questions = [{}, {"at": 1}, {"at": "1"}, {"by": ("a", "b")}, {"by": ("a, b",)}]
    assert len({ask(**q) for q in questions}) == 5
    ask(endpoint="pfs", at=1)
    assert len(asked) == 6


def test_the_same_question_is_computed_once_whatever_the_order_of_its_options():
    assert ask(one_level(), at=2.0, by=("x",)) == ask(one_level(), by=("x",), at=2.0)
    assert len(asked) == 1


@pytest.fixture
def in_session(monkeypatch):
    """Return what puts the code that follows into a visitor's session."""

    def enter(name):
        monkeypatch.setattr(sessions, "get_session_id_or_throw", lambda: name)
        monkeypatch.setattr(cache, "get_script_run_ctx", lambda: name)

    yield enter
    for name in ("a", "b"):
        sessions.clear_session_cache(name)


def test_what_is_made_from_an_upload_is_made_again_for_another_visitor(in_session):
    in_session("a")
    assert ask(study=UPLOADED) is ask(study=UPLOADED)
    assert len(asked) == 1
    in_session("b")
    ask(study=UPLOADED)
    assert len(asked) == 2


def test_what_is_made_from_a_study_of_the_server_is_made_once_for_all(in_session):
    in_session("a")
    first = ask()
    in_session("b")
    assert ask() is first


def test_nothing_of_an_upload_is_held_outside_of_a_session():
    ask(study=UPLOADED)
    ask(study=UPLOADED)
    assert len(asked) == 2


def test_what_an_ended_session_held_is_freed(in_session, monkeypatch):
    in_session("a")
    monkeypatch.setattr(
        cache, "read_upload", lambda *_: replace(UPLOADED, patients=UPLOADED.patients.copy())
    )
    opened = open_upload("file", {"mine.xlsx": b""}, None)
    assert open_upload("file", {"mine.xlsx": b""}, None) is opened
    study = cache.study_in(opened.study, "days")
    result = weakref.ref(study.patients), weakref.ref(opened.study.patients)
    ask(study=opened.study)
    del opened, study
    gc.collect()
    assert result[0]() is not None
    sessions.clear_session_cache("a")
    gc.collect()
    assert result[0]() is None


@pytest.mark.parametrize(
    ("error", "times"),
    [
        (Passing("parser-failed", "Too long.", "Less."), 2),
        (Passing("busy", "Others.", "Later."), 2),
        (Refused("rows", "Too many.", "Less."), 1),
        (Unforeseen("KeyError at tables.py:3"), 1),
    ],
)
def test_a_refusal_that_is_not_the_files_fault_is_not_remembered(error, times, monkeypatch):
    read = []

    def refuse(folder):
        read.append(folder)
        raise error

    monkeypatch.setattr(cache, "read_study", refuse)
    for _ in range(2):
        opened = open_study(Path("/nowhere"))
        assert opened.study is None
        assert opened.problems[0].message
    assert len(read) == times


def test_a_study_that_breaks_the_program_does_not_stop_the_server(tmp_path, monkeypatch):
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "study.toml").write_text(
            f"[study]\nid='{name}'\ntitle='T'\ndesign='single_arm'"
        )
    monkeypatch.setenv("OUTCOMES_STUDIES", str(tmp_path))
    read = []

    def fail(folder):
        read.append(folder.name)
        raise Unforeseen("KeyError at tables.py:3")

    monkeypatch.setattr(cache, "read_study", fail)
    cache.warm_studies("b", 1)
    assert read == ["b"]
    cache.warm_studies()
    assert read == ["b", "a"]
