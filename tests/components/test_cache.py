"""A question is asked again wherever anything in it differs as a value, and only there."""

import pytest
import streamlit as st

from components.cache import answer
from outcomes.model.cohort import Cohort, Filter
from outcomes.results.result import Result
from tests.studies import make_cohort

asked: list[tuple] = []


def counted(cohort, endpoint, **options):
    asked.append((cohort.filters, endpoint, options))
    return Result("counted", notes=(str(len(asked)),))


@pytest.fixture(autouse=True)
def _nothing_asked():
    asked.clear()
    st.cache_resource.clear()


STUDY = make_cohort(
    [1, 2, 3], [1, 1, 0], columns={"site": ["a,b", "a", "b"], "dose": [1.0, 2.0, 3.0]}
).study


def ask(*filters, study=STUDY, endpoint="os", **options):
    return answer(counted, Cohort(study, "itt", filters), endpoint, options)


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
