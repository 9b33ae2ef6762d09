from __future__ import annotations

import csv
import io
import json
from math import inf

import pytest
from openpyxl import load_workbook

from outcomes.export.spreadsheet import to_csv, to_json, to_xlsx
from outcomes.export.table import TABLE_COLUMNS, to_table
from outcomes.results.note import Note
from outcomes.results.result import Estimate, Interval, Result

THIRD = 1 / 3
TABLE = to_table(
    [
        Result(
            "kaplan_meier",
            "os",
            "itt",
            estimates=(
                Estimate("median", "+hipec", value=inf, interval=Interval(THIRD, inf), n=7),
                Estimate(
                    "survival", "化疗", value=THIRD, at=6.0, notes=(Note("no_sheet", sheet="a, b"),)
                ),
            ),
        )
    ]
)


def read(content):
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def test_csv_has_the_contract_columns_a_mark_and_unrounded_numbers():
    content = to_csv(TABLE)
    assert content.startswith(b"\xef\xbb\xbf")
    first, second = read(content)
    assert tuple(first) == TABLE_COLUMNS
    assert (first["value"], first["ci_high"], first["p_value"]) == ("inf", "inf", "")
    assert float(second["value"]) == THIRD
    assert (first["n"], second["n"], second["at"]) == ("7", "", "6.0")
    assert second["group"] == "化疗"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_a_text_that_looks_like_a_formula_is_defused(start):
    table = to_table([Result("cox", estimates=(Estimate("hazard_ratio", f"{start}1+1"),))])
    assert to_csv(table).decode("utf-8-sig").count(f"'{start}1+1") == 1
    sheet = load_workbook(io.BytesIO(to_xlsx(table)))["results"]
    cell = sheet.cell(2, TABLE_COLUMNS.index("group") + 1)
    assert cell.data_type == "s"
    assert cell.value.startswith("'")


def test_negative_numbers_are_not_texts():
    table = to_table([Result("rmst", estimates=(Estimate("rmst_difference", value=-6.5),))])
    assert read(to_csv(table))[0]["value"] == "-6.5"


def test_json_is_a_list_of_rows_without_infinities():
    rows = json.loads(to_json(TABLE))
    assert rows[0]["value"] == "inf"
    assert rows[0]["n"] == 7
    assert rows[0]["p_value"] is None
    assert rows[1]["value"] == THIRD
    assert list(rows[0]) == list(TABLE_COLUMNS)


def test_xlsx_types_numbers_and_texts_and_says_what_it_is_about():
    book = load_workbook(io.BytesIO(to_xlsx(TABLE, {"study": "=toy"})))
    rows = [dict(zip(TABLE_COLUMNS, r, strict=True)) for r in book["results"].values]
    assert rows[1]["value"] == "inf"
    assert rows[2]["value"] == THIRD
    assert rows[1]["n"] == 7
    assert rows[1]["group"] == "'+hipec"
    assert list(book["about"].values) == [("study", "'=toy")]


def test_control_characters_do_not_stop_a_workbook():
    table = to_table([Result("cox", notes=(), estimates=(Estimate("n", "a\x00b"),))])
    sheet = load_workbook(io.BytesIO(to_xlsx(table)))["results"]
    assert sheet.cell(2, TABLE_COLUMNS.index("group") + 1).value == "ab"


def test_an_empty_table_is_a_header():
    assert read(to_csv(to_table([]))) == []
    assert json.loads(to_json(to_table([]))) == []
