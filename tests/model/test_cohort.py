"""Who is in: populations, filters in the words of the command line, missing values."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from outcomes.model.cohort import Cohort, Filter, FilterError, levels_of, parse_filter
from outcomes.model.protocol import Covariate
from tests.studies import make_study

STUDY = make_study(
    [1.0, 2.0, None, 4.0],
    [1, 0, None, 1],
    ["a", "b", "b", "a"],
    columns={
        "age": [50.0, 60.0, 70.0, np.nan],
        "ascites": ["none", "small", None, "none"],
        "prior": [1.0, 0.0, np.nan, 1.0],
    },
    covariates=(Covariate("ascites", "Ascites", "ordinal", ("none", "small", "massive")),),
    populations={"pp": [True, True, False, False]},
)


def cohort(*filters, population="itt"):
    return Cohort(STUDY, population, tuple(parse_filter(f, STUDY) for f in filters))


def test_the_whole_population_without_filters():
    assert cohort().n == 4
    assert cohort().words == ""
    assert cohort(population="pp").n == 2


@pytest.mark.parametrize(
    ("words", "kept"),
    [
        ("ascites in none", 2),
        ("ascites in none,small", 3),
        ("age >= 60", 2),
        ("age <= 60", 2),
        ("prior in Y", 2),
        ("arm in b", 2),
    ],
)
def test_filters_keep_whom_they_say_and_never_the_missing(words, kept):
    assert cohort(words).n == kept
    assert cohort(words).words == words


def test_filters_join_and_count_against_the_population():
    both = cohort("ascites in none", "age >= 50", population="pp")
    assert (both.n, both.n_population) == (1, 2)
    assert both.words == "ascites in none; age >= 50"


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("ascites = none", "is not a filter"),
        ("weight >= 3", "no column 'weight'"),
        ("ascites in none,huge", "no level 'huge'; it has massive, none, small"),
        ("age >= old", "'old' is not a number"),
        ("ascites >= 2", "is not a number"),
        ("patient_id in P000", "no column 'patient_id'"),
    ],
)
def test_a_filter_that_cannot_be_is_refused_with_the_reason(words, answer):
    with pytest.raises(FilterError, match=answer):
        parse_filter(words, STUDY)


@given(st.floats(-1e9, 1e9), st.sampled_from([">=", "<="]))
def test_words_read_back_as_the_same_filter(bound, op):
    condition = Filter("age", op, bound=bound)
    assert parse_filter(str(condition), STUDY) == condition


@given(st.lists(st.text('T4aN0 ,";', min_size=1, max_size=6), min_size=1, max_size=3, unique=True))
def test_levels_read_back_as_they_are_whatever_is_in_them(levels):
    study = make_study(
        [1.0] * len(levels), [1] * len(levels), ["a"] * len(levels), columns={"stage": levels}
    )
    condition = Filter("stage", "in", tuple(levels))
    assert parse_filter(str(condition), study) == condition


def test_levels_come_in_protocol_order_then_whatever_else_occurs():
    assert levels_of(STUDY, "ascites") == ("none", "small", "massive")
    assert levels_of(STUDY, "prior") == ("N", "Y")
    assert levels_of(STUDY, "arm") == ("a", "b")


def test_timed_leaves_out_and_counts_those_without_the_endpoint():
    timed = cohort().timed("os")
    assert timed.n_missing == 1
    np.testing.assert_array_equal(timed.time, [1.0, 2.0, 4.0])
    np.testing.assert_array_equal(timed.arm, [0, 1, 0])
    np.testing.assert_array_equal(timed.rows, [0, 1, 3])


def test_the_mask_of_a_shared_study_cannot_be_changed():
    with pytest.raises(ValueError, match="read-only"):
        cohort().mask[0] = False


def test_patients_in_the_order_of_time_are_the_same_patients():
    timed = make_study(
        [5.0, 1.0, None, 1.0, 3.0, 2.0],
        [0, 1, 1, 0, 1, None],
        ["a", "b", "a", "a", "b", "b"],
        populations={"pp": [True, True, True, False, True, True]},
    )
    for who in (Cohort(timed, "itt"), Cohort(timed, "pp")):
        given, ordered = who.timed("os"), who.by_time("os")
        back = np.argsort(ordered.rows)
        for name in ("time", "event", "arm", "rows"):
            assert (getattr(ordered, name)[back] == getattr(given, name)).all()
        assert (np.diff(ordered.time) >= 0).all()
        assert ordered.n_missing == given.n_missing == 2
        assert (who.patients["arm"].iloc[ordered.rows] == np.array(["a", "b"])[ordered.arm]).all()
    # Of one time, whoever stands first in the file is first.
    assert Cohort(timed, "itt").by_time("os").rows.tolist() == [1, 3, 4, 0]


def test_what_several_questions_share_cannot_be_changed():
    times = cohort().timed("os")
    with pytest.raises(ValueError, match="read-only"):
        times.time[0] = 0.0
