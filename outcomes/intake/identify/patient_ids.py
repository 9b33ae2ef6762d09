"""Codes of patients that are no codes: names, initials, hospital numbers, birth dates."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence

from outcomes.dictionary import columns_of
from outcomes.intake.gate.raw import RawSheet, normalize_header
from outcomes.intake.identify.check_digits import is_birth_date
from outcomes.intake.identify.people import is_chinese_name, is_spelled_name
from outcomes.intake.shapes import by_shape

_MARKS = "0123456789 _-./#"
_HOSPITAL = re.compile(r"[A-Z]?\d{6,10}", re.A)
_DATE = re.compile(r"(19\d\d|200\d)(\d\d)(\d\d)", re.A)
_HAN = re.compile("[\u3400-\u9fff·]+")
# AB, A.B., AB-07, 07 AB, P007AB: letters of a person, and the number of a patient.
_INITIALS = re.compile(
    r"(?:[A-Z]{0,3}[-_ /]?(\d{1,9})[-_ ./]*)?([A-Z](?:[. -]{0,2}[A-Z]){1,2})\.?[-_ ./#]*(\d{0,9})",
    re.A | re.I,
)
_MOST, _MANY = 0.9, 10  # share of codes that are initials; sets of initials, more than sites
_TAIL = 3  # digits that number the patients of a site
_FEW = 3


def id_rules(sheet: RawSheet) -> Iterator[tuple[str, tuple[str, int]]]:
    """Yield (rule, (letters, row)) for each code of a patient that could tell who it is."""
    for j, header in enumerate(sheet.header):
        if normalize_header(header) not in _headers():
            continue
        entries = sheet.entries[j]
        texts = [_plain(entry) for entry in entries.distinct]
        rules = rules_of_ids(sorted({text for text in texts if text}))
        if rules:
            for code, number in zip(entries.codes.tolist(), sheet.row_numbers, strict=True):
                if texts[code] in rules:
                    yield rules[texts[code]], (sheet.columns[j], number)


def rules_of_ids(ids: Sequence[str]) -> dict[str, str]:
    """Return the rule that each suspicious one of the distinct codes of a file breaks.

    What is the same in most codes is the study's or the site's; a name is another in each.
    """
    words = {name: _word(name) for name in ids}
    times = Counter(words.values())
    chinese = {word for word in times if is_chinese_name(word)}
    rules = {
        name: "identifier-name"
        for name, word in words.items()
        if word in chinese and (times[word] == 1 or word == name.strip(_MARKS))
    }
    written = {word for word, n in times.items() if n == 1 and is_spelled_name(word)}
    spelled = [name for name, word in words.items() if word in written]
    most = len(spelled) > len(ids) / 2  # else it may be a remark, such as Screen Failure
    rules |= dict.fromkeys(spelled, "identifier-name" if most else "possible-name")
    if rules or len(ids) < _FEW:
        return rules
    for rule, told in _WHOLE:
        if told(ids, words):
            return dict.fromkeys(ids, rule)
    return {}


def _birth_dates(ids: Sequence[str], _: dict[str, str]) -> bool:
    found = (_DATE.match(name) for name in ids)
    return all(match is not None and is_birth_date(*match.groups()) for match in found)


def _hospital_numbers(ids: Sequence[str], _: dict[str, str]) -> bool:
    """A site numbers its patients from 1 on; numbers of a hospital are scattered."""
    if not all(_HOSPITAL.fullmatch(name) for name in ids):
        return False
    starts = {name[:-_TAIL] for name in ids}
    counted = sum(int(name[-_TAIL:]) < 100 for name in ids)
    return len(starts) > len(ids) / 2 and counted <= len(ids) / 2


def _initials(ids: Sequence[str], _: dict[str, str]) -> bool:
    """Letters that differ from patient to patient, or many that no site's count goes with."""
    times = Counter(map(_letters, ids))
    found = len(ids) - times.pop("", 0)
    if found < _MOST * len(ids) or len(times) <= len(ids) / 4:
        return False
    matches = [m for name in ids if (m := _INITIALS.fullmatch(name))]
    counted = sum(int(m[3] or m[1] or 0) <= 2 * times[_letters(m[0])] for m in matches)
    return len(times) > len(ids) / 2 or (len(times) >= _MANY and counted <= found / 2)


@by_shape
def _letters(name: str) -> str:
    """Return the letters of a code that are a set of initials; "" for another code."""
    found = _INITIALS.fullmatch(name)
    return "".join(filter(str.isalpha, found[2])).upper() if found else ""


def _spelled(ids: Sequence[str], words: dict[str, str]) -> bool:
    fit = all(w.isalpha() and w.isascii() and 4 <= len(w) <= 30 for w in words.values())
    return fit and len(set(words.values())) > len(ids) / 2


_WHOLE = (
    ("identifier-birth-date", _birth_dates),
    ("identifier-record-number", _hospital_numbers),
    ("possible-initials", _initials),
    ("possible-name", _spelled),
)


def _headers() -> frozenset[str]:
    column = columns_of("patients")["patient_id"]
    texts = (column.name, column.label, column.label_zh, column.adam, *column.aliases)
    return frozenset(normalize_header(text) for text in texts if text)


def _plain(value: object) -> str:
    text = str(value or "")
    return " ".join((text if text.isascii() else unicodedata.normalize("NFKC", text)).split())


def _word(name: str) -> str:
    """Return a code without the numbers before and after its letters: of P036王建国 the name."""
    written = () if name.isascii() else _HAN.findall(name)
    return written[0] if len(written) == 1 else name.strip(_MARKS).replace("_", " ")
