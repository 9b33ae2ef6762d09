"""What must not be in a de-identified file: where it is, never what it is."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import date

from outcomes.intake.gate.raw import (
    Finding,
    Place,
    Raw,
    RawSheet,
    RawWorkbook,
    Refused,
    Severity,
    cells_by_column,
)

LONG_TEXT = 120
_LABEL = 24
_PIECE, _OVERLAP = 2_000, 300
OLDEST_AGE = 89
_NO_AGE = 130  # from here on a number is a slip, and says nothing about who it is
_PROVINCES = frozenset(
    "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65"
    " 71 81 82 83".split()
)
_RESIDENT = re.compile(
    r"(?<!\d)(?<!\d\.)(\d{2})\d{4}[ \-]?((?:19|20)\d{2})(\d{2})(\d{2})[ \-]?\d{3}[\dXx*](?!\d)"
)
_OLD_RESIDENT = re.compile(r"(?<!\d)(?<!\d\.)(\d{2})\d{4}(\d{2})(\d{2})(\d{2})\d{3}(?!\d)")
_CONTENT = (
    (
        "identifier-phone",
        re.compile(
            r"(?<!\d)(?<!\d[.\-/])(?:(?:\+|00)?86[ \-]?)?"
            r"1[3-9]\d(?:([ \-.]?)\d{4}\1\d{4}|[ \-]\d{8})(?![\dA-Za-z])(?![\-.]\d)"
            r"|(?<!\w)\+\d{1,3}[ \-]?\(?\d{1,4}\)?(?:[ \-]?\d{2,4}){2,4}(?!\d)"
        ),
    ),
    ("identifier-email", re.compile(r"[\w.+\-]{1,64}@[\w\-]{1,64}(?:\.[\w\-]{1,64})+")),
    (
        "identifier-record-number",
        re.compile(
            r"\bMRN\W{0,3}\d{4,}|(?:住院|病案|病历|门诊|登记|医保卡?|就诊卡)号\W{0,3}[A-Za-z]?\d{4,}",
            re.I,
        ),
    ),
    (
        "identifier-name",
        re.compile(
            r"(?:姓\s*名|联系人)\s*[:=]\s*\S|(?:^|\b(?:patient|subject|full|first|last|family|given)\s?)"
            r"(?:sur)?name\s*[:=]\s*\S|\binitials\s*[:=]\s*\S",
            re.I,
        ),
    ),
    (
        "identifier-birth-date",
        re.compile(
            r"(?:出生(?:日期|年月日?|于)?|生于|生日"
            r"|\b(?:born(?: on)?|DOB|date of birth|birth ?date))"
            r"\s*[:=]?\s*(?:\d{1,2}[/.\- ]\d{1,2}[/.\- ])?(?:19|20)\d\d",
            re.I,
        ),
    ),
    (
        "identifier-address",
        re.compile(
            r"(?:住|地)址\s*[:=]\s*\S|\baddress\s*[:=]\s*\S"
            r"|[\u4e00-\u9fff](?:路|街|巷|弄|小区|村|道)\d+(?:号|弄|栋|幢|组)"
        ),
    ),
    ("identifier-phone", re.compile(r"(?:电话|手机|\b(?:tel|phone|mobile))\W{0,3}\d{7,}", re.I)),
)
_SUSPECT = (
    ("url", re.compile(r"https?://|\bwww\.", re.I)),
    ("local-path", re.compile(r"\b[A-Za-z]:[\\/][^\\/\s]|\\\\\w+\\|/(?:Users|home)/\w|file://")),
    ("landline", re.compile(r"(?<![\w\-])0\d{2,3}[ \-]\d{7,8}(?![\w\-])")),
    (
        "age-over-89",
        re.compile(r"(?<!\d)(?:9\d|1[0-2]\d)\s*(?:周?岁|[- ]?years?[- ]old|y/?o\b)", re.I),
    ),
)
# One cheap look decides whether a text is worth the careful ones (most cells are not). Words in
# lower case that begin with a letter each: the engine then skips to the next such letter.
_WORDS = re.compile(
    "@|:|:|=|\\\\|/users|/home|www|岁|生|名|号|人|址|证|电|机|信|箱|照|保|拼音|联系|户籍|name|initial"
    "|mrn|dob|record|birth|brth|born|hosp|inpatient|outpatient|admission|chart|nhs|insurance"
    "|pathology|ssn|security|national|identity|card|passport|resident|mail|address|phone|mobile"
    "|contact|old|year|y/o|yo"
)
_DIGITS = re.compile(r"\d.?(?:\d.?){6}")
_LABELS = re.compile(r"\b(?:id|no)\b")
_FULL_WIDTH = re.compile("[\uff01-\uff5e]")
_ZH_HEADER = (
    ("identifier-name", re.compile(r"姓名|拼音缩写|联系人|^名字$|^患者名")),
    ("identifier-resident-id", re.compile(r"身份证|证件号|护照号|社保号|社会保障")),
    (
        "identifier-record-number",
        re.compile(r"(住院|病案|病历|门诊|登记|医保|就诊卡|医保卡|病理)号|住院编号"),
    ),
    ("identifier-phone", re.compile(r"联系电话|联系方式|(手机|电话)号|微信|qq号|银行卡")),
    ("identifier-address", re.compile(r"住址|(家庭|联系|通讯|通信|详细|现居住?)地址|户籍地")),
    ("identifier-birth-date", re.compile(r"出生(日期|年月|时间)|^出生$")),
    ("identifier-email", re.compile(r"邮箱|电子邮件")),
)
_ZH_BARE = (
    (
        "identifier-phone",
        re.compile(r"(患者|病人|家属|本人|家庭|固定|办公)?(电话|手机|座机|传真)\d?"),
    ),
    ("identifier-address", re.compile(r"(患者|病人)?地址\d?")),
    ("identifier-birth-date", re.compile(r"(患者|病人)?生日")),
)
_EN_HEADER = (
    (
        "identifier-name",
        r"((patient|subject|participant|pt|full|first|last|family|given|middle|maiden|legal|kin"
        r"|relative|spouse|guardian|contact)s? )+(sur)?names?|surname|forename"
        r"|(patient |subject )?initials",
    ),
    (
        "identifier-record-number",
        r"(patient )?mrn|(medical|hospital|patient|health|chart) record( (no|number|num|id))?"
        r"|(hospital|hosp|inpatient|outpatient|admission|chart|nhs|insurance|pathology)"
        r" (no|number|num)|hospno",
    ),
    (
        "identifier-resident-id",
        r"ssn|social security( (no|number|num))?|national id( (no|number|num))?"
        r"|(id|identity) (card( (no|number|num))?|number|no)|passport( (no|number|num))?"
        r"|resident id( (no|number))?",
    ),
    (
        "identifier-birth-date",
        r"(patient )?(dob|date of birth|birth ?(date|day|dt)|birthdtc?|brthdtc?)",
    ),
    ("identifier-email", r"(patient |contact )?e ?mail( address)?"),
    ("identifier-address", r"(home|street|mailing|postal|residential|patient|current) address"),
    (
        "identifier-phone",
        r"(patient |home |work |contact |mobile |cell )+(tele)?phone( (no|number|num))?"
        r"|(tele)?phone (no|number|num)|mobile (no|number|num)|cellphone"
        r"|contact (person|number|details|info)",
    ),
)
_EN_BARE = (
    ("identifier-name", r"names?"),
    ("identifier-phone", r"(tele)?phone|mobile|tel|fax"),
    ("identifier-address", r"address( ?(line )?\d)?"),
)
_QUASI_HEADER = re.compile(
    r"(birth year|year of birth|yob|出生年份?|zip( code)?|post(al)? ?code|邮编|邮政编码)"
)
_AGE_HEADER = re.compile(r"(age\b|年龄)(?!.*(month|day|group|月|天|组))", re.I)
_WHAT = {
    "identifier-phone": ("a telephone number", "Delete it."),
    "identifier-email": ("an e-mail address", "Delete it."),
    "identifier-resident-id": ("a resident identity or other official number", "Delete it."),
    "identifier-record-number": (
        "a hospital record number",
        "Replace it by the study's patient_id.",
    ),
    "identifier-name": ("a person's name", "Replace it by the study's patient_id."),
    "identifier-birth-date": ("a date of birth", "Replace it by the age in years."),
    "identifier-address": ("an address", "Delete it."),
    "url": ("a web address", "Delete it if it leads to a person's record."),
    "local-path": ("a path on somebody's computer", "Delete it; paths often contain names."),
    "landline": ("possibly a telephone number", "Delete it if it is one."),
    "old-resident-id": ("possibly an old 15-digit identity number", "Delete it if it is one."),
    "age-over-89": ("an age over 89", "Write 90 for every age over 89."),
    "long-text": (
        f"free text longer than {LONG_TEXT} characters",
        "Check it for names; shorten it.",
    ),
    "quasi-identifier": ("a birth year or postal code", "Remove it unless the analysis needs it."),
}


class Identified(Refused):
    """The file holds what could tell who a patient is; ``findings`` say where, never what."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        direct = [f for f in findings if f.severity == "error"]
        places = ", ".join(dict.fromkeys(_place(f) for f in direct[:5]))
        more = f" and {len(direct) - 5} more" if len(direct) > 5 else ""
        super().__init__(
            "identifiers",
            f"The file holds direct identifiers at {places}{more}.",
            "Remove them from the file and give each patient a study code.",
        )
        self.findings = findings

    def __reduce__(self) -> tuple[type[Identified], tuple[tuple[Finding, ...]]]:  # type: ignore[override]
        return (Identified, (self.findings,))


def _place(finding: Finding) -> str:
    return f"{finding.sheet}!{finding.cell}" if finding.cell else finding.sheet


def find_identifiers(workbook: RawWorkbook) -> tuple[Finding, ...]:
    """Search a file for whatever could tell who a patient is.

    Parameters
    ----------
    workbook
        The file, as read; its `strings` are those of every part that are `worth_a_look`.

    Returns
    -------
    tuple of Finding
        Direct identifiers with severity "error" and a rule that begins with "identifier-";
        what needs a look as "warning". Hidden parts, comments and document properties as such
        are in `workbook.findings`; their texts are searched here. No finding quotes a value.
    """
    hits: dict[tuple[str, str], set[tuple[str, int]]] = {}
    rules = {text: text_rules(text) for text in {text for _, text in workbook.strings}}
    for place, text in workbook.strings:
        for rule in rules[text]:
            hits.setdefault((place.sheet, rule), set()).add(_cell(place))
    for sheet in workbook.sheets:
        for rule, cell in _column_hits(sheet):
            hits.setdefault((sheet.name, rule), set()).add(cell)
    headed = {
        (sheet.name, rule, letters)
        for sheet in workbook.sheets
        for letters, text in zip(sheet.columns, sheet.header, strict=True)
        if (rule := header_rule(text) or "")
    }
    findings = [
        _finding(
            sheet, letters, rule, f"the heading of column {letters} announces {_WHAT[rule][0]}"
        )
        for sheet, rule, letters in headed
    ]
    for (name, rule), cells in hits.items():
        findings += _located(name, rule, {c for c in cells if (name, rule, c[0]) not in headed})
    return tuple(sorted(findings, key=lambda f: (f.severity, f.sheet, f.rule, f.cell)))


def header_rule(text: str) -> str | None:
    """The rule a column heading breaks, None for an ordinary heading."""
    return _strong_header(text) or _bare_header(text)


def text_rules(text: str) -> set[str]:
    """The rules a text breaks anywhere in a file, whatever it stands for."""
    if not worth_a_look(text):
        return set()
    rules = set().union(*map(_rules_of_piece, _pieces(text)))
    # a label such as 姓名 in a form-like sheet: the value stands in the next cell
    plain = _plain(text) if len(text) <= 2 * _LABEL else ""
    short = 0 < len(plain) <= _LABEL and not re.search(r"\d{3}", plain)
    label = _strong_header(plain.rstrip(":")) if short else None
    return rules | {label} if label else rules


def worth_a_look(text: str) -> bool:
    """One cheap look: whether a text could break any rule at all (most cells cannot)."""
    lower = text.lower()
    return bool(
        _WORDS.search(lower)
        or _DIGITS.search(text)
        or _LABELS.search(lower)
        or (not text.isascii() and _FULL_WIDTH.search(text))
    )


def _pieces(text: str) -> Iterator[str]:
    """Cut a long text into pieces that overlap by more than the longest identifier."""
    for at in range(0, max(len(text) - _OVERLAP, 1), _PIECE - _OVERLAP):
        yield _plain(text[at : at + _PIECE])


def _plain(text: str) -> str:
    """Normal forms, and one space where there are many: patterns then look at each place once."""
    return " ".join(unicodedata.normalize("NFKC", text).split())


def _rules_of_piece(plain: str) -> set[str]:
    rules = {rule for rule, pattern in (*_CONTENT, *_SUSPECT) if pattern.search(plain)}
    if any(_is_resident(*found) for found in _RESIDENT.findall(plain)):
        rules.add("identifier-resident-id")
    elif any(_is_resident(p, "19" + y, m, d) for p, y, m, d in _OLD_RESIDENT.findall(plain)):
        rules.add("old-resident-id")
    return rules


def _strong_header(text: str) -> str | None:
    words = _words(text)
    joined = words.replace(" ", "")
    chinese = (rule for rule, p in _ZH_HEADER if len(joined) <= 16 and p.search(joined))
    english = (rule for rule, p in _EN_HEADER if re.fullmatch(p, words))
    return next(chinese, None) or next(english, None)


def _bare_header(text: str) -> str | None:
    words = _words(text)
    joined = words.replace(" ", "")
    chinese = (rule for rule, p in _ZH_BARE if p.fullmatch(joined))
    english = (rule for rule, p in _EN_BARE if re.fullmatch(p, words))
    quasi = "quasi-identifier" if _QUASI_HEADER.fullmatch(words) else None
    return next(chinese, None) or next(english, None) or quasi


def _words(text: str) -> str:
    """Lower-case words of a heading: camelCase, underscores and punctuation all separate them."""
    plain = unicodedata.normalize("NFKC", text)
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", plain)
    return " ".join(re.findall(r"[^\W_]+", spaced.casefold()))


def _is_resident(province: str, year: str, month: str, day: str) -> bool:
    """Region and date of birth are plausible; the check digit rarely survives Excel."""
    try:
        born = date(int(year), int(month), int(day))
    except ValueError:
        return False
    return province in _PROVINCES and 1900 <= born.year <= date.today().year


def _column_hits(sheet: RawSheet) -> Iterator[tuple[str, tuple[str, int]]]:
    for j, letters in enumerate(sheet.columns):
        aged = bool(_AGE_HEADER.match(_words(sheet.header[j])))
        for number, row in zip(sheet.row_numbers, sheet.rows, strict=True):
            value = row[j]
            if aged and _over_age(value):
                yield "age-over-89", (letters, number)
            if type(value) is str and len(value) > LONG_TEXT:
                yield "long-text", (letters, number)


def _over_age(value: Raw) -> bool:
    try:
        return not isinstance(value, bool) and OLDEST_AGE < float(str(value)) < _NO_AGE
    except ValueError:
        return False


def _cell(place: Place) -> tuple[str, int]:
    return (place.letters, place.row)


def _located(sheet: str, rule: str, cells: set[tuple[str, int]]) -> list[Finding]:
    what = _WHAT[rule][0]
    findings = []
    if ("", 0) in cells:
        findings.append(_finding(sheet, "", rule, f"{what} outside the cells"))
    for cell, rows in cells_by_column(cells - {("", 0)}):
        findings.append(_finding(sheet, cell, rule, f"{what} in {rows}"))
    return findings


def _finding(sheet: str, cell: str, rule: str, message: str) -> Finding:
    severity: Severity = "error" if rule.startswith("identifier-") else "warning"
    where = f"{sheet}!{cell}" if cell else sheet
    return Finding(severity, sheet, cell, rule, f"{where}: {message}", _WHAT[rule][1])
