"""One long table of raw numbers, with what is said of them in English."""

import csv
import io
import math

from outcomes.export.spreadsheet import to_csv
from outcomes.export.table import TABLE_COLUMNS, numbers_of, to_table
from outcomes.results.condition import Condition
from outcomes.results.note import Note
from outcomes.results.result import Estimate, Interval, Result

MEDIAN = Estimate("median", "a", value=math.inf, interval=Interval(3.0, math.inf), n=4, n_events=1)


def read(content):
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def test_the_table_has_the_contract_columns_and_keeps_raw_values():
    pair = Estimate(
        "hazard_ratio", "b", "a", 1 / 3, Interval(0.1, 0.9), p_value=0.04,
        covariates=("sex", "age"), where=Condition("sex", "in", ("F",)),
        notes=(Note("few_events", events=9, n=1), Note("no_variance")),
    )  # fmt: skip
    notes = (Note("no_variance"),)
    table = to_table([Result("cox", "os", "itt", "age >= 60", (MEDIAN, pair), notes=notes)])
    assert tuple(table.columns) == TABLE_COLUMNS
    first, second = table.to_dict("records")
    assert first["value"] == math.inf
    assert first["conf_level"] == 0.95
    assert first["filters"] == "age >= 60"
    assert second["value"] == 1 / 3
    assert second["filters"] == "age >= 60; sex in F"
    assert second["covariates"] == "sex, age"
    assert second["notes"] == "few events: 9 for 1 parameter; no variance"


def test_no_results_make_an_empty_table():
    assert tuple(to_table([]).columns) == TABLE_COLUMNS


def test_plain_rows_are_written_like_the_frame():
    """A process that only looks results up writes the same file without pandas."""
    results = [Result("cox", "os", "itt", "age >= 60", (MEDIAN,))]
    frame = to_table(results)
    assert read(to_csv(numbers_of(results))) == read(to_csv(frame))
    assert len(frame) == 1
