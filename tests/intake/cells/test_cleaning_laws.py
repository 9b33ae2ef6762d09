"""Laws of cleaning: whatever is typed, the answer is a value of the column's kind or a problem."""

import datetime as dt
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outcomes.dictionary import SHEETS
from outcomes.intake.cells.cleaning import Context, cleaner_for

COLUMNS = [column for sheet in SHEETS for column in sheet.columns]
MARKS = list("0123456789.,-/<>≤～~?？（）()%↑ \u00a0\t年月日级度分男女无有约PSGⅢⅣOolXxe²٣")
PIECES = st.sampled_from([*MARKS, "cm", "ml", "2023", "CR", "→", "0-1", "inf"])
EXTREMES = st.sampled_from(
    [math.inf, -math.inf, 10**400, -(10**20), "1e999", "9" * 400, "99999", 99999.5, 20231305,
     2023.999, "00000000", "2023.5.6 25:99", dt.datetime(1, 1, 1), dt.datetime(9999, 12, 31)]
)  # fmt: skip
RAWS = st.one_of(
    EXTREMES,
    st.none(), st.booleans(), st.integers(), st.floats(allow_nan=True),
    st.text(max_size=30), st.lists(PIECES, max_size=12).map("".join),
    st.datetimes(), st.dates(), st.times(),
)  # fmt: skip
KINDS = {
    "date": dt.datetime, "datetime": dt.datetime, "number": float, "integer": float,
    "yesno": float, "code": str, "codes": str, "text": str, "id": str,
}  # fmt: skip


@settings(max_examples=1000, deadline=None)
@given(st.sampled_from(COLUMNS), RAWS, st.booleans())
def test_any_cell_is_a_value_of_its_kind_or_missing(column, raw, stated):
    value, problem = cleaner_for(column, Context(unit_stated=stated))(raw)
    assert value is None or isinstance(value, KINDS[column.kind])
    if isinstance(value, float):
        assert math.isfinite(value)
    if column.kind == "code" and column.codes:
        assert value is None or value in {code.value for code in column.codes}
    if column.kind == "integer" and value is not None:
        assert value == int(value)
    if problem and problem.severity == "error":
        assert value is None or column.kind == "codes"
        assert problem.remedy


@settings(max_examples=300, deadline=None)
@given(st.dates(dt.date(1950, 1, 1), dt.date(2090, 12, 31)), st.integers(0, 5))
def test_a_written_date_reads_back(day, form):
    column = next(c for c in COLUMNS if c.name == "death_date")
    serial = (day - dt.date(1899, 12, 30)).days
    raw = (
        day.isoformat(), f"{day.year}.{day.month}.{day.day}", f"{day:%Y%m%d}",
        f"{day.year}年{day.month}月{day.day}日", serial, f"{day:%d %b %Y}",
    )[form]  # fmt: skip
    value, problem = cleaner_for(column)(raw)
    assert value.date() == day
    assert problem is None


@pytest.mark.parametrize("column", [c for c in COLUMNS if c.codes], ids=lambda c: c.name)
def test_every_code_and_label_reads_back(column):
    clean = cleaner_for(column)
    for code in column.codes:
        for text in (code.value, code.label, code.label_zh, *code.aliases):
            assert clean(text) == (code.value, None), text
