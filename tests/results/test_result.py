"""The result type: frozen, hashable, never NaN, and one long table."""

import math

import pytest

from outcomes.results.result import TABLE_COLUMNS, Curve, Estimate, Interval, Result, to_table

MEDIAN = Estimate("median", "a", value=math.inf, interval=Interval(3.0, math.inf), n=4, n_events=1)


def test_nan_is_refused_wherever_it_stands():
    with pytest.raises(ValueError, match=r"Estimate.value is NaN"):
        Estimate("median", value=math.nan)
    with pytest.raises(ValueError, match=r"Interval.low is NaN"):
        Interval(math.nan, 1.0)
    with pytest.raises(ValueError, match=r"Curve.value is NaN"):
        Curve("a", "survival", (0.0,), (math.nan,))


def test_a_curve_has_equal_lengths():
    with pytest.raises(ValueError, match="lengths differ"):
        Curve("a", "survival", (0.0, 1.0), (1.0,))


def test_results_are_values():
    one = Result("kaplan_meier", "os", "itt", estimates=(MEDIAN,))
    other = Result("kaplan_meier", "os", "itt", estimates=(MEDIAN,))
    assert one == other
    assert hash(one) == hash(other)


def test_the_table_has_the_contract_columns_and_keeps_raw_values():
    pair = Estimate(
        "hazard_ratio", "b", "a", 1 / 3, Interval(0.1, 0.9), p_value=0.04,
        covariates=("sex", "age"), where="sex in F", notes=("few events",),
    )  # fmt: skip
    table = to_table([Result("cox", "os", "itt", "age >= 60", (MEDIAN, pair), notes=("note",))])
    assert tuple(table.columns) == TABLE_COLUMNS
    first, second = table.to_dict("records")
    assert first["value"] == math.inf
    assert first["conf_level"] == 0.95
    assert first["filters"] == "age >= 60"
    assert second["value"] == 1 / 3
    assert second["filters"] == "age >= 60; sex in F"
    assert second["covariates"] == "sex, age"
    assert second["notes"] == "few events; note"


def test_no_results_make_an_empty_table():
    assert tuple(to_table([]).columns) == TABLE_COLUMNS


def test_pick_finds_by_quantity_group_and_time():
    at = tuple(Estimate("survival", "a", value=v, at=t) for t, v in ((6.0, 0.8), (12.0, 0.5)))
    result = Result("kaplan_meier", estimates=(MEDIAN, *at))
    assert result.pick("survival", "a", 12.0).value == 0.5
    assert result.pick("survival", "b") is None
    assert result.all("survival") == at
