"""What a table leaves to the lines below it."""

from outcomes.export.report.layout import on_paper

ASSUMED = "The ratio is the same at every time. " * 3


def test_sentences_leave_a_table_of_many_columns():
    rows = [
        ("Analysis", *"12345", "Assumes"),
        ("Planned", *"abcde", ASSUMED),
        ("Other", *"abcde", ""),
    ]
    kept, said = on_paper(rows)
    assert kept == [row[:-1] for row in rows]
    assert said == [f"Planned — Assumes: {ASSUMED}"]


def test_they_stay_where_there_is_room():
    rows = [("Endpoint", "Definition"), ("Survival", ASSUMED)]
    assert on_paper(rows) == (rows, [])
