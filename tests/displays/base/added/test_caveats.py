"""Letters that all cells of a column or of a row have stand once, at its head."""

from outcomes.displays.base.added.caveats import gathered, with_caveats
from outcomes.displays.base.panel import Cells, Panel
from outcomes.figures.base.look import Look
from outcomes.figures.base.table import Table


def test_what_all_cells_of_a_column_or_of_a_row_have_stands_at_its_head():
    table = Table(
        ("Model", "AIC", "Mean", "Median"),
        (
            ("Weibull", "510.4", "9.8ᵇ", "7.3ᶜ"),
            ("Spline", "540.6ᵃ", "12.6ᵃᵇ", ""),
            ("Brier", "", "0.2ᵇ", ""),
            ("Harrell", "0.6ᵈ", "0.5ᵇᵈ", "0.4ᵈ"),
        ),
    )
    assert gathered(table) == Table(
        ("Model", "AIC", "Meanᵇ", "Median"),
        (
            ("Weibull", "510.4", "9.8", "7.3ᶜ"),
            ("Splineᵃ", "540.6", "12.6", ""),
            ("Brier", "", "0.2", ""),
            ("Harrellᵈ", "0.6", "0.5", "0.4"),
        ),
    )
    nothing = Table(("Model", "AIC"), ())
    assert gathered(nothing) == nothing
    one = Table(("Arm", "HR"), (("sox", "0.7ᵃ"),))
    assert gathered(one) == one


def test_while_answers_are_awaited_no_letter_is_said_to_be_of_a_whole_column():
    table = Table(("Arm", "HR"), (("a", "0.7ᵃ"), ("b", "0.8ᵃ")))
    for whole, head in ((True, "HRᵃ"), (False, "HR")):
        (cells,) = with_caveats(Panel((Cells(table),)), Look(), whole=whole).blocks
        assert cells.table.columns[1] == head
