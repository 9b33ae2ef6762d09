from __future__ import annotations

import pickle

import pytest

from outcomes.intake.gate.raw import Finding
from outcomes.intake.identify import texts
from outcomes.intake.identify.identifiers import Identified, find_identifiers
from outcomes.intake.identify.texts import text_rules
from outcomes.intake.sheets.formats.workbook import read_workbook
from tests.intake.hostile import NS, ORDINARY, REL, book, cell, rels, rows
from tests.intake.identify.searched import MOBILE, found

ID = "110101199003078515"  # a made-up number: valid region and date, wrong check digit


MAIL = "zhang.wei@example.org"


COMMENT = (
    f"<comments {NS}><commentList><comment ref='B2'><text><r><t>138</t></r>"
    "<r><t>12345678</t></r></text></comment></commentList></comments>"
)


def row_with(xml: str) -> str:
    return rows(("patient_id", "arm", "age")) + f'<row r="2">{xml}</row>'


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


@pytest.mark.parametrize(
    ("n", "said"),
    [
        (1, "at S!C1."),
        (5, "at S!C1, S!C2, S!C3, S!C4, S!C5."),
        (7, "at S!C1, S!C2, S!C3, S!C4, S!C5 and 2 more."),
    ],
)
def test_the_first_five_places_of_identifiers_are_named(n, said):
    hits = [Finding("error", "S", f"C{i + 1}", "name", "a name", "Remove it.") for i in range(n)]
    doubt = Finding("warning", "S", "D1", "name", "a name?", "Look.")
    refused = Identified((doubt, *hits))
    assert refused.reason == f"The file holds direct identifiers {said}"
    assert pickle.loads(pickle.dumps(refused)).findings == refused.findings
