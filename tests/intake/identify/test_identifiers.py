from __future__ import annotations

import io

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation

from outcomes.intake.identify import texts
from outcomes.intake.identify.headings import header_rule
from outcomes.intake.identify.identifiers import find_identifiers
from outcomes.intake.identify.texts import text_rules
from outcomes.intake.sheets.formats.workbook import Finding, read_workbook
from tests.intake.hostile import NS, ORDINARY, REL, book, cell, rels, rows

ID = "110101199003078515"  # a made-up number: valid region and date, wrong check digit
MOBILE = "13812345678"
MAIL = "zhang.wei@example.org"
COMMENT = (
    f"<comments {NS}><commentList><comment ref='B2'><text><r><t>138</t></r>"
    "<r><t>12345678</t></r></text></comment></commentList></comments>"
)


def row_with(xml: str) -> str:
    return rows(("patient_id", "arm", "age")) + f'<row r="2">{xml}</row>'


def found(data: bytes) -> tuple[Finding, ...]:
    return find_identifiers(read_workbook(data))


def shared(text: str) -> bytes:
    return book(row_with('<c r="A2" t="s"><v>0</v></c>'), shared=f"<si>{text}</si>")


def part(path: str, xml: str) -> bytes:
    return book(ORDINARY, extra={path: xml})


def attached(path: str, xml: str) -> bytes:
    related = rels(("comments", f"../{path.removeprefix('xl/')}"))
    return book(ORDINARY, extra={path: xml, "xl/worksheets/_rels/sheet1.xml.rels": related})


def after(xml: str) -> bytes:
    page = f"<worksheet {NS}><sheetData>{ORDINARY}</sheetData>{xml}</worksheet>"
    return book(sheet_xml=page)


def run(text: str) -> str:
    return f"<r><t>{text}</t></r>"


CANARIES = {
    # cells
    "inline_text": (book(row_with(cell("B2", MOBILE))), "phone", "patients", "B2"),
    "inline_in_words": (book(row_with(cell("C2", f"电话{MOBILE}转"))), "phone", "patients", "C2"),
    "spaced": (book(row_with(cell("B2", "138 1234 5678"))), "phone", "patients", "B2"),
    "dashed": (book(row_with(cell("B2", "+86-138-1234-5678"))), "phone", "patients", "B2"),
    "full_width": (book(row_with(cell("B2", "１３８１２３４５６７８"))), "phone", "patients", "B2"),
    "mobile_number": (book(row_with(f'<c r="B2"><v>{MOBILE}</v></c>')), "phone", "patients", "B2"),
    "mobile_scientific": (
        book(row_with('<c r="B2"><v>1.3812345678E10</v></c>')),
        "phone",
        "patients",
        "B2",
    ),
    "foreign_phone": (book(row_with(cell("B2", "+49 170 1234567"))), "phone", "patients", "B2"),
    "labelled_phone": (book(row_with(cell("B2", "Tel: 67891234"))), "phone", "patients", "B2"),
    "id_text": (book(row_with(cell("A2", ID))), "resident-id", "patients", "A2"),
    "id_with_x": (
        book(row_with(cell("A2", "11010119900307851X"))),
        "resident-id",
        "patients",
        "A2",
    ),
    "id_spaced": (
        book(row_with(cell("A2", "110101 19900307 8515"))),
        "resident-id",
        "patients",
        "A2",
    ),
    "id_after_letters": (book(row_with(cell("A2", f"ID{ID}"))), "resident-id", "patients", "A2"),
    "id_number_rounded_by_excel": (
        book(row_with('<c r="A2"><v>1.10101199003078E+17</v></c>')),
        "resident-id",
        "patients",
        "A2",
    ),
    "id_formula": (
        book(row_with(f'<c r="A2"><f>"{ID}"</f><v>1</v></c>')),
        "resident-id",
        "patients",
        "A2",
    ),
    "formula_text": (
        book(row_with(f'<c r="A2" t="str"><f>A9</f><v>{MAIL}</v></c>')),
        "email",
        "patients",
        "A2",
    ),
    "email": (book(row_with(cell("B2", f"write {MAIL}."))), "email", "patients", "B2"),
    "mrn": (book(row_with(cell("B2", "MRN 0012345"))), "record-number", "patients", "B2"),
    "zh_mrn": (book(row_with(cell("B2", "住院号：00123456"))), "record-number", "patients", "B2"),
    "labelled_name": (book(row_with(cell("B2", "姓名：某某某"))), "name", "patients", "B2"),
    "en_name": (book(row_with(cell("B2", "Patient name: A B"))), "name", "patients", "B2"),
    "born": (book(row_with(cell("B2", "born 07 03 1950"))), "birth-date", "patients", "B2"),
    "zh_born": (book(row_with(cell("B2", "出生日期1950-03-07"))), "birth-date", "patients", "B2"),
    "address": (book(row_with(cell("B2", "某区和平路12号"))), "address", "patients", "B2"),
    "label_in_a_form": (book(row_with(cell("B2", "身份证号"))), "resident-id", "patients", "B2"),
    # shared strings
    "shared": (shared(f"<t>{MOBILE}</t>"), "phone", "patients", "A2"),
    "shared_runs": (shared(run("138") + run("1234") + run("5678")), "phone", "patients", "A2"),
    "shared_entity": (shared("<t>zhang&#64;example.org</t>"), "email", "patients", "A2"),
    "shared_left_over": (
        book(ORDINARY, shared=f"<si><t>{ID}</t></si>"),
        "resident-id",
        "xl/sharedStrings.xml",
        "",
    ),
    # other parts
    "hidden_sheet": (
        book(row_with(cell("B2", MAIL)), state='state="veryHidden"'),
        "email",
        "patients",
        "B2",
    ),
    "comment": (attached("xl/comments1.xml", COMMENT), "phone", "patients", "B2"),
    "threaded_comment": (
        attached(
            "xl/threadedComments/threadedComment1.xml",
            f"<ThreadedComments><threadedComment ref='C3'><text>{MAIL}</text></threadedComment>"
            "</ThreadedComments>",
        ),
        "email",
        "patients",
        "C3",
    ),
    "core_property": (
        part("docProps/core.xml", f"<a><dc:creator xmlns:dc='b'>{MAIL}</dc:creator></a>"),
        "email",
        "docProps/core.xml",
        "",
    ),
    "custom_property": (
        part("docProps/custom.xml", f"<a><property name='x'><v>{ID}</v></property></a>"),
        "resident-id",
        "docProps/custom.xml",
        "",
    ),
    "person": (
        part("xl/persons/person.xml", f"<a><person userId='{MAIL}'/></a>"),
        "email",
        "xl/persons/person.xml",
        "",
    ),
    "defined_name": (
        book(
            ORDINARY,
            names=f'<definedNames><definedName name="x">"{ID}"</definedName></definedNames>',
        ),
        "resident-id",
        "xl/workbook.xml",
        "",
    ),
    "header_footer": (
        after(f"<headerFooter><oddHeader>{MOBILE}</oddHeader></headerFooter>"),
        "phone",
        "patients",
        "",
    ),
    "validation_list": (
        after(
            f'<dataValidations><dataValidation><formula1>"{MAIL}"</formula1></dataValidation></dataValidations>'
        ),
        "email",
        "patients",
        "",
    ),
    "filter": (
        after(f'<autoFilter><filter val="{MOBILE}"/></autoFilter>'),
        "phone",
        "patients",
        "",
    ),
    "hyperlink": (
        part(
            "xl/worksheets/_rels/sheet1.xml.rels",
            f'<Relationships><Relationship Id="r1" Type="{REL}/hyperlink" '
            f'Target="mailto:{MAIL}" TargetMode="External"/></Relationships>',
        ),
        "email",
        "xl/worksheets/_rels/sheet1.xml.rels",
        "",
    ),
    "pivot_cache": (
        part("xl/pivotCache/pivotCacheRecords1.xml", f'<a><r><s v="{ID}"/></r></a>'),
        "resident-id",
        "xl/pivotCache/pivotCacheRecords1.xml",
        "",
    ),
    "pivot_field": (
        part("xl/pivotCache/pivotCacheDefinition1.xml", '<a><cacheField name="身份证号"/></a>'),
        "resident-id",
        "xl/pivotCache/pivotCacheDefinition1.xml",
        "",
    ),
    "external_link": (
        part("xl/externalLinks/externalLink1.xml", f"<a><cell r='A1'><v>{MOBILE}</v></cell></a>"),
        "phone",
        "xl/externalLinks/externalLink1.xml",
        "",
    ),
    "drawing": (
        part("xl/drawings/drawing1.xml", f"<a><p><r><t>{MAIL}</t></r></p></a>"),
        "email",
        "xl/drawings/drawing1.xml",
        "",
    ),
    "utf16_part": (
        book(ORDINARY, extra={"customXml/item1.xml": f"<a>{MAIL}</a>".encode("utf-16")}),
        "email",
        "customXml/item1.xml",
        "",
    ),
    "binary_utf16": (
        book(ORDINARY, extra={"xl/printerSettings1.bin": b"\1\2" + ID.encode("utf-16-le")}),
        "resident-id",
        "xl/printerSettings1.bin",
        "",
    ),
}


@pytest.mark.parametrize("name", CANARIES)
def test_a_planted_identifier_is_found_where_it_is_and_not_quoted(name: str) -> None:
    data, kind, sheet, address = CANARIES[name]
    findings = [f for f in found(data) if f.severity == "error"]
    assert (f"identifier-{kind}", sheet, address) in {(f.rule, f.sheet, f.cell) for f in findings}
    quoted = " ".join(f.message + f.remedy for f in findings)
    assert not any(secret in quoted for secret in (ID, MOBILE, MAIL, "1234", "zhang"))


def test_there_are_enough_canaries() -> None:
    assert len(CANARIES) >= 40


@pytest.mark.parametrize(
    "header",
    [
        *"姓名 患者姓名 姓名缩写 住院号 病案号 门诊号 身份证 身份证号码 电话 手机 联系电话".split(),
        *"联系人 地址 家庭住址 出生日期 出生年月 生日 邮箱 name Name* patient_name".split(),
        *"PatientName surname initials MRN medical_record_no DOB date_of_birth BirthDate".split(),
        *"BRTHDTC phone Telephone mobile Address home_address email E-mail SSN".split(),
        *"passport_no hospital_no contact_person".split(),
        "姓 名",
        "ＤＯＢ",
    ],
)
def test_a_heading_that_announces_an_identifier_is_refused(header: str) -> None:
    data = book(rows(("patient_id", header, "arm"), ("P1", "x", "sox")))
    errors = [(f.sheet, f.cell) for f in found(data) if f.severity == "error"]
    assert errors == [("patients", "B")]


ORDINARY_WORDS = (
    *"patient_id site arm arm_actual consent_date randomisation_date age sex ecog".split(),
    *"primary_site lauren differentiation p_status pci cytology ascites_category her2".split(),
    *"albumin itt efficacy death_date last_contact_date contact_date status term soc".split(),
    *"grade drug dose dose_unit perfusate_ml regional_site progression_sites center".split(),
    *"procedure screening_no visit method cell_count record_id hospital trg".split(),
    *"中心 患者编号 受试者编号 分组 性别 年龄 随访方式 电话随访日期 首次治疗日期 腹水量".split(),
    *"病理类型 手术名称 药物名称 不良事件名称 地区 生存状态 细胞学 联合用药 登记日期".split(),
    *("sheet names", "drug name", "site name", "phone follow-up", "initial dose", "birth weight"),
)


@pytest.mark.parametrize("word", ORDINARY_WORDS)
def test_ordinary_headings_and_words_pass(word: str) -> None:
    assert header_rule(word) is None
    assert text_rules(word) == set()


@pytest.mark.parametrize(
    "text",
    [
        *("2024-01-15 10:30:00", "20240115103000", "12,345.67", "45292.13888888889"),
        *("NCT01234567", "ChiCTR1900024552", "138.12345678", "0.13812345678", "CY0/CY1"),
        *("S-1 40 mg/m² d1–14, q3w", "gastric, signet-ring cell", "SOX: oxaliplatin 130"),
        *("T4aN3M1", "P001-0012", "021-0001", "{00000000-0001-0000-0100-000000000000}"),
        *("电话", "phone", "name", "CA19-9 > 1000", "术后90天", "43.0 °C x 60 min"),
        *("991231199003078515", "110101199013078515"),  # no such province, no such month
    ],
)
def test_ordinary_values_pass(text: str) -> None:
    assert text_rules(text) == set()


def test_ordinary_numbers_pass() -> None:
    numbers = (45292.13888888889, 20240115103000, 1.5e17, 123456789012, 0.13812345678)
    assert found(book(rows(("patient_id", "x", "age"), *(("P1", v, 60) for v in numbers)))) == ()


def test_softer_signs_are_warnings_with_an_address() -> None:
    lines = (
        ("patient_id", "age", "notes", "birth year", "年龄组"),
        ("P1", 90, "x " * 61, 1950, 95),
        ("P2", 89, "see https://example.org/7", 1951, 1),
        ("P3", 101, "aged 92 years old", 1952, 1),
        ("P4", 50, r"C:\Users\someone\a.xlsx", 1953, 1),
        ("P5", 50, "0571-87654321", 1953, 1),
        ("P6", 50, "110101900307851", 1953, 1),
    )
    findings = found(book(rows(*lines)))
    assert {f.severity for f in findings} == {"warning"}
    assert [(f.rule, f.cell) for f in findings] == [
        ("age-over-89", "B"),
        ("age-over-89", "C4"),
        ("landline", "C6"),
        ("local-path", "C5"),
        ("long-text", "C2"),
        ("old-resident-id", "C7"),
        ("quasi-identifier", "D"),
        ("url", "C3"),
    ]
    assert findings[0].message == "patients!B: an age over 89 in rows 2, 4"


def test_a_clean_workbook_of_another_program_is_silent() -> None:
    made = openpyxl.Workbook()
    made.active.append(("patient_id", "arm", "age"))
    made.active.append(("P1", "sox", 61))
    made.active["A1"].comment = Comment("key", "study office")
    made.active.add_data_validation(DataValidation(type="list", formula1='"sox,hipec"'))
    made.defined_names["ids"] = DefinedName("ids", attr_text="Sheet!$A$1")
    buffer = io.BytesIO()
    made.save(buffer)
    assert found(buffer.getvalue()) == ()


def test_csv_files_are_searched_too(tmp_path) -> None:
    (tmp_path / "patients.csv").write_text(f"patient_id,notes,DOB\nP1,{MAIL},x\nP2,a,y\n")
    findings = find_identifiers(read_workbook(tmp_path))
    assert [(f.rule, f.sheet, f.cell) for f in findings] == [
        ("identifier-birth-date", "patients", "C"),
        ("identifier-email", "patients", "B2"),
    ]


@pytest.mark.parametrize(
    "text", ["a" * 30_000, "1 " * 15_000, "born" + " " * 30_000, "姓 " * 15_000]
)
def test_patterns_look_at_pieces_without_runs_of_blanks(text: str, monkeypatch) -> None:
    seen: list[str] = []
    monkeypatch.setattr(texts, "_rules_of_piece", lambda piece: seen.append(piece) or set())
    monkeypatch.setattr(texts, "worth_a_look", lambda _: True)
    text_rules(text)
    assert seen
    assert all(len(piece) <= 2_000 and "  " not in piece for piece in seen)


def test_an_identifier_across_two_pieces_is_found() -> None:
    for at in range(1_600, 2_100, 7):
        assert "identifier-email" in text_rules(f"{'x ' * (at // 2)}{MAIL}{' y' * 500}")


@pytest.mark.parametrize("header", ["hospital_id", "Case number", "病例号"])
def test_a_heading_that_may_announce_one_is_asked_about(header: str) -> None:
    data = book(rows(("patient_id", header, "arm"), ("P1", "x", "sox")))
    assert [(f.severity, f.cell) for f in found(data)] == [("warning", "B")]


@pytest.mark.parametrize(
    ("heading", "severity"), [("lot_no", "warning"), ("药品批号", "warning"), ("notes", "error")]
)
def test_digits_under_a_heading_of_lots_are_asked_about(heading: str, severity: str) -> None:
    data = book(rows(("patient_id", heading), ("P1", 13812345678)))
    assert [f.severity for f in found(data)] == [severity]


def test_a_labeled_number_is_none_of_a_lot() -> None:
    data = book(rows(("patient_id", "lot_no"), ("P1", f"电话{MOBILE}")))
    assert [f.severity for f in found(data)] == ["error"]


@pytest.mark.parametrize(
    "text", ["4539 1488 0343 6468", "943 476 5918", "A123456(4)", "A123456788", "900231-1234568"]
)
def test_a_wrong_check_digit_is_no_official_number(text: str) -> None:
    assert text_rules(text) == set()


@pytest.mark.parametrize(
    "text",
    [
        "患者高血压,服药",
        "高女性比例",
        "程序性细胞",
        "101-0002",
        "术后第3天, 12 mg",
        "T4a N3 M1",
        "120 mm/h",
    ],
)
def test_clinical_words_are_no_names(text: str) -> None:
    assert text_rules(text) == set()
