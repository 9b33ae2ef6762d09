"""Lines under a table that are nobody's: totals, statistics, notes and signatures."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from outcomes.intake.cells.cell import is_missing
from outcomes.intake.gate.raw import Raw
from outcomes.intake.shapes import by_shape

TOTAL, NOTE, SECTION, BELOW = "total-row", "note-row", "section-row", "table-below"

# Texts are compared with full-width forms and case folded. A word that may begin a code (SD-12)
# counts only in a form no code has.
_MORE = r"\s*(?:[:=([±,/&]|\+/?-).*"
_REST = f"(?:{_MORE})?"
_OF = r"(?:[^\W\d_]+[\s+&/-]+){1,4}"  # of an arm or of all: never of P2
_TOTALS = re.compile(
    r"(?:grand |sub-?)?total(?![-_]?\d)\b.*|(?:total )?(?:number|no\.|count) of .*"
    rf"|{_OF}(?:(?:sub-?)?totals?|sum|mean|average|median){_REST}"
    rf"|(?:overall|all(?: patients| cases| arms)?|\d+ (?:patients|subjects|cases)){_REST}"
    r"|(?:sum|summe|gesamt|mean|average|median|mittelwert|minimum|maximum|percent(?:age)?)"
    rf"(?:{_REST}|\s+[^\W\d].*|\s*\d+)"
    rf"|(?:sd|std\.?|sem|min|max|range|iqr|count|avg\.?|%){_REST}"
    rf"|(?:se|ci|n|p){_MORE}|95\s*%?\s*ci{_REST}"
    r"|.{0,12}(?:合计|总计|小计|总数|总例数)(?:\W.*|共?\s*\d+\s*[例人名].*)?"
    r"|(?:平均[值数]?|均[值数]|标准差|中位数|四分位\w*|最[大小]值|极差|百分比|构成比|例数)"
    rf"{_REST}|[总合]?共计?\s*[:=]?\s*\d+\s*[例人名].*",
)
_EXAMPLE = re.compile(
    r"(?:e\.?g\b|for example\b|example(?![-_]?\d)|sample (?:row|patient|entry|line)\b"
    r"|示例|样例|举例|例[如:])"
)
_EXCLUDED = re.compile(
    r"\b(?:excluded|ineligible|not eligible|screen(?:ing)? fail\w*|withdrawn|drop-?outs?)\b"
    r"|剔除|排除|脱落|退出|筛选失败|未入组"
)
_NOTHING: frozenset[str] = frozenset()
_NOTES = re.compile(
    r"注[释\s]*[:\d.]|备注|说明|附注|签[名字章]|盖章|审[核阅]|核对|填表|制表|录入|研究者|负责人"
    r"|统计[员人]|缩写|(?:数据)?来源|(?:数据|随访)?截止|打印|日期\s*:|以上|上述|本表|记录[者员人]|[†‡§]"
    r"|(?:foot)?notes?\b(?![-_]?\d)|remarks?\b|abbreviations?\b|legend\b|source\s*:|date\s*:"
    r"|sign(?:ed|ature)\b|(?:prepared|checked|reviewed|approved|compiled|verified|entered) by\b"
    r"|(?:data )?cut-?off\b|data as of\b|end of\b|(?:principal )?investigator\b(?![-_ ]?\d)"
    r"|printed\b|confidential\b",
)


def footer(row: Sequence[Raw], named: Sequence[int]) -> str:
    """Return the rule by which a row is clearly no patient's, or an empty text.

    Parameters
    ----------
    row
        Values of a row; blank cells are None.
    named
        Positions of the columns with a heading.
    """
    begin = next((row[j] for j in named[:3] if row[j] is not None), None)
    said = _said_by(begin) if isinstance(begin, str) else _NOTHING
    if not said:
        return ""
    filled = len(row) - row.count(None)
    if len(named) >= 3 and "total" in said:
        return TOTAL
    if len(named) >= 2 and ((filled == 1 and "star" in said) or "example" in said):
        return NOTE
    if len(named) >= 2 and (filled == 1 or filled * 2 <= len(named) + 1) and "note" in said:
        return NOTE
    return SECTION if len(named) >= 3 and filled == 1 and "section" in said else ""


@by_shape
def _said_by(begin: str) -> frozenset[str]:
    """Return what the first entry of a row could make of it."""
    lead = _plain(begin).lstrip("※ ")
    could = {
        "total": _TOTALS.fullmatch(lead),
        "star": lead.startswith("*"),
        "example": _EXAMPLE.match(lead),
        "note": _NOTES.match(lead),
        "section": _is_section(lead),
    }
    return frozenset(what for what, found in could.items() if found)


def begins_another_table(row: Sequence[Raw], above: Sequence[Sequence[Raw]]) -> bool:
    """Whether a line after a gap heads another table: words, also where codes and dates stood.

    Parameters
    ----------
    row
        The line.
    above
        The rows of the table before it.
    """
    said = [j for j, value in enumerate(row) if value is not None]
    if len(said) < 2 or len(above) < 3 or not all(_is_name(row[j]) for j in said):
        return False
    other = [j for j in said if not _named_mostly([r[j] for r in above if r[j] is not None])]
    return len(other) >= 2 and other[0] == said[0]


def _named_mostly(entries: Sequence[Raw]) -> bool:
    return not entries or sum(map(_is_name, entries)) * 5 > len(entries)


def _is_name(entry: Raw) -> bool:
    return isinstance(entry, str) and not re.search(r"\d", entry) and not is_missing(entry)


def _is_section(lead: str) -> bool:
    return not re.search(r"\d", lead) and (lead.endswith(":") or bool(_EXCLUDED.search(lead)))


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())
