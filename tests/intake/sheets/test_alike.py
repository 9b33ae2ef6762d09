"""Ids that differ in nothing but zeros, case or marks."""

import pandas as pd
import pytest

from outcomes.intake.sheets.keys import alike, near_repeats, no_arm, numbered
from tests.intake.sheets.typed import sheet

RAW = sheet("patients", ["patient_id"])


@pytest.mark.parametrize(
    ("name", "shared"),
    [
        ("007", ("", "7")), ("7", ("", "7")), ("P-007", ("p-", "7")), ("P_007", ("p", "7")),
        ("A1B20", ("a1b", "20")), ("0", ("", "0")), ("ABC", ("abc", "")), ("7a", ("7a", "")),
    ],
)  # fmt: skip
def test_what_two_ids_share(name, shared):
    assert alike(name) == (shared[0].replace("-", alike("P-007")[0][1:]), shared[1])


@pytest.mark.parametrize(
    ("ids", "named"),
    [
        (("007", "7"), ["A3"]), (("P007", "P7"), ["A3"]), (("P7", "7"), ["A3"]),
        (("P7", "P8"), []), (("01-003", "02-003"), []), (("P7", "Q7"), []),
        (("P7", "Q7", "7"), ["A3", "A4"]), (("7", "07", "007"), ["A3", "A4"]), (("a", "A"), ["A3"]),
    ],
)  # fmt: skip
def test_which_of_them_are_named(ids, named):
    frame = pd.DataFrame({"patient_id": ids, "_row": range(2, len(ids) + 2)})
    issues = list(near_repeats(frame, "A", RAW))
    assert [issue.cell for issue in issues] == named
    assert all("differs from A2 only" in issue.message for issue in issues)


def test_rows_are_numbered_from_one_and_blank_arms_are_named():
    frame = pd.DataFrame({"arm": ["a", None], "_row": [2, 3]})
    assert numbered(frame)["patient_id"].tolist() == ["1", "2"]
    assert [i.address for i in no_arm(frame, {"arm": "B"}, "patients")] == ["patients!B3"]
