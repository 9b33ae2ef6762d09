import datetime as dt
import io

import openpyxl
import pytest

from outcomes.dictionary import SHEETS, find_column, find_sheet
from outcomes.intake.identify.identifiers import find_identifiers
from outcomes.intake.sheets.formats.workbook import read_workbook
from outcomes.intake.sheets.tables import to_tables
from outcomes.intake.sheets.template import choices_of, header, template
from outcomes.model.toml.protocol import parse_protocol

SPEC = parse_protocol(
    {
        "study": {"id": "t", "title": "T", "design": "randomised"},
        "arm": [
            {"id": "sox", "label": "SOX", "reference": True},
            {"id": "hipec_sox", "label": "HIPEC + SOX"},
        ],
    }
)
LANGUAGES = pytest.mark.parametrize("language", ["en", "zh"])


def value_for(column, language):
    """One plausible entry for a column, as a person would type it."""
    if column.name in ("arm", "arm_actual"):
        return "HIPEC + SOX"
    choices = choices_of(column, language)
    if choices:
        return choices[0]
    if column.kind == "codes":
        return ";".join(c.value if language == "en" else c.label_zh for c in column.codes[:2])
    if column.kind in ("number", "integer"):
        return column.low if column.low is not None else 1
    if column.kind in ("date", "datetime"):
        return dt.datetime(2023, 5, 6, 8 if column.kind == "datetime" else 0)
    return "007" if column.kind == "id" else "abc"


def filled(language):
    book = openpyxl.load_workbook(io.BytesIO(template(language)))
    for sheet in SHEETS[:-1]:
        page = book[sheet.name if language == "en" else sheet.label_zh]
        for i, column in enumerate(sheet.columns, 1):
            page.cell(2, i, value_for(column, language))
    book["meta" if language == "en" else "研究信息"].append(["data_cutoff", "2024-06-30"])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@LANGUAGES
def test_a_filled_template_reads_back_whole(language):
    content = filled(language)
    raw = read_workbook(content, name="t.xlsx")
    read = to_tables(raw, SPEC)
    assert [i for i in read.issues if i.severity != "info"] == []
    assert [i for i in read.issues if i.rule == "column_not_read"] == []
    for sheet in SHEETS[:-1]:
        frame = read.frames[sheet.name]
        assert len(frame) == 1
        for column in sheet.columns:
            assert frame[column.name].notna().all(), (sheet.name, column.name)
    assert read.patients.loc[0, ["patient_id", "arm", "sex"]].tolist() == [
        "007", "hipec_sox", "male",
    ]  # fmt: skip
    assert read.frames["follow_up"]["progression_sites"].tolist() == ["peritoneum;ascites"]
    assert read.data_cutoff == dt.date(2024, 6, 30)
    assert not [f for f in raw.findings if f.severity == "error"]
    assert not [f for f in find_identifiers(raw) if f.severity == "error"]


@LANGUAGES
def test_the_empty_template_has_nothing_to_complain_about(language):
    content = template(language)
    raw = read_workbook(content, name="t.xlsx")
    assert find_identifiers(raw) == ()
    assert [f for f in raw.findings if f.severity != "info"] == []


@LANGUAGES
def test_every_header_and_choice_is_one_the_dictionary_knows(language):
    for sheet in SHEETS:
        assert find_sheet(sheet.name if language == "en" else sheet.label_zh) is sheet
        for column in sheet.columns:
            assert find_column(sheet.name, header(column, language)) is column
            assert not any("," in choice for choice in choices_of(column, language))


def test_the_same_bytes_every_time():
    assert template("en") == template("en")
    assert template("en") != template("zh")


def test_another_language_is_refused():
    with pytest.raises(ValueError, match="there is no template in 'de'; there is en and zh"):
        template("de")


def pages(language="en"):
    return openpyxl.load_workbook(io.BytesIO(template(language)))


def test_columns_are_as_wide_as_their_headers_and_stay_in_sight():
    page = pages()["patients"]
    assert page.freeze_panes == "B2"
    widths = {c.value: page.column_dimensions[c.column_letter].width for c in page[1]}
    assert round(widths["age"]) == 12  # of eleven signs and the margin of the program
    assert round(widths["first_treatment_date"]) == len("first_treatment_date") + 3
    page = pages("zh")["患者"] if "患者" in pages("zh") else pages("zh").worksheets[1]
    wide = page.column_dimensions["A"].width
    assert wide >= 11


def test_a_header_says_what_belongs_under_it():
    page = pages()["patients"]
    rules = {str(v.sqref): v for v in page.data_validations.dataValidation}
    for i, column in enumerate(SHEETS[0].columns, 1):
        letter = openpyxl.utils.get_column_letter(i)
        said = rules[f"{letter}1"]
        assert said.promptTitle == column.label[:32]
        assert said.prompt.startswith(column.description[:200])
        if column.high:
            assert f"{column.low:g} – {column.high:g}" in said.prompt
        assert page.cell(1, i).font.b
        yellow = page.cell(1, i).fill.fgColor.rgb == "FFFFF2CC"
        assert yellow is column.required


def test_a_cell_offers_its_codes_and_keeps_its_format():
    page = pages()["patients"]
    rules = [v for v in page.data_validations.dataValidation if v.type == "list"]
    offered = {c.name for c in SHEETS[0].columns if choices_of(c, "en")}
    assert len(rules) == len(offered)
    assert {v.errorStyle for v in rules} == {"warning"}
    assert all(str(v.sqref).partition(":")[0].endswith("2") for v in rules)
    formats = {c.value: page.column_dimensions[c.column_letter] for c in page[1]}
    assert formats["patient_id"].number_format == "@"
    assert formats["death_date"].number_format == "yyyy-mm-dd"
    assert formats["age"].number_format == "General"


def test_a_readme_comes_first():
    first = pages().worksheets[0]
    assert first["A1"].font.sz == 14
    assert first["A2"].value is None
    assert first["A3"].value
    assert round(first.column_dimensions["A"].width) == 101
