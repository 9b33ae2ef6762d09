"""What the columns are said to hold."""

import re

import pytest

from outcomes.dictionary import SHEETS
from outcomes.wording.tell import tell
from tests.displays.asked import DISPLAYS, seen


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda s: s.name)
def test_every_column_is_described_in_chinese_too(sheet):
    for column in sheet.columns:
        assert re.search("[\u4e00-\u9fff]", tell(column.description, "zh")), column.name
        assert tell(column.description) == column.description


def test_the_dictionary_shows_no_word_of_the_program_for_what_a_column_holds():
    panel = seen(DISPLAYS["data.dictionary"], "hipec-sox-demo", language="zh").draw()
    rows = [row for block in panel.walk() if hasattr(block, "table") for row in block.table.rows]
    kinds = {re.sub(r" \(.*\)$", "", row[2]) for row in rows if len(row) == 5}
    assert kinds == {"患者编号", "文本", "日期", "日期和时间", "数值", "整数", "单选代码",
                     "多选代码", "是或否"}  # fmt: skip
