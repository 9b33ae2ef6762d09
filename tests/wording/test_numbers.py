"""Numbers and texts as a reader of a clinical journal expects them."""

from math import inf, nan

import pytest

from outcomes.results.masked import Masked
from outcomes.results.result import Interval
from outcomes.wording import (
    format_at,
    format_count,
    format_estimate,
    format_interval,
    format_number,
    format_numbers,
    format_of,
    format_p,
    format_percent,
    format_value,
)


@pytest.mark.parametrize(
    ("p", "printed"),
    [
        (0.0, "< 0.001"),
        (0.00099, "< 0.001"),
        (0.001, "0.001"),
        (0.0437, "0.044"),
        (0.2, "0.200"),
        (0.2004, "0.20"),
        (0.615, "0.62"),
        (0.998, "> 0.99"),
        (1.0, "> 0.99"),
        (None, "NE"),
    ],
)
def test_p_values(p, printed):
    assert format_p(p) == printed


def test_p_values_carry_their_sign_where_asked():
    assert format_p(0.004, symbol=True) == "p = 0.004"
    assert format_p(1e-9, symbol=True) == "p < 0.001"


@pytest.mark.parametrize(
    ("value", "n", "printed"),
    [(0.125, 24, "13%"), (0.125, 199, "13%"), (0.125, 200, "12.5%"), (0.0, 24, "0%"),
     (1.0, 5, "100%"), (-0.001, 24, "0%"), (None, 24, "NE")],
)  # fmt: skip
def test_percentages_have_no_decimals_below_200_patients(value, n, printed):
    assert format_percent(value, n) == printed


def test_estimates_print_value_and_interval():
    assert format_estimate(0.609, Interval(0.431, 0.8649), "hazard_ratio") == (
        "0.61 (95% CI 0.43–0.86)"
    )
    assert format_estimate(15.52, Interval(12.0, inf), "median", unit="mo") == (
        "15.5 mo (95% CI 12.0–NR)"
    )
    assert format_estimate(inf, Interval(20.1, None), "median", unit="mo") == (
        "not reached (95% CI 20.1–NE)"
    )
    assert format_estimate(inf, Interval(None, None), "median") == "not reached"
    assert format_estimate(None, Interval(0.1, 2.0), "hazard_ratio") == "NE"


def test_differences_use_a_true_minus_and_a_word_between_the_limits():
    assert format_estimate(-0.12, Interval(-0.2, 0.03), "risk_difference", n=80) == (
        "−12 pp (95% CI −20 to 3)"
    )
    assert format_interval(Interval(0.1, 0.3, 0.9), "proportion", n=80) == "90% CI 10–30"


def test_counts_and_fractions():
    assert format_count(20000) == "20,000"
    assert format_of(3, 24) == "3/24 (13%)"
    assert format_of(0, 0) == "0/0"
    assert format_number(-0.04, 1) == "0.0"
    assert format_value(inf, "median", language="zh") == "未达到"


def test_an_interval_of_limits_never_reached_says_nothing():
    assert format_estimate(inf, Interval(inf, inf), "median") == "not reached"


@pytest.mark.parametrize(
    ("time", "printed"),
    [(12.0, "12"), (26.089, "26.1"), (4523.0, "4523"), (0.5, "0.5"), (0.0, "0"), (182.625, "183")],
)
def test_times_in_labels_have_no_exponent_and_no_idle_digits(time, printed):
    assert format_at(time) == printed


@pytest.mark.parametrize(
    ("low", "high", "kind", "printed"),
    [
        (1.003, 1.6, "hazard_ratio", "1.003–1.60"),
        (0.62, 0.996, "hazard_ratio", "0.62–0.996"),
        (0.62, 0.9996, "hazard_ratio", "0.62–1.00"),  # enough is enough: nobody prints 0.9996
        (0.41, 1.0001, "hazard_ratio", "0.41–1.00"),
        (0.997, 1.6, "odds_ratio", "0.997–1.60"),
        (1.0, 1.6, "hazard_ratio", "1.00–1.60"),
        (0.61, 1.01, "hazard_ratio", "0.61–1.01"),
        (0.002, 0.31, "risk_difference", "0.2–31"),
        (-0.31, 0.004, "risk_difference", "−31 to 0.4"),
        (0.03, 2.4, "rmst_difference", "0.03–2.4"),
        (0.996, 1.0, "survival", "100–100"),  # no comparison, nothing to decide
    ],
)
def test_a_limit_tells_on_which_side_of_no_effect_it_lies(low, high, kind, printed):
    assert format_interval(Interval(low, high), kind, n=80, label=False) == printed


@pytest.mark.parametrize(
    ("p", "printed"), [(0.0496, "0.0496"), (0.0504, "0.0504"), (0.0494, "0.049"), (0.0506, "0.051")]
)
def test_a_p_value_tells_on_which_side_of_five_percent_it_lies(p, printed):
    assert format_p(p) == printed


def test_a_ratio_without_end_is_not_called_not_reached():
    assert format_value(inf, "odds_ratio") == "∞"
    assert format_interval(Interval(1.61, inf), "odds_ratio", label=False) == "1.61–∞"
    assert format_value(inf, "median") == "not reached"
    assert format_interval(Interval(9.4, inf), "median", label=False) == "9.4–NR"


def test_a_limit_no_decimals_tell_from_no_effect_has_no_more_of_them():
    assert format_interval(Interval(0.5, 0.999999), "hazard_ratio", label=False) == "0.50–1.00"
    assert format_interval(Interval(0.5, 0.9993), "hazard_ratio", label=False) == "0.50–0.999"


@pytest.mark.parametrize("decimals", [0, 1, 2])
def test_many_numbers_read_as_each_alone(decimals):
    halves = [k / 20 for k in range(-60, 60)]
    numbers = [*halves, -0.0, 0.4999999995, 0.615, 99.95, 999.9999, 1e6, -1e6, inf, Masked(11)]
    found = format_numbers([*numbers, nan], decimals)
    assert found == [*(format_number(number, decimals) for number in numbers), ""]
