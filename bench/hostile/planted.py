"""Ninety-three kinds of identifier, each planted in a file of its own, and twenty innocent files.

``python -m bench.hostile.planted`` says what becomes of each: refused, asked about, or missed.
All persons and numbers are invented; where a number has a check digit, it is right.
"""

from __future__ import annotations

import io
import sys
import zipfile
from collections.abc import Iterator, Mapping

from outcomes.intake.gate.raw import Refused
from outcomes.intake.identify.identifiers import find_identifiers
from outcomes.intake.sheets.formats.workbook import read_workbook
from tests.intake.hostile import NS, ORDINARY, REL, book, rels, rows, sheet

ID = "110101199003078515"
MOBILE = "13812345678"
MAIL = "zhang.wei@example.org"
ZERO_WIDTH = "\u200b"

# Each stands in place of patient ids.
IDS: Mapping[str, tuple[str, ...]] = {
    "Chinese name": ("张伟", "王芳", "李娜"),
    "compound Chinese name": ("欧阳娜娜", "司马光", "上官婉儿"),
    "Chinese name with number": ("003-李娜", "004-王强", "005-赵敏"),
    "name with given name": ("John Smith", "Jane Roe", "Ann Miller"),
    "surname first": ("SMITH, JOHN", "ROE, JANE", "MILLER, ANN"),
    "pinyin in two words": ("Zhang Wei", "Wang Fang", "Li Na"),
    "pinyin in one word": ("ZhangWei", "WangFang", "LiNa"),
    "pinyin with number": ("003_ZhangWei", "004_WangFang", "005_LiNa"),
    "initials with number": ("zw001", "wf002", "ln003", "zq004", "hjm005"),
    "hospital numbers": ("00384756", "00912837", "00127465", "00771920"),
    "hospital numbers with a letter": ("Z3847561", "Z9128371", "Z1274651", "Z7719203"),
    "mobile numbers": ("13812345678", "13998765432", "15012349876"),
    "birth dates": ("19500307", "19471122", "19610814", "19580630"),
    "resident identity numbers": (ID, "320102195801012345", "440106196212123456"),
}

HEADINGS = (
    *(
        "姓名",
        "Patient Name",
        "Pt. initials",
        "氏名",
        "MRN",
        "住院号",
        "Hospital ID",
        "Case number",
    ),
    *(
        "Medicare No",
        "身份证号码",
        "Passport no.",
        "Date of birth",
        "出生年月",
        "联系电话",
        "家庭住址",
    ),
    "Next of kin",
)

# Each stands in a cell of notes.
TEXTS: Mapping[str, str] = {
    "labelled Chinese name": "姓名：王芳",
    "labelled English name": "Name: Jane Roe",
    "title Mr.": "Mr. John Smith seen today",
    "title Mrs": "Mrs Smith, seen today",
    "Chinese title": "王芳女士来院复查",
    "name, sex, age": "患者王芳，女，61岁",
    "relative": "家属李强陪同",
    "abbreviated patient": "Pt: John Smith",
    "doctor": "Seen by Dr. Miller",
    "Chinese doctor": "主刀：李强主任",
    "resident identity number": ID,
    "with a final X": "11010119900307851X",
    "spaced": "110101 19900307 8515",
    "of fifteen digits": "110101900307851",
    "split by zero-width blanks": ZERO_WIDTH.join(("110101", "19900307", "8515")),
    "full-width digits": "１１０１０１１９９００３０７８５１５",
    "Hong Kong identity card": "A123456(3)",
    "Taiwan identity number": "A123456789",
    "Macau identity card": "1234567(8)",
    "US social security": "219-45-6789",
    "labelled US social security": "SSN 219456789",
    "NHS number": "943 476 5919",
    "unspaced NHS number": "9434765919",
    "Korean resident number": "900101-1234568",
    "labelled passport": "Passport No. 512345678",
    "Chinese passport": "护照 E12345678",
    "bank card": "4539 1488 0343 6467",
    "unspaced Chinese bank card": "6222021234567890128",
    "account (IBAN)": "DE89 3704 0044 0532 0130 00",
    "labelled record number": "MRN 0012345",
    "labelled Chinese record number": "住院号：00123456",
    "Medicare beneficiary": "1EG4-TE5-MK73",
    "license plate": "京A12345",
    "WeChat": "微信：zhangwei_1950",
    "mobile number": MOBILE,
    "with country code": "+86-138-1234-5678",
    "mobile split by zero-width blanks": ZERO_WIDTH.join(("138", "1234", "5678")),
    "landline": "010-87654321",
    "US phone with brackets": "(212) 555-0142",
    "US phone": "212-555-0142",
    "UK mobile": "07700 900123",
    "UK phone with country code": "+44 20 7946 0958",
    "Hong Kong phone": "+852 9123 4567",
    "Chinese street": "某区和平路12号",
    "village": "某县大李庄村三组",
    "province, city, district": "河北省石家庄市长安区",
    "English street": "12 Main Street, Springfield",
    "English flat": "Flat 3, 21 Baker Street",
    "UK postcode": "NW1 6XE",
    "US state and code": "Springfield, IL 62704",
    "born, in Chinese": "1950年3月7日出生",
    "birth date, labelled in Chinese": "出生日期：1950年3月7日",
    "born, in English": "born 7 March 1950",
    "labelled birth date": "DOB: 03/07/50",
    "e-mail": MAIL,
    "e-mail in words": "zhang.wei (at) example.org",
}

_COMMENT = f"<comments {NS}><commentList><comment ref='B2'><text><r><t>{MOBILE}</t></r></text></comment></commentList></comments>"  # noqa: E501


def places() -> dict[str, bytes]:
    """One identifier in every part of a file that can hold a text."""
    good = book(ORDINARY)
    related = rels(("comments", "../comments1.xml"))
    link = (
        f'<Relationships><Relationship Id="r1" Type="{REL}/hyperlink" '
        f'Target="mailto:{MAIL}" TargetMode="External"/></Relationships>'
    )
    commented = io.BytesIO(good)
    with zipfile.ZipFile(commented, "a") as package:
        package.comment = f"from {MAIL}".encode()
    return {
        "comment": book(ORDINARY, extra={"xl/comments1.xml": _COMMENT,
                                         "xl/worksheets/_rels/sheet1.xml.rels": related}),
        "document property": book(ORDINARY, extra={"docProps/core.xml": "<a><dc:creator xmlns:dc='b'>Jane Roe</dc:creator></a>"}),  # noqa: E501
        "header of the page": book(sheet_xml=sheet(ORDINARY, after=f"<headerFooter><oddHeader>{MOBILE}</oddHeader></headerFooter>")),  # noqa: E501
        "defined name": book(ORDINARY, names=f'<definedNames><definedName name="x">"{ID}"</definedName></definedNames>'),  # noqa: E501
        "hyperlink": book(ORDINARY, extra={"xl/worksheets/_rels/sheet1.xml.rels": link}),
        "comment of the archive": commented.getvalue(),
        "bytes after the end": good + f"\n{MOBILE}\n".encode(),
    }  # fmt: skip


def kinds() -> Iterator[tuple[str, bytes]]:
    """Yield the name and the file of each kind."""
    for name, ids in IDS.items():
        lines = tuple((i, "sox", 60 + n) for n, i in enumerate(ids))
        yield f"id: {name}", book(rows(("patient_id", "arm", "age"), *lines))
    for heading in HEADINGS:
        lines = tuple((f"P00{n}", "x", 60) for n in range(1, 4))
        yield f"heading: {heading}", book(rows(("patient_id", heading, "age"), *lines))
    for name, text in TEXTS.items():
        lines = (("P001", text, 61), ("P002", "none", 58))
        yield f"text: {name}", book(rows(("patient_id", "notes", "age"), *lines))
    for name, data in places().items():
        yield f"place: {name}", data


_N = range(1, 13)
_INNOCENT: Mapping[str, tuple[str, tuple[object, ...]]] = {
    "lot numbers of eleven digits": ("lot_no", tuple(13812345678 + 7 * i for i in _N)),
    "batch numbers": ("药品批号", tuple(f"1591234567{i % 10}" for i in _N)),
    "cell counts": ("cell_count", tuple(13912345678 * (i % 2) + 100 * i for i in _N)),
    "barcodes": ("barcode", tuple(6901234567892 + i for i in _N)),
    "sample numbers": ("sample_no", tuple(f"S{20230000 + 17 * i}" for i in _N)),
    "diagnoses": (
        "diagnosis",
        ("高血压病史", "胃低分化腺癌", "印戒细胞癌", "黄疸", "Signet ring") * 2,
    ),
    "sites": ("site", ("北京某医院", "Center 01", "浙江省肿瘤医院", "上海", "East") * 2),
    "regimens": ("regimen", ("SOX: oxaliplatin 130 mg/m² d1", "PTX 50 mg ip d1,8 q3w") * 5),
    "time stamps": ("entered_at", tuple(20240115103000 + i for i in _N)),
    "dates in Chinese": ("手术日期", tuple(f"2023年3月{i}日" for i in _N)),
    "genes": ("variant", ("KRAS p.G12D c.35G>A", "TP53 R175H", "CDH1 c.1003C>T") * 3),
    "registrations": ("trial_no", ("NCT04597294", "ChiCTR1900024552", "2015-001103-30") * 3),
    "markers": ("ca125", tuple(round(35.7 * i * i, 2) for i in _N)),
    "devices": ("device", ("BR-TRG-I-2019", "SN 4471-02-118", "HT-2000 rev 3") * 3),
    "hospital stay": ("notes", ("术后第5天出院", "无特殊", "腹水较前减少", "二级护理，普食") * 3),
    "English notes": ("notes", ("well, ascites less", "Patient stable", "seen in clinic") * 4),
}
_STUDY_IDS: Mapping[str, tuple[str, ...]] = {
    "ids by site": tuple(f"{site:02}-{i:03}" for site in (1, 2, 3) for i in range(1, 5)),
    "ids of seven digits": tuple(f"{1000 + s}{i:03}" for s in (1, 2) for i in range(1, 7)),
    "ids of three letters": tuple(f"ABC-{i}" for i in _N),
    "ids in Chinese": tuple(f"受试者{i}" for i in _N),
}


def innocent() -> Iterator[tuple[str, bytes]]:
    """Yield twenty ordinary files."""
    for name, (heading, values) in _INNOCENT.items():
        lines = tuple((f"P{i:03}", v, 60) for i, v in enumerate(values, 1))
        yield name, book(rows(("patient_id", heading, "age"), *lines))  # type: ignore[arg-type]
    for name, ids in _STUDY_IDS.items():
        yield name, book(rows(("patient_id", "arm", "age"), *((i, "sox", 60) for i in ids)))


def became(data: bytes) -> str:
    """Return whether a file is refused, asked about, or read without a word."""
    try:
        workbook = read_workbook(data)
    except Refused:
        return "refused"
    found = find_identifiers(workbook)
    if any(finding.severity == "error" for finding in found):
        return "refused"
    asked = [f for f in (*found, *workbook.findings) if f.severity == "warning"]
    return "asked" if asked else "read"


def main() -> int:
    """Print what became of each kind, and the two counts that matter."""
    planted = {name: became(data) for name, data in kinds()}
    plain = {name: became(data) for name, data in innocent()}
    for word in ("read", "asked", "refused"):
        names = [name for name, what in planted.items() if what == word]
        print(f"planted, {word}: {len(names)}", *(names if word == "read" else ()), sep="\n  ")
    for word in ("refused", "asked"):
        names = [name for name, what in plain.items() if what == word]
        print(f"innocent, {word}: {len(names)}", *names, sep="\n  ")
    return int("read" in planted.values() or "refused" in plain.values())


if __name__ == "__main__":
    sys.exit(main())
