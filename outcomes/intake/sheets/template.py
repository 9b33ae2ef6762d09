"""The empty workbook to fill in: nine sheets, headers in English or Chinese, choices to pick."""

import io
from datetime import datetime
from typing import Any, Literal

import xlsxwriter

from outcomes.dictionary import SHEETS, Column, Sheet

Language = Literal["en", "zh"]

_LAST_ROW = 1000
_LIST_LIMIT = 255  # characters of a list of choices, a limit of the file format
_README: dict[Language, tuple[str, ...]] = {
    "en": (
        "How to fill in this workbook",
        "Sheet patients: one row per patient. It is the only sheet that is required.",
        "Other sheets: one row per dose, assessment, operation, contact or event.",
        "patient_id is the code of the patient in the study. It is the same in every sheet.",
        "Leave out whatever tells who a patient is. Such files are refused.",
        "Write dates as 2023-05-06. Leave a cell blank when nothing is known.",
        "Units are part of the header. Select a header to see what belongs below it.",
        "Columns may be deleted or moved. Further columns are read when study.toml names them.",
    ),
    "zh": (
        "填写说明",
        "“患者信息”每位患者一行，是唯一必填的工作表。",
        "其他工作表每次给药、评估、手术、随访或不良事件一行。",
        "“患者编号”是研究内编号，各工作表须一致。",
        "请勿填写任何可识别患者身份的信息，否则文件将被拒绝。",
        "日期写作 2023-05-06；不清楚的单元格留空。",
        "单位见表头；选中表头可查看该列说明。",
        "列可以删除或移动；其他列需在 study.toml 中声明后才会读取。",
    ),
}
_SHEET_NAMES: dict[Language, str] = {"en": "readme", "zh": "填写说明"}


def template(language: str = "en") -> bytes:
    """Return the empty template as .xlsx: the same bytes every time.

    Headers are the canonical names (``en``) or the Chinese labels (``zh``); both are read back.
    Choosing a header shows what the column holds; coded columns offer their codes.

    Raises
    ------
    ValueError
        When the language is neither ``en`` nor ``zh``.
    """
    if language not in _README:
        raise ValueError(f"there is no template in '{language}'; there is en and zh")
    chosen: Language = "zh" if language == "zh" else "en"
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        book.set_properties({"created": datetime(2026, 1, 1)})
        _write_readme(book, chosen)
        for sheet in SHEETS:
            _write_sheet(book, sheet, chosen)
    return buffer.getvalue()


def header(column: Column, language: Language) -> str:
    """Return the header of a column: its unit is part of the name, or stands in brackets."""
    if language == "en":
        return column.name
    return f"{column.label_zh}({column.unit})" if column.unit else column.label_zh


def _write_readme(book: Any, language: Language) -> None:
    sheet = book.add_worksheet(_SHEET_NAMES[language])
    sheet.set_column(0, 0, 100)
    title, *lines = _README[language]
    sheet.write_string(0, 0, title, book.add_format({"bold": True, "font_size": 14}))
    for row, line in enumerate(lines, 2):
        sheet.write_string(row, 0, line)


def _write_sheet(book: Any, sheet: Sheet, language: Language) -> None:
    page = book.add_worksheet(sheet.name if language == "en" else sheet.label_zh)
    page.freeze_panes(1, 1)
    plain = book.add_format({"bold": True, "bottom": 1})
    required = book.add_format({"bold": True, "bottom": 1, "bg_color": "#FFF2CC"})
    for i, column in enumerate(sheet.columns):
        text = header(column, language)
        cells = book.add_format({"num_format": _FORMATS.get(column.kind, "General")})
        width = max(11, sum(2 if ord(ch) > 255 else 1 for ch in text) + 2)
        page.set_column(i, i, width, cells)
        page.write_string(0, i, text, required if column.required else plain)
        page.data_validation(0, i, 0, i, {"validate": "any", **_prompt(column, language)})
        choices = choices_of(column, language)
        if choices:
            rule = {"validate": "list", "source": choices, "error_type": "warning"}
            page.data_validation(1, i, _LAST_ROW, i, rule)


_FORMATS = {"id": "@", "text": "@", "date": "yyyy-mm-dd", "datetime": "yyyy-mm-dd hh:mm"}


def _prompt(column: Column, language: Language) -> dict[str, str]:
    """Return what is shown when the header is chosen; a comment would be reported by intake."""
    title = column.label if language == "en" else column.label_zh
    text = column.description if language == "en" else f"{column.name}: {column.description}"
    limits = f" {column.low:g} – {column.high:g} {column.unit}".rstrip() if column.high else ""
    return {"input_title": title[:32], "input_message": (text + limits)[:255]}


def choices_of(column: Column, language: Language) -> list[str]:
    """Return the choices a cell offers; none where several may be named or a list is too long."""
    if column.kind == "yesno":
        return ["Y", "N"] if language == "en" else ["是", "否"]
    if column.kind != "code":
        return []
    choices = [code.value if language == "en" else code.label_zh for code in column.codes]
    return choices if len(",".join(choices)) <= _LIST_LIMIT else []
