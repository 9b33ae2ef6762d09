"""A heading of two rows where the file says nothing of merged cells, as in any CSV."""

import pytest

from outcomes.intake.gate.sheetxml import Merge
from outcomes.intake.sheets.grid import Grid
from outcomes.intake.sheets.rows.heading_rows import spans
from outcomes.intake.sheets.rows.headings import lay_out

DATA = [
    ["P1", "A", "2024-01-02", None, "2024-05-06", 60],
    ["P2", "B", "2024-02-03", None, None, 61],
]
KNOWN = frozenset({"id", "arm", "age"})


def headers(*rows):
    sheet, _ = lay_out(Grid("patients", 0, range(1, len(rows) + 3), [*rows, *DATA]), KNOWN)
    return sheet.header, len(sheet.rows)


def test_a_name_with_blanks_to_its_right_spans_what_the_row_below_names():
    found = headers(
        ["ID", "Arm", "Date of", None, None, "Age"],
        [None, None, "randomisation", "death", "last contact", "years"],
    )
    names = ("ID", "Arm", "Date of randomisation", "Date of death", "Date of last contact")
    assert found == ((*names, "Age years"), 2)


@pytest.mark.parametrize(
    "below",
    [
        ["P0", "A", "unknown", "unknown", "unknown", None],  # begins with whose it is
        [None, None, 5, 6, 7, None],
        [None, None, None, None, None, None],
    ],
)
def test_a_row_that_is_none_of_names_is_no_second_heading(below):
    header, _ = headers(["ID", "Arm", "Date of", None, None, "Age"], below)
    assert header[:3] == ("ID", "Arm", "Date of")


def test_a_column_without_a_name_takes_none_from_its_left():
    header, n = headers(["ID", "Arm", "Start", None, "Seen", "Age"])
    assert (header[2:5], n) == (("Start", "Seen", "Age"), 2)  # an empty column is dropped


@pytest.mark.parametrize(("left", "right", "named"), [(0, 4, 1), (0, 5, 0), (1, 1, 0)])
def test_a_title_across_the_whole_table_is_no_heading(left, right, named):
    merge = Merge(1, left, 1, right)
    grid = Grid("patients", 0, range(1, 4), [["Trial", *[None] * 5], *DATA], [merge])
    assert spans(grid, 0) == [merge] * named
    assert spans(grid, 1) == []


def test_only_a_name_next_to_it_spans_what_stands_below_a_blank():
    lower = [None, "a", "b", None, "c", "d"]

    def spanned(*upper):
        return [(m.left, m.right) for m in spans(Grid("s", 10, range(1, 4), [upper, lower]), 0)]

    assert spanned("ID", "Date of", None, None, None, None) == [(11, 12)]
    assert spanned("ID", None, "Date of", None, None, None) == []
    assert spanned("ID", "Date of", None, None, "Seen", None) == [(11, 12), (14, 15)]


def test_of_a_column_that_is_dropped_the_cells_are_dropped_too():
    grid = Grid(
        "patients", 0, range(1, 4), [["ID", None, "Age"], ["P1", None, 60], ["P2", None, 61]]
    )
    sheet, _ = lay_out(grid, KNOWN)
    assert sheet.header == ("ID", "Age")
    assert sheet.columns == ("A", "C")
    assert sheet.rows == (("P1", 60), ("P2", 61))
    whole, _ = lay_out(Grid("patients", 0, range(1, 3), [["ID", "Age"], ["P1", 60]]), KNOWN)
    assert whole.rows == (("P1", 60),)
