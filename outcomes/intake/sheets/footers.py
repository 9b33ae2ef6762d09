"""Lines under a table that are nobody's: totals, statistics, notes and signatures."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from outcomes.intake.gate.raw import Raw

TOTAL, NOTE = "total-row", "note-row"

# Texts are compared with full-width forms and case folded. A word that may begin a code (SD-12)
# counts only in a form no code has.
_MORE = r"\s*(?:[:=([±,/&]|\+/?-).*"
_REST = f"(?:{_MORE})?"
_TOTALS = re.compile(
    r"(?:grand |sub-?)?total(?![-_]?\d)\b.*|(?:total )?(?:number|no\.|count) of .*"
    r"|(?:sum|summe|gesamt|mean|average|median|mittelwert|minimum|maximum|percent(?:age)?)"
    rf"(?:{_REST}|\s+[^\W\d].*|\s*\d+)"
    rf"|(?:sd|std\.?|sem|min|max|range|iqr|count|avg\.?|%){_REST}"
    rf"|(?:se|ci|n|p){_MORE}|95\s*%?\s*ci{_REST}"
    r"|.{0,12}(?:合计|总计|小计|总数|总例数)(?:\W.*|共?\s*\d+\s*[例人名].*)?"
    r"|(?:平均[值数]?|均[值数]|标准差|中位数|四分位\w*|最[大小]值|极差|百分比|构成比|例数)"
    rf"{_REST}|[总合]?共计?\s*[:=]?\s*\d+\s*[例人名].*",
)
_NOTES = re.compile(
    r"注[释\s]*[:\d.]|备注|说明|附注|签[名字章]|盖章|审[核阅]|核对|填表|制表|录入|研究者|负责人"
    r"|统计[员人]|缩写|(?:数据)?来源|(?:数据|随访)?截止|打印|日期\s*:|[†‡§]"
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
    begin = row[named[0]] if named else None
    lead = _plain(begin) if isinstance(begin, str) else ""
    filled = sum(value is not None for value in row)
    if len(named) >= 3 and _TOTALS.fullmatch(lead):
        return TOTAL
    if len(named) >= 2 and filled == 1 and lead.startswith("*"):
        return NOTE
    if len(named) >= 2 and (filled == 1 or filled * 2 <= len(named) + 1) and _NOTES.match(lead):
        return NOTE
    return ""


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())
