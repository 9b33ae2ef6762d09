"""Tables of ascites: each number stands under its arm."""

from dataclasses import replace

from outcomes.displays.ascites.response import RESPONSE
from outcomes.displays.ascites.tables import outcomes_table
from tests.displays.asked import seen


def test_a_number_a_release_keeps_back_leaves_its_cell_empty_and_moves_no_other():
    shown = seen(RESPONSE, "hipec-sox-demo")
    result = shown.answers["categories"]
    _, second = shown.words.labels
    kept = tuple(e for e in result.estimates if e.group == second)
    whole = outcomes_table(shown.words, result)
    table = outcomes_table(shown.words, replace(result, estimates=kept))
    assert [len(row) for row in table.rows] == [3] * len(whole.rows)
    assert [row[1] for row in table.rows] == ["–"] * len(whole.rows)
    assert [row[2] for row in table.rows] == [row[2] for row in whole.rows]
