"""Letters that all cells of a column or of a row have stand once, at its head."""

from outcomes.displays.base.added.caveats import gathered, with_caveats
from outcomes.displays.base.panel import Beside, Cells, Folded, Panel, Text
from outcomes.figures.base.look import Look
from outcomes.figures.base.marks import Marks
from outcomes.figures.base.table import Table
from outcomes.results.note import Note


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


def test_words_have_lines_of_their_own_only_where_no_table_in_sight_has_them():
    marks = Marks({Note("observational"): "ᵃ", Note("arm_without_events"): "ᵇ"})
    words, table = Text("HR 0.7ᵃᵇ"), Cells(Table(("Arm", "HR"), (("a", "0.7ᵃ"),)))
    beside, folded = Beside(((table,),)), Folded("", (table,))
    for blocks, left in (((words,), "ᵃᵇ"), ((words, table), "ᵇ"), ((words, beside), "ᵇ"),
                         ((words, folded), "ᵃᵇ")):  # fmt: skip
        last = with_caveats(Panel(blocks), Look(marks=marks)).blocks[-1]
        assert "".join(line[0] for line in last.words.split("  \n")) == left


def test_a_row_comes_before_a_column():
    table = Table(("Score", "Same", "Anew"), (("C", "0.6ᵃ", ""), ("Brier", "0.2ᵇ", "0.3ᵇ")))
    assert gathered(table).columns == table.columns
    assert gathered(table).rows[1] == ("Brierᵇ", "0.2", "0.3")
