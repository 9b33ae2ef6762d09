"""The conditional odds ratio beside scipy's, and its edges by hand."""

from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import contingency, fisher_exact

from outcomes.kernel.proportions.difference import Tally
from outcomes.kernel.proportions.odds_ratio import conditional_odds_ratio, exact_p_value


@pytest.mark.parametrize(
    ("first", "second"), [((5, 8), (3, 9)), ((42, 43), (228, 2633)), ((1, 300), (2, 7))]
)
def test_as_the_general_law_says(first, second):
    (a, n), (b, m) = first, second
    other = contingency.odds_ratio([[a, n - a], [b, m - b]])
    limits = other.confidence_interval(0.95)
    found = conditional_odds_ratio(Tally(a, n), Tally(b, m))
    assert found == pytest.approx((other.statistic, limits.low, limits.high), rel=1e-8)


def test_an_empty_cell_leaves_one_limit():
    # 0 of 2 and 1 of 2: the chance of none is 2 / (2 + 2 r), 0.025 at r = 39
    assert conditional_odds_ratio(Tally(0, 2), Tally(1, 2)) == pytest.approx((0, 0, 39))
    value, low, high = conditional_odds_ratio(Tally(1, 2), Tally(0, 2))
    assert (value, high) == (inf, inf)
    assert low == pytest.approx(1 / 39)


def test_the_exact_test_by_hand():
    # 3 of 3 and 0 of 3: one table of twenty on each side
    assert exact_p_value(Tally(3, 3), Tally(0, 3)) == pytest.approx(2 / 20)
    # 2 of 3 and 1 of 3: all tables but those two are as likely
    assert exact_p_value(Tally(2, 3), Tally(1, 3)) == pytest.approx(1)
    # nobody had it: there is no other table
    assert exact_p_value(Tally(0, 3), Tally(0, 2)) == 1


@given(st.lists(st.tuples(st.integers(1, 60), st.floats(0, 1)), min_size=2, max_size=2))
def test_the_exact_test_is_scipys(groups):
    first, second = (Tally(round(share * n), n) for n, share in groups)
    table = [[t.successes, t.n - t.successes] for t in (first, second)]
    assert exact_p_value(first, second) == pytest.approx(fisher_exact(table).pvalue, rel=1e-9)
