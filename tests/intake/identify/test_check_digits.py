"""Numbers of persons and accounts: published specimens, and the same with a digit changed."""

from datetime import date

import pytest

from outcomes.intake.identify.check_digits import is_birth_date, number_rules

OFFICIAL, ACCOUNT, RESIDENT = (
    "possible-official-number", "identifier-account", "identifier-resident-id",
)  # fmt: skip


@pytest.mark.parametrize(
    ("number", "changed", "rule"),
    [
        ("4111 1111 1111 1111", "4111 1111 1111 1112", OFFICIAL),  # card
        ("943 476 5919", "943 476 5918", OFFICIAL),  # England
        ("A123456(3)", "A123456(4)", RESIDENT),  # Hong Kong
        ("A123456789", "A123456788", OFFICIAL),  # Taiwan
        ("820701-2409184", "821301-2409184", OFFICIAL),  # Korea: a month
        ("820701-2409184", "820732-2409184", OFFICIAL),  # and a day
        ("GB82 WEST 1234 5698 7654 32", "GB83 WEST 1234 5698 7654 32", ACCOUNT),
        ("1234567(8)", "2234567(8)", OFFICIAL),  # Macau
        ("123-45-6789", "000-45-6789", OFFICIAL),  # United States
        ("1EG4-TE5-MK73", "0EG4-TE5-MK73", ACCOUNT),
    ],
)
def test_a_number_is_told_by_its_form_and_its_check_digit(number, changed, rule):
    assert set(number_rules(f"see {number}, please")) == {rule}
    assert set(number_rules(f"see {changed}, please")) == set()


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        (("1950", "02", "28"), True),
        (("1950", "02", "30"), False),
        (("1950", "13", "01"), False),
        (("1900", "01", "01"), True),
        (("1899", "12", "31"), False),
        ((str(date.today().year), "01", "01"), True),
        ((str(date.today().year + 1), "01", "01"), False),
    ],
)
def test_a_birth_date_is_a_day(parts, expected):
    assert is_birth_date(*parts) is expected
