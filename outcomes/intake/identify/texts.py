"""What in a text could tell who a patient is, whatever the text stands for."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from outcomes.intake.identify.check_digits import number_rules
from outcomes.intake.identify.headings import label_rule
from outcomes.intake.identify.patterns import CONTENT, SUSPECT
from outcomes.intake.identify.people import PERSONS
from outcomes.intake.shapes import by_shape

REMEMBERED = 4096  # texts that were looked at: most cells say what others say
_LABEL = 24
_PIECE, _OVERLAP = 2_000, 300
# One cheap look decides whether a text is worth the careful ones (most cells are not). Words in
# lower case that begin with a letter each: the engine then skips to the next such letter.
_WORDS = re.compile(
    "@|:|:|=|\\\\|/users|/home|www|岁|生|名|号|人|址|证|电|机|信|箱|照|保|拼音|联系|户籍|name|initial"
    "|mrn|dob|record|birth|brth|born|hosp|inpatient|outpatient|admission|chart|nhs|insurance"
    "|pathology|ssn|security|national|identity|card|passport|resident|mail|address|phone|mobile"
    "|contact|old|year|y/o|yo|(?:mr|mrs|ms|miss|mme|herr|frau|señora?|senora?|dr|prof|pt)\\b|patient"
    "|subject|street|st\\b|road|rd\\b|ave|lane|drive|court|close|boulevard|blvd|square|terrace"
    "|at[)\\]]|at [)\\]]|先生|女士|小姐|太太|主任|医生|医师|教授|护士|大夫|患者|病人|家属|配偶|丈夫"
    "|妻子|儿子|女儿|护照|区|县|镇|乡|旗|街道"
)
_DIGITS = re.compile(
    r"\d(?:\D{0,2}\d){6}|\d[a-z][a-z0-9]\d-|\d \d[a-z]{2}\b|, [a-z]{2} \d{5}"
    r"|[\u4e00-\u9fff][a-z][·\-]?[a-z0-9]{5}"
)
_LABELS = re.compile(r"\b(?:id|no)\b")
_ODD = re.compile("[\uff01-\uff5e\u00ad\u180e\u200b-\u200f\u2060-\u2064\ufeff]")
# Signs without width, with which a number can be cut in pieces that look like one.
_INVISIBLE = dict.fromkeys((0xAD, 0x180E, *range(0x200B, 0x2010), *range(0x2060, 0x2065), 0xFEFF))


def text_rules(text: str) -> set[str]:
    """The rules a text breaks anywhere in a file, whatever it stands for."""
    if not text.isascii():
        text = text.translate(_INVISIBLE)
    if not worth_a_look(text):
        return set()
    rules = set().union(*map(_rules_of_piece, _pieces(text)))
    # a label such as 姓名 in a form-like sheet: the value stands in the next cell
    plain = _plain(text) if len(text) <= 2 * _LABEL else ""
    short = 0 < len(plain) <= _LABEL and not re.search(r"\d{3}", plain)
    label = label_rule(plain.rstrip(":")) if short else None
    return rules | {label} if label else rules


@by_shape
def worth_a_look(text: str) -> bool:
    """One cheap look: whether a text could break any rule at all (most cells cannot)."""
    lower = text.lower()
    return bool(
        _WORDS.search(lower)
        or _DIGITS.search(lower)
        or _LABELS.search(lower)
        or (not text.isascii() and _ODD.search(text))
    )


def _pieces(text: str) -> Iterator[str]:
    """Cut a long text into pieces that overlap by more than the longest identifier."""
    for at in range(0, max(len(text) - _OVERLAP, 1), _PIECE - _OVERLAP):
        yield _plain(text[at : at + _PIECE])


def _plain(text: str) -> str:
    """Normal forms, and one space where there are many: patterns then look at each place once."""
    return " ".join(unicodedata.normalize("NFKC", text).split())


def _rules_of_piece(plain: str) -> set[str]:
    patterns = (*CONTENT, *PERSONS, *SUSPECT)
    return {rule for rule, pattern in patterns if pattern.search(plain)} | {*number_rules(plain)}
