"""Column headings and labels that announce what could tell who a patient is."""

from __future__ import annotations

import re
import unicodedata

_ZH_HEADER = (
    ("identifier-name", re.compile(r"姓名|拼音缩写|联系人|^名字$|^患者名$|^氏名$|^성명$|^家属$")),
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
        r"|((patient|subject|participant|pt|name) )?initials|next of kin",
    ),
    (
        "identifier-record-number",
        r"(patient )?mrn|(medical|hospital|patient|health|chart) record( (no|number|num|id))?"
        r"|(hospital|hosp|inpatient|outpatient|admission|chart|nhs|insurance|pathology)"
        r" (no|number|num)|hospno|(medicare|medicaid|health card) (no|number|num|id)",
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
_ASKED = (
    (
        "possible-record-number",
        re.compile(r"(hospital|case|file|folder) (id|no|number|num)|病例号|档案号"),
    ),
)
_COUNTED = re.compile(
    r"\b(lot|batch|serial|barcode|count|counts|sample|specimen|accession|kit|device)\b"
    r"|批号|批次|序列号|条码|计数|样本|标本"
)
_QUASI_HEADER = re.compile(
    r"(birth year|year of birth|yob|出生年份?|zip( code)?|post(al)? ?code|邮编|邮政编码)"
)
_AGE_HEADER = re.compile(r"(age\b|年龄)(?!.*(month|day|group|月|天|组))", re.I)


def header_rule(text: str) -> str | None:
    """The rule a column heading breaks, None for an ordinary heading."""
    return label_rule(text) or _bare_header(text)


def announces_age(text: str) -> bool:
    """Whether a heading announces ages in years."""
    return bool(_AGE_HEADER.match(words_of(text)))


def announces_counts(text: str) -> bool:
    """Whether a heading announces numbers of things: lots, samples, counts."""
    return bool(_COUNTED.search(words_of(text)))


def label_rule(text: str) -> str | None:
    """The rule a label breaks wherever it stands, in a heading or beside a cell."""
    words = words_of(text)
    joined = words.replace(" ", "")
    chinese = (rule for rule, p in _ZH_HEADER if len(joined) <= 16 and p.search(joined))
    english = (rule for rule, p in _EN_HEADER if re.fullmatch(p, words))
    return next(chinese, None) or next(english, None)


def _bare_header(text: str) -> str | None:
    words = words_of(text)
    joined = words.replace(" ", "")
    chinese = (rule for rule, p in _ZH_BARE if p.fullmatch(joined))
    english = (rule for rule, p in _EN_BARE if re.fullmatch(p, words))
    asked = (rule for rule, p in _ASKED if p.fullmatch(words))
    quasi = "quasi-identifier" if _QUASI_HEADER.fullmatch(words) else None
    return next(chinese, None) or next(english, None) or next(asked, None) or quasi


def words_of(text: str) -> str:
    """Lower-case words of a heading: camelCase, underscores and punctuation all separate them."""
    plain = unicodedata.normalize("NFKC", text)
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", plain)
    return " ".join(re.findall(r"[^\W_]+", spaced.casefold()))
