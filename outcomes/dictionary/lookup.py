"""Find a sheet or a column by whatever name a file gives it."""

import re
import unicodedata
from dataclasses import replace
from functools import cache

from outcomes.dictionary import patients, records
from outcomes.dictionary.schema import Column, Sheet

AMBIGUOUS = frozenset({"腹水", "腹腔积液", "ascites"})
"""Headers that may mean presence, amount, category, cytology or response: never guessed."""

UNITS: dict[str, tuple[str, ...]] = {
    "years": ("岁", "周岁", "year", "yr", "yrs", "y", "年"),
    "days": ("天", "日", "day", "d"),
    "weeks": ("周", "星期", "week", "wk", "wks"),
    "months": ("月", "个月", "month", "mo", "mos"),
    "ml": ("毫升", "cc"),
    "l": ("升", "litre", "liter"),
    "cm": ("厘米",),
    "mm": ("毫米",),
    "c": ("℃", "°c", "摄氏度"),
    "min": ("分钟", "mins", "minutes"),
    "h": ("小时", "hr", "hrs", "hours"),
    "kg": ("公斤", "千克"),
    "m2": ("㎡", "m²", "m^2"),
    "kg/m2": ("kg/m²", "kg/m^2"),
    "g/l": (),
    "g/dl": (),
    "ng/ml": ("ug/l", "μg/l", "µg/l"),
    "u/ml": ("iu/ml", "ku/l"),
}

SHEETS: tuple[Sheet, ...] = (
    Sheet("patients", "Patients", "患者信息", "One row per patient.", patients.PATIENTS,
          ("基线", "入组", "基线信息", "基线资料", "病例", "受试者", "baseline", "patient",
           "subjects", "demographics", "adsl")),
    Sheet("screening", "Screening", "筛选表", "One row per screened person.", records.SCREENING,
          ("筛选", "筛选入组", "筛选记录", "screen", "screeninglog")),
    Sheet("treatment", "Treatment", "治疗记录", "One row per dose or session.", records.TREATMENT,
          ("HIPEC记录", "治疗", "给药记录", "热灌注记录", "用药记录", "treatments", "hipec",
           "exposure")),
    Sheet("ascites", "Ascites", "腹水评估", "One row per assessment of ascites.", records.ASCITES,
          ("腹水", "腹水疗效", "腹水记录", "ascitesassessment", "ascitesassessments")),
    Sheet("response", "Response", "疗效评价", "One row per tumor assessment.", records.RESPONSE,
          ("疗效评估", "疗效", "肿瘤评估", "影像评估", "responses", "tumourassessment",
           "tumorassessment", "recist")),
    Sheet("surgery", "Surgery", "手术", "One row per operation.", records.SURGERY,
          ("手术记录", "手术信息", "转化手术", "operations", "surgeries")),
    Sheet("follow_up", "Follow-up", "随访", "One row per contact.", records.FOLLOW_UP,
          ("生存随访", "随访记录", "随访信息", "followups", "survival")),
    Sheet("adverse_events", "Adverse events", "不良事件", "One row per adverse event.",
          records.ADVERSE_EVENTS, ("不良反应", "安全性", "ae", "aes", "safety", "adverseevent")),
    Sheet("meta", "Meta", "研究信息", "Keys and values about the study.", records.META,
          ("元数据", "说明信息", "studyinfo", "metadata")),
)  # fmt: skip

_MARKS = dict.fromkeys(i for i in range(128) if not chr(i).isalnum())
_PER = re.compile(r"[munpµμk]?(g|mol|iu|u|l|eq)|[x×*]?10\^?\d+|\d+", re.IGNORECASE)  # … per
_LAST = re.compile(r"(?<=\S)[\s_]+(\S+)$")
_MEASURES = ("kg", "cm", "ml")  # what days and years stand beside may be no unit of it
_BRACKET = re.compile(r"[\(\[{（【]([^()\[\]{}（）【】]*)[\)\]}）】]\s*$")


def fold(text: str) -> str:
    """Return a name as it is compared: full-width forms folded, no case, spaces or punctuation."""
    if text.isascii():
        return text.casefold().translate(_MARKS)
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(ch for ch in folded if ch.isalnum())


def fold_value(text: str) -> str:
    """Return a cell's text as it is compared: as `fold`, but punctuation stays."""
    plain = text if text.isascii() else unicodedata.normalize("NFKC", text)
    return "".join(plain.casefold().split())


@cache
def unit_of(text: str) -> str:
    """Return the unit a text names, in the spelling of the dictionary; "" for none."""
    wanted = fold_value(text)
    for unit, others in UNITS.items():
        if wanted == unit or wanted in (fold_value(o) for o in others):
            return unit
    return ""


def header_unit(header: str) -> str:
    """Return the unit a header states: in trailing brackets, or as its last word.

    The last word is what follows a blank, ``_`` or comma: *Albumin g/L* states g/l, *CRP mg/L*
    nothing that is known; or what follows a slash: *Age/years*.
    """
    match = _BRACKET.search(header)
    if match:
        return unit_of(match[1])
    words = re.split(r"[\s_,，]+", header.strip())
    if len(words) > 1 and (unit := unit_of(words[-1])):
        return unit
    name, slash, after = words[-1].partition("/")
    return "" if not slash or _PER.fullmatch(name) else unit_of(after)


def bare(header: str) -> str:
    """Return a header without what stands in brackets at its end, and without its unit there."""
    plain = _BRACKET.sub("", header).strip()
    last = _LAST.search(plain)
    unit = unit_of(last[1]) if last else ""
    return plain[: last.start()] if last and ("/" in unit or unit in _MEASURES) else plain


@cache
def find_sheet(name: str) -> Sheet | None:
    """Return the sheet a tab of that name is, or None."""
    wanted = fold(name)
    return next(
        (s for s in SHEETS if wanted in map(fold, (s.name, s.label, s.label_zh, *s.aliases))), None
    )


def sheet_named(name: str) -> Sheet:
    """Return the sheet of that canonical name."""
    return next(sheet for sheet in SHEETS if sheet.name == name)


@cache
def day_column(column: Column) -> Column:
    """Return the study-day variant of a date column: ``death_date`` gives ``death_day``."""
    stem = re.sub(r"_?(date|datetime)$", "", column.name) or "treatment"
    return replace(
        column,
        name=f"{stem}_day",
        kind="integer",
        label=f"{column.label} (study day)",
        label_zh=f"{re.sub('(日期|时间)$', '', column.label_zh)}（研究日）",
        description=f"{column.description} As a study day: day 1 = origin.",
        aliases=(f"{stem}_study_day",),
        low=-10000,
        high=40000,
        adam=re.sub("DTM?$", "DY", column.adam),
    )


@cache
def columns_of(sheet: str) -> dict[str, Column]:
    """Return every column of a sheet by canonical name, study-day variants last."""
    given = sheet_named(sheet).columns
    days = [day_column(c) for c in given if c.kind in ("date", "datetime")]
    return {column.name: column for column in (*given, *days)}


@cache
def _headers(sheet: str) -> dict[str, str]:
    """Folded header to canonical name; a canonical name is never shadowed by an alias."""
    found: dict[str, str] = {}
    columns = columns_of(sheet).values()
    for level in (lambda c: (c.name,), lambda c: (c.label, c.label_zh), lambda c: c.aliases):
        for column in columns:
            for text in level(column):
                found.setdefault(fold(text), column.name)
    return found


@cache
def find_column(sheet: str, header: str) -> Column | None:
    """Return the dictionary column of ``sheet`` that a header means, or None.

    Compared without case, spaces, underscores, punctuation and full-width forms; text in brackets
    at the end of the header (a unit, a code key) is dropped when the whole is unknown.
    """
    headers = _headers(sheet)
    for text in (header, bare(header)):
        if fold(text) in headers:
            name = headers[fold(text)]
            written_out = fold(text) == fold(name)
            if fold(text) in AMBIGUOUS and not written_out:
                return None
            return columns_of(sheet)[name]
    return None


def rank(column: Column, header: str) -> int:
    """Return how plainly a header means a column: 0 its own name, higher the looser the alias.

    Where a file has both ``编号`` and ``No.``, the plainer one is the patient's code.
    """
    names = [fold(t) for t in (column.name, column.label, column.label_zh, *column.aliases)]
    found = [names.index(text) for text in (fold(header), fold(bare(header))) if text in names]
    return min(found, default=len(names))


def is_ambiguous(header: str) -> bool:
    """Whether a header has several meanings, so that only ``[columns]`` can map it."""
    return fold(bare(header)) in AMBIGUOUS
