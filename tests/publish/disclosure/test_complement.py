"""What is kept back cannot be had as a difference of what is shown."""

from outcomes.results.result import Estimate
from tests.publish.disclosure.masked import BACK, FEW, shown


def test_a_single_level_kept_back_takes_the_next_smallest_with_it():
    """Of 45 with levels 28, 12 and 5, the 5 would be 45 - 28 - 12."""
    levels = [
        Estimate("n", "a", value=float(n), n=45, covariates=("ecog", level))
        for level, n in (("0", 28), ("1", 12), ("2", 5))
    ]
    values = [e.value for e in shown(*levels)]
    assert values == [30.0, BACK, FEW]


def test_two_levels_kept_back_hide_each_other():
    levels = [
        Estimate("n", "a", value=float(n), n=45, covariates=("ecog", level))
        for level, n in (("0", 31), ("1", 8), ("2", 6))
    ]
    assert [e.value for e in shown(*levels)] == [30.0, FEW, FEW]


def test_a_single_arm_kept_back_takes_the_sum_with_it():
    """Of 24 of all, 20 in one arm leave 4 in the other."""
    cells = [
        Estimate("proportion", group, value=k / n, n=n, n_events=k, covariates=("response",))
        for group, k, n in (("a", 4, 45), ("b", 20, 45), ("all", 24, 90))
    ]
    assert [e.value for e in shown(*cells)] == [None, 0.44, None]


def test_a_part_that_leaves_few_is_kept_back():
    """Of 45, 38 censored leave 7 with the event; 34 leave 11, but 35 and 45 would say 10."""
    for censored, value in ((38, BACK), (34, BACK), (30, 30.0), (45, 45.0)):
        (e,) = shown(Estimate("n_censored", "a", value=float(censored), n=45))
        assert e.value == value


def test_what_does_not_add_up_needs_no_second():
    """Grade 3 is part of any grade: 4 of 45 say nothing about 30 of 45."""
    cells = [
        Estimate("proportion", "a", value=n / 45, n=45, n_events=n, covariates=("term", grade))
        for grade, n in (("0", 30), ("1", 4))
    ]
    assert [e.n_events for e in shown(*cells)] == [30, FEW]
