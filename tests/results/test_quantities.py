"""One vocabulary of quantities: every number is printed as what it is."""

import pytest

from outcomes.results.quantities import QUANTITIES, quantity_named
from outcomes.wording import KINDS, format_value


@pytest.mark.parametrize(
    ("quantity", "value", "printed"),
    [
        ("hazard_ratio_same_patients", 0.7249, "0.72"),
        ("piecewise_hazard_ratio", 0.7249, "0.72"),
        ("smd_weighted", -0.123, "\N{MINUS SIGN}0.12"),
        ("conditional_survival", 0.456, "46%"),
        ("risk_difference_same_patients", 0.112, "11 pp"),
        ("rmst_difference", 1.26, "1.3"),
        ("effective_sample_size", 97.6, "98"),
        ("tipping_delta", 1.555, "1.56"),
        ("statistic", 3.841, "3.84"),
        ("completion_date", 20000.5, "2024-10-04"),
        ("aic", 812.34, "812.3"),
    ],
)
def test_each_quantity_is_printed_as_what_it_is(quantity, value, printed):
    assert format_value(value, quantity) == printed


def test_an_unknown_kind_is_an_error_and_not_a_time():
    with pytest.raises(ValueError, match="'hazard' is neither"):
        format_value(0.7, "hazard")
    with pytest.raises(ValueError, match="did you mean 'hazard_ratio'"):
        quantity_named("hazard_ratios")


def test_what_compares_has_a_null_value_and_only_that():
    for name, known in QUANTITIES.items():
        assert (known.null is not None) == (known.kind in ("ratio", "difference")), name
        assert name in KINDS
